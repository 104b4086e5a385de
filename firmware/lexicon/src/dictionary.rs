//! The CMU Pronouncing Dictionary, compiled in: spelling to sounds with stress.
//!
//! `data/make_cmudict.py` writes the file and documents its format; the codes here are the same ones. Licence and credit
//! stand in `data/`. Unpacked once, at the first look-up (2 MB).

use std::sync::OnceLock;

static PACKED: &[u8] = include_bytes!("../data/cmudict.deflate");

/// Codes of unstressed and of stressed vowels, and of consonants, in the order of the names.
const UNSTRESSED: &str = "abcdefghijklmno";
const STRESSED: &str = "ABCDEFGHIJKLMNO";
const CONSONANTS: &str = "!\"#$%&'()*+{-./012345678";
const VOWEL_NAMES: [&str; 15] =
    ["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"];
const CONSONANT_NAMES: [&str; 24] = [
    "B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N", "NG", "P", "R", "S", "SH", "T", "TH",
    "V", "W", "Y", "Z", "ZH",
];

/// A sound by its `ARPAbet` name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sound {
    /// Name without the stress digit.
    pub(crate) name: &'static str,
    /// What it is.
    pub(crate) kind: Kind,
}

/// Vowels with and without stress, and consonants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Primary or secondary stress.
    Stressed,
    /// A vowel that may be reduced.
    Unstressed,
    /// Not a vowel.
    Consonant,
}

impl Sound {
    /// The consonant of this name.
    pub(crate) const fn consonant(name: &'static str) -> Self {
        Self { name, kind: Kind::Consonant }
    }

    /// Whether it is a vowel.
    pub(crate) fn is_vowel(self) -> bool {
        self.kind != Kind::Consonant
    }

    fn from_code(code: char) -> Option<Self> {
        let named = |codes: &str, names: &[&'static str], kind| {
            let name = codes.find(code).and_then(|index| names.get(index))?;
            Some(Self { name, kind })
        };
        named(UNSTRESSED, &VOWEL_NAMES, Kind::Unstressed)
            .or_else(|| named(STRESSED, &VOWEL_NAMES, Kind::Stressed))
            .or_else(|| named(CONSONANTS, &CONSONANT_NAMES, Kind::Consonant))
    }
}

/// Pronunciations of a spelling in lower case; none if it is not in the dictionary.
pub(crate) fn look_up(spelling: &str) -> Vec<Vec<Sound>> {
    let lines = lines();
    let found = lines.binary_search_by(|line| line.split(' ').next().unwrap_or("").cmp(spelling));
    let said = found.ok().and_then(|index| lines[index].split_once(' ')).map_or("", |(_, said)| said);
    said.split(',')
        .filter(|said| !said.is_empty())
        .map(|said| said.chars().filter_map(Sound::from_code).collect())
        .collect()
}

/// All spellings, sorted.
#[cfg(test)]
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    lines().iter().filter_map(|line| line.split(' ').next())
}

fn lines() -> &'static [&'static str] {
    static LINES: OnceLock<Vec<&'static str>> = OnceLock::new();
    LINES.get_or_init(|| {
        // The data is part of this build; the tests below fail if it does not unpack.
        let text = miniz_oxide::inflate::decompress_to_vec(PACKED).unwrap_or_default();
        let text: &'static str = String::from_utf8(text).unwrap_or_default().leak();
        text.lines().collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_dictionary_unpacks_sorted_and_reads() {
        assert_eq!(lines().len(), 124_075);
        assert!(lines().iter().is_sorted_by_key(|line| line.split(' ').next()));
        for line in lines() {
            let (_, said) = line.split_once(' ').expect("a spelling and its sounds");
            assert!(said.chars().all(|code| code == ',' || Sound::from_code(code).is_some()), "{line}");
        }
    }

    #[test]
    fn a_spelling_gives_its_sounds() {
        let said = look_up("computer");
        let names: Vec<_> = said[0].iter().map(|sound| sound.name).collect();
        assert_eq!(names, ["K", "AH", "M", "P", "Y", "UW", "T", "ER"]);
        assert_eq!((said[0][1].kind, said[0][5].kind), (Kind::Unstressed, Kind::Stressed));
        assert!(look_up("snowboy").is_empty());
    }
}
