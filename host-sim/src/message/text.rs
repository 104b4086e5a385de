//! A text as plain words, so that no spelling hides a phrase, with the place of each in the original.
//!
//! Plain means: small letters without accents (compatibility decomposition, so that bold or wide letters are letters),
//! no apostrophes ("don't" is `dont`), no invisible characters, hearts as one word `♥`. Words are joined by one space;
//! a sentence's end is a word of its own, `.`, which no phrase can reach across. A point inside a number or an address
//! ends nothing.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a heart becomes, whatever its colour.
const HEART: char = '♥';
const HEARTS: &str = "♥❤💛💚💙💜🧡🖤🤍🤎💖💗💓💞💕💘💝🥰😍😘";
const APOSTROPHES: &str = "'’‘ʼ＇`´′";
const ENDS: &str = ".!?…;¿¡";

/// A word and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// In [`Text::plain`].
    pub(super) plain: Range<usize>,
    /// In the original.
    pub(super) original: Range<usize>,
    /// Number of its sentence.
    pub(super) sentence: usize,
}

/// A text, read.
#[derive(Clone, Debug)]
pub(super) struct Text<'a> {
    pub(super) original: &'a str,
    /// Plain words, each followed by a space.
    pub(super) plain: String,
    pub(super) words: Vec<Word>,
}

impl<'a> Text<'a> {
    pub(super) fn read(original: &'a str) -> Self {
        let mut text = Self { original, plain: String::new(), words: Vec::new() };
        let (mut is_inside, mut sentence, mut newlines) = (false, 0, 0);
        for (at, letter) in original.char_indices() {
            let end = at + letter.len_utf8();
            if is_invisible(letter) || APOSTROPHES.contains(letter) || is_combining_mark(letter) {
                continue;
            }
            newlines =
                if letter == '\n' { newlines + 1 } else { newlines * usize::from(letter.is_whitespace()) };
            let letters: String = plain_letters(letter);
            if letters.is_empty() {
                text.leave(&mut is_inside);
                if newlines > 1 || ENDS.contains(letter) && ends_here(original, end) {
                    text.end_sentence(&mut sentence);
                }
                continue;
            }
            // A heart is a word even when it touches one.
            if letters.starts_with(HEART) {
                text.leave(&mut is_inside);
            }
            text.enter(&mut is_inside, at, sentence);
            text.plain.push_str(&letters);
            text.stretch(end);
            if letters.starts_with(HEART) {
                text.leave(&mut is_inside);
            }
        }
        text.leave(&mut is_inside);
        text
    }

    fn enter(&mut self, is_inside: &mut bool, at: usize, sentence: usize) {
        if !*is_inside {
            let plain = self.plain.len()..self.plain.len();
            self.words.push(Word { plain, original: at..at, sentence });
            *is_inside = true;
        }
    }

    fn stretch(&mut self, end: usize) {
        if let Some(word) = self.words.last_mut() {
            (word.plain.end, word.original.end) = (self.plain.len(), end);
        }
    }

    fn leave(&mut self, is_inside: &mut bool) {
        if std::mem::take(is_inside) {
            self.plain.push(' ');
        }
    }

    fn end_sentence(&mut self, sentence: &mut usize) {
        if self.words.last().is_some_and(|word| word.sentence == *sentence) {
            self.plain.push_str(". ");
            *sentence += 1;
        }
    }

    /// The plain word of this number.
    pub(super) fn word(&self, number: usize) -> &str {
        self.words.get(number).map_or("", |word| &self.plain[word.plain.clone()])
    }

    /// What stands between a word and the next one, or the end.
    pub(super) fn after(&self, number: usize) -> &'a str {
        let start = self.words.get(number).map_or(self.original.len(), |word| word.original.end);
        let end = self.words.get(number + 1).map_or(self.original.len(), |word| word.original.start);
        &self.original[start..end]
    }

    /// Numbers of the words in a range of [`Self::plain`].
    pub(super) fn numbers(&self, plain: &Range<usize>) -> Range<usize> {
        let start = self.words.partition_point(|word| word.plain.start < plain.start);
        start..self.words.partition_point(|word| word.plain.start < plain.end)
    }

    /// The original from the first of these words to the last.
    pub(super) fn original_of(&self, numbers: &Range<usize>) -> Range<usize> {
        let words = self.words.get(numbers.clone()).unwrap_or(&[]);
        let start = words.first().map_or(0, |word| word.original.start);
        start..words.last().map_or(start, |word| word.original.end)
    }

    /// Each sentence as the numbers of its words.
    pub(super) fn sentences(&self) -> Vec<Range<usize>> {
        let mut sentences: Vec<Range<usize>> = Vec::new();
        for (number, word) in self.words.iter().enumerate() {
            match sentences
                .last_mut()
                .filter(|_| number > 0 && self.words[number - 1].sentence == word.sentence)
            {
                Some(sentence) => sentence.end = number + 1,
                None => sentences.push(number..number + 1),
            }
        }
        sentences
    }
}

/// The text as words joined by spaces, without sentences: for single words and comparison.
pub(super) fn plain_words(text: &str) -> String {
    let text = Text::read(text);
    (0..text.words.len()).map(|number| text.word(number)).collect::<Vec<_>>().join(" ")
}

fn plain_letters(letter: char) -> String {
    if HEARTS.contains(letter) {
        return HEART.to_string();
    }
    let decomposed = letter.nfkd().flat_map(char::to_lowercase).flat_map(UnicodeNormalization::nfkd);
    decomposed.filter(|letter| letter.is_alphanumeric()).collect()
}

/// A sign ends a sentence unless a letter or digit follows at once: "9.30", "fogon.example".
fn ends_here(original: &str, end: usize) -> bool {
    let next = original.get(end..).and_then(|rest| rest.chars().find(|letter| !is_invisible(*letter)));
    next.is_none_or(|next| !next.is_alphanumeric())
        || original.get(..end).is_some_and(|text| !text.ends_with('.'))
}

/// Characters that show nothing: joiners, direction marks, soft hyphens, variation selectors, tags.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_hides_a_word() {
        for text in [
            "Notamos que",
            "NOTÁMOS  que",
            "no\u{200b}tamos\nque",
            "nota\u{301}mos, que",
            "𝐧𝐨𝐭𝐚𝐦𝐨𝐬 qu\u{ad}e",
        ] {
            assert_eq!(Text::read(text).plain, "notamos que ", "{text}");
        }
        assert_eq!(Text::read("Don’t you’re don't").plain, "dont youre dont ");
        assert_eq!(Text::read("te❤️mos").plain, "te ♥ mos ");
    }

    #[test]
    fn sentences_end_and_numbers_and_addresses_do_not() {
        let text = Text::read("¡Hola! Abrimos 9.30. Escribí a lucia@fogon.example.\n\nFogón");
        assert_eq!(text.plain, "hola . abrimos 9 30 . escribi a lucia fogon example . fogon ");
        assert_eq!(text.sentences(), [0..1, 1..4, 4..9, 9..10]);
    }

    #[test]
    fn words_are_found_again_in_the_original() {
        let text = Text::read("Sí, «notá\u{200b}mos» que");
        let numbers = text.numbers(&(3..11));
        assert_eq!(&text.original[text.original_of(&numbers)], "notá\u{200b}mos");
        assert_eq!(text.after(0), ", «");
    }
}
