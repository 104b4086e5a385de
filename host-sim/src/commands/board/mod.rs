//! `board`: a drive on the emulated board, told by what came out of it, and on the PC beside it; or a board on a serial port.

mod drive;
mod emulated;
mod port;

pub(super) use port::{Port, state};

use crate::Outcome;
use crate::cli::Board;
use crate::error::Error;
use crate::language::Language;
use crate::story::{answer, spaced};
use sordina_emulated::NotPlayed;
use sordina_link::{Answer, Message, Receiver};
use std::io::Write;

pub(super) fn run(board: &Board, out: &mut impl Write) -> Result<Outcome, Error> {
    match (&board.serial, board.selftest) {
        (None, _) => emulated::run(board, out),
        (Some(path), true) => port::test(path, board.lang, out),
        (Some(path), false) => port::listen(path, board.seconds, board.lang, out),
    }
}

fn refused(why: &NotPlayed) -> Error {
    Error::input(format!("the drive was not played: {why}"), "see firmware/boards/mps2-an500/README.md")
}

/// What a head unit understands of these bytes.
fn messages(receiver: &mut Receiver, bytes: &[u8]) -> Vec<Message> {
    bytes.iter().filter_map(|byte| receiver.push(*byte)).collect()
}

/// An answer that left the gateway: its bytes and what they say.
fn tell_answer(said: Answer, language: Language, out: &mut impl Write) -> Result<(), Error> {
    let bytes = spaced(said.bytes());
    writeln!(out, "{}: {bytes}  {}", language.pick("left", "salió"), answer(said, language))?;
    Ok(())
}
