//! `notices.toml`: what a person read when she was asked, now and before (R27, R29).
//!
//! One `[[notice]]` per purpose and version, the newest last: that one is shown. Older ones stay, so that a consent
//! given on one can still be read, and carry the `hash` that consents name them by.
//!
//! The hash is the first 16 bytes of the SHA-256 of this text, UTF-8, each line ended by a line feed. Inside a text
//! every run of white space counts as one space, so no text can hold a line feed, and no other notice has this form:
//!
//! ```text
//! sordina notice
//! purpose interest_tags
//! version 1
//! recipients car_screen,camping_shop       ids in the order of their numbers
//! es.who …                                 then what_for, how_long, who_answers, saying_no
//! en.who …                                 then the same four
//! ```

use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::{Spanned, Value};

use crate::purposes::{Purpose, parties};
use crate::recipients::{Recipients, out_of_order};
use crate::regions::{Number, Region};
use crate::text::{Reader, Traps};
use crate::{Error, Problem, Source};

/// First bytes of a SHA-256.
pub type Hash = [u8; 16];

/// Names of the parts of a notice, in their order.
pub const PARTS: [&str; 5] = ["who", "what_for", "how_long", "who_answers", "saying_no"];

/// One notice in one language, part by part as [`PARTS`] names them.
pub type Parts = [String; PARTS.len()];

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Number of its purpose.
    pub purpose: usize,
    /// Counts up from 1 within the purpose.
    pub version: u16,
    /// Numbers of the recipients that it names.
    pub recipients: Vec<usize>,
    /// Rioplatense Spanish.
    pub es: Parts,
    /// English.
    pub en: Parts,
    /// See the module.
    pub hash: Hash,
    /// Byte where its row starts in the file.
    offset: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    notice: Vec<Spanned<TypedNotice>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedNotice {
    purpose: Spanned<String>,
    version: Spanned<u16>,
    recipients: Spanned<Vec<Spanned<String>>>,
    hash: Option<Spanned<String>>,
    es: Option<Spanned<TypedParts>>,
    en: Option<Spanned<TypedParts>>,
    bundled_with: Option<Spanned<Value>>,
    requires: Option<Spanned<Value>>,
    default: Option<Spanned<Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedParts {
    who: Option<Spanned<String>>,
    what_for: Option<Spanned<String>>,
    how_long: Option<Spanned<String>>,
    who_answers: Option<Spanned<String>>,
    saying_no: Option<Spanned<String>>,
}

/// Reads the file: for every purpose at least one notice, the current one naming the purpose's recipients.
pub fn parse(source: &Source, purposes: &[Purpose], recipients: &Recipients) -> Result<Vec<Notice>, Error> {
    let reader = Reader(source);
    let typed: Typed = reader.toml()?;
    let mut notices: Vec<Notice> = Vec::new();
    for row in &typed.notice {
        let notice = notice(&reader, row, purposes, recipients)?;
        let before = notices.iter().filter(|known| known.purpose == notice.purpose).count();
        if usize::from(notice.version) != before + 1 {
            return Err(reader.at(&row.get_ref().version, out_of_order("versions", before + 1)));
        }
        notices.push(notice);
    }
    for (row, notice) in typed.notice.iter().zip(&notices) {
        refuse_altered(&reader, row, notice, &notices)?;
    }
    refuse_unexplained(&reader, &typed.notice, &notices, purposes, recipients)?;
    Ok(notices)
}

/// Whether no newer notice of the same purpose is among `notices`.
#[must_use]
pub fn is_current(notice: &Notice, notices: &[Notice]) -> bool {
    !notices.iter().any(|other| other.purpose == notice.purpose && other.version > notice.version)
}

fn notice(
    reader: &Reader<'_>,
    row: &Spanned<TypedNotice>,
    purposes: &[Purpose],
    recipients: &Recipients,
) -> Result<Notice, Error> {
    let typed = row.get_ref();
    let TypedNotice { bundled_with, requires, default, .. } = typed;
    Traps { bundled_with, requires, default }.refuse(reader)?;
    let ids: Vec<&str> = purposes.iter().map(|purpose| purpose.id.as_str()).collect();
    let mut notice = Notice {
        purpose: reader.one_of("purpose", &typed.purpose, &ids)?,
        version: *typed.version.get_ref(),
        recipients: parties(reader, "recipients", &typed.recipients, recipients)?,
        es: parts(reader, row, "es", &typed.es)?,
        en: parts(reader, row, "en", &typed.en)?,
        hash: Hash::default(),
        offset: row.span().start,
    };
    notice.hash = notice.hash_of(typed.purpose.get_ref(), &recipients.ids());
    Ok(notice)
}

fn parts(
    reader: &Reader<'_>,
    row: &Spanned<TypedNotice>,
    language: &'static str,
    typed: &Option<Spanned<TypedParts>>,
) -> Result<Parts, Error> {
    let missing = |text: &str| Problem::Untranslated { text: text.to_owned(), language };
    let table = typed.as_ref().ok_or_else(|| reader.at(row, missing("the notice")))?;
    let TypedParts { who, what_for, how_long, who_answers, saying_no } = table.get_ref();
    let mut parts = Parts::default();
    let typed = [who, what_for, how_long, who_answers, saying_no];
    for ((part, name), text) in parts.iter_mut().zip(PARTS).zip(typed) {
        let text = text.as_ref().ok_or_else(|| reader.at(table, missing(name)))?;
        *part = reader.said(name, language, text)?;
    }
    Ok(parts)
}

impl Notice {
    /// The text that is hashed; `recipients` are the ids of all recipients by number.
    #[must_use]
    pub fn canonical(&self, purpose: &str, recipients: &[&str]) -> String {
        let named: Vec<&str> =
            self.recipients.iter().filter_map(|number| recipients.get(*number).copied()).collect();
        let mut text = format!(
            "sordina notice\npurpose {purpose}\nversion {}\nrecipients {}\n",
            self.version,
            named.join(",")
        );
        for (language, parts) in [("es", &self.es), ("en", &self.en)] {
            for (name, part) in PARTS.iter().zip(parts) {
                text.push_str(&format!("{language}.{name} {part}\n"));
            }
        }
        text
    }

    fn hash_of(&self, purpose: &str, recipients: &[&str]) -> Hash {
        let digest = Sha256::digest(self.canonical(purpose, recipients).as_bytes());
        let mut hash = Hash::default();
        hash.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        hash
    }

    /// The hash as people write it.
    #[must_use]
    pub fn hex(&self) -> String {
        self.hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Words of the longer of the two languages.
    #[must_use]
    pub fn words(&self) -> usize {
        let count = |parts: &Parts| parts.iter().map(|part| part.split(' ').count()).sum::<usize>();
        count(&self.es).max(count(&self.en))
    }
}

fn refuse_altered(
    reader: &Reader<'_>,
    row: &Spanned<TypedNotice>,
    notice: &Notice,
    notices: &[Notice],
) -> Result<(), Error> {
    match &row.get_ref().hash {
        Some(hash) if *hash.get_ref() != notice.hex() => {
            Err(reader.at(hash, Problem::Altered { hash: notice.hex() }))
        }
        None if !is_current(notice, notices) => Err(reader.at(row, Problem::Unsealed(notice.hex()))),
        _ => Ok(()),
    }
}

fn refuse_unexplained(
    reader: &Reader<'_>,
    rows: &[Spanned<TypedNotice>],
    notices: &[Notice],
    purposes: &[Purpose],
    recipients: &Recipients,
) -> Result<(), Error> {
    for (number, purpose) in purposes.iter().enumerate() {
        let current = notices.iter().rposition(|notice| notice.purpose == number);
        let Some((row, notice)) = current.and_then(|place| rows.get(place).zip(notices.get(place))) else {
            let end = Spanned::new(0..0, ());
            return Err(reader.at(&end, Problem::NoNotice(purpose.id.clone())));
        };
        if notice.recipients != purpose.recipients {
            return Err(reader.at(&row.get_ref().recipients, Problem::OtherRecipients(purpose.id.clone())));
        }
        if let Some(name) = unreachable(notice, purpose, recipients) {
            return Err(reader.at(row, Problem::AnswersNobody(name)));
        }
    }
    Ok(())
}

/// A controller of `purpose` that a reader of the notice has no way to reach.
fn unreachable(notice: &Notice, purpose: &Purpose, recipients: &Recipients) -> Option<String> {
    let [_, _, _, es, _] = &notice.es;
    let [_, _, _, en, _] = &notice.en;
    let controllers = purpose.controllers.iter().filter_map(|number| recipients.all.get(*number));
    let mut missing = controllers.filter(|controller| {
        let ways = [&controller.contact.email, &controller.contact.phone];
        [es, en]
            .into_iter()
            .any(|text| !ways.iter().any(|way| !way.is_empty() && text.contains(way.as_str())))
    });
    missing.next().map(|controller| controller.id.clone())
}

/// Refuses a current notice that promises other days than the floor's: regions may only shorten them.
pub fn refuse_unlike_floor(source: &Source, notices: &[Notice], regions: &[Region]) -> Result<(), Error> {
    let Some(floor) = regions.first() else { return Ok(()) };
    let days = [floor.number(Number::ConsentDays), floor.number(Number::UnusedDays)];
    for notice in notices.iter().filter(|notice| is_current(notice, notices)) {
        for (language, parts) in [("es", &notice.es), ("en", &notice.en)] {
            let [_, _, how_long, ..] = parts;
            let mut numbers = how_long.split(|letter: char| !letter.is_ascii_digit());
            let said: Vec<&str> = numbers.by_ref().filter(|number| !number.is_empty()).collect();
            if let Some(days) = days.into_iter().find(|days| !said.contains(&days.to_string().as_str())) {
                let row = Spanned::new(notice.offset..notice.offset, ());
                return Err(Reader(source).at(&row, Problem::OtherTime { language, days }));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
