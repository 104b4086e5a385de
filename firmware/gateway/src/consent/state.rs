//! What the control path knows: the car, the people, the faults, and whether the gate is open.

use super::Reason;
use super::{Ledger, Profile, Profiles, Rules, Status};
use crate::gate::{Generation, Purpose, Purposes};
use crate::interest::Epoch;
use crate::journal::Entry;
use sordina_hal::{Language, Occupancy, Seat};

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

/// Who sits on a seat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Who {
    /// Nobody has said.
    #[default]
    Unknown,
    /// Somebody under age.
    UnderAge,
    /// The person behind this profile: stored, or the seat's guest.
    Known(Profile),
}

/// One seat: who the car says is there, who she says she is, and what she did in this drive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SeatState {
    /// As the car's sensor says; unknown until it has spoken.
    pub occupancy: Occupancy,
    /// A child seat is mounted here.
    pub has_child_seat: bool,
    /// Recognised by a car key, or chosen on the gateway's own screen.
    pub who: Who,
    /// Purposes that this person gave by an act in this drive.
    pub affirmed: Purposes,
}

impl SeatState {
    /// Whether somebody sits here, or might: a seat that is not known to be empty counts as taken.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        self.occupancy != Occupancy::Empty
    }

    /// The profile that speaks for the seat; its guest while nobody has said who it is.
    #[must_use]
    pub const fn profile(&self, seat: Seat) -> Profile {
        match self.who {
            Who::Known(profile) => profile,
            Who::Unknown | Who::UnderAge => Profile::guest(seat),
        }
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

/// What the last record of an opening says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Opening {
    /// The purposes that may be opened on it; none when the gate has closed since.
    pub purposes: Purposes,
    /// The profiles whose consent it rests on.
    pub profiles: Profiles,
    /// Sequence number of the first of those consents.
    pub rests_on: u32,
}

/// The control path's whole state. Starts closed, with every unknown on the private side (R1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct State {
    pub(super) rules: Rules,
    pub(super) ledger: Ledger,
    pub(super) is_driving: bool,
    /// Speed reported as zero; `None` while unknown.
    pub(super) speed_is_zero: Option<bool>,
    pub(super) is_moving: Option<bool>,
    pub(super) kill_switch_is_set: bool,
    /// The kill switch was used in this drive: what was given before it needs a new act.
    pub(super) must_affirm: bool,
    /// The day, once it is known.
    pub(super) today: Option<Epoch>,
    pub(super) language: Option<Language>,
    pub(super) seats: [SeatState; Seat::COUNT],
    pub(super) faults: Faults,
    pub(super) phase: Phase,
    pub(super) generation: Generation,
    pub(super) opening: Opening,
    /// A record on its way to the journal. It counts once it is there.
    pub(super) recording: Option<Entry>,
}

impl State {
    /// The state after every start and reset, with the consents that the journal holds.
    #[must_use]
    pub fn new(rules: Rules, ledger: Ledger) -> Self {
        Self {
            rules,
            ledger,
            is_driving: false,
            speed_is_zero: None,
            is_moving: None,
            kill_switch_is_set: true,
            must_affirm: false,
            today: None,
            language: None,
            seats: [SeatState::default(); Seat::COUNT],
            faults: Faults(0),
            phase: Phase::Closed(Reason::NotDriving),
            generation: Generation::NONE,
            opening: Opening::default(),
            recording: None,
        }
    }

    /// Whether the ignition is on.
    #[must_use]
    pub const fn is_driving(&self) -> bool {
        self.is_driving
    }

    /// Whether the physical switch says no to everything.
    #[must_use]
    pub const fn kill_switch_is_set(&self) -> bool {
        self.kill_switch_is_set
    }

    /// The day, if it is known and the clock has not gone back.
    #[must_use]
    pub fn sane_day(&self) -> Option<Epoch> {
        self.today.filter(|today| *today >= self.ledger.latest())
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

    /// Where every consent stands.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The rules in force.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
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

    /// Whether a question stands on the screen.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        let all = Profile::all().flat_map(|profile| Purpose::ALL.map(|purpose| (profile, purpose)));
        all.into_iter().any(|(who, what)| self.ledger.consent(who, what).status == Status::Requested)
    }

    /// Purposes for which the profile's consent counts today.
    pub(super) fn valid(&self, profile: Profile) -> Purposes {
        self.today.map_or(Purposes::NONE, |today| self.ledger.valid(profile, today, &self.rules))
    }

    /// What the person on a seat agrees to in this drive.
    pub(super) fn agreed_by(&self, seat: Seat, person: &SeatState) -> Purposes {
        let Who::Known(profile) = person.who else { return Purposes::NONE };
        debug_assert!(profile.is_stored() || profile == Profile::guest(seat));
        let needs_act =
            self.must_affirm || self.rules.ask_every_drive || self.ledger.is_asked_every_drive(profile);
        let valid = self.valid(profile);
        if needs_act { valid.intersection(person.affirmed) } else { valid }
    }

    /// What every person who is, or may be, in the car agrees to (R18).
    #[must_use]
    pub fn agreed_by_all(&self) -> Purposes {
        let taken = Seat::ALL.into_iter().zip(&self.seats).filter(|(_, person)| person.is_taken());
        let agreed = taken.map(|(seat, person)| self.agreed_by(seat, person)).reduce(Purposes::intersection);
        agreed.unwrap_or(Purposes::NONE)
    }
}
