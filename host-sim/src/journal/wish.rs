//! Entries about interests as sentences for people.

use crate::date::Date;
use crate::language::Language;
use crate::story::{subject_name, tone_name};
use crate::tags;
use sordina::journal::{Content, Kind};
use sordina::policy::{LEVELS, RECIPIENT_TEXTS};
use sordina_link::Tone;

/// What an entry about interests says; `who` is the person, in words.
pub(super) fn sentence(kind: Kind, content: &Content, who: &str, language: Language) -> String {
    let name = subject_name(content.iab_audience_id, language);
    let until = Date::from(content.until);
    match kind {
        Kind::Tag | Kind::Lives => {
            let tag = tags::by_id(content.iab_audience_id).map_or("?", |row| row.tag);
            language.pick(
                format!("tag {tag} ({name}), until {until}"),
                format!("etiqueta {tag} ({name}), hasta el {until}"),
            )
        }
        Kind::Declared => language.pick(
            format!("{who} stated an interest: {name}, until {until}"),
            format!("{who} declaró un interés: {name}, hasta el {until}"),
        ),
        Kind::Dismissed => language.pick(format!("{who} dismissed {name}"), format!("{who} descartó {name}")),
        Kind::Blocked => language.pick(format!("{who} blocked {name}"), format!("{who} bloqueó {name}")),
        Kind::Allowed => {
            language.pick(format!("{who} allows {name} again"), format!("{who} vuelve a permitir {name}"))
        }
        Kind::Bought => language.pick(
            format!("{who} bought it: {name}; nothing more of the same"),
            format!("{who} ya lo compró: {name}; nada más de lo mismo"),
        ),
        Kind::TripOver => language
            .pick(format!("{who} said that the trip is over"), format!("{who} dijo que el viaje terminó")),
        Kind::Trusted => trusted(content, who, language),
        Kind::Told => told(content, name, language),
        Kind::LifeOver => language.pick(format!("{name} has run out"), format!("{name} venció")),
        _ => language
            .pick("what is closed and who is trusted, said again", "lo cerrado y los niveles, otra vez")
            .to_owned(),
    }
}

fn trusted(content: &Content, who: &str, language: Language) -> String {
    let (recipient, level) = (recipient(content, language), usize::from(content.code));
    let level = LEVELS.get(level).map_or("?", |level| language.pick(level.name.en, level.name.es));
    language.pick(
        format!("{who} decided about {recipient}: {level}"),
        format!("{who} decidió sobre {recipient}: {level}"),
    )
}

fn told(content: &Content, name: &str, language: Language) -> String {
    let recipient = recipient(content, language);
    let tone = Tone::ALL.into_iter().find(|tone| *tone as u8 == content.code).map_or("?", tone_name);
    language.pick(
        format!("{recipient} was told: {name} ({tone})"),
        format!("se le dijo a {recipient}: {name} ({tone})"),
    )
}

/// Who was told, or trusted.
fn recipient(content: &Content, language: Language) -> &'static str {
    let text = RECIPIENT_TEXTS.iter().find(|text| Some(text.number) == content.recipient);
    text.map_or("?", |text| language.pick(text.name.en, text.name.es))
}
