//! `purposes.toml`: what audio may be used for, in people's words and in those of ISO/IEC TS 27560 (R25, R27, R29).
//!
//! One `[[purpose]]` for each purpose that the gateway knows, with the fields of a consent record that do not
//! depend on the person, the recipient's answer or the day. Vocabulary terms keep their prefix: `dpv:` and `pd:` are
//! <https://w3id.org/dpv> and its personal-data extension, `eu-gdpr:` its GDPR extension.

use serde::Deserialize;
use toml::{Spanned, Value};

use crate::recipients::{Recipients, filled, out_of_order};
use crate::text::{Reader, Traps, TypedSentence, places};
use crate::{Error, Problem, Sentence, Source};

/// Purposes of the gateway, in the order of their numbers; a purpose is code, so that data cannot invent one.
pub const KNOWN: [&str; 2] = ["assistant", "interest_tags"];

const LAWFUL_BASIS: &str = "dpv:Consent";
const TERMS: [&str; 4] = ["dpv", "pd", "tech", "eu-gdpr"];

/// One purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// Its name in the policy, one of [`KNOWN`].
    pub id: String,
    /// What people call it.
    pub name: Sentence,
    /// What it is, in one sentence.
    pub sentence: Sentence,
    /// `dpv:Purpose` terms.
    pub purpose_terms: Vec<String>,
    /// `dpv:Processing` terms.
    pub processing_terms: Vec<String>,
    /// `dpv:PersonalData` terms.
    pub data_terms: Vec<String>,
    /// `dpv:Consent`.
    pub lawful_basis: String,
    /// Numbers of the recipients that a consent names.
    pub recipients: Vec<usize>,
    /// Numbers of those who answer for the processing.
    pub controllers: Vec<usize>,
    /// Categories of data.
    pub data: Sentence,
    /// How it is collected.
    pub collection: Sentence,
    /// How it is processed.
    pub processing: Sentence,
    /// Where it is stored.
    pub storage_location: Sentence,
    /// How long it is kept.
    pub retention: Sentence,
    /// How consent is withdrawn.
    pub withdrawal: Sentence,
    /// Rights, as terms.
    pub rights: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    purpose: Spanned<Vec<Spanned<TypedPurpose>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedPurpose {
    id: Spanned<String>,
    name: Option<Spanned<TypedSentence>>,
    sentence: Option<Spanned<TypedSentence>>,
    purpose_terms: Spanned<Vec<Spanned<String>>>,
    processing_terms: Spanned<Vec<Spanned<String>>>,
    data_terms: Spanned<Vec<Spanned<String>>>,
    lawful_basis: Spanned<String>,
    recipients: Spanned<Vec<Spanned<String>>>,
    controllers: Spanned<Vec<Spanned<String>>>,
    data: Spanned<TypedSentence>,
    collection: Spanned<TypedSentence>,
    processing: Spanned<TypedSentence>,
    storage_location: Spanned<TypedSentence>,
    retention: Spanned<TypedSentence>,
    withdrawal: Spanned<TypedSentence>,
    rights: Spanned<Vec<Spanned<String>>>,
    bundled_with: Option<Spanned<Value>>,
    requires: Option<Spanned<Value>>,
    default: Option<Spanned<Value>>,
}

/// Reads the file: each known purpose once, in the order of the numbers.
pub fn parse(source: &Source, recipients: &Recipients) -> Result<Vec<Purpose>, Error> {
    let reader = Reader(source);
    let typed: Typed = reader.toml()?;
    let mut purposes: Vec<Purpose> = Vec::new();
    for row in typed.purpose.get_ref() {
        let id = &row.get_ref().id;
        let place = reader.one_of("id", id, &KNOWN)?;
        if place < purposes.len() {
            return Err(reader.at(id, Problem::Duplicate(format!("purpose \"{}\"", id.get_ref()))));
        }
        if place > purposes.len() {
            return Err(reader.at(id, out_of_order("purposes", purposes.len())));
        }
        purposes.push(purpose(&reader, row, recipients)?);
    }
    if purposes.len() < KNOWN.len() {
        return Err(reader.at(&typed.purpose, out_of_order("purposes", purposes.len())));
    }
    Ok(purposes)
}

fn purpose(
    reader: &Reader<'_>,
    row: &Spanned<TypedPurpose>,
    recipients: &Recipients,
) -> Result<Purpose, Error> {
    let typed = row.get_ref();
    let TypedPurpose { bundled_with, requires, default, .. } = typed;
    Traps { bundled_with, requires, default }.refuse(reader)?;
    reader.one_of("lawful_basis", &typed.lawful_basis, &[LAWFUL_BASIS])?;
    let said = |name, text: &Option<Spanned<TypedSentence>>| match text {
        Some(text) => reader.sentence(name, text),
        None => {
            let text = format!("{name} of purpose \"{}\"", typed.id.get_ref());
            Err(reader.at(row, Problem::Untranslated { text, language: "es" }))
        }
    };
    Ok(Purpose {
        id: typed.id.get_ref().clone(),
        name: said("name", &typed.name)?,
        sentence: said("sentence", &typed.sentence)?,
        purpose_terms: terms(reader, "purpose_terms", &typed.purpose_terms)?,
        processing_terms: terms(reader, "processing_terms", &typed.processing_terms)?,
        data_terms: terms(reader, "data_terms", &typed.data_terms)?,
        lawful_basis: typed.lawful_basis.get_ref().clone(),
        recipients: parties(reader, "recipients", &typed.recipients, recipients)?,
        controllers: parties(reader, "controllers", &typed.controllers, recipients)?,
        data: reader.sentence("data", &typed.data)?,
        collection: reader.sentence("collection", &typed.collection)?,
        processing: reader.sentence("processing", &typed.processing)?,
        storage_location: reader.sentence("storage_location", &typed.storage_location)?,
        retention: reader.sentence("retention", &typed.retention)?,
        withdrawal: reader.sentence("withdrawal", &typed.withdrawal)?,
        rights: terms(reader, "rights", &typed.rights)?,
    })
}

/// Numbers of the recipients with these ids, at least one.
pub(crate) fn parties(
    reader: &Reader<'_>,
    key: &str,
    typed: &Spanned<Vec<Spanned<String>>>,
    recipients: &Recipients,
) -> Result<Vec<usize>, Error> {
    if typed.get_ref().is_empty() {
        return Err(reader.at(typed, Problem::Empty(key.to_owned())));
    }
    places(reader, key, typed.get_ref(), &recipients.ids())
}

fn terms(
    reader: &Reader<'_>,
    key: &str,
    typed: &Spanned<Vec<Spanned<String>>>,
) -> Result<Vec<String>, Error> {
    if typed.get_ref().is_empty() {
        return Err(reader.at(typed, Problem::Empty(key.to_owned())));
    }
    typed.get_ref().iter().map(|term| vocabulary(reader, key, term)).collect()
}

/// A term with a known prefix. The vocabulary itself is not here: a test holds the shipped file to a list of it.
fn vocabulary(reader: &Reader<'_>, key: &str, typed: &Spanned<String>) -> Result<String, Error> {
    let term = filled(reader, key, typed)?;
    let is_term = |(prefix, name): (&str, &str)| {
        TERMS.contains(&prefix)
            && name.starts_with(|letter: char| letter.is_ascii_uppercase())
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
    };
    if term.split_once(':').is_some_and(is_term) {
        return Ok(term);
    }
    let allowed = TERMS.map(|prefix| format!("{prefix}:Term")).join(", ");
    Err(reader.at(typed, Problem::UnknownWord { key: key.to_owned(), word: term, allowed }))
}
