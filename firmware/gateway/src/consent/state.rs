//! What the control path knows: the car, the people, the faults, and whether the gate is open.

use super::Reason;
use crate::gate::{Generation, Purposes};
use sordina_hal::{Occupancy, Seat};

/// A fault that closes the gate until the next drive (R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Fault {
    /// The lamp does not show what it should.
    Lamp = 0,
    /// The microphone line is not at the level it should be.
    MicrophoneLine = 1,
    /// Flash or journal failed.
    Storage = 2,
    /// A clock went back, stood still or jumped.
    Clock = 3,
    /// A pin of the trusted control or the kill switch cannot be read.
    Control = 4,
    /// An internal check failed.
    Internal = 5,
}

impl Fault {
    /// All faults, by number.
    pub const ALL: [Self; 6] =
        [Self::Lamp, Self::MicrophoneLine, Self::Storage, Self::Clock, Self::Control, Self::Internal];
}

/// Faults that are latched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Faults(u8);

impl Faults {
    pub(super) const fn latch(&mut self, fault: Fault) {
        self.0 |= 1 << fault as u8;
    }

    /// Whether `fault` is latched.
    #[must_use]
    pub const fn has(self, fault: Fault) -> bool {
        self.0 & 1 << fault as u8 != 0
    }
}

/// One seat: who the car says is there, and what that person has given in this drive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SeatState {
    /// As the car's sensor says; unknown until it has spoken.
    pub occupancy: Occupancy,
    /// A child seat is mounted here.
    pub has_child_seat: bool,
    /// Recorded consent of the person on this seat.
    pub consent: Purposes,
    /// That person has withdrawn in this drive and not given again.
    pub has_withdrawn: bool,
}

impl SeatState {
    /// Whether somebody sits here, or might: a seat that is not known to be empty counts as taken.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        self.occupancy != Occupancy::Empty
    }
}

/// Where the gate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Closed, and why.
    Closed(Reason),
    /// Everything allows it; line and lamp have been switched on and must now be read back.
    Proving,
    /// Open for these purposes.
    Open(Purposes),
}

/// The control path's whole state. Starts closed, with every unknown on the private side (R1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct State {
    pub(super) is_driving: bool,
    /// Speed reported as zero; `None` while unknown.
    pub(super) speed_is_zero: Option<bool>,
    pub(super) is_moving: Option<bool>,
    pub(super) kill_switch_is_set: bool,
    pub(super) clock_is_known: bool,
    pub(super) seats: [SeatState; Seat::COUNT],
    pub(super) faults: Faults,
    pub(super) phase: Phase,
    pub(super) generation: Generation,
    /// A consent on its way to the journal. It counts once it is recorded.
    pub(super) recording: Option<(Seat, Purposes)>,
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}

impl State {
    /// The state after every start and reset.
    #[must_use]
    pub const fn new() -> Self {
        const NOBODY_KNOWN: SeatState = SeatState {
            occupancy: Occupancy::Unknown,
            has_child_seat: false,
            consent: Purposes::NONE,
            has_withdrawn: false,
        };
        Self {
            is_driving: false,
            speed_is_zero: None,
            is_moving: None,
            kill_switch_is_set: true,
            clock_is_known: false,
            seats: [NOBODY_KNOWN; Seat::COUNT],
            faults: Faults(0),
            phase: Phase::Closed(Reason::NotDriving),
            generation: Generation::NONE,
            recording: None,
        }
    }

    /// Where the gate stands.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// Number of the last opening.
    #[must_use]
    pub const fn generation(&self) -> Generation {
        self.generation
    }

    /// Faults latched in this drive.
    #[must_use]
    pub const fn faults(&self) -> Faults {
        self.faults
    }

    /// One seat.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "a seat's number is below the number of seats")]
    pub const fn seat(&self, seat: Seat) -> &SeatState {
        &self.seats[seat as usize]
    }

    #[allow(clippy::indexing_slicing, reason = "a seat's number is below the number of seats")]
    pub(super) const fn seat_mut(&mut self, seat: Seat) -> &mut SeatState {
        &mut self.seats[seat as usize]
    }

    /// Whether the car stands still for sure: consent is given only then (R25).
    #[must_use]
    pub fn is_parked(&self) -> bool {
        self.speed_is_zero == Some(true) && self.is_moving != Some(true)
    }

    /// What every person who is, or may be, in the car has agreed to (R18).
    #[must_use]
    pub fn agreed_by_all(&self) -> Purposes {
        let everybody = self.seats.iter().filter(|seat| seat.is_taken());
        let agreed = everybody.clone().fold(Purposes::ALL, |all, seat| all.intersection(seat.consent));
        if everybody.count() == 0 { Purposes::NONE } else { agreed }
    }
}
