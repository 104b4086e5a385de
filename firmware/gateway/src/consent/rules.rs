//! The numbers that consent is held to: one region's, and the notices in force. Data of the policy, not code.

use crate::gate::{Purpose, Purposes};
use crate::interest::Epoch;
use crate::journal::NOTICE;
use crate::policy::{Notice, Region};

/// What a consent for one purpose is given on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shown {
    /// The notice, by its hash.
    pub notice: [u8; NOTICE],
    /// The recipients that it names, one bit each.
    pub recipients: u16,
}

/// Rules of one region (R28, R31).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rules {
    /// The region's number.
    pub region: u8,
    /// Days that a consent lasts.
    pub consent_days: u16,
    /// Days without an opening after which it lapses.
    pub unused_days: u16,
    /// Days after a refusal or withdrawal in which software may not ask again.
    pub ask_again_days: u16,
    /// Seconds that a question stays on the screen.
    pub answer_seconds: u16,
    /// Whether a stored consent needs an act in every drive.
    pub ask_every_drive: bool,
    /// Purposes that may be asked for at all.
    pub offered: Purposes,
    /// What each purpose is given on, by its number.
    pub shown: [Shown; Purpose::ALL.len()],
}

impl Rules {
    /// The rules of a region, and the notices in force.
    #[must_use]
    pub fn of(region: &Region) -> Self {
        let shown = Purpose::ALL.map(|purpose| {
            let notice = Notice::current(purpose);
            let recipients = notice.recipients.iter().fold(0, |all, number| all | 1_u16 << (number & 15));
            Shown { notice: notice.hash, recipients }
        });
        Self {
            region: region.number,
            consent_days: region.consent_days,
            unused_days: region.unused_days,
            ask_again_days: region.ask_again_days,
            answer_seconds: region.answer_seconds,
            ask_every_drive: region.ask_every_drive,
            offered: region.purposes,
            shown,
        }
    }

    /// What `purpose` is given on.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "a purpose's number is below the number of purposes")]
    pub const fn shown(&self, purpose: Purpose) -> &Shown {
        &self.shown[purpose as usize]
    }

    /// The day on which a consent given on `day` ends.
    #[must_use]
    pub const fn until(&self, day: Epoch) -> Epoch {
        Epoch(day.0.saturating_add(self.consent_days))
    }
}
