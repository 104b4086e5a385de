//! The language in which `messages.toml` writes phrases, compiled to regular expressions over plain words.
//!
//! | written | means |
//! |---|---|
//! | `you were` | these words, one after the other; case, accents and apostrophes do not count |
//! | `habl*`, `*ar` | a word that starts or ends so |
//! | `(noticed\|have seen)` | one of these |
//! | `that?`, `(of that)?` | or nothing |
//! | `..3` | at most three words of any kind, inside one sentence |
//! | `<talk>` | one of the list `talk` |
//!
//! Refuses what can never match, and what matches nothing at all.

use super::text::plain_words;
use regex::Regex;
use std::collections::BTreeMap;

/// A phrase that can be looked for.
#[derive(Clone, Debug)]
pub(super) struct Phrase(Regex);

impl Phrase {
    /// Compiles a phrase; the error says what is wrong with it.
    pub(super) fn compile(phrase: &str, lists: &BTreeMap<String, Vec<String>>) -> Result<Self, String> {
        let expression = expression(phrase, Some(lists))?;
        let regex = Regex::new(&format!("(?:^| )({expression})")).map_err(|error| error.to_string())?;
        if regex.is_match(" ") { Err("it matches without any word".to_owned()) } else { Ok(Self(regex)) }
    }

    /// Where the phrase stands in plain text, the space after its last word included.
    pub(super) fn find_all(&self, plain: &str) -> Vec<std::ops::Range<usize>> {
        self.0.captures_iter(plain).filter_map(|found| found.get(1)).map(|found| found.range()).collect()
    }
}

/// A list's own phrases name no lists: `lists` is then `None`.
fn expression(phrase: &str, lists: Option<&BTreeMap<String, Vec<String>>>) -> Result<String, String> {
    let mut expression = String::new();
    let (mut rest, mut depth) = (phrase.trim(), 0_usize);
    while let Some(first) = rest.chars().next() {
        let (written, after) = match first {
            ' ' => (String::new(), &rest[1..]),
            '(' => ("(?:".to_owned(), &rest[1..]),
            ')' | '?' => (first.to_string(), &rest[1..]),
            '|' if depth > 0 => ("|".to_owned(), &rest[1..]),
            '|' => return Err("write alternatives in parentheses".to_owned()),
            '<' => {
                let (name, after) = rest[1..].split_once('>').ok_or("a list's name has no end")?;
                (list(name, lists)?, after)
            }
            _ => {
                let end = rest.find([' ', '(', ')', '|', '?', '<']).unwrap_or(rest.len());
                (word(&rest[..end])?, &rest[end..])
            }
        };
        depth = match first {
            '(' => depth + 1,
            ')' => depth.checked_sub(1).ok_or("a parenthesis closes that was not open")?,
            _ => depth,
        };
        expression.push_str(&written);
        rest = after;
    }
    if depth == 0 { Ok(expression) } else { Err("a parenthesis is not closed".to_owned()) }
}

fn list(name: &str, lists: Option<&BTreeMap<String, Vec<String>>>) -> Result<String, String> {
    let phrases =
        lists.and_then(|lists| lists.get(name)).ok_or_else(|| format!("there is no list \"{name}\" here"))?;
    let phrases: Vec<_> = phrases.iter().map(|phrase| expression(phrase, None)).collect::<Result<_, _>>()?;
    Ok(format!("(?:{})", phrases.join("|")))
}

fn word(written: &str) -> Result<String, String> {
    if let Some(most) = written.strip_prefix("..") {
        let most: u8 = most.parse().map_err(|_| format!("\"{written}\" has no number of words"))?;
        return Ok(format!("(?:[^ .]+ ){{0,{most}}}?"));
    }
    let any = |is_open| if is_open { "[^ .]*" } else { "" };
    let plain = plain_words(written);
    if plain.is_empty() {
        return Err(format!("\"{written}\" is no word"));
    }
    let (before, after) = (any(written.starts_with('*')), any(written.ends_with('*')));
    Ok(format!("(?:{before}{}{after} )", regex::escape(&plain)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_found(phrase: &str, plain: &str) -> bool {
        let lists = BTreeMap::from([("talk".to_owned(), vec!["habl*".to_owned(), "dijiste que".to_owned()])]);
        !Phrase::compile(phrase, &lists).unwrap().find_all(plain).is_empty()
    }

    #[test]
    fn each_sign_means_what_the_table_says() {
        assert!(is_found("Vos hablás", "si vos hablas de "));
        assert!(!is_found("vos", "nosotros vosotros "), "whole words only");
        assert!(is_found("te habl*", "te hablaron ") && is_found("te *ar", "te mostrar "));
        assert!(is_found("(a|b c) d", "b c d ") && !is_found("(a|b c) d", "c d "));
        assert!(is_found("a b? (c d)? e", "a e ") && is_found("a b? (c d)? e", "a b c d e "));
        assert!(is_found("a ..2 b", "a x y b ") && !is_found("a ..2 b", "a x y z b "));
        assert!(!is_found("a ..2 b", "a . b "), "not across sentences");
        assert!(is_found("que <talk> x", "que dijiste que x ") && is_found("que <talk> x", "que hablas x "));
    }

    #[test]
    fn a_phrase_that_cannot_work_is_refused() {
        for phrase in ["", "a|b", "(a", "a)", "<none>", "..x", "a?", "..3", "a , b", "<talk"] {
            assert!(Phrase::compile(phrase, &BTreeMap::new()).is_err(), "{phrase}");
        }
    }
}
