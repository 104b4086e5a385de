//! The keys of a board with two seats in front, and the kill switch.
//!
//! Kill switch and stop keys are contacts to ground that *open* when pressed: a broken wire stops. The other keys
//! close when pressed: a broken wire gives no consent. Seats in the rear have no keys here.

use crate::stops::{Stop, Stops};
use embedded_hal::digital::{ErrorType, InputPin};
use sordina_hal::{Key, Seat};

/// Bit of the kill switch in the board's [`Stops`].
pub const KILL_SWITCH: u8 = 0;
const STOP_DRIVER: u8 = 1;
const STOP_PASSENGER: u8 = 2;

/// The contacts that stop, for the audio context.
pub struct StopContacts<I> {
    /// High when set.
    pub kill_switch: I,
    /// High when pressed.
    pub driver: I,
    /// High when pressed.
    pub passenger: I,
}

impl<I: InputPin> StopContacts<I> {
    /// One bit per contact, for [`Stops::sample`]; one that cannot be read stops.
    pub fn read(&mut self) -> u8 {
        let high = |contact: &mut I| u8::from(contact.is_high().unwrap_or(true));
        high(&mut self.kill_switch) << KILL_SWITCH
            | high(&mut self.driver) << STOP_DRIVER
            | high(&mut self.passenger) << STOP_PASSENGER
    }
}

/// One key, as the control path reads it.
pub enum Button<K> {
    /// A stop key, which the audio context reads.
    Stop(Stop),
    /// A key that gives consent.
    Give(K),
    /// No such key on this board.
    Absent,
}

impl<K: ErrorType> ErrorType for Button<K> {
    type Error = K::Error;
}

impl<K: InputPin> InputPin for Button<K> {
    fn is_high(&mut self) -> Result<bool, K::Error> {
        match self {
            Self::Stop(stop) => Ok(stop.is_pressed()),
            Self::Give(key) => key.is_high(),
            Self::Absent => Ok(false),
        }
    }

    fn is_low(&mut self) -> Result<bool, K::Error> {
        self.is_high().map(|high| !high)
    }
}

/// All keys of the trusted control.
pub struct Keys<K> {
    driver: [Button<K>; Key::ALL.len()],
    passenger: [Button<K>; Key::ALL.len()],
    absent: Button<K>,
}

impl<K> Keys<K> {
    /// For each seat in front, its keys for the assistant and for interest tags.
    pub fn new(stops: &'static Stops, driver: [K; 2], passenger: [K; 2]) -> Self {
        Self {
            driver: seat(stops.contact(STOP_DRIVER), driver),
            passenger: seat(stops.contact(STOP_PASSENGER), passenger),
            absent: Button::Absent,
        }
    }

    /// The key of a seat.
    pub const fn button(&mut self, seat: Seat, key: Key) -> &mut Button<K> {
        let [stop, assistant, interest_tags] = match seat {
            Seat::Driver => &mut self.driver,
            Seat::Passenger => &mut self.passenger,
            _ => return &mut self.absent,
        };
        match key {
            Key::Stop => stop,
            Key::Assistant => assistant,
            Key::InterestTags => interest_tags,
        }
    }
}

fn seat<K>(stop: Stop, give: [K; 2]) -> [Button<K>; Key::ALL.len()] {
    let [assistant, interest_tags] = give;
    [Button::Stop(stop), Button::Give(assistant), Button::Give(interest_tags)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use embedded_hal::digital::ErrorKind;

    struct Contact(Result<bool, ErrorKind>);

    impl ErrorType for Contact {
        type Error = ErrorKind;
    }

    impl InputPin for Contact {
        fn is_high(&mut self) -> Result<bool, ErrorKind> {
            self.0
        }

        fn is_low(&mut self) -> Result<bool, ErrorKind> {
            self.0.map(|high| !high)
        }
    }

    #[test]
    fn each_stop_reaches_its_own_seat_and_no_other_key_does() {
        static STOPS: Stops = Stops::new();
        let key = |is_high| Contact(Ok(is_high));
        let mut keys = Keys::new(&STOPS, [key(true), key(false)], [key(false), key(true)]);
        let mut contacts = StopContacts { kill_switch: key(false), driver: key(false), passenger: key(true) };
        STOPS.sample(contacts.read());
        let mut pressed = |seat, key| keys.button(seat, key).is_high();
        assert_eq!(
            Seat::ALL.map(|seat| pressed(seat, Key::Stop)),
            [false, true, false, false, false].map(Ok)
        );
        assert_eq!(
            Seat::ALL.map(|seat| pressed(seat, Key::Assistant)),
            [true, false, false, false, false].map(Ok)
        );
        assert_eq!(
            Seat::ALL.map(|seat| pressed(seat, Key::InterestTags)),
            [false, true, false, false, false].map(Ok)
        );
        assert!(!STOPS.contact(KILL_SWITCH).is_pressed());
    }

    #[test]
    fn a_contact_that_cannot_be_read_stops() {
        let failed = || Contact(Err(ErrorKind::Other));
        let mut contacts = StopContacts { kill_switch: failed(), driver: failed(), passenger: failed() };
        assert_eq!(contacts.read(), 0b111);
    }
}
