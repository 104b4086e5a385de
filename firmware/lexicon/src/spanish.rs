//! Spanish spelling to phonemes, by rule: rioplatense first, then other Americas, then Castile.
//!
//! Conventions are espeak-ng's (voice es-419), which the network learned from: intervocalic d is `D`, b and v are
//! `b`, j is `h`, "ai" is one symbol, "ui" two. Only ll and y differ: espeak says `j`, the River Plate `S` or `Z`.
//! Stress is not a symbol of the inventory, but an accent on i or u tells a vowel from a glide.

use crate::error::Problem;
use crate::phoneme;
use crate::pronounce::Pronunciation;

/// What ll and y, and c before e and z, sound like somewhere.
#[derive(Clone, Copy)]
struct Accent {
    ll: &'static str,
    z: &'static str,
}

const ACCENTS: [Accent; 4] = [
    Accent { ll: "S", z: "s" }, // Buenos Aires, Montevideo
    Accent { ll: "Z", z: "s" }, // the same, older
    Accent { ll: "j", z: "s" }, // most of the Americas
    Accent { ll: "j", z: "T" }, // Castile
];

/// All accents' pronunciations of a phrase in lower case, without repetitions.
pub(crate) fn pronunciations(words: &[String]) -> Result<Vec<Pronunciation>, Problem> {
    let mut said = Vec::new();
    for accent in ACCENTS {
        let pronunciation = phrase(words, accent)?;
        if !said.contains(&pronunciation) {
            said.push(pronunciation);
        }
    }
    Ok(said)
}

fn phrase(words: &[String], accent: Accent) -> Result<Pronunciation, Problem> {
    let mut sounds = Vec::new();
    for word in words {
        let letters: Vec<char> = word.chars().filter(|letter| *letter != '-').collect();
        if let Some(letter) = letters.iter().copied().find(|letter| !ALPHABET.contains(*letter)) {
            return Err(Problem::UnknownLetter { letter, word: word.clone() });
        }
        let mut speller = Speller { letters: &letters, next: 0, accent, sounds: Vec::new() };
        speller.run();
        sounds.append(&mut speller.sounds);
    }
    let sounds = in_context(&sounds);
    Ok(Pronunciation::spoken(&sounds.iter().filter_map(|symbol| phoneme::index(symbol)).collect::<Vec<_>>()))
}

const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyzáéíóúüñ";

/// Reads one word from left to right.
struct Speller<'a> {
    letters: &'a [char],
    next: usize,
    accent: Accent,
    sounds: Vec<&'static str>,
}

impl Speller<'_> {
    fn run(&mut self) {
        while self.next < self.letters.len() {
            let (length, sounds) = self.vowels().unwrap_or_else(|| self.consonant());
            self.sounds.extend(sounds.split_whitespace());
            self.next += length;
        }
    }

    /// The letter `ahead` of the current one; a space beyond the word.
    fn letter(&self, ahead: usize) -> char {
        self.letters.get(self.next + ahead).copied().unwrap_or(' ')
    }

    fn is_start(&self) -> bool {
        self.next == 0
    }

    fn before(&self) -> char {
        self.next.checked_sub(1).and_then(|before| self.letters.get(before)).copied().unwrap_or(' ')
    }

    /// Vowels and glides: how many letters, and their sounds.
    fn vowels(&self) -> Option<(usize, &'static str)> {
        let (here, next, after) = (self.letter(0), self.letter(1), self.letter(2));
        let falls = |glide: char| next == glide && !(is_vowel(after) && glide == 'y');
        Some(match here {
            'a' | 'á' if falls('i') || falls('y') => (2, "AI"),
            'e' | 'é' if falls('i') || falls('y') => (2, "EI"),
            'o' | 'ó' if falls('i') || falls('y') => (2, "OI"),
            'a' | 'á' if next == 'u' => (2, "AU"),
            'o' if next == 'u' => (2, "OU"),
            'e' | 'é' if next == 'u' => (2, "e U"),
            'u' if next == 'y' && after == ' ' => (2, "u j"),
            'i' if self.is_glide() => (1, "j"),
            'u' if self.is_glide() => (1, "w"),
            'y' if !is_vowel(next) => (1, "i"),
            'a' | 'á' => (1, "a"),
            'e' | 'é' => (1, "e"),
            'i' | 'í' => (1, "i"),
            'o' | 'ó' => (1, "o"),
            'u' | 'ú' | 'ü' => (1, "u"),
            _ => return None,
        })
    }

    /// Unaccented i or u before another vowel, unless after a cluster such as tr or after rr, where it stays whole.
    fn is_glide(&self) -> bool {
        let rises = match self.letter(1) {
            'i' | 'í' | 'u' => self.letter(0) == 'u' && self.letter(1) != 'u',
            next => is_vowel(next),
        };
        // By sound: the silent u of gui and que has no say.
        let is_after_vowel = self.sounds.last().is_some_and(|sound| sound.starts_with(starts_a_vowel));
        let mut last = self.sounds.iter().rev();
        let is_after_cluster = match (last.next(), last.next()) {
            (Some(&"rr"), _) => true,
            (Some(&("4" | "l")), Some(before)) => "ptkbdgf".contains(before),
            _ => false,
        };
        rises && !is_after_cluster && !is_after_vowel
    }

    fn consonant(&self) -> (usize, &'static str) {
        let (here, next, after) = (self.letter(0), self.letter(1), self.letter(2));
        let is_soft = "eiéí".contains(next);
        match (here, next) {
            ('c', 'h') => (2, "tS"),
            ('s', 'h') => (2, "S"),
            ('l', 'l') if after != ' ' => (2, self.accent.ll),
            ('r', 'r') => (2, "rr"),
            ('c' | 'p', 'c') | ('x', 'c') if "eiéí".contains(after) => {
                (1, if here == 'x' { "k s" } else { "k" })
            }
            ('c', _) if is_soft => (1, self.accent.z),
            ('g', _) if is_soft => (1, "h"),
            ('g', 'u') if "eiéí".contains(after) => (2, "g"),
            ('q', 'u') => (2, "k"),
            ('p', 's') | ('g', 'n') if self.is_start() => (1, ""),
            ('h', 'i') if self.is_start() && after == 'e' => (2, "j"),
            ('h', 'u') if self.is_start() && "aeoé".contains(after) => (2, "w"),
            ('x', 'i') if self.before() == 'é' && self.next == 2 => (1, "h"), // México
            ('n', 'g') if after == ' ' => (2, "N"),
            ('r', _) if self.is_start() || "nls".contains(self.before()) => (1, "rr"),
            ('x', _) if self.is_start() => (1, "s"),
            ('y', _) => (1, self.accent.ll),
            _ => (1, self.single()),
        }
    }

    /// Consonants that need no neighbour.
    fn single(&self) -> &'static str {
        match self.letter(0) {
            'b' | 'v' => "b",
            'c' | 'k' | 'q' => "k",
            'd' => "d",
            'f' => "f",
            'g' => "g",
            'j' => "h",
            'l' => "l",
            'm' => "m",
            'n' => "n",
            'ñ' => "J",
            'p' => "p",
            'r' => "4",
            's' => "s",
            't' => "t",
            'w' => "w",
            'x' => "k s",
            'z' => self.accent.z,
            _ => "",
        }
    }
}

fn is_vowel(letter: char) -> bool {
    "aeiouáéíóúü".contains(letter)
}

/// Whether a symbol that starts with this letter is a vowel.
fn starts_a_vowel(letter: char) -> bool {
    "aeiouAEIOU".contains(letter)
}

/// What neighbours do to a sound, also across words: d between vowels, n before another place of articulation.
fn in_context(sounds: &[&'static str]) -> Vec<&'static str> {
    let at = |index: Option<usize>| index.and_then(|index| sounds.get(index)).copied();
    let mut spoken = Vec::with_capacity(sounds.len());
    for (index, sound) in sounds.iter().enumerate() {
        let (before, after) = (at(index.checked_sub(1)), at(Some(index + 1)));
        let changed = match (*sound, before, after) {
            ("d", Some("n" | "m") | None, _) | ("d", _, Some("m") | None) => "d",
            ("d", ..) => "D",
            ("n", _, Some("g" | "h")) => "N",
            ("n", _, Some("b" | "f")) => "m",
            (sound, ..) => sound,
        };
        spoken.push(changed);
    }
    spoken
}

#[cfg(test)]
mod tests {
    use crate::pronounce::{Language, pronounce};

    fn said(text: &str) -> Vec<String> {
        let said = pronounce(text, Language::Spanish).expect("Spanish letters");
        said.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn one_accent_is_enough_for_words_without_ll_and_z() {
        assert_eq!(said("carpa"), ["k a 4 p a"]);
        assert_eq!(said("mochila"), ["m o tS i l a"]);
        assert_eq!(said("bolsa de dormir"), ["b o l s a D e D o 4 m i 4"]);
        assert_eq!(said("guitarra"), ["g i t a rr a"]);
    }

    #[test]
    fn rioplatense_comes_first_and_castilian_last() {
        assert_eq!(said("parrilla"), ["p a rr i S a", "p a rr i Z a", "p a rr i j a"]);
        assert_eq!(said("ajedrez"), ["a h e D 4 e s", "a h e D 4 e T"]);
    }

    #[test]
    fn an_accent_on_i_or_u_keeps_it_a_vowel() {
        assert_eq!(said("país"), ["p a i s"]);
        assert_eq!(said("aire"), ["AI 4 e"]);
        assert_eq!(said("guía"), ["g i a"]);
        assert_eq!(said("guion"), ["g j o n"]);
    }

    #[test]
    fn a_strange_letter_is_refused_with_its_word() {
        let error = pronounce("çedilla", Language::Spanish).expect_err("not Spanish").to_string();
        assert!(error.starts_with("no rule for the letter 'ç' of \"çedilla\""), "{error}");
    }
}
