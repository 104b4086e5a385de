//! Two clocks that the owner sets, moves and lets jump.

use sordina_hal::{Millis, UnixSeconds};

/// Monotonic and wall time. Writing a field makes that clock jump; [`Clock::advance`] is ordinary time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// Time since reset. A board cannot go back; this one can, so that the gateway's check has something to find.
    pub now: Millis,
    /// Wall time in milliseconds since 1970-01-01 UTC; `None` while nobody has said.
    pub wall: Option<Millis>,
}

impl Clock {
    /// Lets time pass on both clocks.
    pub fn advance(&mut self, milliseconds: u64) {
        self.now.0 += milliseconds;
        if let Some(wall) = &mut self.wall {
            wall.0 += milliseconds;
        }
    }

    /// The outside says what time it is.
    pub fn set_wall(&mut self, time: UnixSeconds) {
        self.wall = Some(Millis(time.0 * 1000));
    }

    /// Wall time as the gateway reads it.
    #[must_use]
    pub fn wall_seconds(&self) -> Option<UnixSeconds> {
        self.wall.map(|wall| UnixSeconds(wall.0 / 1000))
    }
}
