//! What a scenario expects, and whether it is so.

use super::stage::Stage;
use crate::car::snake_case;
use crate::error::Error;
use crate::journal::{Document, check};
use crate::message;
use crate::story::tone_name;
use crate::tags;
use sordina::consent::{Phase, Profile};
use sordina::interest::Subject;
use sordina::journal::{self, Content, Kind};
use sordina_hal::Purpose;
use sordina_link::Answer;
use std::path::{Path, PathBuf};

/// Something that must be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expectation {
    /// Exactly this was told to anybody since the last look; `None` is nothing.
    Told(Option<String>),
    /// The gate is open for these purposes.
    Open(Vec<String>),
    /// The gate is closed, for this reason.
    Closed(String),
    /// The lamp, as a person sees it.
    Lamp(bool),
    /// Whether anything passed to the assistant since the last look.
    Port { passed: bool },
    /// Whether a tag stands about the driver.
    Stands(Subject, bool),
    /// The record of the tag names the consent that it rests on, and that is in the journal.
    Explained(Subject),
    /// No record says that a tag of this subject was formed.
    Unnoticed(Subject),
    /// No record in flash says anything about this profile.
    Erased(u8),
    /// The exported journal verifies.
    JournalHolds,
    /// An export of which any record was changed does not.
    ForgeryFound,
    /// The linter says so of a recipient's messages: the rules that refuse something, or none.
    Message(PathBuf, Vec<String>),
    /// The whole drive gives what the same drive in silence gives; compared at its end.
    AsQuiet,
}

type Refusal = (String, &'static str);

impl Expectation {
    pub(super) fn parse(words: &[&str], folder: &Path) -> Result<Self, Refusal> {
        let unknown = || {
            (format!("\"{}\" is nothing that can be expected", words.join(" ")), "write e.g. told nothing")
        };
        let subject = |tag: &str| {
            Subject::by_tag(tag).ok_or_else(|| (format!("\"{tag}\" is no subject"), "write a tag"))
        };
        Ok(match words {
            ["told", "nothing"] => Self::Told(None),
            ["told", tag, tone, channel] => {
                Self::Told(Some(format!("{} {tone} {channel}", subject(tag)?.row().tag)))
            }
            ["gate", "open", purposes @ ..] if !purposes.is_empty() => {
                Self::Open(purposes.iter().map(|purpose| (*purpose).to_owned()).collect())
            }
            ["gate", "closed", reason] => Self::Closed((*reason).to_owned()),
            ["lamp", "lit"] => Self::Lamp(true),
            ["lamp", "dark"] => Self::Lamp(false),
            ["port", "silent"] => Self::Port { passed: false },
            ["port", "passed"] => Self::Port { passed: true },
            ["stands", tag] => Self::Stands(subject(tag)?, true),
            ["no", tag] => Self::Stands(subject(tag)?, false),
            ["explained", tag] => Self::Explained(subject(tag)?),
            ["unnoticed", tag] => Self::Unnoticed(subject(tag)?),
            ["erased", profile] => Self::Erased(profile.parse().map_err(|_| unknown())?),
            ["journal", "holds"] => Self::JournalHolds,
            ["forgery", "found"] => Self::ForgeryFound,
            ["message", file, "accepted"] => Self::Message(folder.join(file), Vec::new()),
            ["message", file, "refused", rules @ ..] if !rules.is_empty() => {
                Self::Message(folder.join(file), rules.iter().map(|rule| (*rule).to_owned()).collect())
            }
            ["as_quiet"] => Self::AsQuiet,
            _ => return Err(unknown()),
        })
    }

    /// What is otherwise; `None` if it is so.
    pub(super) fn fault(&self, stage: &mut Stage<'_, '_>) -> Option<String> {
        match self {
            Self::Told(expected) => {
                let told = std::mem::take(&mut stage.told);
                let expected: Vec<String> = expected.iter().cloned().collect();
                (told != expected).then(|| format!("told {told:?}, not {expected:?}"))
            }
            Self::Open(_) | Self::Closed(_) => self.gate_fault(stage.car.state().phase()),
            Self::Lamp(is_lit) => {
                (stage.car.machine.lamp.level() != *is_lit).then(|| format!("the lamp is lit: {}", !is_lit))
            }
            Self::Port { passed } => {
                let has_passed = std::mem::take(&mut stage.port_passed);
                (has_passed != *passed).then(|| format!("audio passed to the assistant: {has_passed}"))
            }
            Self::Stands(subject, stands) => {
                let shelf = stage.car.interests().shelf(stage.car.driver());
                let found = shelf.is_some_and(|shelf| shelf.of(*subject).is_some());
                (found != *stands).then(|| format!("{} stands: {found}", subject.row().tag))
            }
            Self::Explained(subject) => explained_fault(stage, *subject),
            Self::Unnoticed(subject) => unnoticed_fault(stage, *subject),
            Self::Erased(profile) => erased_fault(stage, *profile),
            Self::JournalHolds => journal_fault(stage),
            Self::ForgeryFound => forgery_fault(stage),
            Self::Message(file, rules) => message_fault(file, rules),
            Self::AsQuiet => None,
        }
    }

    fn gate_fault(&self, phase: Phase) -> Option<String> {
        let is = match phase {
            Phase::Open(purposes) => {
                Self::Open(purposes.iter().map(|one| Purpose::name(one).to_owned()).collect())
            }
            Phase::Closed(reason) => Self::Closed(snake_case(&reason)),
            Phase::Proving => Self::Closed("proving".to_owned()),
        };
        (is != *self).then(|| format!("the gate is {is:?}, not {self:?}"))
    }
}

/// What an answer says, as expectations write it; `None` for silence.
pub(super) fn meaning(answer: Answer) -> Option<String> {
    let tag = tags::by_id(answer.iab_audience_id()?).map_or("?", |row| row.tag);
    let tone = answer.tone().map_or("?", tone_name);
    Some(format!("{tag} {tone} {}", if answer.allows_phone() { "phone" } else { "in_car" }))
}

/// Whether a record says that a tag of this subject was formed.
fn forms(content: &Content, subject: Subject) -> bool {
    content.kind == Kind::Tag && content.iab_audience_id == subject.row().iab
}

fn explained_fault(stage: &mut Stage<'_, '_>, subject: Subject) -> Option<String> {
    let mut entries = Vec::new();
    let each = |record: &journal::Record| {
        let entry = record.entry();
        entries.extend(entry.map(|entry| (record.sequence, *entry.content())));
    };
    if let Err(broken) = journal::raw(&mut stage.car.machine.flash, |_| {}, each) {
        return Some(broken.to_string());
    }
    let tag = entries.iter().rev().map(|(_, content)| content).find(|content| forms(content, subject));
    let rests_on = tag.map(|tag| tag.rests_on);
    let consent = entries.iter().find(|(sequence, content)| {
        Some(*sequence) == rests_on && matches!(content.kind, Kind::Given | Kind::Renewed)
    });
    let is_for_tags = consent.is_some_and(|(_, given)| given.purposes.contains(Purpose::InterestTags));
    (!is_for_tags).then(|| format!("{} rests on record {rests_on:?}, which is no consent", subject.row().tag))
}

fn unnoticed_fault(stage: &mut Stage<'_, '_>, subject: Subject) -> Option<String> {
    let said = records(stage, |content| forms(content, subject));
    (said != Ok(0)).then(|| format!("records of a tag {}: {said:?}", subject.row().tag))
}

fn erased_fault(stage: &mut Stage<'_, '_>, profile: u8) -> Option<String> {
    let profile = Profile::stored(profile)?;
    let said = records(stage, |content| content.profiles.contains(profile));
    (said != Ok(0)).then(|| format!("records that still say something about the profile: {said:?}"))
}

/// How many records say such a thing.
fn records(stage: &mut Stage<'_, '_>, such: impl Fn(&Content) -> bool) -> Result<u32, journal::Broken> {
    let mut said = 0;
    journal::for_each(&mut stage.car.machine.flash, |entry| said += u32::from(such(entry.content())))?;
    Ok(said)
}

fn message_fault(file: &Path, expected: &[String]) -> Option<String> {
    let refusing =
        std::fs::read_to_string(file).map_err(Error::from).and_then(|text| message::refusing(file, &text));
    let found: Vec<String> = match refusing {
        Ok(found) => found,
        Err(error) => return Some(error.to_string()),
    };
    (found != expected).then(|| format!("refused by {found:?}, not {expected:?}"))
}

fn exported(stage: &mut Stage<'_, '_>) -> Result<String, String> {
    let document = Document::export(&mut stage.car.machine.clone()).map_err(|error| error.to_string())?;
    Ok(document.render().to_string())
}

/// What does not hold in an exported journal.
fn found(text: &str) -> Option<String> {
    match check(Path::new("journal.json"), text, None) {
        Ok(verdict) => verdict.fault.map(|fault| fault.why),
        Err(error) => Some(error.to_string()),
    }
}

fn journal_fault(stage: &mut Stage<'_, '_>) -> Option<String> {
    exported(stage).map_or_else(Some, |text| found(&text))
}

/// Digits of a record in an export: one of its commitment, one of its salt, which nothing else in the file repeats.
const FORGED: [usize; 2] = [2 * 20, 2 * 110];

/// One digit is changed, of every record one after the other.
fn forgery_fault(stage: &mut Stage<'_, '_>) -> Option<String> {
    let text = match exported(stage) {
        Ok(text) => text,
        Err(error) => return Some(error),
    };
    let records = text.match_indices("\"record\":\"").map(|(at, key)| at + key.len());
    for at in records.flat_map(|start| FORGED.map(|digit| start + digit)) {
        let mut forged = text.clone().into_bytes();
        let digit = forged.get_mut(at)?;
        *digit = if *digit == b'0' { b'1' } else { b'0' };
        if found(&String::from_utf8_lossy(&forged)).is_none() {
            return Some(format!("a forged digit at {at} was not found"));
        }
    }
    None
}
