//! Words that will be heard by mistake, or cannot be told from another.
//!
//! Each warning is an estimate and says how it was made: *computed* from the phonemes, or *measured* on recordings by
//! `lexicon measure`. A denied word may be like another denied one, and long phrases may share a word: neither does harm.

use super::likeness::distance;
use super::sources::{Kind, Listed};
use sordina_lexicon::{Language, Pronunciation, pronounce};
use std::fmt;

/// Fewest phonemes that do not need a strict threshold; fewer are found in any speech.
const SHORT: usize = 6;
/// Share of the phonemes that must differ from another word of the lists.
const LIKE_ANOTHER: f32 = 0.2;
/// Share that must differ from a very common word, which is said hundreds of times an hour.
const LIKE_A_COMMON: f32 = 0.25;
/// False accepts per hour above which a measured word is named.
const OFTEN: f64 = 0.3;

/// What is wrong with a word.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Warning {
    /// So few phonemes.
    Short(usize),
    /// Everybody says it all the time.
    Common,
    /// Like a very common word: which, and how many phonemes differ of how many.
    LikeCommon(String, f32, usize),
    /// Like another word of the lists, likewise.
    LikeAnother(String, f32, usize),
    /// So often heard by mistake, per hour, in recordings.
    Measured(f64),
}

impl Warning {
    /// How it was found out.
    pub(crate) const fn method(&self) -> &'static str {
        if matches!(self, Self::Measured(_)) { "measured" } else { "computed" }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short(count) => {
                write!(f, "only {count} phonemes: give it company, or a threshold nearer to 0")
            }
            Self::Common => write!(f, "a very common word: give it company, as in \"fly rod\" for \"rod\""),
            Self::LikeCommon(word, differ, of) => {
                write!(f, "{differ} of {of} phonemes differ from the very common \"{word}\": give it company")
            }
            Self::LikeAnother(word, differ, of) => {
                write!(f, "{differ} of {of} phonemes differ from \"{word}\": one mention may count for both")
            }
            Self::Measured(rate) => write!(
                f,
                "heard by mistake {rate:.2} times an hour: replace it, or make its threshold stricter"
            ),
        }
    }
}

/// All warnings, by the number of their word.
pub(crate) fn computed(words: &[Listed]) -> Vec<(usize, Warning)> {
    let common = [common(Language::Spanish), common(Language::English)].concat();
    let mut warnings = Vec::new();
    for (number, word) in words.iter().enumerate() {
        let shortest = word.pronunciations.iter().map(|said| said.phonemes().len()).min().unwrap_or(0);
        if shortest < SHORT {
            warnings.push((number, Warning::Short(shortest)));
        }
        warnings.extend(like_common(word, &common).map(|warning| (number, warning)));
        warnings.extend(like_another(word, &words[..number]).map(|warning| (number, warning)));
    }
    warnings
}

/// Warnings about words that `lexicon measure --json` counted often.
pub(crate) fn measured(words: &[Listed], report: &serde_json::Value) -> Vec<(usize, Warning)> {
    let rates = report["words"].as_array().into_iter().flatten();
    let often = rates.filter_map(|row| {
        let rate = row["per_hour"].as_f64().filter(|rate| *rate > OFTEN)?;
        let number = words.iter().position(|word| row["word"] == word.text.as_str())?;
        Some((number, Warning::Measured(rate)))
    });
    often.collect()
}

fn like_common(word: &Listed, common: &[(String, Language, Vec<Pronunciation>)]) -> Option<Warning> {
    if common.iter().any(|(text, language, _)| *text == word.text && *language == word.language) {
        return Some(Warning::Common);
    }
    let same_language = common.iter().filter(|(_, language, _)| *language == word.language);
    let nearest = same_language.filter_map(|(text, _, said)| {
        nearest(&word.pronunciations, said, LIKE_A_COMMON).map(|(differ, of)| (text, differ, of))
    });
    let (text, differ, of) = nearest.min_by(|one, other| one.1.total_cmp(&other.1))?;
    Some(Warning::LikeCommon(text.clone(), differ, of))
}

/// Only what would count for two subjects, or drop itself, is worth a warning.
fn like_another(word: &Listed, others: &[Listed]) -> Option<Warning> {
    let matters =
        |other: &&Listed| other.row != word.row && !(word.kind == Kind::Denied && other.kind == Kind::Denied);
    let nearest = others.iter().filter(matters).filter_map(|other| {
        let (differ, of) = nearest(&word.pronunciations, &other.pronunciations, LIKE_ANOTHER)?;
        Some((other, differ, of))
    });
    let (other, differ, of) = nearest.min_by(|one, other| one.1.total_cmp(&other.1))?;
    Some(Warning::LikeAnother(other.text.clone(), differ, of))
}

/// The nearest two of many ways to say two words, if they differ by no more than this share of their phonemes.
fn nearest(one: &[Pronunciation], other: &[Pronunciation], share: f32) -> Option<(f32, usize)> {
    let pairs = one.iter().flat_map(|said| other.iter().map(move |other| (said, other)));
    let near = pairs.filter_map(|(said, other)| {
        let (length, other_length) = (said.phonemes().len(), other.phonemes().len());
        let allowed = share * length.max(other_length) as f32;
        let may_be_near = length.abs_diff(other_length) as f32 <= allowed;
        let differ = if may_be_near { distance(said, other) } else { f32::MAX };
        (differ <= allowed).then_some((differ, length.max(other_length)))
    });
    near.min_by(|one, other| one.0.total_cmp(&other.0))
}

/// The most common words of a language that are long enough to be taken for a watched one, as they are said.
fn common(language: Language) -> Vec<(String, Language, Vec<Pronunciation>)> {
    let list = match language {
        Language::Spanish => include_str!("../../data/common.es.txt"),
        Language::English => include_str!("../../data/common.en.txt"),
    };
    let said = |word: &str| Some((word.to_owned(), language, pronounce(word, language).ok()?));
    list.split_whitespace().filter_map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sordina_lexicon::Place;

    fn word(text: &str, kind: Kind) -> Listed {
        let pronunciations = pronounce(text, Language::Spanish).unwrap();
        let place = Place { file: "es.toml".to_owned(), line: 1 };
        let (language, row) = (Language::Spanish, "movies".to_owned());
        Listed { text: text.to_owned(), kind, language, row, pronunciations, place }
    }

    fn warnings(texts: &[&str], kind: Kind) -> Vec<Warning> {
        let words: Vec<Listed> = texts.iter().map(|text| word(text, kind)).collect();
        computed(&words).into_iter().map(|(_, warning)| warning).collect()
    }

    #[test]
    fn short_common_and_confusable_words_are_named() {
        assert_eq!(warnings(&["carpa"], Kind::Watched)[0], Warning::Short(5));
        assert!(warnings(&["siempre"], Kind::Watched).contains(&Warning::Common));
        let like = warnings(&["tiempos"], Kind::Watched);
        assert!(like.iter().any(|warning| matches!(warning, Warning::LikeCommon(..))), "{like:?}");
        let [one, other] = ["parapente", "paropente"].map(|text| word(text, Kind::Watched));
        let alike = |row: &str| {
            let other = Listed { row: row.to_owned(), ..other.clone() };
            let found = computed(&[one.clone(), other]);
            found.iter().any(|(_, warning)| matches!(warning, Warning::LikeAnother(..)))
        };
        assert!(alike("travel.adventure") && !alike(&one.row), "of one subject in one sound one counts");
        assert!(warnings(&["bicicletería"], Kind::Watched).is_empty());
    }

    #[test]
    fn two_denied_words_may_be_alike() {
        assert!(warnings(&["discapacidad", "discapacitad"], Kind::Denied).is_empty());
    }

    #[test]
    fn what_was_measured_says_so() {
        let words = [word("parapente", Kind::Watched)];
        let report = serde_json::json!({"words": [{"word": "parapente", "per_hour": 0.9}]});
        let found = measured(&words, &report);
        assert_eq!((found[0].0, found[0].1.method()), (0, "measured"));
    }
}
