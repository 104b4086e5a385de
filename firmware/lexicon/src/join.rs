//! All word lists as one, for one trie.
//!
//! A text that several languages share under one tag ("camping") becomes one word with all its pronunciations and the
//! strictest of its thresholds, so that it counts as one; a denied text that they share takes the most lenient.
//!
//! Refuses, with file and line, what stands twice, words that sound alike, and a word that contains one of another tag,
//! because one utterance would count for both. (Of words of one tag in one sound the gateway counts one.) A watched word may
//! stand inside a denied one, which then drops it; a denied word inside a watched one would drop its own mention, and is
//! refused.

use std::collections::BTreeMap;

use crate::denied::{DeniedFile, DeniedWord};
use crate::error::{Error, Place, Problem};
use crate::file::{FileWord, WordFile};
use crate::pronounce::Pronunciation;
use crate::tables::{Meaning, Word};
use crate::trie::Entry;

/// Watched words in the order of the files, then the denied ones in theirs.
pub fn join(files: &[WordFile], denied: &[DeniedFile]) -> Result<Vec<Entry>, Error> {
    let mut joined = Joined::default();
    for file in files {
        joined.take(file.words.iter().cloned(), |word, other| {
            word.threshold = word.threshold.max(other.threshold);
        })?;
    }
    for file in denied {
        joined.take(file.words.iter().map(of_denied), |word, other| {
            word.threshold = word.threshold.min(other.threshold);
        })?;
    }
    refuse_overlaps(&joined.words)?;
    Ok(joined.words.into_iter().map(|word| word.entry).collect())
}

fn of_denied(word: &DeniedWord) -> FileWord {
    FileWord { entry: word.entry(), place: word.place.clone() }
}

#[derive(Default)]
struct Joined {
    words: Vec<FileWord>,
    by_text: BTreeMap<String, usize>,
}

impl Joined {
    /// Takes a file's words; `agree` settles the threshold of a word that an earlier file has.
    fn take(
        &mut self,
        file: impl Iterator<Item = FileWord>,
        agree: impl Fn(&mut Entry, &Entry),
    ) -> Result<(), Error> {
        let earlier = self.words.len();
        for word in file {
            match self.by_text.get(&word.entry.text) {
                None => {
                    self.by_text.insert(word.entry.text.clone(), self.words.len());
                    self.words.push(word);
                }
                Some(&index) if index < earlier && self.words[index].entry.tag == word.entry.tag => {
                    unite(&mut self.words[index].entry, &word.entry);
                    agree(&mut self.words[index].entry, &word.entry);
                }
                Some(&index) => return Err(repeated(&word, &self.words[index].place)),
            }
        }
        Ok(())
    }
}

fn repeated(word: &FileWord, first: &Place) -> Error {
    let problem = Problem::DuplicateWord { text: word.entry.text.clone(), first: first.clone() };
    Error { place: Some(word.place.clone()), problem }
}

fn unite(word: &mut Entry, other: &Entry) {
    for said in &other.pronunciations {
        if !word.pronunciations.contains(said) {
            word.pronunciations.push(said.clone());
        }
    }
}

/// Who says a sequence of phonemes.
type Sayers<'w> = BTreeMap<&'w [u8], &'w FileWord>;

fn refuse_overlaps(words: &[FileWord]) -> Result<(), Error> {
    let sayers = sayers(words)?;
    let watched = words.iter().filter(|word| Word::meaning_of(word.entry.tag) != Meaning::Denied);
    for (word, said) in
        watched.flat_map(|word| word.entry.pronunciations.iter().map(move |said| (word, said)))
    {
        if let Some(problem) = inside(word, said, &sayers) {
            return Err(Error { place: Some(word.place.clone()), problem });
        }
    }
    Ok(())
}

/// Everything that is said, by its sound; refuses a sound that two words have.
fn sayers(words: &[FileWord]) -> Result<Sayers<'_>, Error> {
    let mut sayers = Sayers::new();
    for (word, said) in
        words.iter().flat_map(|word| word.entry.pronunciations.iter().map(move |said| (word, said)))
    {
        let first = sayers.insert(said.phonemes(), word);
        if let Some(first) = first.filter(|first| first.entry.text != word.entry.text) {
            let (pronunciation, other) = (said.to_string(), word.entry.text.clone());
            let problem = Problem::SamePronunciation { pronunciation, other };
            return Err(Error { place: Some(first.place.clone()), problem });
        }
    }
    Ok(sayers)
}

/// The word of another tag that is said somewhere inside this pronunciation.
fn inside(word: &FileWord, said: &Pronunciation, sayers: &Sayers<'_>) -> Option<Problem> {
    let phonemes = said.phonemes();
    let pieces = (0..phonemes.len())
        .flat_map(|start| (start + 1..=phonemes.len()).map(move |end| &phonemes[start..end]));
    let other =
        pieces.filter_map(|piece| sayers.get(piece)).find(|other| other.entry.tag != word.entry.tag)?;
    let (longer, shorter) = (word.entry.text.clone(), other.entry.text.clone());
    Some(match Word::meaning_of(other.entry.tag) {
        Meaning::Denied => Problem::DropsItself { word: longer, denied: shorter },
        _ => Problem::Contains { longer, shorter },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pronounce::Language;
    use crate::taxonomy::tests::small;
    use crate::{denied, file};

    fn watched(text: &str, said: &str) -> WordFile {
        let entry = format!("[[word]]\ntext = \"{text}\"\nphonemes = [\"{said}\"]\ntag = \"movies\"\n");
        let contents = format!("language = \"es\"\nthreshold = -0.6\n{entry}");
        file::parse("es.toml", &contents, &small()).expect("sound")
    }

    fn dropping(text: &str, said: &str, threshold: f32) -> DeniedFile {
        let entry = format!("[[denied]]\ntext = \"{text}\"\nphonemes = [\"{said}\"]\nrow = \"deny.law\"\n");
        let contents = format!("language = \"es\"\nthreshold = {threshold}\n{entry}");
        denied::parse("denied.es.toml", &contents, &small()).expect("sound")
    }

    fn complaint(watched: WordFile, denied: DeniedFile) -> String {
        join(&[watched], &[denied]).expect_err("faulty").to_string()
    }

    #[test]
    fn denied_words_follow_the_watched_ones_with_their_marker() {
        let words = join(&[watched("cine", "s i n e")], &[dropping("fiscal", "f i s k a l", -0.7)]);
        let tags: Vec<u8> = words.expect("sound").iter().map(|word| word.tag).collect();
        assert_eq!(tags, [1, Word::DENIED]);
    }

    #[test]
    fn a_denied_word_inside_a_watched_one_is_refused_but_not_the_other_way_round() {
        let error =
            complaint(watched("cine fiscal", "s i n e f i s k a l"), dropping("fiscal", "f i s k a l", -0.7));
        assert!(
            error.starts_with("es.toml:4: \"cine fiscal\" contains the sound of the denied word"),
            "{error}"
        );
        let inside = dropping("cine fiscal", "s i n e f i s k a l", -0.7);
        assert!(join(&[watched("fiscal", "f i s k a l")], &[inside]).is_ok());
    }

    #[test]
    fn one_sound_or_text_cannot_be_both_watched_and_denied() {
        let same = complaint(watched("cine", "s i n e"), dropping("sine", "s i n e", -0.7));
        assert!(same.starts_with("es.toml:4: \"s i n e\" is also \"sine\""), "{same}");
        let twice = complaint(watched("cine", "s i n e"), dropping("cine", "T i n e", -0.7));
        assert!(
            twice.starts_with("denied.es.toml:4: \"cine\" stands here again, first at es.toml:4"),
            "{twice}"
        );
    }

    #[test]
    fn a_denied_text_of_two_languages_takes_the_more_lenient_threshold() {
        let mut english = dropping("casino", "k @ s i n OU", -0.5);
        english.language = Language::English;
        let words = join(&[], &[dropping("casino", "k a s i n o", -0.8), english]).expect("sound");
        assert_eq!((words.len(), words[0].pronunciations.len(), words[0].threshold), (1, 2, -26));
    }
}
