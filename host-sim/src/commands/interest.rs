//! What stands about a person: she sees it, has it explained, takes it back, or states it (R17, R22, R33, R34).

use super::parked::{Stay, parked};
use crate::Outcome;
use crate::cli::interest::{About, Declare, Explain, Person, Trust};
use crate::date::Date;
use crate::error::Error;
use crate::language::Language;
use crate::state_directory::StateDirectory;
use crate::story::tone_name;
use crate::tags;
use serde_json::{Value, json};
use sordina::consent::Profile;
use sordina::interest::{Epoch, Live, Shelf, Source, Subject};
use sordina::journal::{self, Content, Kind};
use sordina::policy::RECIPIENT_TEXTS;
use sordina_hal::{Choice, Seat};
use sordina_link::Tone;
use std::io::Write;

/// Which of the acts on a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Dismiss,
    Block,
    Allow,
    Bought,
}

pub(super) fn explain(explain: &Explain, out: &mut impl Write) -> Result<Outcome, Error> {
    let person = &explain.person;
    let (folder, mut machine) = StateDirectory::reopen(&person.state.state)?;
    let told = Told::read(person, &mut machine)?;
    let stay = parked(machine, folder.region(None)?, person.date, person.lang, &[])?;
    let shelf = shelf(person, &stay);
    let today = Epoch::of(person.date.noon());
    let asked = |live: &&Live| explain.subject.is_none_or(|subject| live.subject == subject);
    let lives: Vec<&Live> = shelf.live().filter(|live| live.lives_on(today)).filter(asked).collect();
    tell(&lives, &told, person, out)?;
    let is_missing = lives.is_empty() && explain.subject.is_some();
    Ok(if is_missing { Outcome::No } else { Outcome::Done })
}

pub(super) fn about(act: Act, about: &About, out: &mut impl Write) -> Result<Outcome, Error> {
    let choice = |subject: &Subject| {
        let number = subject.row().iab;
        match act {
            Act::Dismiss => Choice::Dismiss(number),
            Act::Block => Choice::Block(number),
            Act::Allow => Choice::Allow(number),
            Act::Bought => Choice::Bought(number),
        }
    };
    let subjects = &about.subjects.0;
    let choices: Vec<Choice> = subjects.iter().map(choice).collect();
    decide(&about.person, &choices, out, |shelf| {
        subjects.iter().all(|subject| shelf.is_closed(*subject) != (act == Act::Allow))
    })
}

pub(super) fn declare(declare: &Declare, out: &mut impl Write) -> Result<Outcome, Error> {
    let choice = Choice::Declare { subject: declare.subject.row().iab, days: declare.days };
    decide(&declare.person, &[choice], out, |shelf| {
        shelf.of(declare.subject).is_some_and(|live| live.source == Source::Declared)
    })
}

pub(super) fn trip_over(person: &Person, out: &mut impl Write) -> Result<Outcome, Error> {
    decide(person, &[Choice::TripOver], out, |shelf| {
        shelf.live().all(|live| !live.subject.row().ends_on_trip_end)
    })
}

pub(super) fn trust(trust: &Trust, out: &mut impl Write) -> Result<Outcome, Error> {
    let (recipient, level) = (trust.recipient, trust.level);
    decide(&trust.person, &[Choice::Trust { recipient, level }], out, |shelf| shelf.level(recipient) == level)
}

/// The acts, in the parked car, and what stands afterwards; the answer is no when they came to nothing.
fn decide(
    person: &Person,
    choices: &[Choice],
    out: &mut impl Write,
    is_done: impl Fn(&Shelf) -> bool,
) -> Result<Outcome, Error> {
    let (folder, machine) = StateDirectory::open(&person.state.state)?;
    let recognised = (Seat::Driver, Choice::Profile(person.profile));
    let acts: Vec<_> =
        std::iter::once(recognised).chain(choices.iter().map(|choice| (Seat::Driver, *choice))).collect();
    let mut stay = parked(machine, folder.region(None)?, person.date, person.lang, &acts)?;
    folder.save(&stay.machine)?;
    let told = Told::read(person, &mut stay.machine)?;
    let shelf = shelf(person, &stay);
    tell(&shelf.live().collect::<Vec<_>>(), &told, person, out)?;
    Ok(if is_done(&shelf) { Outcome::Done } else { Outcome::No })
}

fn shelf(person: &Person, stay: &Stay) -> Shelf {
    let profile = Profile::stored(person.profile);
    profile.and_then(|profile| stay.interests.shelf(profile)).copied().unwrap_or_default()
}

fn tell(lives: &[&Live], told: &Told, person: &Person, out: &mut impl Write) -> Result<(), Error> {
    if person.json {
        let lives: Vec<Value> = lives.iter().map(|live| told.data(live)).collect();
        writeln!(out, "{}", json!({"profile": person.profile, "tags": lives}))?;
        return Ok(());
    }
    if lives.is_empty() {
        let nothing = "Nothing stands about this profile there.";
        writeln!(out, "{}", person.lang.pick(nothing, "No hay nada anotado sobre este perfil ahí."))?;
    }
    for live in lives {
        writeln!(out, "{}", told.sentence(live, person.lang))?;
    }
    Ok(())
}

/// What the journal says about one person's tags: whom they were told to, and on which record they rest.
struct Told {
    entries: Vec<(u32, Content)>,
}

impl Told {
    fn read(person: &Person, machine: &mut sordina_machine::Simulated) -> Result<Self, Error> {
        let mut entries = Vec::new();
        let her = Profile::stored(person.profile);
        let each = |record: &journal::Record| {
            let entry = record.entry();
            let content = entry.map(|entry| *entry.content());
            let concerns = |content: &Content| her.is_some_and(|her| content.profiles.contains(her));
            entries.extend(content.filter(concerns).map(|content| (record.sequence, content)));
        };
        let broken =
            |error| Error::unreadable(&person.state.state.join("flash.bin"), error, "keep it for inspection");
        journal::raw(&mut machine.flash, |_| {}, each).map_err(broken)?;
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

    /// The record of the consent that a tag rests on; of a statement, its own.
    fn record(&self, live: &Live) -> Option<u32> {
        let number = live.subject.row().iab;
        let about = self.entries.iter().rev().filter(|(_, content)| content.iab_audience_id == number);
        about
            .filter_map(|(sequence, content)| match content.kind {
                Kind::Declared => Some(*sequence),
                Kind::Tag => Some(content.rests_on),
                _ => None,
            })
            .next()
    }

    fn data(&self, live: &Live) -> Value {
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
    fn sentence(&self, live: &Live, language: Language) -> String {
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
    Date(u32::from(day.0)).to_string()
}
