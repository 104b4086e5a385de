//! The same said twice in a file, to a person who may be given all of it.
//!
//! Sentences count from a length that `messages.toml` gives, shorter inside one message than across two: two messages may
//! both say hello. A message that is wholly the same is told once, not sentence by sentence.

use super::file::Message;
use super::rules::Lengths;
use super::text::Text;
use std::collections::HashMap;
use std::ops::Range;

/// What was said before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Repeat {
    /// Place of the message in the file.
    pub(super) message: usize,
    /// Place of the text in the message.
    pub(super) text: usize,
    /// The words, in the original text.
    pub(super) at: Range<usize>,
    /// Line where they were said first.
    pub(super) first_line: usize,
}

/// All repeats, each text compared with those of its language before it.
pub(super) fn find(messages: &[Message<'_>], lengths: Lengths) -> Vec<Repeat> {
    let mut found = Vec::new();
    let mut whole: HashMap<(&str, String), usize> = HashMap::new();
    let mut sentences: HashMap<(&str, String), (usize, usize)> = HashMap::new();
    for (message, texts) in messages.iter().enumerate().map(|(message, one)| (message, &one.texts)) {
        for (number, said) in texts.iter().enumerate() {
            let text = Text::read(&said.text);
            let repeat = |at: Range<usize>, first_line| Repeat { message, text: number, at, first_line };
            if let Some(first) = whole.get(&(said.language, text.plain.clone())) {
                found.push(repeat(text.original_of(&(0..text.words.len())), *first));
                continue;
            }
            whole.insert((said.language, text.plain.clone()), said.line(0));
            for sentence in text.sentences() {
                let at = text.original_of(&sentence);
                let key = (said.language, words(&text, &sentence));
                match sentences.get(&key) {
                    Some((first, line)) => {
                        let least = match *first == message {
                            true => lengths.words_in_a_message,
                            false => lengths.words_across_messages,
                        };
                        if sentence.len() >= least {
                            found.push(repeat(at, *line));
                        }
                    }
                    None => {
                        sentences.insert(key, (message, said.line(at.start)));
                    }
                }
            }
        }
    }
    found
}

fn words(text: &Text<'_>, sentence: &Range<usize>) -> String {
    sentence.clone().map(|number| text.word(number)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::file::parse;
    use super::*;

    const LENGTHS: Lengths = Lengths { words_in_a_message: 2, words_across_messages: 4 };

    fn found(texts: &[&str]) -> Vec<(usize, usize)> {
        let file: String = texts
            .iter()
            .map(|text| {
                format!("[[message]]\nrecipient = \"car_screen\"\nfrom = \"a@b.example\"\ntone = \"implicit\"\nes = \"{text}\"\n")
            })
            .collect();
        let messages = parse("m.toml", &file).unwrap();
        find(&messages, LENGTHS).into_iter().map(|repeat| (repeat.message, repeat.first_line)).collect()
    }

    #[test]
    fn a_sentence_said_twice_is_found_in_any_spelling() {
        assert_eq!(found(&["Hay carpas. HAY CÁRPAS!"]), [(0, 5)]);
        assert_eq!(
            found(&["Hola. Hay carpas nuevas hoy.", "Hola. ¡Hay carpas, nuevas hoy! Vení."]),
            [(1, 5)]
        );
        assert_eq!(found(&["Hola. Hay carpas nuevas hoy.", "Hola. Hay carpas nuevas hoy"]), [(1, 5)]);
    }

    #[test]
    fn a_greeting_in_two_messages_is_none() {
        assert_eq!(found(&["Hola. Hay carpas.", "Hola. Hay mochilas."]), []);
    }
}
