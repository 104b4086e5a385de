//! Bytes, times and names as people read them.

use crate::date::Date;
use crate::language::Language;
use crate::tags;
use sordina::gate::{Purpose, Purposes};
use sordina_hal::{Key, Seat};
use sordina_link::{Answer, Tone};

/// Lower-case hexadecimal digits, two per byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes for people: in pairs, with gaps.
pub(super) fn spaced(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

/// Minutes, seconds and tenths.
pub(super) fn clock(t_ms: u64) -> String {
    format!("{}:{:02}.{}", t_ms / 60_000, t_ms / 1000 % 60, t_ms / 100 % 10)
}

/// Seconds with one decimal.
pub(super) fn seconds(t_ms: u64) -> String {
    format!("{}.{} s", t_ms / 1000, t_ms / 100 % 10)
}

/// What an answer says, field by field.
pub(super) fn answer(answer: Answer, language: Language) -> String {
    let Some(id) = answer.iab_audience_id() else {
        let silence = "nothing to say (the same eight bytes whatever the reason)";
        return language
            .pick(silence, "nada que decir (los mismos ocho bytes, sea cual sea el motivo)")
            .to_owned();
    };
    let name = tags::by_id(id).map_or("?", |row| row.tag);
    let (day, life) = (Date(u32::from(answer.epoch())), answer.life_days());
    let (implicit, explicit) = language.pick(("implicit", "explicit"), ("implícito", "explícito"));
    let tone = if answer.tone() == Some(Tone::Implicit) { implicit } else { explicit };
    language.pick(
        format!("interest {name} (IAB audience {id}), day {day}, ends after {life} days, tone {tone}"),
        format!("interés {name} (audiencia IAB {id}), día {day}, termina a los {life} días, tono {tone}"),
    )
}

/// A seat, as in "the driver".
pub(super) fn person(seat: Seat, language: Language) -> &'static str {
    match seat {
        Seat::Driver => language.pick("the driver", "quien maneja"),
        Seat::Passenger => language.pick("the front passenger", "quien va adelante"),
        Seat::RearDriverSide => {
            language.pick("the passenger behind the driver", "quien va detrás de quien maneja")
        }
        Seat::RearMiddle => language.pick("the passenger in the rear middle", "quien va atrás al medio"),
        Seat::RearPassengerSide => {
            language.pick("the passenger behind the front passenger", "quien va atrás a la derecha")
        }
    }
}

/// A purpose, in words.
pub(super) fn purpose(purpose: Purpose, language: Language) -> &'static str {
    match purpose {
        Purpose::Assistant => language.pick("audio to the voice assistant", "audio al asistente de voz"),
        Purpose::InterestTags => language.pick("interest tags", "etiquetas de interés"),
    }
}

/// Some purposes, in words.
pub(super) fn purposes(all: Purposes, language: Language) -> String {
    let names: Vec<_> = all.iter().map(|one| purpose(one, language)).collect();
    names.join(language.pick(" and ", " y "))
}

/// A key, as printed on the control.
pub(super) fn key(key: Key, language: Language) -> &'static str {
    match key {
        Key::Assistant => purpose(Purpose::Assistant, language),
        Key::InterestTags => purpose(Purpose::InterestTags, language),
        Key::Stop => "stop",
    }
}
