//! `board`: the bundled drive on the emulated board, told by what came out of it, and on the PC beside it.

use super::drive;
use crate::Outcome;
use crate::car::Action;
use crate::cli::Board;
use crate::date;
use crate::error::Error;
use crate::story::{answer, clock, spaced};
use crate::timeline::Timeline;
use sordina::policy::{LEXICON, Recipient};
use sordina_emulated::{BLOCK_MS, Drive, Emulator, NotPlayed, Outcome as Played, What, link_event, pc};
use sordina_hal::{Signal, SystemState};
use sordina_link::{LONGEST_FRAME, Message, Receiver, Sender, Side};
use std::fmt::Write as _;
use std::io::Write;

/// Bit of the lamp in a byte of pins.
const LAMP: u8 = 2;

pub(super) fn run(board: &Board, out: &mut impl Write) -> Result<Outcome, Error> {
    if !board.image.exists() {
        let remedy = "build it: cargo build --release -p mps2-an500 --target thumbv7em-none-eabihf, or name another with --image";
        return Err(Error::input(format!("there is no image {}", board.image.display()), remedy));
    }
    let folder = tempfile::tempdir().map_err(|error| Error::unwritable(&std::env::temp_dir(), &error))?;
    let drive = bundled()?;
    let on_board = Emulator::new(&board.image, folder.path()).play(&drive).map_err(|why| refused(&why))?;
    tell(&on_board, board, out)?;
    if board.selftest { compare(&drive, &on_board, out) } else { Ok(Outcome::Done) }
}

fn refused(why: &NotPlayed) -> Error {
    Error::input(format!("the drive was not played: {why}"), "see firmware/boards/mps2-an500/README.md")
}

/// The bundled drive as a board plays it: one channel at 16 kHz, and at its end the car's screen asks.
fn bundled() -> Result<Drive, Error> {
    let samples = drive::recording()?.first_channel_at(16_000)?;
    let recording = samples.collect::<Result<Vec<i16>, Error>>()?;
    let script = script(drive::timeline()?, recording.len() as u64 / 16)?;
    Ok(Drive { recording, script })
}

/// The timeline's actions as events, and the end of a drive whose recording has this length.
fn script(timeline: Timeline, length_ms: u64) -> Result<String, Error> {
    let end = length_ms + super::player::AFTER_MS;
    let off = Action::Signal(Signal::SystemState(SystemState::Off));
    let ask = Action::Ask(Recipient::CAR_SCREEN);
    let last = [(end, off), (end + BLOCK_MS, ask)];
    let (mut sender, mut script) = (Sender::new(), format!("0 {}\n", What::Wall(date::DEFAULT.noon())));
    for (at, action) in timeline.actions().chain(last) {
        let event = event(&action, &mut sender).ok_or_else(|| {
            Error::input(format!("the emulated board has no {action:?}"), "play it with `host-sim replay`")
        })?;
        let _infallible = writeln!(script, "{at} {event}");
    }
    let _infallible = writeln!(script, "{} {}", end + 10 * BLOCK_MS, What::End);
    Ok(script)
}

fn event(action: &Action, sender: &mut Sender) -> Option<String> {
    Some(match *action {
        Action::Signal(signal) => What::Signal(signal).to_string(),
        Action::Press(seat, key) => What::Press(seat, key).to_string(),
        Action::Release(seat, key) => What::Release(seat, key).to_string(),
        Action::KillSwitch(is_set) => What::KillSwitch { is_set }.to_string(),
        Action::Ask(recipient) => {
            let mut buffer = [0; LONGEST_FRAME];
            link_event(sender.frame(Message::Ask { recipient }, &mut buffer))
        }
        Action::Choose(..) | Action::LampFault(_) | Action::MicrophoneLineFault(_) => return None,
    })
}

/// What anybody outside could see of the board: its lamp, its assistant port and its link.
fn tell(played: &Played, board: &Board, out: &mut impl Write) -> Result<(), Error> {
    let language = board.lang;
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
    let mut receiver = Receiver::new(Side::HeadUnit);
    for message in played.link.iter().filter_map(|byte| receiver.push(*byte)) {
        if let Message::Answer(said) = message {
            let words = ("left", "salió");
            writeln!(
                out,
                "{}: {}  {}",
                language.pick(words.0, words.1),
                spaced(said.bytes()),
                answer(said, language)
            )?;
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
