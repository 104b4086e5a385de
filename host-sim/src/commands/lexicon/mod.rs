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

pub(super) fn run(lexicon: &Lexicon, out: &mut impl Write) -> Result<Outcome, Error> {
    match lexicon {
        Lexicon::Check(check) => check::run(check, out),
        Lexicon::Add(add) => add::run(add, out),
        Lexicon::Test(test) => test::run(test, out),
        Lexicon::Measure(measure) => measure::run(measure, out),
        Lexicon::Drives(drives) => drives::run(drives, out),
    }
}
