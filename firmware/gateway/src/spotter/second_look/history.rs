//! The last five seconds of costs, for the second look.
//!
//! Promises that nothing older than [`STEPS`] steps can be read back: a new step takes the place of the oldest
//! (R14). Costs are kept in 1/32 nat, one byte each; the highest, 8 nats, fits but for its last unit.

use super::super::costs::PER_NAT;
use super::super::model::OUTPUTS;

/// Steps kept: 4.98 s.
pub(super) const STEPS: u16 = 166;
/// Units of a kept cost per nat.
pub(super) const COARSE_PER_NAT: u16 = 32;

/// Costs of one step by phoneme, 1/32 nat.
pub(super) type Coarse = [u8; OUTPUTS];

/// A ring of steps.
#[cfg_attr(test, derive(Debug))]
pub(super) struct History {
    steps: [Coarse; STEPS as usize],
    /// Place of the next step.
    next: u16,
    /// Steps kept, at most [`STEPS`].
    held: u16,
}

impl History {
    /// Nothing heard.
    pub(super) const fn new() -> Self {
        Self { steps: [[0; OUTPUTS]; STEPS as usize], next: 0, held: 0 }
    }

    /// Forgets everything.
    pub(super) fn wipe(&mut self) {
        self.steps.as_flattened_mut().fill(0);
        (self.next, self.held) = (0, 0);
    }

    /// Steps kept.
    pub(super) fn held(&self) -> u16 {
        self.held
    }

    /// Keeps one step, costs in 1/256 nat.
    pub(super) fn push(&mut self, costs: &[u16; OUTPUTS]) {
        if let Some(step) = self.steps.get_mut(usize::from(self.next)) {
            for (kept, cost) in step.iter_mut().zip(costs) {
                *kept = coarse(*cost);
            }
        }
        self.next = if self.next + 1 < STEPS { self.next + 1 } else { 0 };
        self.held = self.held.saturating_add(1).min(STEPS);
    }

    /// The step of so many steps ago; 0 is the newest.
    pub(super) fn ago(&self, steps: u16) -> Option<&Coarse> {
        if steps >= self.held {
            return None;
        }
        let place = (self.next + STEPS).checked_sub(steps + 1)?;
        self.steps.get(usize::from(if place >= STEPS { place - STEPS } else { place }))
    }

    /// Cost of the blank, each step at most `most`, summed over `count` steps from the one `first` steps ago on.
    pub(super) fn unrest(&self, first: u16, count: u16, most: u16) -> u16 {
        let steps = (0..count).filter_map(|later| self.ago(first.checked_sub(later)?));
        steps.map(|costs| costs.first().map_or(0, |blank| u16::from(*blank).min(most))).sum()
    }
}

#[allow(clippy::cast_possible_truncation, reason = "held to 255")]
fn coarse(cost: u16) -> u8 {
    const FINE_PER_COARSE: u16 = PER_NAT / COARSE_PER_NAT;
    (cost.saturating_add(FINE_PER_COARSE / 2) / FINE_PER_COARSE).min(255) as u8
}

#[cfg(test)]
mod tests {
    //! R14.

    use super::*;

    #[test]
    fn what_is_older_than_five_seconds_is_gone() {
        let mut history = History::new();
        assert!(history.ago(0).is_none());
        for step in 0..400_u16 {
            history.push(&[step * 8; OUTPUTS]);
            let expected = |ago: u16| [u8::try_from((step - ago).min(255)).expect("held"); OUTPUTS];
            assert_eq!(history.ago(0), Some(&expected(0)));
            let oldest = step.min(STEPS - 1);
            assert_eq!(history.ago(oldest), Some(&expected(oldest)));
            assert!(history.ago(oldest + 1).is_none());
        }
        assert!(u32::from(STEPS) * super::super::super::STEP_MS <= 5_000);
    }

    #[test]
    fn unrest_is_the_capped_cost_of_the_blank() {
        let mut history = History::new();
        for cost in [80, 800, 0, 8] {
            history.push(&[cost; OUTPUTS]);
        }
        assert_eq!(history.unrest(3, 3, 16), 10 + 16);
        assert_eq!(history.unrest(1, 5, 16), 1, "there is nothing after the newest");
    }
}
