//! The simulator: the same gateway on a simulated machine, played with recorded audio.
//!
//! A program, as [`main`]; what else is public is for fuzzers, behind the feature `fuzz`.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod audio;
mod car;
mod cli;
mod commands;
mod dashboard;
mod date;
mod desk;
mod drawing;
mod error;
mod evaluation;
#[cfg(feature = "fuzz")]
pub mod fuzz;
mod journal;
mod language;
mod lexicon;
mod linkage;
#[cfg(live)]
mod live;
mod message;
mod random;
mod scenario;
mod state_directory;
mod story;
mod tags;
mod terminal;
mod timeline;
mod words;

use std::ffi::OsString;
use std::process::ExitCode;

/// What a command came to, for scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Done.
    Done,
    /// It ran, and the answer is no.
    No,
}

/// Runs a command line. Decides the exit code and what a broken pipe means, and nothing else.
pub fn main(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    match commands::run(arguments) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::from(1),
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("host-sim: {error}");
            ExitCode::from(2)
        }
    }
}
