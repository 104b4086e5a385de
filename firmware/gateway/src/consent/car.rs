//! What the car changes: ignition, speed, seats, kill switch.

use super::{Faults, State, Who};
use crate::gate::Purposes;
use sordina_hal::vss::Speed;
use sordina_hal::{Occupancy, Seat, Signal};

impl State {
    pub(super) fn take_signal(&mut self, signal: Signal) {
        match signal {
            Signal::SystemState(ignition) => self.take_ignition(ignition.is_driving()),
            Signal::Speed(Speed::UNKNOWN) => self.speed_is_zero = None,
            Signal::Speed(speed) => self.speed_is_zero = Some(speed == Speed::ZERO),
            Signal::IsMoving(is_moving) => self.is_moving = Some(is_moving),
            Signal::ChildSeat(seat, is_present) => self.seat_mut(seat).has_child_seat = is_present,
            Signal::Occupancy(seat, occupancy) => self.take_occupancy(seat, occupancy),
            Signal::Language(language) => self.language = language,
        }
    }

    /// The switch says no for everybody, as long as it is set: what was given before needs a new act afterwards.
    pub(super) fn take_kill_switch(&mut self, is_set: bool) {
        if is_set {
            self.recording = None;
            self.must_affirm = true;
            self.ledger.forget_guests();
            for seat in &mut self.seats {
                seat.affirmed = Purposes::NONE;
            }
        }
        self.kill_switch_is_set = is_set;
    }

    /// Every drive starts without the people, the acts and the faults of the last one.
    fn take_ignition(&mut self, is_driving: bool) {
        if is_driving == self.is_driving {
            return;
        }
        self.is_driving = is_driving;
        self.must_affirm = false;
        self.recording = None;
        self.ledger.forget_questions();
        for seat in Seat::ALL {
            self.seat_is_new(seat, Who::Unknown);
        }
        if is_driving {
            self.faults = Faults::default();
        }
    }

    /// Whoever leaves takes the consent along: the next person on the seat is asked anew.
    fn take_occupancy(&mut self, seat: Seat, occupancy: Occupancy) {
        self.seat_mut(seat).occupancy = occupancy;
        if occupancy != Occupancy::Occupied {
            self.seat_is_new(seat, Who::Unknown);
        }
    }
}
