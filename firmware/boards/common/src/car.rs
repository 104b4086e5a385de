//! Ignition and seats on plain contacts: the least of a car that the gateway needs to know.
//!
//! A board on a vehicle bus has more to tell and does not need this. Speed, child seats and rear seats without a
//! contact stay unknown, which the gateway takes for the private case.

use embedded_hal::digital::InputPin;
use sordina_hal::{Occupancy, Seat, Signal, SystemState};

/// Contacts that are watched, with what was told about them last.
pub struct Car<I> {
    ignition: I,
    seats: [Option<I>; Seat::COUNT],
    told_ignition: SystemState,
    told_seats: [Occupancy; Seat::COUNT],
}

impl<I: InputPin> Car<I> {
    /// `ignition` is high while the car runs; `seats` are high while somebody sits there, in the order of their numbers.
    pub const fn new(ignition: I, seats: [Option<I>; Seat::COUNT]) -> Self {
        Self {
            ignition,
            seats,
            told_ignition: SystemState::Undefined,
            told_seats: [Occupancy::Unknown; Seat::COUNT],
        }
    }

    /// What has changed since the last call, one at a time; the ignition comes first.
    pub fn next_signal(&mut self) -> Option<Signal> {
        let ignition = read(&mut self.ignition, SystemState::On, SystemState::Off, SystemState::Undefined);
        if ignition != self.told_ignition {
            self.told_ignition = ignition;
            return Some(Signal::SystemState(ignition));
        }
        let told = Seat::ALL.into_iter().zip(&mut self.seats).zip(&mut self.told_seats);
        for ((seat, contact), told) in told {
            let Some(contact) = contact else { continue };
            let occupancy = read(contact, Occupancy::Occupied, Occupancy::Empty, Occupancy::Unknown);
            if occupancy != *told {
                *told = occupancy;
                return Some(Signal::Occupancy(seat, occupancy));
            }
        }
        None
    }
}

fn read<T>(contact: &mut impl InputPin, high: T, low: T, failed: T) -> T {
    match contact.is_high() {
        Ok(true) => high,
        Ok(false) => low,
        Err(_) => failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::cell::Cell;
    use embedded_hal::digital::{ErrorKind, ErrorType};

    type Level = Result<bool, ErrorKind>;

    struct Contact<'l>(&'l Cell<Level>);

    impl ErrorType for Contact<'_> {
        type Error = ErrorKind;
    }

    impl InputPin for Contact<'_> {
        fn is_high(&mut self) -> Level {
            self.0.get()
        }

        fn is_low(&mut self) -> Level {
            self.0.get().map(|high| !high)
        }
    }

    #[test]
    fn each_change_is_told_once_and_a_failed_contact_is_unknown() {
        let (ignition, driver) = (Cell::new(Ok(true)), Cell::new(Ok(true)));
        let mut car = Car::new(Contact(&ignition), [Some(Contact(&driver)), None, None, None, None]);
        assert_eq!(car.next_signal(), Some(Signal::SystemState(SystemState::On)));
        assert_eq!(car.next_signal(), Some(Signal::Occupancy(Seat::Driver, Occupancy::Occupied)));
        assert_eq!(car.next_signal(), None);
        driver.set(Err(ErrorKind::Other));
        assert_eq!(car.next_signal(), Some(Signal::Occupancy(Seat::Driver, Occupancy::Unknown)));
        ignition.set(Ok(false));
        assert_eq!(car.next_signal(), Some(Signal::SystemState(SystemState::Off)));
        assert_eq!(car.next_signal(), None);
    }
}
