//! A drive on the emulated board, and on the PC beside it.

use super::{drive, messages, refused, tell_answer};
use crate::Outcome;
use crate::cli::Board;
use crate::error::Error;
use crate::language::Language;
use crate::story::clock;
use sordina::policy::LEXICON;
use sordina_emulated::{BLOCK_MS, Drive, Emulator, Outcome as Played, pc};
use sordina_link::{Message, Receiver, Side};
use std::io::Write;

/// Bit of the lamp in a byte of pins.
const LAMP: u8 = 2;

pub(super) fn run(board: &Board, out: &mut impl Write) -> Result<Outcome, Error> {
    if !board.image.exists() {
        let remedy = "build it: cargo build --release -p mps2-an500 --target thumbv7em-none-eabihf, or name another with --image";
        return Err(Error::input(format!("there is no image {}", board.image.display()), remedy));
    }
    let folder = tempfile::tempdir().map_err(|error| Error::unwritable(&std::env::temp_dir(), &error))?;
    let drive = drive::of(board)?;
    let on_board = Emulator::new(&board.image, folder.path()).play(&drive).map_err(|why| refused(&why))?;
    tell(&on_board, board.lang, out)?;
    if board.selftest { compare(&drive, &on_board, out) } else { Ok(Outcome::Done) }
}

/// What anybody outside could see of the board: its lamp, its assistant port and its link.
fn tell(played: &Played, language: Language, out: &mut impl Write) -> Result<(), Error> {
    let mut is_lit = false;
    for (block, pins) in (0..).zip(&played.pins) {
        if (pins & LAMP != 0) != is_lit {
            is_lit = !is_lit;
            let words = if is_lit { ("lamp on", "luz encendida") } else { ("lamp off", "luz apagada") };
            writeln!(out, "{}  {}", clock(block * BLOCK_MS), language.pick(words.0, words.1))?;
        }
    }
    let sound = played.port.as_chunks::<2>().0.iter().filter(|sample| **sample != [0; 2]).count();
    let words = ("samples of sound to the assistant", "muestras de sonido al asistente");
    writeln!(out, "{sound} {}", language.pick(words.0, words.1))?;
    for message in messages(&mut Receiver::new(Side::HeadUnit), &played.link) {
        if let Message::Answer(said) = message {
            tell_answer(said, language, out)?;
        }
    }
    Ok(())
}

/// Plays the drive on the PC as well; the answer is no unless every byte is the same.
fn compare(drive: &Drive, on_board: &Played, out: &mut impl Write) -> Result<Outcome, Error> {
    let mut on_pc = pc::play(&mut pc::machine(), LEXICON, drive).map_err(|why| refused(&why))?;
    // Only an image for tests tells what it heard.
    on_pc.heard.clear();
    if let Some(difference) = on_pc.difference(on_board) {
        writeln!(out, "PC and board differ: {difference}")?;
        return Ok(Outcome::No);
    }
    let parts =
        [("port", &on_pc.port), ("pins", &on_pc.pins), ("link", &on_pc.link), ("flash", &on_pc.flash)];
    for (what, bytes) in parts {
        writeln!(out, "{what}: {} bytes, the same on PC and board", bytes.len())?;
    }
    Ok(Outcome::Done)
}
