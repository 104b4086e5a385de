//! Bytes, times and names as people read them.

use crate::date::Date;
use crate::language::Language;
use crate::tags;
use sordina::gate::{Purpose, Purposes};
use sordina_hal::{Choice, Key, Seat};
use sordina_link::{Answer, Tone};

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
pub(crate) fn person(seat: Seat, language: Language) -> &'static str {
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
pub(crate) fn purpose(purpose: Purpose, language: Language) -> &'static str {
    match purpose {
        Purpose::Assistant => language.pick("audio to the voice assistant", "audio al asistente de voz"),
        Purpose::InterestTags => language.pick("interest tags", "etiquetas de interés"),
    }
}

/// Some purposes, in words.
pub(crate) fn purposes(all: Purposes, language: Language) -> String {
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

/// What somebody chose on the gateway's own screen.
pub(super) fn choice(choice: Choice, language: Language) -> String {
    let about = |purpose| self::purpose(purpose, language);
    match choice {
        Choice::Stop => language.pick("stop everything", "parar todo").to_owned(),
        Choice::Give(what) => {
            let what = about(what);
            language.pick(format!("yes to {what}"), format!("sí a {what}"))
        }
        Choice::Withdraw(what) => {
            let what = about(what);
            language.pick(format!("no more {what}"), format!("basta de {what}"))
        }
        Choice::Refuse(what) => {
            let what = about(what);
            language.pick(format!("no to {what}"), format!("no a {what}"))
        }
        Choice::Later(what) => {
            let what = about(what);
            language.pick(format!("{what}: later"), format!("{what}: después"))
        }
        Choice::Profile(number) => language
            .pick(format!("recognised as profile {number}"), format!("reconocido como perfil {number}")),
        Choice::Guest => {
            language.pick("a guest, for this drive only", "de visita, sólo este viaje").to_owned()
        }
        Choice::UnderAge => language.pick("under age", "menor de edad").to_owned(),
        Choice::AskEveryDrive(true) => {
            language.pick("ask me in every drive", "preguntame en cada viaje").to_owned()
        }
        Choice::AskEveryDrive(false) => {
            language.pick("do not ask me in every drive", "no me preguntes en cada viaje").to_owned()
        }
        Choice::EraseProfile => language.pick("erase my profile", "borrar mi perfil").to_owned(),
        Choice::EraseEverything => language.pick("erase everybody", "borrar todo").to_owned(),
        Choice::ConfirmDate => language.pick("the date is right", "la fecha está bien").to_owned(),
    }
}
