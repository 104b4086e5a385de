//! Whose turn it is, and what may be told in it: the rule against recipients who compare notes (R21).
//!
//! Recipients who were told on different days about one car can find each other's record of it by the days alone: where
//! one was told, the other was not. So whose day it is must not depend on the car. Promises:
//! - The calendar decides, the same for all cars: nobody learns anything from being told nothing while it is another's
//!   turn.
//! - What was told is not told again for some days: few answers leave few days to compare.
//!
//! `docs/src/linkage.md` has what this comes to, next to other rules; the simulation there uses this code.

use super::Epoch;

/// Recipients who take turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turns {
    /// How long a turn is, in days; 0 counts as 1.
    pub days: u16,
    /// How many take turns; 0 counts as 1.
    pub recipients: u16,
}

impl Turns {
    /// Whose turn a day is, below the number of recipients. Turns are counted from the first day of 1970.
    #[must_use]
    pub const fn holder(self, day: Epoch) -> u16 {
        let turn = match day.0.checked_div(self.days) {
            Some(turn) => turn,
            None => day.0,
        };
        match turn.checked_rem(self.recipients) {
            Some(holder) => holder,
            None => 0,
        }
    }
}

/// Whether what was last told on `told` may be told on `today`, `after` days later at the earliest. Day 0 is never.
/// A clock that was turned back gives nothing a second time.
#[must_use]
pub const fn may_repeat(told: Epoch, today: Epoch, after: u16) -> bool {
    told.0 == 0 || told.plus(after).0 <= today.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_a_turn_as_long_as_the_others_and_no_day_is_nobody_s() {
        let turns = Turns { days: 3, recipients: 4 };
        let days = (0..24).map(|day| turns.holder(Epoch(day)));
        assert!(days.eq((0..8).flat_map(|turn| [turn % 4; 3])));
        assert_eq!(Turns { days: 0, recipients: 0 }.holder(Epoch(9)), 0);
    }

    #[test]
    fn what_was_told_waits_and_a_clock_turned_back_does_not_shorten_that() {
        let may = |today| may_repeat(Epoch(100), Epoch(today), 7);
        assert_eq!([0, 99, 100, 106, 107, u16::MAX].map(may), [false, false, false, false, true, true]);
        assert!(may_repeat(Epoch(0), Epoch(3), 7), "never told");
    }
}
