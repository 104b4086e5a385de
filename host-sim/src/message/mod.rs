//! Messages of recipients to the people in the car, and what may not be said in them (R34, R35, P28, P30).
//!
//! A recipient is given an interest and never the person; its text must not sound otherwise. The linter promises that
//! case, accents, punctuation, apostrophes, invisible characters and line breaks hide nothing, and that it says of
//! every refusal where, which words, why, and what to write instead. It knows phrases, not meanings: somebody who
//! wants to imply something new still can, and a person still has to read what is sent. Not caught, among others:
//! words with look-alike letters of another alphabet, and words spelled with spaces between the letters.
//!
//! | module | what it knows |
//! |---|---|
//! | [`file`](mod@file) | the form of a message file |
//! | [`text`] | a text as plain words that remember where they stand |
//! | [`phrase`] | the small language in which phrases are written |
//! | [`rules`] | `firmware/gateway/policy/messages.toml`: phrases, reasons, remedies, as data |
//! | [`names`] | placeholders, greetings by name |
//! | [`repeats`] | the same said twice |
//! | [`lint`] | all of it, in the order of the file |

pub(crate) mod file;
pub(crate) mod lint;
mod names;
mod phrase;
mod repeats;
pub(crate) mod rules;
mod text;

use crate::error::Error;
use std::collections::BTreeSet;
use std::path::Path;

/// Ids of the rules that refuse something in a message file, in alphabetical order.
pub(crate) fn refusing(path: &Path, text: &str) -> Result<Vec<String>, Error> {
    let messages = file::parse(&path.display().to_string(), text)?;
    let rules = rules::Rules::built_in()?;
    let found: BTreeSet<String> =
        lint::lint(&messages, &rules).iter().map(|finding| finding.rule.id.clone()).collect();
    Ok(found.into_iter().collect())
}
