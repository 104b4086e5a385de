//! Plays a programme into a car, block by block, with the timeline's actions in between.

use crate::audio::{Output, Programme};
use crate::car::{Car, Moment};
use crate::error::Error;
use crate::terminal;
use crate::timeline::Timeline;

/// What a player needs besides the car.
pub(super) struct Player {
    pub(super) programme: Programme,
    pub(super) timeline: Timeline,
    /// Where the assistant port's audio goes.
    pub(super) output: Option<Output>,
    /// Lines are printed as it goes: they are progress enough on a terminal.
    pub(super) prints_lines: bool,
}

/// A detection settles within 1.7 s, later only in a crowd; so much silence lets the last word of a recording be heard.
pub(super) const AFTER_MS: u64 = 3_000;

impl Player {
    /// Plays everything, and a little silence. `tell` hears of each moment as it comes.
    pub(super) fn play<const P: usize>(
        mut self,
        car: &mut Car<'_, P>,
        tell: &mut impl FnMut(&Moment) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let bar = terminal::progress(self.programme.length_ms.unwrap_or(0), self.prints_lines);
        while let Some(block) = self.programme.next_block()? {
            perform(&mut self.timeline, car);
            let passed = car.block(block);
            if let Some(output) = &mut self.output {
                output.write(passed)?;
            }
            car.take_moments().iter().try_for_each(&mut *tell)?;
            bar.set_position(car.now());
        }
        bar.finish_and_clear();
        self.run_out(car, tell)?;
        self.output.map_or(Ok(()), Output::finish)
    }

    /// Silence after the recording. It is no part of the output file, which is as long as the recording.
    fn run_out<const P: usize>(
        &mut self,
        car: &mut Car<'_, P>,
        tell: &mut impl FnMut(&Moment) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let format = self.programme.format;
        let silence = vec![0; format.rate.hz() as usize / 100 * usize::from(format.channels)];
        let end = car.now() + AFTER_MS;
        while car.now() < end {
            perform(&mut self.timeline, car);
            car.block(&silence);
            car.take_moments().iter().try_for_each(&mut *tell)?;
        }
        Ok(())
    }
}

fn perform<const P: usize>(timeline: &mut Timeline, car: &mut Car<'_, P>) {
    while let Some(action) = timeline.next_due(car.now()) {
        car.act(&action);
    }
}
