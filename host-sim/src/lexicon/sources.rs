//! The files of the word lists, and the words in them with everything that is known of each.

use crate::error::Error;
use crate::words::refused;
use sordina_lexicon::policy::{Policy, Source, Sources};
use sordina_lexicon::taxonomy::Taxonomy;
use sordina_lexicon::{Entry, Language, Place, Pronunciation, denied, file};
use std::path::Path;

/// Where the lists stand in the source tree.
pub(crate) const FOLDER: &str = "firmware/gateway/policy";

/// The files that this program was built with.
pub(crate) fn built_in() -> Sources {
    macro_rules! source {
        ($name:literal) => {
            Source {
                name: concat!("firmware/gateway/policy/", $name).to_owned(),
                contents: include_str!(concat!("../../../firmware/gateway/policy/", $name)).to_owned(),
            }
        };
    }
    Sources {
        taxonomy: source!("taxonomy.csv"),
        subjects: source!("subjects.toml"),
        evidence: source!("evidence.toml"),
        words: vec![source!("lexicon/es.toml"), source!("lexicon/en.toml")],
        denied: vec![source!("lexicon/denied.es.toml"), source!("lexicon/denied.en.toml")],
    }
}

/// The files of a folder, or those built in.
pub(crate) fn read(folder: Option<&Path>) -> Result<Sources, Error> {
    let Some(folder) = folder else { return Ok(built_in()) };
    let read = |name: &str| {
        let path = folder.join(name);
        let contents = std::fs::read_to_string(&path).map_err(|error| Error::missing(&path, &error))?;
        Ok::<_, Error>(Source { name: path.display().to_string(), contents })
    };
    Ok(Sources {
        taxonomy: read("taxonomy.csv")?,
        subjects: read("subjects.toml")?,
        evidence: read("evidence.toml")?,
        words: vec![read("lexicon/es.toml")?, read("lexicon/en.toml")?],
        denied: vec![read("lexicon/denied.es.toml")?, read("lexicon/denied.en.toml")?],
    })
}

/// What a word is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Evidence for a tag.
    Watched,
    /// It drops what is said around it.
    Denied,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Watched => "watched",
            Self::Denied => "denied",
        }
    }
}

/// A word of a list.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) text: String,
    pub(crate) kind: Kind,
    pub(crate) language: Language,
    /// Name of its row in the taxonomy.
    pub(crate) row: String,
    pub(crate) pronunciations: Vec<Pronunciation>,
    pub(crate) place: Place,
}

/// All words of all files, one by one; the files must be sound.
pub(crate) fn listed(sources: &Sources) -> Result<Vec<Listed>, Error> {
    let bad = |error: sordina_lexicon::Error| refused(&error);
    let taxonomy = taxonomy(sources)?;
    let rows: Vec<String> = taxonomy.allowed().map(|row| row.tag.clone()).collect();
    let mut listed = Vec::new();
    for source in &sources.words {
        let list = file::parse(&source.name, &source.contents, &taxonomy).map_err(bad)?;
        listed.extend(list.words.into_iter().map(|word| Listed {
            kind: Kind::Watched,
            language: list.language,
            row: rows.get(usize::from(word.entry.tag)).cloned().unwrap_or_default(),
            text: word.entry.text,
            pronunciations: word.entry.pronunciations,
            place: word.place,
        }));
    }
    for source in &sources.denied {
        let list = denied::parse(&source.name, &source.contents, &taxonomy).map_err(bad)?;
        listed.extend(list.words.into_iter().map(|word| Listed {
            kind: Kind::Denied,
            language: list.language,
            row: word.row.name().to_owned(),
            text: word.text,
            pronunciations: word.pronunciations,
            place: word.place,
        }));
    }
    Ok(listed)
}

/// The subjects and their classes.
pub(crate) fn taxonomy(sources: &Sources) -> Result<Taxonomy, Error> {
    Taxonomy::parse(&sources.taxonomy.name, &sources.taxonomy.contents).map_err(|error| refused(&error))
}

/// The words as the gateway watches them, by number.
pub(crate) fn entries(sources: &Sources) -> Result<Vec<Entry>, Error> {
    Policy::compile(sources).map(|policy| policy.entries).map_err(|error| refused(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_the_lists_built_in_is_listed() {
        let sources = built_in();
        let listed = listed(&sources).unwrap();
        for entry in entries(&sources).unwrap() {
            assert!(listed.iter().any(|word| word.text == entry.text), "{}", entry.text);
        }
    }
}
