//! English spelling to phonemes: the dictionary's American sounds, turned into what espeak-ng says in three accents.
//!
//! The network learned from espeak-ng's en-us, en and RP voices, so their conventions are the aim: American t is
//! flapped between vowels (`4`), r drops after British vowels, "lot" is `a` everywhere, British "trap" is `a` or `ae`.
//! A few rules then add what real speakers vary: a reduced first vowel, a dropped final r, a t that is not flapped.
//! Words that the dictionary lacks are read letter by letter ([`letters`]).

use crate::dictionary::{Kind, Sound, look_up};
use crate::error::Problem;
use crate::letters;
use crate::phoneme;
use crate::pronounce::Pronunciation;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Accent {
    American,
    British,
    Received,
}

/// Pronunciations of a phrase in lower case.
pub(crate) fn pronunciations(words: &[String]) -> Result<Vec<Pronunciation>, Problem> {
    let readings = words.iter().map(|word| readings(word)).collect::<Result<Vec<_>, _>>()?;
    let most = readings.iter().map(Vec::len).max().unwrap_or(0);
    let mut said: Vec<Vec<&'static str>> = Vec::new();
    for number in 0..most {
        for accent in [Accent::American, Accent::British, Accent::Received] {
            let of_word = |(word, of): (&String, &Vec<Vec<Sound>>)| {
                of.get(number).or(of.first()).map_or_else(Vec::new, |sounds| speak(word, sounds, accent))
            };
            let phrase: Vec<_> = words.iter().zip(&readings).flat_map(of_word).collect();
            if !said.contains(&phrase) {
                said.push(phrase);
            }
        }
    }
    let mut pronunciations: Vec<Pronunciation> = Vec::new();
    let varied = said.iter().flat_map(|base| variants(base)).collect::<Vec<_>>();
    for symbols in said.iter().chain(&varied) {
        let pronunciation = Pronunciation::spoken(&indices(symbols));
        if !pronunciations.contains(&pronunciation) {
            pronunciations.push(pronunciation);
        }
    }
    Ok(pronunciations)
}

fn indices(symbols: &[&str]) -> Vec<u8> {
    symbols.iter().filter_map(|symbol| phoneme::index(symbol)).collect()
}

/// The dictionary's entries, those of a plural's singular, or of two words written as one; else what the letters say.
fn readings(word: &str) -> Result<Vec<Vec<Sound>>, Problem> {
    let known = look_up(word);
    if !known.is_empty() {
        return Ok(known);
    }
    let plural = word.strip_suffix('s').map(look_up).unwrap_or_default();
    if !plural.is_empty() {
        return Ok(plural.into_iter().map(with_plural_ending).collect());
    }
    // The most even split is the least likely to cut a word at a chance "a" or "in".
    let mut cuts: Vec<usize> = word.char_indices().map(|(cut, _)| cut).filter(|cut| *cut >= 2).collect();
    cuts.sort_by_key(|cut| cut.abs_diff(word.len() - cut));
    cuts.iter()
        .map(|cut| word.split_at(*cut))
        .find_map(|(first, second)| {
            let (first, second) = (look_up(first), look_up(second));
            Some([first.first()?.as_slice(), second.first()?].concat())
        })
        .or_else(|| letters::sounds(word))
        .map(|joined| vec![joined])
        .ok_or_else(|| Problem::UnknownWord(word.to_owned()))
}

fn with_plural_ending(mut sounds: Vec<Sound>) -> Vec<Sound> {
    match sounds.last().map_or("", |last| last.name) {
        "S" | "Z" | "SH" | "ZH" | "CH" | "JH" => {
            sounds.extend([Sound { name: "IH", kind: Kind::Unstressed }, Sound::consonant("Z")]);
        }
        "P" | "T" | "K" | "F" | "TH" => sounds.push(Sound::consonant("S")),
        _ => sounds.push(Sound::consonant("Z")),
    }
    sounds
}

/// Symbols of one word in one accent.
fn speak(word: &str, sounds: &[Sound], accent: Accent) -> Vec<&'static str> {
    let mut symbols = Vec::with_capacity(sounds.len() + 2);
    for position in 0..sounds.len() {
        let place = Place { word, sounds, position };
        let spoken = if accent == Accent::American { place.american() } else { place.british(accent) };
        symbols.extend(spoken.unwrap_or_else(|| place.common()).split_whitespace());
    }
    symbols
}

/// A sound among its neighbours.
struct Place<'a> {
    word: &'a str,
    sounds: &'a [Sound],
    position: usize,
}

impl Place<'_> {
    fn here(&self) -> Sound {
        self.sounds[self.position]
    }

    fn ahead(&self, steps: usize) -> Option<Sound> {
        self.sounds.get(self.position + steps).copied()
    }

    fn before(&self) -> Option<Sound> {
        self.position.checked_sub(1).map(|before| self.sounds[before])
    }

    fn name_ahead(&self, steps: usize) -> &'static str {
        self.ahead(steps).map_or("", |sound| sound.name)
    }

    fn is_before_vowel(&self) -> bool {
        self.ahead(1).is_some_and(Sound::is_vowel)
    }

    fn is_unstressed(&self) -> bool {
        self.here().kind == Kind::Unstressed
    }

    /// What is American only; `None` where all accents agree.
    fn american(&self) -> Option<&'static str> {
        let is_flapped = self.before().is_some_and(|before| before.is_vowel() || before.name == "R")
            && self.ahead(1).is_some_and(|next| next.kind == Kind::Unstressed);
        Some(match (self.here().name, self.name_ahead(1)) {
            // A glottal stop, which the inventory does not have.
            ("T", "AH") if is_flapped && self.name_ahead(2) == "N" => "",
            ("T", _) if is_flapped => "4",
            ("ER", _) if self.is_before_vowel() => "R r",
            ("IY", "R") => "I",
            _ => return None,
        })
    }

    /// What is British only; `None` where all accents agree.
    fn british(&self, accent: Accent) -> Option<&'static str> {
        let is_last = self.position + 1 == self.sounds.len();
        Some(match (self.here().name, self.name_ahead(1)) {
            ("R", _) if !self.is_before_vowel() => "",
            ("ER", _) => match (self.is_unstressed(), self.is_before_vowel()) {
                (true, true) => "@ r",
                (true, false) => "@",
                (false, true) => "R r",
                (false, false) => "R",
            },
            ("IH" | "IY", "R") if self.is_centring() => "i @",
            ("EH", "R") if self.is_centring() => "e @",
            ("UH", "R") => "U @",
            ("AO", "F" | "S" | "TH" | "NG" | "G") => "a",
            ("AE", _) if accent == Accent::British => "a",
            // "new" and "student", but "noon" and "move".
            ("UW", _) if self.before().is_some_and(|before| ["T", "D", "N"].contains(&before.name)) => {
                if matches!(self.letters(), Some("u" | "e" | "ue" | "eu")) { "j u" } else { "u" }
            }
            ("IH" | "EH", _) if self.position == 0 && accent == Accent::Received && self.is_unstressed() => {
                "I"
            }
            ("IY", "Z")
                if accent == Accent::Received && self.word.ends_with("ies") && self.is_unstressed() =>
            {
                "I"
            }
            ("IY", _) if is_last && accent == Accent::Received && self.is_unstressed() => "I",
            _ => return None,
        })
    }

    /// Before an r that closes the syllable a British vowel ends in a schwa: "here", but not "America".
    fn is_centring(&self) -> bool {
        !self.ahead(2).is_some_and(Sound::is_vowel)
    }

    fn common(&self) -> &'static str {
        let is_first = self.position == 0;
        match self.here().name {
            "AA" => "a",
            "AE" => "ae",
            "AH" if self.is_unstressed() => self.reduced(),
            "AH" => "V",
            "AO" => "o",
            "AW" => "AU",
            "AY" => "AI",
            "EH" => "e",
            "ER" => "R",
            "EY" => "EI",
            // espeak keeps a spelled e at the start: "example", "espresso".
            "IH" if is_first && self.is_unstressed() && self.word.starts_with('e') => "e",
            "IH" => "I",
            "N" if ["K", "G"].contains(&self.name_ahead(1)) => "N",
            "IY" => "i",
            "OW" => "OU",
            "OY" => "OI",
            "UH" => "U",
            "UW" => "u",
            consonant => consonant_symbol(consonant),
        }
    }

    /// The dictionary writes most unstressed vowels as a schwa; espeak hears an i where one is spelled, and in -et.
    fn reduced(&self) -> &'static str {
        let is_last = !self.sounds[self.position + 1..].iter().any(|sound| sound.is_vowel());
        let is_before_l = self.name_ahead(1) == "L" && is_last;
        match self.letters() {
            Some("i" | "y" | "ai") if !is_before_l => "I",
            Some("e") if is_last && (self.word.ends_with("et") || self.word.ends_with("ets")) => "I",
            _ => "@",
        }
    }

    /// The vowel letters of this vowel, if the word has as many groups of them as vowels.
    fn letters(&self) -> Option<&str> {
        let vowels = |sounds: &[Sound]| sounds.iter().filter(|sound| sound.is_vowel()).count();
        let body = self.word.strip_suffix('e').unwrap_or(self.word);
        let groups = |word: &'_ str| -> Vec<(usize, usize)> {
            let mut groups: Vec<(usize, usize)> = Vec::new();
            for (at, _) in word
                .char_indices()
                .filter(|(at, letter)| "aeiou".contains(*letter) || (*letter == 'y' && *at > 0))
            {
                match groups.last_mut() {
                    Some((_, end)) if *end == at => *end = at + 1,
                    _ => groups.push((at, at + 1)),
                }
            }
            groups
        };
        let all = [groups(self.word), groups(body)];
        let fitting = all.iter().find(|groups| groups.len() == vowels(self.sounds))?;
        let (start, end) = *fitting.get(vowels(&self.sounds[..self.position]))?;
        self.word.get(start..end)
    }
}

fn consonant_symbol(name: &str) -> &'static str {
    match name {
        "B" => "b",
        "CH" => "tS",
        "D" => "d",
        "DH" => "D",
        "F" => "f",
        "G" => "g",
        "HH" => "h",
        "JH" => "dZ",
        "K" => "k",
        "L" => "l",
        "M" => "m",
        "N" => "n",
        "NG" => "N",
        "P" => "p",
        "R" => "r",
        "S" => "s",
        "SH" => "S",
        "T" => "t",
        "TH" => "T",
        "V" => "v",
        "W" => "w",
        "Y" => "j",
        "Z" => "z",
        "ZH" => "Z",
        _ => "",
    }
}

/// The other ways to say the same symbols, by rule; the given one is among them.
fn variants(symbols: &[&'static str]) -> Vec<Vec<&'static str>> {
    let mut ways: Vec<Vec<&'static str>> = vec![Vec::new()];
    for (position, symbol) in symbols.iter().enumerate() {
        let is_last = position + 1 == symbols.len();
        let other = match *symbol {
            "ae" if position == 0 => Some("@"),
            "R" if is_last => Some("@"),
            "i" if position > 0 && symbols.get(position + 1) == Some(&"@") => Some("j"),
            "j" if position > 1 && symbols.get(position + 1) == Some(&"@") => Some("i"),
            "4" => Some("t"),
            _ => None,
        };
        let changed = other.map(|other| ways.iter().map(move |way| [way.as_slice(), &[other]].concat()));
        let changed: Vec<_> = changed.into_iter().flatten().collect();
        ways.iter_mut().for_each(|way| way.push(symbol));
        ways.extend(changed);
    }
    ways
}

#[cfg(test)]
mod tests {
    use crate::pronounce::{Language, pronounce};

    fn said(text: &str) -> Vec<String> {
        let said = pronounce(text, Language::English).expect("in the dictionary");
        said.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn accents_and_variants_are_those_of_the_training() {
        assert_eq!(said("computer")[..2], ["k @ m p j u 4 R", "k @ m p j u t @"]);
        assert!(said("computer").contains(&"k @ m p j u t R".to_owned()));
        assert_eq!(said("camping"), ["k ae m p I N", "k a m p I N"]);
        assert_eq!(said("tent"), ["t e n t"]);
        assert!(
            said("coffee").contains(&"k a f i".to_owned()) && said("coffee").contains(&"k o f i".to_owned())
        );
        assert_eq!(said("amelia"), ["@ m i l j @", "@ m i l i @"]);
        assert_eq!(said("racket")[0], "r ae k I t");
    }

    #[test]
    fn two_words_written_as_one_are_found() {
        assert_eq!(said("snowboy"), ["s n OU b OI"]);
        assert_eq!(said("onword")[0], "a n w R d");
    }

    #[test]
    fn an_unknown_word_asks_for_its_phonemes() {
        let error = pronounce("xyzzyq", Language::English).expect_err("no such word").to_string();
        assert!(
            error.starts_with("no pronunciation known for \"xyzzyq\"; write it as xyzzyq=PHONEMES"),
            "{error}"
        );
    }
}
