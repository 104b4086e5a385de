//! Bytes, times and names as people read them.

use crate::date::Date;
use crate::language::Language;
use crate::tags;
use sordina::consent::Status;
use sordina::gate::{Purpose, Purposes};
use sordina::interest::Subject;
use sordina::policy::{LEVELS, RECIPIENT_TEXTS};
use sordina_hal::{Choice, Key, Seat};
use sordina_link::{Answer, Tone};

/// Bytes for people: in pairs, with gaps.
pub(crate) fn spaced(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

/// Minutes, seconds and tenths.
pub(crate) fn clock(t_ms: u64) -> String {
    format!("{}:{:02}.{}", t_ms / 60_000, t_ms / 1000 % 60, t_ms / 100 % 10)
}

/// Seconds with one decimal.
pub(super) fn seconds(t_ms: u64) -> String {
    format!("{}.{} s", t_ms / 1000, t_ms / 100 % 10)
}

/// What an answer says, field by field.
pub(crate) fn answer(answer: Answer, language: Language) -> String {
    let Some(id) = answer.iab_audience_id() else {
        let silence = "nothing to say (the same eight bytes whatever the reason)";
        return language
            .pick(silence, "nada que decir (los mismos ocho bytes, sea cual sea el motivo)")
            .to_owned();
    };
    let (name, day) = (tags::by_id(id).map_or("?", |row| row.tag), Date(u32::from(answer.epoch())));
    let tone = answer.tone().map_or("?", |tone| tone_word(tone, language));
    let phone = if answer.allows_phone() {
        language.pick(", also on the phone", ", también en el teléfono")
    } else {
        ""
    };
    language.pick(
        format!("{name} (audience {id}), good for {day} only, tone {tone}{phone}"),
        format!("{name} (audiencia {id}), vale sólo el {day}, tono {tone}{phone}"),
    )
}

fn tone_word(tone: Tone, language: Language) -> &'static str {
    match tone {
        Tone::Implicit => language.pick("implicit", "implícito"),
        Tone::Explicit => language.pick("explicit", "explícito"),
        Tone::Care => language.pick("care", "cuidado"),
    }
}

/// Where a consent stands.
pub(crate) fn status_name(status: Status, language: Language) -> &'static str {
    match status {
        Status::Unknown => language.pick("never given", "nunca se dio"),
        Status::Requested => language.pick("asked", "preguntado"),
        Status::RequestDeferred => language.pick("put off", "para después"),
        Status::RequestTimedOut => language.pick("not answered", "sin respuesta"),
        Status::Refused => language.pick("refused", "rechazado"),
        Status::Given => language.pick("given", "dado"),
        Status::RenewedGiven => language.pick("given again", "dado otra vez"),
        Status::Expired => language.pick("run out", "vencido"),
        Status::Invalidated => {
            language.pick("void: notice or region changed", "sin efecto: cambió el aviso o la región")
        }
        Status::Revoked => language.pick("no longer offered", "ya no se ofrece"),
        Status::Withdrawn => language.pick("withdrawn", "retirado"),
    }
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
        other => wish(other, language),
    }
}

/// What somebody said about her interests, or whom she trusts.
fn wish(choice: Choice, language: Language) -> String {
    match choice {
        Choice::Declare { subject, days } => {
            let name = subject_name(subject, language);
            language.pick(
                format!("I am interested in {name}, for {days} days"),
                format!("me interesa: {name}, por {days} días"),
            )
        }
        Choice::Dismiss(subject) => {
            let name = subject_name(subject, language);
            language.pick(format!("not {name}"), format!("{name}: no"))
        }
        Choice::Block(subject) => {
            let name = subject_name(subject, language);
            language.pick(format!("never {name}"), format!("{name}: nunca"))
        }
        Choice::Allow(subject) => {
            let name = subject_name(subject, language);
            language.pick(format!("{name} may be noticed again"), format!("{name}: se puede volver a notar"))
        }
        Choice::Bought(subject) => {
            let name = subject_name(subject, language);
            language.pick(format!("bought: {name}"), format!("ya compré: {name}"))
        }
        Choice::Trust { recipient, level } => trust(recipient, level, language),
        _ => language.pick("the trip is over", "el viaje terminó").to_owned(),
    }
}

fn trust(recipient: u8, level: u8, language: Language) -> String {
    let text = RECIPIENT_TEXTS.iter().find(|text| text.number == recipient);
    let who = text.map_or("?", |text| language.pick(text.name.en, text.name.es));
    let level =
        LEVELS.get(usize::from(level)).map_or("?", |level| language.pick(level.name.en, level.name.es));
    format!("{who}: {level}")
}

/// What people call a subject.
pub(crate) fn subject_name(number: u16, language: Language) -> &'static str {
    Subject::by_number(number).map_or("?", |subject| tags::name(subject, language))
}
