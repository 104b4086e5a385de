//! What espeak-ng says of a word, if it is installed; the network learned from its phonemes.
//!
//! Optional: without it, or where it says a sound that the inventory does not have, the rules stand alone, and nothing is
//! reported. It is run as a program, `espeak-ng -q --ipa -v VOICE -- TEXT`; no sound is made.

use sordina_lexicon::{Language, Pronunciation};
use std::process::Command;

/// IPA and symbols, longer IPA before its own beginnings.
const SOUNDS: [(&str, &str); 68] = [
    ("aɪɚ", "AI R"),
    ("aɪə", "AI @"),
    ("aʊə", "AU @"),
    ("tʃ", "tS"),
    ("dʒ", "dZ"),
    ("eɪ", "EI"),
    ("aɪ", "AI"),
    ("aʊ", "AU"),
    ("ɔɪ", "OI"),
    ("oɪ", "OI"),
    ("oʊ", "OU"),
    ("əʊ", "OU"),
    ("iː", "i"),
    ("ɔː", "o"),
    ("ɑː", "a"),
    ("uː", "u"),
    ("ɜː", "R"),
    ("i", "i"),
    ("ɪ", "I"),
    ("ᵻ", "I"),
    ("ɛ", "e"),
    ("e", "e"),
    ("æ", "ae"),
    ("ɑ", "a"),
    ("ɒ", "a"),
    ("a", "a"),
    ("ʌ", "V"),
    ("ə", "@"),
    ("ɐ", "@"),
    ("ɚ", "R"),
    ("ɜ", "R"),
    ("ʊ", "U"),
    ("u", "u"),
    ("ɔ", "o"),
    ("o", "o"),
    ("p", "p"),
    ("b", "b"),
    ("β", "b"),
    ("t", "t"),
    ("d", "d"),
    ("k", "k"),
    ("ɡ", "g"),
    ("g", "g"),
    ("ɣ", "g"),
    ("f", "f"),
    ("v", "v"),
    ("θ", "T"),
    ("ð", "D"),
    ("s", "s"),
    ("z", "z"),
    ("ʃ", "S"),
    ("ʒ", "Z"),
    ("h", "h"),
    ("x", "h"),
    ("m", "m"),
    ("ɱ", "m"),
    ("n", "n"),
    ("ŋ", "N"),
    ("ɲ", "J"),
    ("l", "l"),
    ("ɫ", "l"),
    ("ɹ", "r"),
    ("r", "rr"),
    ("ɾ", "4"),
    ("j", "j"),
    ("ʝ", "j"),
    ("w", "w"),
    ("ʔ", ""),
];

/// Stress, length and joins: nothing that the network hears.
const SILENT: &str = "ˈˌːˑ‿̩͡ '-\n";

/// Pronunciations by the voices that the network learned from; none without espeak-ng.
pub(crate) fn pronunciations(text: &str, language: Language) -> Vec<Pronunciation> {
    let voices: &[&str] = match language {
        Language::Spanish => &["es-419"],
        Language::English => &["en-us", "en-gb-x-rp"],
    };
    voices.iter().filter_map(|voice| symbols(&speak(text, voice)?)).collect()
}

fn speak(text: &str, voice: &str) -> Option<String> {
    let output = Command::new("espeak-ng").args(["-q", "--ipa", "-v", voice, "--", text]).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).ok()).flatten()
}

/// `None` if a sound is not in the inventory, or there is none.
fn symbols(ipa: &str) -> Option<Pronunciation> {
    let mut symbols: Vec<&str> = Vec::new();
    let mut rest = ipa.trim_start_matches(|letter| SILENT.contains(letter));
    while !rest.is_empty() {
        let (sound, said) = SOUNDS.iter().find(|(sound, _)| rest.starts_with(sound))?;
        symbols.extend(said.split(' ').filter(|symbol| !symbol.is_empty()));
        rest = rest[sound.len()..].trim_start_matches(|letter| SILENT.contains(letter));
    }
    symbols.dedup();
    Pronunciation::parse(&symbols.join(" ")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_espeak_prints_becomes_symbols_of_the_inventory() {
        let said = |ipa: &str| symbols(ipa).map(|said| said.to_string());
        assert_eq!(said(" parˈijja ðe kaɾβˈon\n").as_deref(), Some("p a rr i j a D e k a 4 b o n"));
        assert_eq!(said("wˈɔːɾɚɹɪŋ kˈæn").as_deref(), Some("w o 4 R r I N k ae n"));
        assert_eq!(said("ǃa"), None);
        assert_eq!(said(""), None);
    }
}
