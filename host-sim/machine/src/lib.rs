//! A simulated board, stricter than hardware.
//!
//! [`Simulated`] implements [`Machine`] in plain memory. The gateway cannot tell it from a board (R39); the owner
//! can do to it what no board survives: cut the power in the middle of a byte, weld a pin, let a clock jump.
//! The same object serves the simulator, the tests, the benches and the fuzzers.
//!
//! Where it is stricter than hardware:
//! - Flash: a word can be programmed once; a second time is an error, also with the same bytes ([`Flash`]).
//! - Flash: after a power cut nothing answers until [`Simulated::restart`].
//! - Link: reading without data is an error where a board would wait for ever ([`Link`]).
//! - Nothing is known at the start: no date, no signal, kill switch as the owner leaves it.
//!
//! Fields are public where any value is a legal world: the owner *is* the world.
//!
//! ```
//! use sordina_hal::{Key, Machine, Seat, InputPin};
//! let mut machine = sordina_machine::Simulated::new();
//! machine.press(Seat::Driver, Key::InterestTags);
//! machine.advance(60);
//! assert_eq!(machine.button(Seat::Driver, Key::InterestTags).is_high(), Ok(true));
//! assert_eq!(machine.now(), sordina_hal::Millis(60));
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod clock;
mod counter;
mod entropy;
mod flash;
mod link;
mod pin;

pub use clock::Clock;
pub use counter::Counter;
pub use entropy::Entropy;
pub use flash::{DEFAULT_SECTORS, Flash, FlashError, SECTOR, WORD, WrongLength};
pub use link::{Link, LinkError};
pub use pin::{Contact, DrivenPin, PinError, PinFault};

use sordina_hal::{Choice, CounterFailed, Key, Machine, Millis, NoEntropy, Seat, Signal, UnixSeconds};
use std::collections::VecDeque;

/// One simulated board and the car around it.
#[derive(Clone, Debug, Default)]
pub struct Simulated {
    /// Power of the microphones.
    pub microphone_line: DrivenPin,
    /// The lamp.
    pub lamp: DrivenPin,
    /// The physical kill switch; high is set.
    pub kill_switch: Contact,
    /// The keys, by seat number and by their place in [`Key::ALL`]; high is held down.
    pub buttons: [[Contact; Key::ALL.len()]; Seat::COUNT],
    /// The line to the head unit.
    pub link: Link,
    /// The journal's flash.
    pub flash: Flash,
    /// Both clocks.
    pub clock: Clock,
    /// Vehicle signals on their way, oldest first.
    pub signals: VecDeque<Signal>,
    /// Where random bytes come from.
    pub entropy: Entropy,
    /// Choices on their way from the gateway's own screen and the reader of car keys, oldest first.
    pub choices: VecDeque<(Seat, Choice)>,
    /// The device's secret.
    pub device_seed: [u8; 32],
    /// The monotonic counter.
    pub counter: Counter,
    /// How often the watchdog was fed since the last restart.
    pub watchdog_feeds: u64,
}

impl Simulated {
    /// A board fresh from the factory: erased flash, nothing pressed, no date, seeded entropy.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Holds a key down.
    pub fn press(&mut self, seat: Seat, key: Key) {
        self.button(seat, key).is_high = true;
    }

    /// Lets a key go.
    pub fn release(&mut self, seat: Seat, key: Key) {
        self.button(seat, key).is_high = false;
    }

    /// Somebody chooses something on the gateway's own screen, or a car key is recognised.
    pub fn choose(&mut self, seat: Seat, choice: Choice) {
        self.choices.push_back((seat, choice));
    }

    /// Lets time pass on both clocks.
    pub fn advance(&mut self, milliseconds: u64) {
        self.clock.advance(milliseconds);
    }

    /// Sends a vehicle signal.
    pub fn signal(&mut self, signal: Signal) {
        self.signals.push_back(signal);
    }

    /// Power comes back after a cut, or the reset pin is pulled: outputs low, queues empty, monotonic time from
    /// zero. Flash contents, wear, the counter, the outside's wall clock, pin faults and held keys stay.
    pub fn restart(&mut self) {
        self.microphone_line.is_driven_high = false;
        self.lamp.is_driven_high = false;
        self.link = Link { is_unplugged: self.link.is_unplugged, ..Link::default() };
        self.flash.restore_power();
        self.clock.now = Millis(0);
        self.signals.clear();
        self.choices.clear();
        self.watchdog_feeds = 0;
    }
}

const fn place(key: Key) -> usize {
    match key {
        Key::Stop => 0,
        Key::Assistant => 1,
        Key::InterestTags => 2,
    }
}

impl Machine for Simulated {
    type MicrophoneLine = DrivenPin;
    type Lamp = DrivenPin;
    type KillSwitch = Contact;
    type Button = Contact;
    type Link = Link;
    type Flash = Flash;

    fn microphone_line(&mut self) -> &mut DrivenPin {
        &mut self.microphone_line
    }

    fn lamp(&mut self) -> &mut DrivenPin {
        &mut self.lamp
    }

    fn kill_switch(&mut self) -> &mut Contact {
        &mut self.kill_switch
    }

    fn button(&mut self, seat: Seat, key: Key) -> &mut Contact {
        &mut self.buttons[seat as usize][place(key)]
    }

    fn next_choice(&mut self) -> Option<(Seat, Choice)> {
        self.choices.pop_front()
    }

    fn link(&mut self) -> &mut Link {
        &mut self.link
    }

    fn flash(&mut self) -> &mut Flash {
        &mut self.flash
    }

    fn now(&self) -> Millis {
        self.clock.now
    }

    fn wall_clock(&self) -> Option<UnixSeconds> {
        self.clock.wall_seconds()
    }

    fn next_signal(&mut self) -> Option<Signal> {
        self.signals.pop_front()
    }

    fn entropy(&mut self, buffer: &mut [u8]) -> Result<(), NoEntropy> {
        self.entropy.fill(buffer)
    }

    fn device_seed(&self) -> [u8; 32] {
        self.device_seed
    }

    fn monotonic_counter(&mut self) -> Result<Option<u32>, CounterFailed> {
        self.counter.read()
    }

    fn advance_counter(&mut self) -> Result<(), CounterFailed> {
        self.counter.advance()
    }

    fn feed_watchdog(&mut self) {
        self.watchdog_feeds += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sordina_hal::{InputPin, NorFlash, OutputPin};

    #[test]
    fn every_key_has_its_own_contact() {
        for seat in Seat::ALL {
            for key in Key::ALL {
                let mut machine = Simulated::new();
                machine.press(seat, key);
                let mut pressed = Vec::new();
                for other in Seat::ALL.into_iter().flat_map(|seat| Key::ALL.map(|key| (seat, key))) {
                    if machine.button(other.0, other.1).is_high() == Ok(true) {
                        pressed.push(other);
                    }
                }
                assert_eq!(pressed, [(seat, key)]);
            }
        }
    }

    #[test]
    fn a_restart_drops_the_outputs_and_keeps_the_flash() {
        let mut machine = Simulated::new();
        machine.clock.set_wall(UnixSeconds(1_800_000_000));
        machine.advance(5_000);
        machine.lamp.set_high().unwrap();
        machine.microphone_line.set_high().unwrap();
        machine.flash.write(0, &[1; WORD]).unwrap();
        machine.restart();
        assert!(!machine.lamp.level() && !machine.microphone_line.level());
        assert_eq!(machine.flash.bytes()[..WORD], [1; WORD]);
        assert_eq!(machine.now(), Millis(0));
        assert_eq!(machine.wall_clock(), Some(UnixSeconds(1_800_000_005)));
    }
}
