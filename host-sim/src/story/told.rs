//! Why a tag stands, since when, until when, and who was told of it (R34).

use super::json::tone_name;
use crate::date::Date;
use crate::language::Language;
use crate::tags;
use serde_json::{Value, json};
use sordina::consent::Profile;
use sordina::interest::{Epoch, Live, Source, Subject};
use sordina::journal::{self, Broken, Content, Kind};
use sordina::policy::RECIPIENT_TEXTS;
use sordina_link::Tone;
use sordina_machine::Simulated;

/// What the journal says about one person's tags: whom they were told to, and on which record they rest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    entries: Vec<(u32, Content)>,
}

impl Told {
    /// Reads what concerns this person.
    pub(crate) fn read(her: Profile, machine: &mut Simulated) -> Result<Self, Broken> {
        let mut entries = Vec::new();
        let each = |record: &journal::Record| {
            let content = record.entry().map(|entry| *entry.content());
            let concerns = |content: &Content| content.profiles.contains(her);
            entries.extend(content.filter(concerns).map(|content| (record.sequence, content)));
        };
        journal::raw(&mut machine.flash, |_| {}, each)?;
        Ok(Self { entries })
    }

    /// Who was told of a tag, on which day, in which tone.
    fn of(&self, live: &Live) -> impl Iterator<Item = &Content> {
        let number = live.subject.row().iab;
        let since = live.since;
        let told = self.entries.iter().map(|(_, content)| content);
        told.filter(move |content| {
            content.kind == Kind::Told && content.iab_audience_id == number && content.day >= since
        })
    }

    /// The record that a tag rests on, that of the consent or of the statement, and which of the two.
    fn basis(&self, subject: Subject) -> Option<(u32, Kind)> {
        let number = subject.row().iab;
        let about = self.entries.iter().rev().filter(|(_, content)| content.iab_audience_id == number);
        let mut basis = about.filter_map(|(sequence, content)| match content.kind {
            Kind::Declared => Some((*sequence, Kind::Declared)),
            Kind::Tag => Some((content.rests_on, Kind::Tag)),
            _ => None,
        });
        basis.next()
    }

    fn record(&self, live: &Live) -> Option<u32> {
        self.basis(live.subject).map(|(record, _)| record)
    }

    /// What an answer about a subject rests on.
    pub(crate) fn rests_on(&self, subject: Subject, language: Language) -> String {
        let Some((record, kind)) = self.basis(subject) else { return String::new() };
        let entry = self.entries.iter().find(|(sequence, _)| *sequence == record);
        let on = entry.map_or_else(|| "?".to_owned(), |(_, content)| day(content.day));
        if kind == Kind::Declared {
            return language.pick(
                format!("Rests on what you stated on {on} (record {record})."),
                format!("Se apoya en lo que declaraste el {on} (registro {record})."),
            );
        }
        language.pick(
            format!("Rests on your consent of {on} (record {record})."),
            format!("Se apoya en tu permiso del {on} (registro {record})."),
        )
    }

    /// As data.
    pub(crate) fn data(&self, live: &Live) -> Value {
        let told = self.of(live).map(|content| {
            json!({"recipient": recipient_id(content), "day": day(content.day), "tone": tone(content).map(tone_name)})
        });
        json!({
            "tag": live.subject.row().tag,
            "source": crate::car::snake_case(&live.source),
            "since": day(live.since),
            "until": day(live.until),
            "told": told.collect::<Vec<_>>(),
            "record": self.record(live),
        })
    }

    /// Why, since when, until when, and who knows (R34).
    pub(crate) fn sentence(&self, live: &Live, language: Language) -> String {
        let (name, tag) = (tags::name(live.subject, language), live.subject.row().tag);
        let (since, until) = (day(live.since), day(live.until));
        let record = self.record(live).map_or_else(|| "?".to_owned(), |record| record.to_string());
        let why = match live.source {
            Source::Noticed => language.pick(
                format!("several words about it were heard in the drive of {since}, as you had agreed (record {record})"),
                format!("en el viaje del {since} se oyeron varias palabras sobre eso, con tu permiso (registro {record})"),
            ),
            Source::Declared => language.pick(
                format!("you said so yourself on {since} (record {record})"),
                format!("lo dijiste vos el {since} (registro {record})"),
            ),
            Source::NoticedThenBought | Source::DeclaredThenBought => language.pick(
                format!("you bought it on {since}; only help with it may be offered, once"),
                format!("lo compraste el {since}; sólo te pueden ofrecer ayuda, una vez"),
            ),
        };
        let known = self.known_to(live, language);
        language.pick(
            format!("{name} ({tag}): {why}. It ends on {until}. {known}"),
            format!("{name} ({tag}): {why}. Vence el {until}. {known}"),
        )
    }

    fn known_to(&self, live: &Live, language: Language) -> String {
        let told: Vec<String> = self
            .of(live)
            .map(|content| format!("{} ({})", recipient_name(content, language), day(content.day)))
            .collect();
        if told.is_empty() {
            return language.pick("Nobody was told.", "No se le dijo a nadie.").to_owned();
        }
        let told = told.join(", ");
        language.pick(format!("Told to: {told}."), format!("Se le dijo a: {told}."))
    }
}

fn tone(content: &Content) -> Option<Tone> {
    Tone::ALL.into_iter().find(|tone| *tone as u8 == content.code)
}

fn recipient_id(content: &Content) -> Option<&'static str> {
    let text = RECIPIENT_TEXTS.iter().find(|text| Some(text.number) == content.recipient);
    text.map(|text| text.id)
}

fn recipient_name(content: &Content, language: Language) -> &'static str {
    let text = RECIPIENT_TEXTS.iter().find(|text| Some(text.number) == content.recipient);
    text.map_or("?", |text| language.pick(text.name.en, text.name.es))
}

fn day(day: Epoch) -> String {
    Date::from(day).to_string()
}
