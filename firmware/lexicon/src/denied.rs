//! Words of denied subjects: `lexicon/denied.LANGUAGE.toml`.
//!
//! ```toml
//! language = "es"
//! threshold = -0.7            # nats per phoneme; lower than of watched words: chosen for recall
//!
//! [[denied]]
//! text = "divorcio"
//! phonemes = ["d i b o 4 s j o"]
//! row = "deny.law"            # a denied row of taxonomy.csv
//! ```
//!
//! Promises (R16): a denied word carries no number of a tag, here or in the tables, so that no detection of one can become
//! evidence. The tables do not even say which row it was. Refuses, with file and line, a row that is not denied.

use serde::Deserialize;
use toml::Spanned;

use crate::error::{Error, Place};
use crate::file::{Reader, read_toml};
use crate::pronounce::{Language, Pronunciation};
use crate::tables::Word;
use crate::taxonomy::{DeniedRow, Taxonomy};
use crate::trie::Entry;

/// A word that drops what is said around it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeniedWord {
    /// Its text, for messages.
    pub text: String,
    /// All the ways to say it.
    pub pronunciations: Vec<Pronunciation>,
    /// The subject that it belongs to.
    pub row: DeniedRow,
    /// Threshold in 1/32 nat per phoneme.
    pub threshold: i8,
    /// Where it stands.
    pub place: Place,
}

impl DeniedWord {
    /// What the decoder gets: the marker in the place of a tag.
    pub(crate) fn entry(&self) -> Entry {
        Entry {
            text: self.text.clone(),
            pronunciations: self.pronunciations.clone(),
            tag: Word::DENIED,
            threshold: self.threshold,
        }
    }
}

/// A file that was read without complaint.
#[derive(Clone, Debug)]
pub struct DeniedFile {
    /// Its language.
    pub language: Language,
    /// Its words in their order.
    pub words: Vec<DeniedWord>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    language: Spanned<String>,
    threshold: Spanned<f64>,
    #[serde(default)]
    denied: Vec<TypedWord>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedWord {
    text: Spanned<String>,
    phonemes: Vec<Spanned<String>>,
    row: Spanned<String>,
    threshold: Option<Spanned<f64>>,
}

/// Reads the file `name` with these contents.
pub fn parse(name: &str, contents: &str, taxonomy: &Taxonomy) -> Result<DeniedFile, Error> {
    let reader = Reader { name, contents, taxonomy };
    let typed: Typed = read_toml(name, contents)?;
    let language = typed.language.get_ref().parse().map_err(|problem| reader.at(&typed.language, problem))?;
    let usual = reader.threshold(&typed.threshold)?;
    let words = typed.denied.iter().map(|word| read_word(&reader, word, usual)).collect::<Result<_, _>>()?;
    Ok(DeniedFile { language, words })
}

fn read_word(reader: &Reader<'_>, typed: &TypedWord, usual: i8) -> Result<DeniedWord, Error> {
    let (text, pronunciations) = reader.sound(&typed.text, &typed.phonemes)?;
    let row =
        reader.taxonomy.denied_row(typed.row.get_ref()).map_err(|problem| reader.at(&typed.row, problem))?;
    let threshold = typed.threshold.as_ref().map_or(Ok(usual), |own| reader.threshold(own))?;
    Ok(DeniedWord { text, pronunciations, row, threshold, place: reader.place(&typed.text) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Meaning;
    use crate::taxonomy::tests::small;
    use crate::trie::Tables;

    fn read(row: &str) -> Result<DeniedFile, Error> {
        let head = "language = \"es\"\nthreshold = -0.7\n[[denied]]\ntext = \"divorcio\"\n";
        let contents = format!("{head}phonemes = [\"d i b o 4 s j o\"]\nrow = \"{row}\"\n");
        parse("denied.es.toml", &contents, &small())
    }

    #[test]
    fn a_denied_word_has_a_marker_in_the_place_of_a_tag() {
        let file = read("deny.law").expect("sound");
        assert_eq!((file.words[0].row.name(), file.words[0].place.line), ("deny.law", 4));
        let tables = Tables::build(&[file.words[0].entry()]).expect("fits");
        assert_eq!(tables.words[0].meaning(), Meaning::Denied);
    }

    #[test]
    fn a_row_that_is_not_denied_is_refused_with_its_line() {
        let complaint = |row| read(row).expect_err("faulty").to_string();
        assert!(complaint("movies").starts_with("denied.es.toml:6: row \"movies\" is of class allow"));
        assert!(complaint("fitness").starts_with("denied.es.toml:6: row \"fitness\" is of class declared"));
        assert!(complaint("golf").starts_with("denied.es.toml:6: unknown tag \"golf\""));
    }
}
