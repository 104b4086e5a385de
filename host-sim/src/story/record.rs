//! What a drive amounted to, gathered from its happenings.

use crate::car::{Answered, Happening, Moment};
use sordina::consent::{Fault, Reason};
use sordina::gate::{Purpose, Purposes};

/// A stretch of time in which the gate was open for the same purposes.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    /// When it opened.
    pub(crate) from_ms: u64,
    /// When it ended.
    pub(crate) to_ms: u64,
    /// What for.
    pub(crate) purposes: Purposes,
    /// Why it closed; `None` if it went on for other purposes, or the recording ended first.
    pub(crate) reason: Option<Reason>,
}

/// Everything that the summary tells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    /// Length of the drive.
    pub(crate) length_ms: u64,
    /// Keys pressed and choices made.
    pub(crate) acts: Vec<Moment>,
    /// When the gate was open.
    pub(crate) openings: Vec<Opening>,
    /// Why it was closed last, if it never opened.
    pub(crate) closed: Option<Reason>,
    /// Faults.
    pub(crate) faults: Vec<(u64, Fault)>,
    /// Detections per row of the taxonomy. Simulator only.
    pub(crate) counts: Vec<(u8, u32)>,
    /// What left.
    pub(crate) left: Vec<(u64, Answered)>,
    /// The opening that has not ended.
    open: Option<(u64, Purposes)>,
}

impl Record {
    /// Takes in a moment.
    pub(crate) fn note(&mut self, moment: &Moment) {
        let t_ms = moment.t_ms;
        match &moment.happening {
            Happening::Pressed(..) | Happening::Chose(..) => self.acts.push(moment.clone()),
            Happening::Opened(purposes) => {
                self.end_opening(t_ms, None);
                self.open = Some((t_ms, *purposes));
            }
            Happening::Closed(reason) => {
                self.end_opening(t_ms, Some(*reason));
                // The last thing before the ignition goes off is the reason that people ask for.
                if *reason != Reason::NotDriving || self.closed.is_none() {
                    self.closed = Some(*reason);
                }
            }
            Happening::Counted { row, count } => self.counts.push((*row, *count)),
            Happening::Fault(fault) => self.faults.push((t_ms, *fault)),
            Happening::Left(left) => self.left.push((t_ms, left.clone())),
            Happening::Lamp { .. }
            | Happening::KillSwitch { .. }
            | Happening::Signalled(_)
            | Happening::Detected { .. } => {}
        }
    }

    /// The recording is over.
    pub(crate) fn finish(&mut self, t_ms: u64) {
        self.end_opening(t_ms, None);
        self.length_ms = t_ms;
    }

    fn end_opening(&mut self, to_ms: u64, reason: Option<Reason>) {
        if let Some((from_ms, purposes)) = self.open.take() {
            self.openings.push(Opening { from_ms, to_ms, purposes, reason });
        }
    }

    /// How long audio passed to the assistant.
    pub(crate) fn assistant_ms(&self) -> u64 {
        let openings = self.openings.iter();
        let open = openings.filter(|opening| opening.purposes.contains(Purpose::Assistant));
        open.map(|opening| opening.to_ms - opening.from_ms).sum()
    }
}
