//! English letters to sounds, by rule: for words that the dictionary lacks.
//!
//! English spelling does not decide its sounds; these are the likeliest ones. Longest rule first, a silent e lengthens
//! the vowel before it, and one vowel is stressed by the ending or by counting from the end. Against the dictionary,
//! one word in five comes out sound for sound, and five sounds of six (the test below holds the figures): enough to try
//! a word with, not to ship it unread. A word without a vowel letter, or with letters that no rule joins ("qqxz"), is
//! refused: it is a slip of the keyboard more often than a word.
//!
//! Source: the idea and many rules are those of Elovitz et al., "Automatic Translation of English Text to Phonetics by
//! Means of Letter-to-Sound Rules", NRL Report 7948, 1976.

use crate::dictionary::{Kind, Sound};

/// Letters, where they stand (`^` word start, `$` word end, `c` word end after a consonant, `v` before a vowel
/// letter, `f` before e, i or y, empty anywhere), and their sounds. Of the rules that fit, the first stands.
const RULES: &[(&str, &str, &str)] = &[
    ("tion", "", "SH AH N"),
    ("ssion", "", "SH AH N"),
    ("sion", "", "ZH AH N"),
    ("cian", "", "SH AH N"),
    ("tious", "$", "SH AH S"),
    ("cious", "$", "SH AH S"),
    ("tial", "$", "SH AH L"),
    ("cial", "$", "SH AH L"),
    ("ture", "$", "CH ER"),
    ("sure", "$", "ZH ER"),
    ("ious", "$", "IY AH S"),
    ("ous", "$", "AH S"),
    ("eigh", "", "EY"),
    ("augh", "", "AO"),
    ("ough", "", "AO"),
    ("igh", "", "AY"),
    ("tch", "", "CH"),
    ("sch", "^", "S K"),
    ("dge", "", "JH"),
    ("dg", "f", "JH"),
    ("eau", "", "OW"),
    ("ism", "$", "IH Z AH M"),
    ("ear", "$", "IH R"),
    ("ear", "", "ER"),
    ("eer", "", "IH R"),
    ("air", "", "EH R"),
    ("are", "$", "EH R"),
    ("ire", "$", "AY ER"),
    ("ure", "$", "Y UH R"),
    ("ore", "$", "AO R"),
    ("oor", "", "AO R"),
    ("our", "", "AO R"),
    ("ier", "$", "IY ER"),
    ("ing", "$", "IH NG"),
    ("ang", "$", "AE NG"),
    ("ong", "$", "AO NG"),
    ("ung", "$", "AH NG"),
    ("able", "$", "AH B AH L"),
    ("ible", "$", "AH B AH L"),
    ("le", "c", "AH L"),
    ("age", "$", "IH JH"),
    ("ey", "$", "IY"),
    ("ie", "$", "IY"),
    ("ies", "$", "IY Z"),
    ("ays", "$", "EY Z"),
    ("ed", "$", "D"),
    ("al", "$", "AH L"),
    ("el", "$", "AH L"),
    ("er", "$", "ER"),
    ("or", "$", "ER"),
    ("ar", "v", "EH R"),
    ("er", "v", "EH R"),
    ("ir", "v", "IH R"),
    ("or", "v", "AO R"),
    ("ur", "v", "Y UH R"),
    ("ar", "", "AA R"),
    ("er", "", "ER"),
    ("ir", "", "ER"),
    ("or", "", "AO R"),
    ("ur", "", "ER"),
    ("yr", "", "IH R"),
    ("ai", "", "EY"),
    ("ay", "", "EY"),
    ("au", "", "AO"),
    ("aw", "", "AO"),
    ("ea", "", "IY"),
    ("ee", "", "IY"),
    ("ei", "", "IY"),
    ("ey", "", "EY"),
    ("eu", "", "Y UW"),
    ("ew", "", "UW"),
    ("ie", "", "IY"),
    ("oa", "", "OW"),
    ("oe", "", "OW"),
    ("oi", "", "OY"),
    ("oy", "", "OY"),
    ("oo", "", "UW"),
    ("ou", "", "AW"),
    ("ow", "$", "OW"),
    ("ow", "", "AW"),
    ("ue", "$", "UW"),
    ("ui", "", "UW"),
    ("all", "", "AO L"),
    ("alk", "", "AO K"),
    ("wa", "", "W AA"),
    ("old", "", "OW L D"),
    ("olk", "", "OW K"),
    ("ind", "$", "AY N D"),
    ("ild", "$", "AY L D"),
    ("ch", "", "CH"),
    ("ck", "", "K"),
    ("cc", "f", "K S"),
    ("sc", "f", "S"),
    ("gh", "^", "G"),
    ("gh", "", ""),
    ("gn", "^", "N"),
    ("gn", "$", "N"),
    ("kn", "^", "N"),
    ("wr", "^", "R"),
    ("ps", "^", "S"),
    ("pn", "^", "N"),
    ("mb", "$", "M"),
    ("mn", "$", "M"),
    ("ng", "v", "NG G"),
    ("ng", "", "NG"),
    ("nk", "", "NG K"),
    ("ph", "", "F"),
    ("qu", "", "K W"),
    ("que", "$", "K"),
    ("rh", "", "R"),
    ("sh", "", "SH"),
    ("th", "", "TH"),
    ("wh", "", "W"),
    ("x", "^", "Z"),
    ("x", "", "K S"),
    ("c", "f", "S"),
    ("c", "", "K"),
    ("gg", "", "G"),
    ("g", "f", "JH"),
    ("g", "", "G"),
    ("j", "", "JH"),
    ("s", "", "S"),
    ("z", "", "Z"),
    ("b", "", "B"),
    ("d", "", "D"),
    ("f", "", "F"),
    ("h", "v", "HH"),
    ("h", "", ""),
    ("k", "", "K"),
    ("l", "", "L"),
    ("m", "", "M"),
    ("n", "", "N"),
    ("p", "", "P"),
    ("r", "", "R"),
    ("t", "", "T"),
    ("v", "", "V"),
    ("w", "v", "W"),
    ("w", "", ""),
    ("y", "v", "Y"),
    ("a", "$", "AH"),
    ("i", "$", "IY"),
    ("o", "$", "OW"),
    ("u", "$", "UW"),
    ("y", "$", "IY"),
    ("e", "$", ""),
    ("a", "", "AE"),
    ("e", "", "EH"),
    ("i", "", "IH"),
    ("o", "", "AA"),
    ("u", "", "AH"),
    ("y", "", "IH"),
];

/// What a vowel letter says before one consonant and a silent e, or before one consonant and a vowel.
const LONG: [(char, &str); 6] =
    [('a', "EY"), ('e', "IY"), ('i', "AY"), ('o', "OW"), ('u', "UW"), ('y', "AY")];

/// Endings that are stressed on the vowel before them.
const STRESSED_BEFORE: [&str; 8] = ["tion", "sion", "cian", "ic", "ics", "ity", "ial", "ious"];

/// The likeliest sounds of a word in lower case; `None` if no rule joins its letters.
pub(crate) fn sounds(word: &str) -> Option<Vec<Sound>> {
    let letters: Vec<char> = word.chars().filter(|letter| !matches!(letter, '\'' | '-')).collect();
    let has_vowel = letters.iter().any(|letter| is_vowel(*letter) || *letter == 'y');
    if !has_vowel || !letters.iter().all(char::is_ascii_lowercase) || longest_cluster(&letters) > 4 {
        return None;
    }
    let mut names: Vec<&'static str> = Vec::new();
    let mut next = 0;
    while next < letters.len() {
        let (length, said) = silent_e(&letters, next).or_else(|| by_rule(&letters, next))?;
        names.extend(said.split_whitespace());
        // A double consonant is one sound.
        let is_double =
            length == 1 && letters.get(next + 1) == Some(&letters[next]) && !is_vowel(letters[next]);
        next += length + usize::from(is_double);
    }
    Some(stressed(word, &names)).filter(|sounds| sounds.iter().any(|sound| sound.is_vowel()))
}

fn is_vowel(letter: char) -> bool {
    "aeiou".contains(letter)
}

fn longest_cluster(letters: &[char]) -> usize {
    let runs = letters.split(|letter| is_vowel(*letter) || *letter == 'y');
    runs.map(<[char]>::len).max().unwrap_or(0)
}

/// A single vowel, one consonant, and an e that ends the word: "ate".
fn silent_e(letters: &[char], at: usize) -> Option<(usize, &'static str)> {
    let [vowel, consonant, 'e'] = letters.get(at..)? else { return None };
    let is_long = !is_vowel(*consonant) && !"rwxy".contains(*consonant);
    let before = at.checked_sub(1).map(|before| letters[before]);
    let is_single = before.is_none_or(|before| !is_vowel(before));
    let (_, long) = LONG.iter().find(|(letter, _)| letter == vowel)?;
    (is_long && is_single).then_some((1, *long))
}

fn by_rule(letters: &[char], at: usize) -> Option<(usize, &'static str)> {
    RULES.iter().find_map(|(spelled, place, said)| {
        let length = spelled.len();
        let stands_here = letters.get(at..at + length)?.iter().copied().eq(spelled.chars());
        let after = letters.get(at + length).copied();
        let fits = match *place {
            "^" => at == 0,
            "$" => after.is_none() && at > 0,
            "v" => after.is_some_and(|after| is_vowel(after) || after == 'y'),
            "c" => after.is_none() && at.checked_sub(1).is_some_and(|before| !is_vowel(letters[before])),
            "f" => after.is_some_and(|after| "eiy".contains(after)),
            _ => true,
        };
        (stands_here && fits).then_some((length, *said))
    })
}

/// Stresses one vowel; most others are reduced.
fn stressed(word: &str, names: &[&'static str]) -> Vec<Sound> {
    let is_vowel = |name: &str| name.starts_with(['A', 'E', 'I', 'O', 'U']);
    let vowels: Vec<usize> = (0..names.len()).filter(|place| is_vowel(names[*place])).collect();
    let from_end = match vowels.len() {
        _ if STRESSED_BEFORE.iter().any(|ending| word.ends_with(ending)) => 2,
        0..=2 => vowels.len(),
        _ => 3,
    };
    let main = vowels.len().checked_sub(from_end).and_then(|place| vowels.get(place)).or(vowels.first());
    let sound = |(place, name): (usize, &&'static str)| match (is_vowel(name), main) {
        (false, _) => Sound::consonant(name),
        (true, Some(main)) if *main == place => Sound { name, kind: Kind::Stressed },
        // A first vowel is rarely reduced, nor are long ones.
        (true, _) if vowels.first() == Some(&place) => Sound { name, kind: Kind::Stressed },
        (true, _) => Sound { name: reduced(name), kind: Kind::Unstressed },
    };
    names.iter().enumerate().map(sound).collect()
}

fn reduced(name: &'static str) -> &'static str {
    match name {
        "AE" | "AA" | "EH" => "AH",
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::look_up;

    fn said(word: &str) -> String {
        let sounds = sounds(word).unwrap_or_default();
        sounds.iter().map(|sound| sound.name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_that_no_dictionary_has_get_their_likeliest_sounds() {
        for (word, expected) in [
            ("blorf", "B L AO R F"),
            ("gritting", "G R IH T IH NG"),
            ("snake", "S N EY K"),
            ("plight", "P L AY T"),
            ("squash", "S K W AE SH"),
            ("erectile", "EH R AH K T AY L"),
            ("phonic", "F AA N IH K"),
        ] {
            assert_eq!(said(word), expected, "{word}");
        }
    }

    #[test]
    fn what_is_no_word_is_refused() {
        for word in ["qqxz", "xqzt", "xyzzyq", "brrrrm", "niño", "4wd", ""] {
            assert_eq!(sounds(word), None, "{word}");
        }
    }

    /// Sounds to insert, remove or change, at least.
    fn distance(one: &[&str], other: &[&str]) -> usize {
        let mut row: Vec<usize> = (0..=other.len()).collect();
        for (index, left) in one.iter().enumerate() {
            let mut diagonal = std::mem::replace(&mut row[0], index + 1);
            for (place, right) in other.iter().enumerate() {
                let cheapest =
                    (diagonal + usize::from(left != right)).min(row[place] + 1).min(row[place + 1] + 1);
                diagonal = std::mem::replace(&mut row[place + 1], cheapest);
            }
        }
        row.last().copied().unwrap_or(0)
    }

    #[test]
    fn against_the_dictionary_the_rules_are_as_good_as_their_documentation_says() {
        let (mut words, mut exact, mut wrong, mut all) = (0_usize, 0_usize, 0, 0);
        for line in crate::dictionary::words().step_by(41) {
            let Some(guess) = sounds(line) else { continue };
            let guess: Vec<_> = guess.iter().map(|sound| sound.name).collect();
            let known = look_up(line);
            let right: Vec<Vec<_>> =
                known.iter().map(|said| said.iter().map(|sound| sound.name).collect()).collect();
            let best =
                right.iter().map(|right| (distance(&guess, right), right.len())).min().unwrap_or((0, 1));
            words += 1;
            exact += usize::from(best.0 == 0);
            wrong += best.0;
            all += best.1;
        }
        let (exact, wrong) = (100 * exact / words, 100 * wrong / all);
        println!("{words} words: {exact} % exact, {wrong} % of the sounds wrong");
        assert!(exact >= 20 && wrong <= 24, "{exact} % exact, {wrong} % of the sounds wrong");
    }
}
