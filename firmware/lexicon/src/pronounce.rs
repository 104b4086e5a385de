//! Spelling to phonemes, and phonemes as people type them.
//!
//! The network was trained on espeak-ng's phonemes, so its conventions are the measure of "right" here. Promises at
//! most [`MOST`] pronunciations for a text, the likeliest first. Refuses to guess an English word that the
//! dictionary does not have and whose letters no rule joins.

use std::fmt;

use crate::error::{Error, Problem};
use crate::phoneme;
use crate::spanish;

/// Most pronunciations of one text.
pub const MOST: usize = 12;

/// Most phonemes of a pronunciation: a trie node counts them in 8 bits, and a decoder keeps them in memory.
const LONGEST: usize = 64;

/// A language with rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// By dictionary (feature `english`).
    English,
    /// By spelling rules, rioplatense first.
    Spanish,
}

impl std::str::FromStr for Language {
    type Err = Problem;

    fn from_str(name: &str) -> Result<Self, Problem> {
        match name {
            "en" => Ok(Self::English),
            "es" => Ok(Self::Spanish),
            _ => Err(Problem::UnknownLanguage(name.to_owned())),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::English => "en",
            Self::Spanish => "es",
        })
    }
}

/// Phonemes of a word. Having one tells you: no blank, no symbol beyond the inventory, no two equal neighbours.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pronunciation(Vec<u8>);

impl Pronunciation {
    /// Reads symbols separated by spaces, e.g. `k a 4 p a`.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let unknown = |symbol: &str| Problem::UnknownSymbol {
            symbol: symbol.to_owned(),
            pronunciation: typed.to_owned(),
        };
        let symbols = typed.split_whitespace();
        let phonemes: Vec<u8> = symbols
            .map(|symbol| phoneme::index(symbol).ok_or_else(|| unknown(symbol)))
            .collect::<Result<_, _>>()?;
        if phonemes.is_empty() {
            return Err(Problem::NoPhonemes(typed.to_owned()));
        }
        if let Some(pair) = phonemes.windows(2).find(|pair| pair[0] == pair[1]) {
            let symbol = phoneme::SYMBOLS[usize::from(pair[0])];
            return Err(Problem::EqualNeighbours { symbol, pronunciation: typed.to_owned() });
        }
        Self(phonemes).no_longer_than_a_table()
    }

    /// Phonemes that rules made: equal neighbours are one sound, as in speech. Indices must be of the inventory.
    pub(crate) fn spoken(phonemes: &[u8]) -> Self {
        let mut merged = phonemes.to_vec();
        merged.dedup();
        Self(merged)
    }

    fn no_longer_than_a_table(self) -> Result<Self, Problem> {
        if self.0.len() > LONGEST { Err(Problem::TooLong(self.to_string())) } else { Ok(self) }
    }

    /// Indices into [`phoneme::SYMBOLS`].
    #[must_use]
    pub fn phonemes(&self) -> &[u8] {
        &self.0
    }

    /// Whether `other` is said somewhere inside this one.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.0.windows(other.0.len()).any(|window| window == other.0)
    }
}

impl fmt::Display for Pronunciation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, index) in self.0.iter().enumerate() {
            let gap = if position == 0 { "" } else { " " };
            write!(f, "{gap}{}", phoneme::SYMBOLS[usize::from(*index)])?;
        }
        Ok(())
    }
}

/// Pronunciations of a word or phrase, the likeliest first.
pub fn pronounce(text: &str, language: Language) -> Result<Vec<Pronunciation>, Error> {
    let words: Vec<String> =
        text.split_whitespace().map(|word| word.trim_matches(['.', ',']).to_lowercase()).collect();
    if !words.iter().any(|word| word.contains(char::is_alphabetic)) {
        return Err(Problem::EmptyText.into());
    }
    let mut said = match language {
        Language::Spanish => spanish::pronunciations(&words)?,
        Language::English => english(&words)?,
    };
    said.truncate(MOST);
    said.into_iter().map(|said| said.no_longer_than_a_table().map_err(Error::from)).collect()
}

#[cfg(feature = "english")]
fn english(words: &[String]) -> Result<Vec<Pronunciation>, Problem> {
    crate::english::pronunciations(words)
}

#[cfg(not(feature = "english"))]
fn english(_: &[String]) -> Result<Vec<Pronunciation>, Problem> {
    Err(Problem::NoDictionary)
}

/// A word as typed on a command line: `carpa`, or `carpa=k a 4 p a`, several pronunciations separated by `|`.
pub fn typed_word(typed: &str, language: Language) -> Result<(String, Vec<Pronunciation>), Error> {
    let Some((text, phonemes)) = typed.split_once('=') else {
        return Ok((typed.trim().to_owned(), pronounce(typed, language)?));
    };
    if text.trim().is_empty() {
        return Err(Problem::EmptyText.into());
    }
    let said =
        phonemes.trim_matches('"').split('|').map(Pronunciation::parse).collect::<Result<Vec<_>, _>>()?;
    Ok((text.trim().to_owned(), said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_pronunciation_reads_back_as_written() {
        let (text, said) =
            typed_word("snow boy=\"s n OU b OI|s n o b OI\"", Language::English).expect("sound");
        assert_eq!((text.as_str(), said.len()), ("snow boy", 2));
        assert_eq!(said[1].to_string(), "s n o b OI");
    }

    #[test]
    fn faults_of_a_typed_pronunciation_are_named() {
        let problem = |typed| typed_word(typed, Language::English).expect_err("faulty").to_string();
        assert!(problem("x=k q").starts_with("unknown phoneme \"q\" in \"k q\""));
        assert!(problem("x=k k a").contains("write it once"));
        assert!(problem("x=").contains("has no phonemes"));
        assert!(problem("=k a").contains("without text"));
        assert!(problem(" , ").contains("without text"));
    }
}
