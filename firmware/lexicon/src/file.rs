//! Word lists: `lexicon/LANGUAGE.toml`.
//!
//! ```toml
//! language = "es"
//! threshold = -0.9            # nats per phoneme, -4 to 0; nearer 0 is stricter
//!
//! [[word]]
//! text = "carpa"
//! phonemes = ["k a 4 p a"]    # one or more ways to say it
//! tag = "travel.camping"      # an allowed row of taxonomy.csv
//! threshold = -0.8            # optional, for this word
//! ```
//!
//! Refuses, with file and line: what is not in the inventory, what the policy may not watch (R15 to R17), what
//! stands twice, and words that sound alike or contain each other, because one utterance would count as two (R19).

use std::collections::BTreeMap;

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

struct Reader<'a> {
    name: &'a str,
    contents: &'a str,
    taxonomy: &'a Taxonomy,
}

impl Reader<'_> {
    fn at<T>(&self, value: &Spanned<T>, problem: Problem) -> Error {
        Error { place: Some(Place::at(self.name, self.contents, value.span().start)), problem }
    }

    fn word(&self, typed: &Spanned<TypedWord>, usual: i8) -> Result<FileWord, Error> {
        let word = typed.get_ref();
        let text = word.text.get_ref().trim().to_owned();
        if text.is_empty() {
            return Err(self.at(&word.text, Problem::EmptyText));
        }
        if word.phonemes.is_empty() {
            return Err(self.at(&word.text, Problem::NoPhonemes(text)));
        }
        let tag = self.taxonomy.number(word.tag.get_ref()).map_err(|problem| self.at(&word.tag, problem))?;
        let threshold = word.threshold.as_ref().map_or(Ok(usual), |own| self.threshold(own))?;
        let pronunciations = word.phonemes.iter().map(|said| self.said(said)).collect::<Result<_, _>>()?;
        let place = Place::at(self.name, self.contents, word.text.span().start);
        Ok(FileWord { entry: Entry { text, pronunciations, tag, threshold }, place })
    }

    fn said(&self, typed: &Spanned<String>) -> Result<Pronunciation, Error> {
        let said = Pronunciation::parse(typed.get_ref()).map_err(|problem| self.at(typed, problem))?;
        if said.phonemes().len() < SHORTEST {
            return Err(self.at(typed, Problem::TooShort(said.to_string())));
        }
        Ok(said)
    }

    fn threshold(&self, typed: &Spanned<f64>) -> Result<i8, Error> {
        threshold(*typed.get_ref()).map_err(|problem| self.at(typed, problem))
    }
}

/// Nats per phoneme to the tables' 1/32 nat.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked in the line before")]
pub fn threshold(nats: f64) -> Result<i8, Problem> {
    if !(-4.0..=0.0).contains(&nats) {
        return Err(Problem::Threshold(nats));
    }
    Ok((nats * 32.0).round() as i8)
}

/// All files' words as one list for one trie, in the order of the files.
///
/// A text that several languages share under one tag ("camping") becomes one word with all its pronunciations and
/// the strictest of its thresholds, so that it counts as one.
pub fn join(files: &[WordFile]) -> Result<Vec<Entry>, Error> {
    let mut joined: Vec<FileWord> = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let known: BTreeMap<String, usize> =
            joined.iter().enumerate().map(|(index, word)| (word.entry.text.clone(), index)).collect();
        refuse_repetitions(&file.words)?;
        for word in &file.words {
            match known.get(&word.entry.text) {
                Some(&index) if number > 0 => unite(&mut joined[index], word)?,
                _ => joined.push(word.clone()),
            }
        }
    }
    refuse_overlaps(&joined)?;
    Ok(joined.into_iter().map(|word| word.entry).collect())
}

fn refuse_repetitions(words: &[FileWord]) -> Result<(), Error> {
    let mut seen: BTreeMap<&str, &Place> = BTreeMap::new();
    for word in words {
        if let Some(first) = seen.insert(&word.entry.text, &word.place) {
            return Err(repeated(word, first));
        }
    }
    Ok(())
}

fn repeated(word: &FileWord, first: &Place) -> Error {
    let problem = Problem::DuplicateWord { text: word.entry.text.clone(), first: first.clone() };
    Error { place: Some(word.place.clone()), problem }
}

fn unite(word: &mut FileWord, other: &FileWord) -> Result<(), Error> {
    if word.entry.tag != other.entry.tag {
        return Err(repeated(other, &word.place));
    }
    word.entry.threshold = word.entry.threshold.max(other.entry.threshold);
    let missing = other.entry.pronunciations.iter().filter(|said| !word.entry.pronunciations.contains(said));
    let missing: Vec<_> = missing.cloned().collect();
    word.entry.pronunciations.extend(missing);
    Ok(())
}

fn refuse_overlaps(words: &[FileWord]) -> Result<(), Error> {
    for word in words {
        for other in words.iter().filter(|other| other.entry.text != word.entry.text) {
            if let Some(problem) = overlap(&word.entry, &other.entry) {
                return Err(Error { place: Some(word.place.clone()), problem });
            }
        }
    }
    Ok(())
}

fn overlap(word: &Entry, other: &Entry) -> Option<Problem> {
    let pairs =
        word.pronunciations.iter().flat_map(|said| other.pronunciations.iter().map(move |o| (said, o)));
    let (said, inner) = pairs.into_iter().find(|(said, other)| said.contains(other))?;
    Some(if said == inner {
        Problem::SamePronunciation { pronunciation: said.to_string(), other: other.text.clone() }
    } else {
        Problem::Contains { longer: word.text.clone(), shorter: other.text.clone() }
    })
}

#[cfg(test)]
mod tests;
