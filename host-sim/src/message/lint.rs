//! All rules over all messages.
//!
//! Promises that no finding depends on the order of the rules, and that the same words are told once per rule.

use super::file::{Message, Said, Tone};
use super::rules::{NAMES, NO_REPLY, REPEATS, Rule, Rules};
use super::text::Text;
use super::{names, repeats};
use sordina_policy::contact;
use std::ops::Range;

/// Words that may not be sent.
#[derive(Clone, Debug)]
pub(crate) struct Finding<'r> {
    /// Line of the file.
    pub(crate) line: usize,
    /// Number of the message in the file, from 1.
    pub(crate) message: usize,
    /// Language of the text; none for the address.
    pub(crate) language: Option<&'static str>,
    /// The words, as they stand there, on one line.
    pub(crate) words: String,
    /// The rule that they break.
    pub(crate) rule: &'r Rule,
    /// Line that they repeat.
    pub(crate) same_as: Option<usize>,
}

/// Everything that may not be sent, in the order of the file.
pub(crate) fn lint<'r>(messages: &[Message<'_>], rules: &'r Rules) -> Vec<Finding<'r>> {
    let mut found = Vec::new();
    for (number, message) in messages.iter().enumerate() {
        if contact::says_nobody(&message.from) {
            found.extend(rules.by_id(NO_REPLY).map(|rule| Finding {
                line: message.from_line,
                message: number + 1,
                language: None,
                words: one_line(&message.from),
                rule,
                same_as: None,
            }));
        }
        for said in &message.texts {
            for (rule, at) in in_text(message.tone, said, rules) {
                found.push(finding(number, said, rule, &at, None));
            }
        }
    }
    if let Some(rule) = rules.by_id(REPEATS) {
        for repeat in repeats::find(messages, rules.lengths) {
            let said = &messages[repeat.message].texts[repeat.text];
            found.push(finding(repeat.message, said, rule, &repeat.at, Some(repeat.first_line)));
        }
    }
    found.sort_by_key(|finding| (finding.message, finding.line));
    found
}

fn finding<'r>(
    message: usize,
    said: &Said<'_>,
    rule: &'r Rule,
    at: &Range<usize>,
    same_as: Option<usize>,
) -> Finding<'r> {
    let words = one_line(said.text.get(at.clone()).unwrap_or_default());
    let (line, language) = (said.line(at.start), Some(said.language));
    Finding { line, message: message + 1, language, words, rule, same_as }
}

/// Places in the original text, with the rule that each breaks.
fn in_text<'r>(tone: Tone, said: &Said<'_>, rules: &'r Rules) -> Vec<(&'r Rule, Range<usize>)> {
    let text = Text::read(&said.text);
    let mut found = Vec::new();
    for rule in rules.all.iter().filter(|rule| tone == Tone::Implicit || !rule.implicit_only) {
        let mut places: Vec<_> = rule.find(&text).iter().map(|words| text.original_of(words)).collect();
        match rule.id.as_str() {
            NAMES => places.extend(names::find(&text, &rules.names)),
            NO_REPLY => places.extend(unread(&said.text)),
            _ => {}
        }
        found.extend(joined(places).into_iter().map(|at| (rule, at)));
    }
    found
}

/// Addresses in the text that say that nobody reads them.
fn unread(text: &str) -> Vec<Range<usize>> {
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let addresses = text.split_whitespace().filter(|word| word.contains('@') && contact::says_nobody(word));
    addresses.map(|word| start(word)..start(word) + word.len()).collect()
}

/// Places that overlap are one.
fn joined(mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.sort_by_key(|at| (at.start, at.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for place in places {
        match joined.last_mut().filter(|last| place.start < last.end) {
            Some(last) => last.end = last.end.max(place.end),
            None => joined.push(place),
        }
    }
    joined
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
