//! The simulator: the same gateway on a simulated machine, played with recorded audio.
//!
//! `main` decides the exit code and what a broken pipe means, and nothing else.
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

use std::process::ExitCode;

/// What a command came to, for scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Done.
    Done,
    /// It ran, and the answer is no.
    No,
}

fn main() -> ExitCode {
    match commands::run(std::env::args_os()) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::from(1),
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("host-sim: {error}");
            ExitCode::from(2)
        }
    }
}
