//! `lexicon`: the word lists.

mod add;
mod check;
mod drives;
mod measure;
mod test;

use crate::Outcome;
use crate::cli::lexicon::Lexicon;
use crate::error::Error;
use std::io::Write;

/// Most trie nodes of the lists that are tried here: more than a board watches.
const NODES: usize = 32_768;
/// Most words.
const WORDS: usize = 4_096;

pub(super) fn run(lexicon: &Lexicon, out: &mut impl Write) -> Result<Outcome, Error> {
    match lexicon {
        Lexicon::Check(check) => check::run(check, out),
        Lexicon::Add(add) => add::run(add, out),
        Lexicon::Test(test) => test::run(test, out),
        Lexicon::Measure(measure) => measure::run(measure, out),
        Lexicon::Drives(drives) => drives::run(drives, out),
    }
}
