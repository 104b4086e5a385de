//! Words of the command line, compiled into the trie that the gateway watches.

use crate::cli;
use crate::error::Error;
use crate::lexicon::sources;
use sordina::policy::LEXICON;
use sordina_lexicon::policy::Policy;
use sordina_lexicon::{Entry, Tables, Word, rivals, typed_word};

/// Places of a spotter that also follows what no product would: everything down to -4 nats per phoneme.
pub(crate) const MANY: usize = 8_192;

/// Score from which `spot` reports a word, nats per phoneme.
pub(crate) const DEFAULT_THRESHOLD: f32 = -1.0;

/// Threshold at which everything that the decoder can score is reported: -4 nats per phoneme.
pub(crate) const ANYTHING: i8 = i8::MIN;

/// The words as texts, and their tables. Word `n` of the tables is text `n`.
pub(crate) struct Compiled {
    pub(crate) texts: Vec<String>,
    pub(crate) tables: Tables,
}

/// A typed threshold, with the bounds of those in the lists, as the tables hold it.
pub(crate) fn threshold(nats: f32) -> Result<i8, Error> {
    sordina_lexicon::file::threshold(nats.into()).map_err(|problem| refused(&problem.into()))
}

/// Compiles words that count for no tag.
pub(crate) fn compile(typed: &cli::Words, threshold: i8) -> Result<Compiled, Error> {
    let language = typed.lang.of_words();
    let mut entries: Vec<Entry> = Vec::new();
    for typed in &typed.words {
        let (text, pronunciations) = typed_word(typed, language).map_err(|error| refused(&error))?;
        if entries.iter().any(|entry| entry.text == text) {
            return Err(Error::input(format!("--words names \"{text}\" twice"), "name it once"));
        }
        entries.push(Entry { text, pronunciations, tag: Word::NOTHING, threshold });
    }
    let mut tables = Tables::build(&entries).map_err(|problem| refused(&problem.into()))?;
    tables.rivals = rivals::compile(&entries).map_err(|error| refused(&error))?;
    Ok(Compiled { texts: entries.into_iter().map(|entry| entry.text).collect(), tables })
}

/// Texts of the words that the product watches, by number. The firmware has none; they come from its source files.
pub(crate) fn of_the_product() -> Vec<String> {
    let policy = Policy::compile(&sources::built_in());
    // Other words than the gateway was built with would be told under wrong names: then rather none.
    let policy = policy.ok().filter(|policy| policy.tables.words.len() == LEXICON.words().len());
    policy.map_or_else(Vec::new, |policy| policy.entries.into_iter().map(|entry| entry.text).collect())
}

/// The lexicon's errors come with their remedy behind the last semicolon.
pub(crate) fn refused(error: &sordina_lexicon::Error) -> Error {
    let text = error.to_string();
    let (what, remedy) = text.split_once("; ").unwrap_or((&text, "choose another word"));
    Error::input(what, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compiled(words: &[&str]) -> Result<Compiled, Error> {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        compile(&cli::Words { words, lang: crate::language::Language::Es }, ANYTHING)
    }

    #[test]
    fn words_are_numbered_as_typed_and_may_bring_their_phonemes() {
        let words = compiled(&["carpa", "snow boy=s n OU b OI"]).unwrap();
        assert_eq!(words.texts, ["carpa", "snow boy"]);
        assert_eq!(words.tables.words.len(), 2);
    }

    #[test]
    fn what_cannot_be_watched_says_why_and_what_to_do() {
        for words in [&["carpa", "carpa"][..], &["x=q q"], &[""]] {
            assert!(compiled(words).err().unwrap().to_string().contains("; "));
        }
        assert!(threshold(1.5).is_err() && threshold(-4.0).is_ok());
    }
}
