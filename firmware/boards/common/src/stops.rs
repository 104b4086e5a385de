//! Kill switch and stop keys, read by the audio interrupt, which silences its block at once.
//!
//! The control path may be busy: erasing flash takes seconds on some parts. A stop that was seen stays, and keeps
//! the port silent, until a whole tick of control has seen it too; so a short press is not lost either.

use core::convert::Infallible;
use core::sync::atomic::{AtomicU8, Ordering};
use embedded_hal::digital::{ErrorType, InputPin};

/// Up to eight contacts that mean *silence*, by their bit.
#[derive(Default)]
pub struct Stops {
    level: AtomicU8,
    latched: AtomicU8,
}

impl Stops {
    /// Nothing pressed.
    #[must_use]
    pub const fn new() -> Self {
        Self { level: AtomicU8::new(0), latched: AtomicU8::new(0) }
    }

    /// Audio context, once per block: the contacts as they are. Returns whether the block must be silent.
    pub fn sample(&self, contacts: u8) -> bool {
        self.level.store(contacts, Ordering::Release);
        let before = self.latched.fetch_or(contacts, Ordering::AcqRel);
        before | contacts != 0
    }

    /// Control context: runs one tick, after which the stops that it could see no longer hold the port silent.
    pub fn tick(&self, tick: impl FnOnce()) {
        let seen = self.latched.load(Ordering::Acquire);
        tick();
        self.latched.fetch_and(!seen, Ordering::AcqRel);
    }

    /// One of the contacts, for the control path.
    #[must_use]
    pub const fn contact(&'static self, bit: u8) -> Stop {
        Stop { stops: self, mask: 1 << bit }
    }
}

/// One contact of [`Stops`].
pub struct Stop {
    stops: &'static Stops,
    mask: u8,
}

impl Stop {
    /// Open now, or since the last whole tick.
    #[must_use]
    pub fn is_pressed(&self) -> bool {
        let seen = self.stops.level.load(Ordering::Acquire) | self.stops.latched.load(Ordering::Acquire);
        seen & self.mask != 0
    }
}

impl ErrorType for Stop {
    type Error = Infallible;
}

impl InputPin for Stop {
    fn is_high(&mut self) -> Result<bool, Infallible> {
        Ok(self.is_pressed())
    }

    fn is_low(&mut self) -> Result<bool, Infallible> {
        self.is_high().map(|high| !high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_silences_its_own_block() {
        let stops = Stops::new();
        assert!(!stops.sample(0));
        assert!(stops.sample(0b10));
    }

    #[test]
    fn a_short_press_holds_the_port_silent_until_a_whole_tick_has_seen_it() {
        static STOPS: Stops = Stops::new();
        STOPS.sample(0b10);
        assert!(STOPS.sample(0), "released, and control has not looked yet");
        STOPS.tick(|| {
            assert_eq!(STOPS.contact(1).is_high(), Ok(true));
            assert_eq!(STOPS.contact(0).is_high(), Ok(false));
            assert!(STOPS.sample(0), "control has looked, and may not have closed yet");
        });
        assert!(!STOPS.sample(0));
        assert_eq!(STOPS.contact(1).is_low(), Ok(true));
    }

    #[test]
    fn a_press_during_a_tick_waits_for_the_next_one() {
        let stops = Stops::new();
        stops.tick(|| _ = stops.sample(1));
        assert!(stops.sample(0));
        stops.tick(|| {});
        assert!(!stops.sample(0));
    }
}
