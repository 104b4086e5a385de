//! What stands about a person: she sees it, has it explained, takes it back, or states it (R17, R22, R33, R34).

use super::parked::{Stay, parked};
use crate::Outcome;
use crate::cli::interest::{About, Declare, Explain, Person, Trust};
use crate::error::Error;
use crate::state_directory::StateDirectory;
use crate::story::Told;
use serde_json::{Value, json};
use sordina::consent::Profile;
use sordina::interest::{Epoch, Live, Shelf, Source, Subject};
use sordina_hal::{Choice, Seat};
use sordina_machine::Simulated;
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
    let told = read(person, &mut machine)?;
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
    let told = read(person, &mut stay.machine)?;
    let shelf = shelf(person, &stay);
    tell(&shelf.live().collect::<Vec<_>>(), &told, person, out)?;
    Ok(if is_done(&shelf) { Outcome::Done } else { Outcome::No })
}

fn read(person: &Person, machine: &mut Simulated) -> Result<Told, Error> {
    let her = Profile::stored(person.profile);
    let broken =
        |error| Error::unreadable(&person.state.state.join("flash.bin"), error, "keep it for inspection");
    her.map_or_else(|| Ok(Told::default()), |her| Told::read(her, machine).map_err(broken))
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
