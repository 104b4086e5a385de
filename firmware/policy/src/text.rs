//! Text for people: both languages or none, and no word of terms of use.
//!
//! Spaces and line breaks inside a text count as one space, so that a text may be wrapped in its file as one likes.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::{Spanned, Value};

use crate::{Error, Place, Problem, Source};

/// The same thing said in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Rioplatense Spanish.
    pub es: String,
    /// English.
    pub en: String,
}

/// As the file has it. A language that is missing is found by the check, which can say more than a parser.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TypedSentence {
    es: Option<Spanned<String>>,
    en: Option<Spanned<String>>,
}

/// Words that show a consent resting on something that nobody reads, without accents.
const TERMS: [&str; 14] = [
    "terms of use",
    "terms of service",
    "terms and conditions",
    "terms & conditions",
    "privacy policy",
    "user agreement",
    "licence agreement",
    "license agreement",
    "terminos",
    "condiciones de uso",
    "condiciones del servicio",
    "condiciones generales",
    "politica de privacidad",
    "politica de datos",
];

/// A file, and errors that know their line in it.
pub(crate) struct Reader<'a>(pub(crate) &'a Source);

impl Reader<'_> {
    /// The file's contents; a fault with its line.
    pub(crate) fn toml<T: DeserializeOwned>(&self) -> Result<T, Error> {
        toml::from_str(&self.0.contents).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            Error {
                place: Place::at(self.0, offset),
                problem: Problem::Syntax(error.message().replace('\n', " ")),
            }
        })
    }

    pub(crate) fn at<T>(&self, value: &Spanned<T>, problem: Problem) -> Error {
        Error { place: Place::at(self.0, value.span().start), problem }
    }

    /// Both languages of the text `name`.
    pub(crate) fn sentence(&self, name: &str, typed: &Spanned<TypedSentence>) -> Result<Sentence, Error> {
        let said = |language, text: &Option<Spanned<String>>| match text {
            Some(text) => self.said(name, language, text),
            None => Err(self.at(typed, Problem::Untranslated { text: name.to_owned(), language })),
        };
        let TypedSentence { es, en } = typed.get_ref();
        Ok(Sentence { es: said("es", es)?, en: said("en", en)? })
    }

    /// One language of the text `name`.
    pub(crate) fn said(
        &self,
        name: &str,
        language: &'static str,
        typed: &Spanned<String>,
    ) -> Result<String, Error> {
        let text = one_line(typed.get_ref());
        if text.is_empty() {
            return Err(self.at(typed, Problem::Untranslated { text: name.to_owned(), language }));
        }
        let plain = plain(&text);
        match TERMS.into_iter().find(|words| plain.contains(words)) {
            Some(words) => Err(self.at(typed, Problem::MentionsTerms { text: name.to_owned(), words })),
            None => Ok(text),
        }
    }

    /// A word that is one of `allowed`; its place among them.
    pub(crate) fn one_of(
        &self,
        key: &str,
        typed: &Spanned<String>,
        allowed: &[&str],
    ) -> Result<usize, Error> {
        let word = typed.get_ref();
        allowed.iter().position(|known| known == word).ok_or_else(|| {
            let (key, word, allowed) = (key.to_owned(), word.clone(), allowed.join(", "));
            self.at(typed, Problem::UnknownWord { key, word, allowed })
        })
    }
}

/// Keys that nobody may fill in: what would make a consent part of something else, or give it beforehand.
#[derive(Debug)]
pub(crate) struct Traps<'a> {
    pub(crate) bundled_with: &'a Option<Spanned<Value>>,
    pub(crate) requires: &'a Option<Spanned<Value>>,
    pub(crate) default: &'a Option<Spanned<Value>>,
}

impl Traps<'_> {
    pub(crate) fn refuse(&self, reader: &Reader<'_>) -> Result<(), Error> {
        for (key, value) in [("bundled_with", self.bundled_with), ("requires", self.requires)] {
            if let Some(value) = value.as_ref().filter(|value| !is_nothing(value.get_ref())) {
                return Err(reader.at(value, Problem::Bundled(key)));
            }
        }
        match self.default.as_ref().filter(|value| *value.get_ref() != Value::Boolean(false)) {
            Some(value) => Err(reader.at(value, Problem::PreTicked)),
            None => Ok(()),
        }
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Table(table) => table.is_empty(),
        Value::Boolean(is_set) => !is_set,
        _ => false,
    }
}

/// The text with each run of white space as one space.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Small letters without accents, so that no spelling hides a word.
pub(crate) fn plain(text: &str) -> String {
    text.to_lowercase().chars().filter(|letter| !('\u{300}'..='\u{36f}').contains(letter)).map(bare).collect()
}

fn bare(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        _ => letter,
    }
}

/// A list of ids without repetition, each the place of one in `known`.
pub(crate) fn places(
    reader: &Reader<'_>,
    key: &str,
    typed: &[Spanned<String>],
    known: &[&str],
) -> Result<Vec<usize>, Error> {
    let mut found = Vec::new();
    for id in typed {
        let place = reader.one_of(key, id, known)?;
        if found.contains(&place) {
            return Err(reader.at(id, Problem::Duplicate(format!("{key} \"{}\"", id.get_ref()))));
        }
        found.push(place);
    }
    found.sort_unstable();
    Ok(found)
}
