//! Word lists: `lexicon/LANGUAGE.toml`.
//!
//! ```toml
//! language = "es"
//! threshold = -0.9            # nats per phoneme, -4 to 1; higher is stricter
//!
//! [[word]]
//! text = "carpa"
//! phonemes = ["k a 4 p a"]    # one or more ways to say it
//! tag = "travel.camping"      # an allowed row of taxonomy.csv
//! threshold = -0.8            # optional, for this word
//! ```
//!
//! Refuses, with file and line: what is not in the inventory, and what the policy may not watch (R15 to R17).
//! [`join`](mod@crate::join) refuses what stands twice or sounds alike.

use serde::Deserialize;
use toml::Spanned;

use crate::error::{Error, Place, Problem};
use crate::pronounce::{Language, Pronunciation};
use crate::taxonomy::Taxonomy;
use crate::trie::Entry;

/// Fewest phonemes of a watched word. Shorter ones are found in any speech.
pub const SHORTEST: usize = 4;

/// A word of a file and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct FileWord {
    /// What the decoder gets.
    pub entry: Entry,
    /// Where it stands.
    pub place: Place,
}

/// A file that was read without complaint.
#[derive(Clone, Debug)]
pub struct WordFile {
    /// Its language.
    pub language: Language,
    /// Its words in their order.
    pub words: Vec<FileWord>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    language: Spanned<String>,
    threshold: Spanned<f64>,
    #[serde(default)]
    word: Vec<Spanned<TypedWord>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedWord {
    text: Spanned<String>,
    phonemes: Vec<Spanned<String>>,
    tag: Spanned<String>,
    threshold: Option<Spanned<f64>>,
}

/// Reads the file `name` with these contents.
pub fn parse(name: &str, contents: &str, taxonomy: &Taxonomy) -> Result<WordFile, Error> {
    let reader = Reader { name, contents, taxonomy };
    let typed: Typed = read_toml(name, contents)?;
    let language = typed.language.get_ref().parse().map_err(|problem| reader.at(&typed.language, problem))?;
    let usual = reader.threshold(&typed.threshold)?;
    let words = typed.word.iter().map(|word| reader.word(word, usual)).collect::<Result<_, _>>()?;
    Ok(WordFile { language, words })
}

/// Any TOML file of the policy, its faults with file and line.
pub(crate) fn read_toml<T: serde::de::DeserializeOwned>(name: &str, contents: &str) -> Result<T, Error> {
    toml::from_str(contents).map_err(|error| {
        let place = Place::at(name, contents, error.span().map_or(0, |span| span.start));
        Error { place: Some(place), problem: Problem::Syntax(error.message().to_owned()) }
    })
}

/// What the readers of both kinds of word lists share.
pub(crate) struct Reader<'a> {
    pub(crate) name: &'a str,
    pub(crate) contents: &'a str,
    pub(crate) taxonomy: &'a Taxonomy,
}

impl Reader<'_> {
    pub(crate) fn place<T>(&self, value: &Spanned<T>) -> Place {
        Place::at(self.name, self.contents, value.span().start)
    }

    pub(crate) fn at<T>(&self, value: &Spanned<T>, problem: Problem) -> Error {
        Error { place: Some(self.place(value)), problem }
    }

    /// Text and pronunciations of an entry.
    pub(crate) fn sound(
        &self,
        typed: &Spanned<String>,
        phonemes: &[Spanned<String>],
    ) -> Result<(String, Vec<Pronunciation>), Error> {
        let text = typed.get_ref().trim().to_owned();
        if text.is_empty() {
            return Err(self.at(typed, Problem::EmptyText));
        }
        if phonemes.is_empty() {
            return Err(self.at(typed, Problem::NoPhonemes(text)));
        }
        let said = phonemes.iter().map(|said| self.said(said)).collect::<Result<_, _>>()?;
        Ok((text, said))
    }

    fn said(&self, typed: &Spanned<String>) -> Result<Pronunciation, Error> {
        let said = Pronunciation::parse(typed.get_ref()).map_err(|problem| self.at(typed, problem))?;
        if said.phonemes().len() < SHORTEST {
            return Err(self.at(typed, Problem::TooShort(said.to_string())));
        }
        Ok(said)
    }

    fn word(&self, typed: &Spanned<TypedWord>, usual: i8) -> Result<FileWord, Error> {
        let word = typed.get_ref();
        let (text, pronunciations) = self.sound(&word.text, &word.phonemes)?;
        let tag = self.taxonomy.number(word.tag.get_ref()).map_err(|problem| self.at(&word.tag, problem))?;
        let threshold = word.threshold.as_ref().map_or(Ok(usual), |own| self.threshold(own))?;
        let place = self.place(&word.text);
        Ok(FileWord { entry: Entry { text, pronunciations, tag, threshold }, place })
    }

    pub(crate) fn threshold(&self, typed: &Spanned<f64>) -> Result<i8, Error> {
        threshold(*typed.get_ref()).map_err(|problem| self.at(typed, problem))
    }
}

/// Nats per phoneme to the tables' 1/32 nat.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked in the line before")]
pub fn threshold(nats: f64) -> Result<i8, Problem> {
    if !(-4.0..=1.0).contains(&nats) {
        return Err(Problem::Threshold(nats));
    }
    Ok((nats * 32.0).round() as i8)
}

#[cfg(test)]
mod tests;
