//! Watches the two clocks of the machine against each other (R4).
//!
//! The monotonic clock must not go back, ever. The wall clock is untrusted: it may be set at any time, but a jump
//! while the gate is open closes it, since the day of a tag would then depend on who set it.

use crate::consent::{Event, Fault};
use crate::interest::Epoch;
use sordina_hal::{Millis, UnixSeconds};

/// Difference between the two clocks, per look, that still counts as drift: wall clocks step by a second, and
/// time servers slew.
const TOLERANCE_MS: u64 = 5_000;

/// 2024-01-01: a date before this product existed is not a date.
const EARLIEST: UnixSeconds = UnixSeconds(1_704_067_200);

/// Last plausible look at the clocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClockWatch {
    seen: Option<(Millis, UnixSeconds)>,
    now: Millis,
}

impl ClockWatch {
    pub(crate) const fn new() -> Self {
        Self { seen: None, now: Millis(0) }
    }

    /// What a look at the clocks means.
    pub(crate) fn check(
        &mut self,
        now: Millis,
        wall: Option<UnixSeconds>,
        is_listening: bool,
    ) -> impl Iterator<Item = Event> + use<> {
        let wall = wall.filter(|wall| *wall >= EARLIEST);
        let jumped = match (self.seen, wall) {
            (Some((then, past)), Some(wall)) => {
                let passed = wall.0.abs_diff(past.0).saturating_mul(1000);
                wall < past || passed.abs_diff(now.since(then)) > TOLERANCE_MS
            }
            _ => false,
        };
        let failed = now < self.now || (is_listening && jumped);
        self.seen = wall.map(|wall| (now, wall));
        self.now = now;
        let known = Event::Clock { today: wall.map(Epoch::of) };
        failed.then_some(Event::Failed(Fault::Clock)).into_iter().chain([known])
    }

    /// The time at the last look, if it was plausible: what is done until the next look happens then.
    pub(crate) fn wall(&self) -> Option<UnixSeconds> {
        self.seen.map(|(_, wall)| wall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: u64 = EARLIEST.0;

    fn fails(looks: &[(u64, u64)]) -> bool {
        let mut watch = ClockWatch::new();
        let mut events = looks.iter().flat_map(|(now, wall)| {
            watch.check(Millis(*now), Some(UnixSeconds(*wall)), true).collect::<std::vec::Vec<_>>()
        });
        events.any(|event| event == Event::Failed(Fault::Clock))
    }

    #[test]
    fn two_clocks_that_agree_are_sane() {
        assert!(!fails(&[(0, START), (10, START), (1_000, START + 1), (60_000, START + 61)]));
    }

    #[test]
    fn a_jump_of_either_clock_is_a_fault() {
        assert!(fails(&[(0, START), (10, START + 86_400)]));
        assert!(fails(&[(0, START + 86_400), (10, START)]));
        assert!(fails(&[(0, START), (86_400_000, START)]));
        assert!(fails(&[(1_000, START), (999, START)]));
    }

    #[test]
    fn a_date_before_the_product_is_no_date() {
        let mut watch = ClockWatch::new();
        let events: std::vec::Vec<_> = watch.check(Millis(0), Some(UnixSeconds(0)), false).collect();
        assert_eq!(events, [Event::Clock { today: None }]);
    }
}
