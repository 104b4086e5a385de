//! The conditions of R5: one table. A row that does not hold keeps the gate closed, and says so.
//!
//! The order is the order in which a person should hear the reasons: what she did herself first, then the car,
//! then faults, then who has agreed.

use super::{Fault, State};

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
    /// It is not known whether a seat is taken.
    SeatUnknown = 0x20,
    /// A child seat is mounted.
    ChildSeat = 0x21,
    /// Somebody withdrew.
    Withdrawn = 0x30,
    /// Nobody has given consent.
    NotGiven = 0x31,
    /// Somebody in the car has not agreed.
    SeatNotCovered = 0x32,
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
pub static CONDITIONS: [Condition; 14] = [
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
    Condition { reason: Reason::ClockUnknown, lamp: Dark, holds: |s| s.clock_is_known,
        es: "Todavía no se sabe qué día es, así que nadie escucha.",
        en: "The date is not known yet, so nobody listens." },
    Condition { reason: Reason::SeatUnknown, lamp: Dark, holds: State::every_seat_is_known,
        es: "No se sabe quién viaja en cada asiento, así que nadie escucha.",
        en: "It is not known who is in every seat, so nobody listens." },
    Condition { reason: Reason::ChildSeat, lamp: Dark, holds: |s| !s.seats.iter().any(|seat| seat.has_child_seat),
        es: "Viaja una silla infantil: nadie escucha.",
        en: "A child seat is in the car: nobody listens." },
    Condition { reason: Reason::Withdrawn, lamp: Dark, holds: |s| !s.seats.iter().any(|seat| seat.has_withdrawn),
        es: "Alguien en el auto dijo que no. Nadie escucha.",
        en: "Somebody in the car said no. Nobody is listening." },
    Condition { reason: Reason::NotGiven, lamp: Dark, holds: |s| s.seats.iter().any(|seat| !seat.consent.is_empty()),
        es: "Nadie lo encendió: el micrófono está cerrado.",
        en: "Nobody has switched it on: the microphone is closed." },
    Condition { reason: Reason::SeatNotCovered, lamp: Dark, holds: |s| !s.agreed_by_all().is_empty(),
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

/// The first condition that does not hold.
#[must_use]
pub(super) fn failing(state: &State) -> Option<Reason> {
    CONDITIONS.iter().find(|condition| !(condition.holds)(state)).map(|condition| condition.reason)
}

impl State {
    fn every_seat_is_known(&self) -> bool {
        self.seats.iter().all(|seat| seat.occupancy != sordina_hal::Occupancy::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_own_reason_code_and_both_sentences() {
        for (place, row) in CONDITIONS.iter().enumerate() {
            assert!(!row.es.is_empty() && !row.en.is_empty());
            assert_eq!(Reason::from_code(row.reason.code()), Some(row.reason));
            assert!(CONDITIONS.iter().skip(place + 1).all(|other| other.reason.code() != row.reason.code()));
        }
    }

    #[test]
    fn a_new_machine_is_closed_by_more_than_one_row() {
        let failed = CONDITIONS.iter().filter(|row| !(row.holds)(&State::new())).count();
        assert!(failed > 3, "{failed}");
    }
}
