//! `recipients.toml`: who may get anything, who answers for it, and what each level of trust means (R32, R33).
//!
//! ```toml
//! [[level]]
//! number = 0
//! name = { es = "desconocido", en = "stranger" }
//! may_receive = { es = "Nada.", en = "Nothing." }
//!
//! [[recipient]]
//! id = "car_screen"
//! number = 0                        # what journal and link say; never given to another one
//! name = { es = "…", en = "…" }
//! role = "dpv:Recipient"
//! receives = { es = "…", en = "…" } # at most
//! channels = ["in_car"]             # "phone" opens at level 3 only (R23)
//! highest_level = 3                 # every recipient starts at 0, there is no key for that
//! subjects = ["travel.camping"]     # what it may receive; optional. No two recipients share a subject (R21): what they
//!                                   # know of a person would otherwise be one story, told twice
//! address = "…"
//! contact = { role = { es = "…", en = "…" }, email = "…", phone = "…" }
//! ```

use serde::Deserialize;
use toml::{Spanned, Value};

use crate::contact::{self, Contact, TypedContact};
use crate::text::{Reader, Traps, TypedSentence, one_line};
use crate::{Error, Problem, Sentence, Source};

/// Levels of trust, stranger to intimate.
pub const LEVELS: usize = 4;

/// The level whose recipients may use another channel than the car (R23).
const PHONE_LEVEL: u8 = 3;

const CHANNELS: [&str; 2] = ["in_car", "phone"];

/// Roles of the Data Privacy Vocabulary that a party of a record may have.
const ROLES: [&str; 5] = [
    "dpv:DataController",
    "dpv:JointDataControllers",
    "dpv:DataProcessor",
    "dpv:Recipient",
    "dpv:ThirdParty",
];

/// One level of trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// 0 to 3.
    pub number: u8,
    /// What people call it.
    pub name: Sentence,
    /// What a recipient at this level may receive at most.
    pub may_receive: Sentence,
}

/// One party that may receive something, or that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Its name in the policy.
    pub id: String,
    /// Its number in journal and link.
    pub number: u8,
    /// What people call it.
    pub name: Sentence,
    /// Its role in the Data Privacy Vocabulary.
    pub role: String,
    /// What it receives at most.
    pub receives: Sentence,
    /// Inside the car.
    pub uses_car: bool,
    /// On the person's phone.
    pub uses_phone: bool,
    /// The level to which a person can raise it.
    pub highest_level: u8,
    /// Numbers of the subjects that it may receive.
    pub subjects: Vec<usize>,
    /// Postal address.
    pub address: String,
    /// Who answers.
    pub contact: Contact,
}

/// The whole file.
#[derive(Clone, Debug)]
pub struct Recipients {
    /// By number.
    pub levels: Vec<Level>,
    /// By number.
    pub all: Vec<Recipient>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    level: Spanned<Vec<Spanned<TypedLevel>>>,
    recipient: Vec<Spanned<TypedRecipient>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedLevel {
    number: Spanned<u8>,
    name: Spanned<TypedSentence>,
    may_receive: Spanned<TypedSentence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedRecipient {
    id: Spanned<String>,
    number: Spanned<u8>,
    name: Spanned<TypedSentence>,
    role: Spanned<String>,
    receives: Spanned<TypedSentence>,
    channels: Vec<Spanned<String>>,
    highest_level: Spanned<u8>,
    #[serde(default)]
    subjects: Vec<Spanned<String>>,
    address: Spanned<String>,
    contact: Spanned<TypedContact>,
    bundled_with: Option<Spanned<Value>>,
    requires: Option<Spanned<Value>>,
    default: Option<Spanned<Value>>,
}

impl Recipients {
    /// Reads the file; `known` names the subjects by number.
    pub fn parse(source: &Source, known: &[&str]) -> Result<Self, Error> {
        let reader = Reader(source);
        let typed: Typed = reader.toml()?;
        let levels = levels(&reader, &typed.level)?;
        let mut all: Vec<Recipient> = Vec::new();
        for row in &typed.recipient {
            let recipient = recipient(&reader, row, known)?;
            if all.iter().any(|known| known.id == recipient.id) {
                let what = format!("recipient \"{}\"", recipient.id);
                return Err(reader.at(&row.get_ref().id, Problem::Duplicate(what)));
            }
            if usize::from(recipient.number) != all.len() {
                return Err(reader.at(&row.get_ref().number, out_of_order("recipients", all.len())));
            }
            refuse_shared(&reader, row, &recipient, &all)?;
            all.push(recipient);
        }
        Ok(Self { levels, all })
    }

    pub(crate) fn ids(&self) -> Vec<&str> {
        self.all.iter().map(|recipient| recipient.id.as_str()).collect()
    }
}

fn levels(reader: &Reader<'_>, rows: &Spanned<Vec<Spanned<TypedLevel>>>) -> Result<Vec<Level>, Error> {
    let mut levels = Vec::new();
    for row in rows.get_ref() {
        let TypedLevel { number, name, may_receive } = row.get_ref();
        if usize::from(*number.get_ref()) != levels.len() || levels.len() == LEVELS {
            return Err(reader.at(number, out_of_order("levels 0 to 3", levels.len().min(LEVELS - 1))));
        }
        let name = reader.sentence("name", name)?;
        let may_receive = reader.sentence("may_receive", may_receive)?;
        levels.push(Level { number: *number.get_ref(), name, may_receive });
    }
    if levels.len() == LEVELS {
        Ok(levels)
    } else {
        Err(reader.at(rows, out_of_order("levels 0 to 3", levels.len())))
    }
}

pub(crate) fn out_of_order(what: &'static str, expected: usize) -> Problem {
    Problem::OutOfOrder { what, expected: u16::try_from(expected).unwrap_or(u16::MAX) }
}

/// A subject that an earlier recipient has.
fn refuse_shared(
    reader: &Reader<'_>,
    row: &Spanned<TypedRecipient>,
    recipient: &Recipient,
    earlier: &[Recipient],
) -> Result<(), Error> {
    let shared = earlier.iter().find_map(|other| {
        let number = other.subjects.iter().find(|number| recipient.subjects.contains(number))?;
        Some((other, *number))
    });
    let Some((other, _)) = shared else { return Ok(()) };
    let place = row.get_ref().subjects.first().map_or_else(|| row.span().start, |first| first.span().start);
    Err(Error { place: crate::Place::at(reader.0, place), problem: Problem::SharedSubject(other.id.clone()) })
}

fn recipient(reader: &Reader<'_>, row: &Spanned<TypedRecipient>, known: &[&str]) -> Result<Recipient, Error> {
    let typed = row.get_ref();
    let TypedRecipient { bundled_with, requires, default, .. } = typed;
    Traps { bundled_with, requires, default }.refuse(reader)?;
    reader.one_of("role", &typed.role, &ROLES)?;
    let channels = crate::text::places(reader, "channels", &typed.channels, &CHANNELS)?;
    let highest_level = *typed.highest_level.get_ref();
    if usize::from(highest_level) >= LEVELS {
        let (key, value) = ("highest_level", u16::from(highest_level));
        return Err(reader.at(&typed.highest_level, Problem::OutOfRange { key, value, least: 0, most: 3 }));
    }
    let uses_phone = channels.contains(&1);
    if let Some(phone) = typed.channels.last().filter(|_| uses_phone && highest_level < PHONE_LEVEL) {
        return Err(reader.at(phone, Problem::ChannelOverLevel));
    }
    if highest_level >= PHONE_LEVEL && !uses_phone {
        return Err(reader.at(&typed.highest_level, Problem::LevelWithoutChannel));
    }
    Ok(Recipient {
        id: filled(reader, "id", &typed.id)?,
        number: *typed.number.get_ref(),
        name: reader.sentence("name", &typed.name)?,
        role: typed.role.get_ref().clone(),
        receives: reader.sentence("receives", &typed.receives)?,
        uses_car: channels.contains(&0),
        uses_phone,
        highest_level,
        subjects: crate::text::places(reader, "subjects", &typed.subjects, known)?,
        address: filled(reader, "address", &typed.address)?,
        contact: contact::check(reader, &typed.contact)?,
    })
}

/// A text of one language that says something.
pub(crate) fn filled(reader: &Reader<'_>, key: &str, typed: &Spanned<String>) -> Result<String, Error> {
    let text = one_line(typed.get_ref());
    if text.is_empty() { Err(reader.at(typed, Problem::Empty(key.to_owned()))) } else { Ok(text) }
}
