//! The conditions of R5: one table. A row that does not hold keeps the gate closed, and says so.
//!
//! The order is the order in which a person should hear the reasons: what she did herself first, then the car,
//! then faults, then who has agreed.

use super::{Fault, SeatState, State, Status, Who};
use crate::gate::Purpose;
use sordina_hal::{Occupancy, Seat};

/// Why the gate is closed. The number is the code in journal, events and link; codes are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Reason {
    /// The physical kill switch is set.
    KillSwitch = 0x01,
    /// No drive is under way.
    NotDriving = 0x02,
    /// The lamp could not be proven.
    LampFault = 0x10,
    /// The microphone line could not be proven.
    MicrophoneLineFault = 0x11,
    /// Flash or journal failed.
    StorageFault = 0x12,
    /// A clock is not plausible.
    ClockFault = 0x13,
    /// A control cannot be read.
    ControlFault = 0x14,
    /// An internal check failed.
    InternalFault = 0x15,
    /// The date is not known.
    ClockUnknown = 0x16,
    /// The date is earlier than the journal's last day.
    ClockBack = 0x17,
    /// It is not known whether a seat is taken.
    SeatUnknown = 0x20,
    /// A child seat is mounted.
    ChildSeat = 0x21,
    /// Somebody under age sits in the car.
    UnderAge = 0x22,
    /// Somebody withdrew.
    Withdrawn = 0x30,
    /// Nobody has given consent.
    NotGiven = 0x31,
    /// Somebody in the car has not agreed.
    SeatNotCovered = 0x32,
    /// Somebody said no.
    Refused = 0x33,
    /// A stored consent needs an act in every drive.
    AskEveryDrive = 0x34,
    /// The notice or the region is no longer the one that was agreed to.
    Invalidated = 0x35,
    /// A consent has come to its end.
    Expired = 0x36,
    /// The purpose is no longer offered here.
    Revoked = 0x37,
    /// Somebody in the car has not said who she is.
    ProfileUnknown = 0x38,
}

/// What the lamp shows while a row keeps the gate closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LampShows {
    /// Dark: nobody listens.
    Dark,
    /// It is told to be dark but cannot be trusted; the screen's sentence says so.
    NothingReliable,
}

/// One row of the table.
#[derive(Debug)]
pub struct Condition {
    /// Why the gate is closed when the row does not hold.
    pub reason: Reason,
    /// What the lamp shows then.
    pub lamp: LampShows,
    /// The sentence for the occupant, rioplatense Spanish.
    pub es: &'static str,
    /// The sentence for the occupant, English.
    pub en: &'static str,
    holds: fn(&State) -> bool,
}

use LampShows::{Dark, NothingReliable};

/// Every condition that must hold for the gate to be open.
#[rustfmt::skip]
pub static CONDITIONS: [Condition; 22] = [
    Condition { reason: Reason::KillSwitch, lamp: Dark, holds: |s| !s.kill_switch_is_set,
        es: "El micrófono está cortado con la llave física.",
        en: "The microphone is cut off by the physical switch." },
    Condition { reason: Reason::NotDriving, lamp: Dark, holds: |s| s.is_driving,
        es: "El auto está apagado: nadie escucha.",
        en: "The car is switched off: nobody is listening." },
    Condition { reason: Reason::LampFault, lamp: NothingReliable, holds: |s| !s.faults.has(Fault::Lamp),
        es: "La luz del micrófono no funciona: no confíes en ella. Nadie escucha hasta que se repare.",
        en: "The microphone lamp does not work: do not rely on it. Nobody listens until it is repaired." },
    Condition { reason: Reason::MicrophoneLineFault, lamp: Dark, holds: |s| !s.faults.has(Fault::MicrophoneLine),
        es: "La alimentación del micrófono no responde. No sale ningún sonido.",
        en: "The microphone's power line does not respond. No sound gets out." },
    Condition { reason: Reason::StorageFault, lamp: Dark, holds: |s| !s.faults.has(Fault::Storage),
        es: "No se puede guardar el registro de permisos, así que nadie escucha.",
        en: "The record of consents cannot be kept, so nobody listens." },
    Condition { reason: Reason::ClockFault, lamp: Dark, holds: |s| !s.faults.has(Fault::Clock),
        es: "El reloj del auto saltó, así que nadie escucha hasta el próximo viaje.",
        en: "The car's clock jumped, so nobody listens until the next drive." },
    Condition { reason: Reason::ControlFault, lamp: Dark, holds: |s| !s.faults.has(Fault::Control),
        es: "Un botón del micrófono no responde, así que nadie escucha.",
        en: "A microphone button does not respond, so nobody listens." },
    Condition { reason: Reason::InternalFault, lamp: Dark, holds: |s| !s.faults.has(Fault::Internal),
        es: "El equipo encontró una falla propia y se cerró.",
        en: "The device found a fault of its own and closed." },
    Condition { reason: Reason::ClockUnknown, lamp: Dark, holds: |s| s.today.is_some(),
        es: "Todavía no se sabe qué día es, así que nadie escucha.",
        en: "The date is not known yet, so nobody listens." },
    Condition { reason: Reason::ClockBack, lamp: Dark, holds: |s| !s.has_gone_back(),
        es: "La fecha es anterior a la del último registro. Si en la pantalla está bien, confirmala.",
        en: "The date is earlier than the last record. If the screen shows it right, confirm it." },
    Condition { reason: Reason::SeatUnknown, lamp: Dark, holds: State::every_seat_is_known,
        es: "No se sabe quién viaja en cada asiento, así que nadie escucha.",
        en: "It is not known who is in every seat, so nobody listens." },
    Condition { reason: Reason::ChildSeat, lamp: Dark, holds: |s| !s.seats.iter().any(|seat| seat.has_child_seat),
        es: "Viaja una silla infantil: nadie escucha.",
        en: "A child seat is in the car: nobody listens." },
    Condition { reason: Reason::UnderAge, lamp: Dark, holds: |s| !s.seats.iter().any(|seat| seat.is_taken() && seat.who == Who::UnderAge),
        es: "Viaja alguien menor de edad: nadie escucha.",
        en: "Somebody under age is in the car: nobody listens." },
    Condition { reason: Reason::Withdrawn, lamp: Dark, holds: |s| s.is_agreed() || !s.has_anybody(Status::Withdrawn),
        es: "Alguien en el auto dijo que no. Nadie escucha.",
        en: "Somebody in the car said no. Nobody is listening." },
    Condition { reason: Reason::Refused, lamp: Dark, holds: |s| s.is_agreed() || !s.has_anybody(Status::Refused),
        es: "Alguien en el auto prefirió que no, y está bien. Nadie escucha.",
        en: "Somebody in the car would rather not, and that is fine. Nobody is listening." },
    Condition { reason: Reason::Revoked, lamp: Dark, holds: |s| s.is_agreed() || !s.has_anybody(Status::Revoked),
        es: "Esto ya no se ofrece en esta región. Nadie escucha.",
        en: "This is no longer offered in this region. Nobody is listening." },
    Condition { reason: Reason::Invalidated, lamp: Dark, holds: |s| s.is_agreed() || !s.has_anybody(Status::Invalidated),
        es: "Cambió el aviso que habías aceptado, así que ese permiso ya no vale. Leelo de nuevo si querés.",
        en: "The notice that you had agreed to has changed, so that consent no longer counts. Read it again if you like." },
    Condition { reason: Reason::Expired, lamp: Dark, holds: |s| s.is_agreed() || !s.has_anybody(Status::Expired),
        es: "El permiso se venció: nadie escucha hasta que lo des de nuevo.",
        en: "The consent has run out: nobody listens until you give it again." },
    Condition { reason: Reason::AskEveryDrive, lamp: Dark, holds: |s| s.is_agreed() || !s.waits_for_an_act(),
        es: "Hace falta un nuevo sí en este viaje: nadie escucha hasta que aprietes la tecla.",
        en: "A new yes is needed in this drive: nobody listens until you press the key." },
    Condition { reason: Reason::NotGiven, lamp: Dark, holds: |s| s.is_agreed() || s.is_given_by_anybody(),
        es: "Nadie lo encendió: el micrófono está cerrado.",
        en: "Nobody has switched it on: the microphone is closed." },
    Condition { reason: Reason::ProfileUnknown, lamp: Dark, holds: |s| s.is_agreed() || !s.is_anybody_unknown(),
        es: "Falta que todos los que viajan elijan. Nadie escucha hasta que estén de acuerdo.",
        en: "Not everybody in the car has chosen yet. Nobody listens until all agree." },
    Condition { reason: Reason::SeatNotCovered, lamp: Dark, holds: State::is_agreed,
        es: "Falta que todos los que viajan estén de acuerdo.",
        en: "Not everybody in the car has agreed." },
];

impl Reason {
    /// The code in journal, events and link.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The row of the table.
    #[must_use]
    pub fn condition(self) -> Option<&'static Condition> {
        CONDITIONS.iter().find(|condition| condition.reason == self)
    }

    /// The reason of a code, for readers of the journal.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        CONDITIONS.iter().map(|condition| condition.reason).find(|reason| reason.code() == code)
    }
}

#[cfg(test)]
std::thread_local! {
    /// The row that a test leaves out, to see that the search misses it.
    pub(super) static LEFT_OUT: core::cell::Cell<Option<Reason>> = const { core::cell::Cell::new(None) };
}

/// The first condition that does not hold.
#[must_use]
pub(super) fn failing(state: &State) -> Option<Reason> {
    let rows = CONDITIONS.iter();
    #[cfg(test)]
    let rows = rows.filter(|condition| LEFT_OUT.get() != Some(condition.reason));
    rows.into_iter().find(|condition| !(condition.holds)(state)).map(|condition| condition.reason)
}

impl State {
    fn every_seat_is_known(&self) -> bool {
        self.seats.iter().all(|seat| seat.occupancy != Occupancy::Unknown)
    }

    /// A clock that says less than the journal has gone back, and nothing that depends on days can be trusted.
    fn has_gone_back(&self) -> bool {
        self.today.is_some_and(|today| today < self.ledger.latest())
    }

    /// Everybody agrees to something. The rows that ask it say why not, each its own way.
    fn is_agreed(&self) -> bool {
        !self.agreed_by_all().is_empty()
    }

    fn taken(&self) -> impl Iterator<Item = (Seat, &SeatState)> {
        Seat::ALL.into_iter().zip(&self.seats).filter(|(_, seat)| seat.is_taken())
    }

    /// Somebody in the car stands there with one of the purposes.
    fn has_anybody(&self, status: Status) -> bool {
        self.taken().any(|(seat, person)| {
            Purpose::ALL
                .into_iter()
                .any(|purpose| self.ledger.consent(person.profile(seat), purpose).status == status)
        })
    }

    /// Somebody's stored consent counts, but not without an act in this drive.
    fn waits_for_an_act(&self) -> bool {
        self.taken().any(|(seat, person)| {
            self.agreed_by(seat, person).is_empty() && !self.valid(person.profile(seat)).is_empty()
        })
    }

    fn is_given_by_anybody(&self) -> bool {
        self.taken().any(|(seat, person)| !self.agreed_by(seat, person).is_empty())
    }

    fn is_anybody_unknown(&self) -> bool {
        self.taken().any(|(_, person)| person.who == Who::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::{Ledger, Rules};
    use crate::policy::Region;

    #[test]
    fn every_row_has_its_own_reason_code_and_both_sentences() {
        for (place, row) in CONDITIONS.iter().enumerate() {
            assert!(!row.es.is_empty() && !row.en.is_empty());
            assert_eq!(Reason::from_code(row.reason.code()), Some(row.reason));
            assert_eq!(row.reason.condition().map(|of| of.en), Some(row.en));
            assert!(CONDITIONS.iter().skip(place + 1).all(|other| other.reason.code() != row.reason.code()));
        }
    }

    #[test]
    fn a_new_machine_is_closed_by_more_than_one_row() {
        let failed = CONDITIONS
            .iter()
            .filter(|row| !(row.holds)(&State::new(Rules::of(Region::floor()), Ledger::default())))
            .count();
        assert!(failed > 3, "{failed}");
    }
}
