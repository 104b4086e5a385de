//! A drive on the simulated machine, turn by turn as the board's image plays it.

use crate::{BLOCK, BLOCK_MS, Drive, NotPlayed, Outcome};
use mps2_an500::flood::{Flood, PER_BLOCK};
use mps2_an500::script::{BadLine, Script, What};
use sordina::policy::Region;
use sordina::spotter::{Spotter, SpotterMemory};
use sordina::{AudioPath, Gateway, Memory};
use sordina_hal::{Format, InputPin, Machine, Rate};
use sordina_lexicon::Lexicon;
use sordina_machine::{Counter, Entropy, Simulated};
use std::fmt::Write as _;

/// Marks output that nobody has written.
pub const UNWRITTEN: i16 = 0x5a5a;

/// The machine that agrees with the board: without a monotonic counter, and with the board's random bytes.
#[must_use]
pub fn machine() -> Simulated {
    Simulated { counter: Counter::Missing, entropy: Entropy::Seeded(0), ..Simulated::new() }
}

/// The machine is switched off and on: what is left is its flash.
pub fn restart(machine: &mut Simulated) {
    machine.restart();
    machine.clock.wall = None;
    machine.entropy = Entropy::Seeded(0);
}

/// Plays a drive, watching these words.
///
/// # Errors
/// If the script cannot be played.
pub fn play(machine: &mut Simulated, lexicon: Lexicon<'_>, drive: &Drive) -> Result<Outcome, NotPlayed> {
    let (mut memory, mut own) = (Box::<Memory>::default(), Box::<SpotterMemory>::default());
    let format = Format { channels: 1, rate: Rate::Hz16000 };
    let spotter = Spotter::new(lexicon, &mut own);
    let (mut audio, mut gateway) = Gateway::start(&mut memory, spotter, format, Region::floor(), machine);
    let (mut script, mut outcome) = (Script::new(&drive.script)?, Outcome::default());
    let mut blocks = drive.recording.chunks(BLOCK);
    let mut flood = None;
    loop {
        let next = blocks.next();
        if next.is_none() && script.is_over() {
            break;
        }
        while let Some(what) = script.due(machine.now())? {
            match what {
                What::Flood { is_on } => flood = is_on.then(Flood::default),
                what => apply(machine, what)?,
            }
        }
        if let Some(flood) = &mut flood {
            machine.link.send(&flood.take(PER_BLOCK).collect::<Vec<_>>());
        }
        turn(machine, &mut audio, &mut gateway, next.unwrap_or_default(), &mut outcome);
    }
    outcome.link = machine.link.take();
    outcome.flash = machine.flash.bytes().to_vec();
    Ok(outcome)
}

fn turn(
    machine: &mut Simulated,
    audio: &mut AudioPath<'_>,
    gateway: &mut Gateway<'_>,
    samples: &[i16],
    outcome: &mut Outcome,
) {
    let (mut input, mut output) = ([0; BLOCK], [UNWRITTEN; BLOCK]);
    input[..samples.len()].copy_from_slice(samples);
    audio.process(&input, &mut output);
    machine.advance(BLOCK_MS);
    outcome.port.extend(output.iter().flat_map(|sample| sample.to_le_bytes()));
    let levels = [machine.microphone_line.is_high(), machine.lamp.is_high()];
    outcome.pins.push(u8::from(levels[0] == Ok(true)) | u8::from(levels[1] == Ok(true)) << 1);
    gateway.tick(machine);
    while gateway.analyse(machine, |detection| {
        let (word, score) = (detection.word, detection.score.get());
        let _infallible =
            writeln!(outcome.heard, "{word} {score} {} {}", detection.start_step, detection.end_step);
    }) {}
}

fn apply(machine: &mut Simulated, what: What<'_>) -> Result<(), NotPlayed> {
    match what {
        What::Wall(time) => machine.clock.set_wall(time),
        What::Signal(signal) => machine.signal(signal),
        What::Press(seat, key) => machine.press(seat, key),
        What::Release(seat, key) => machine.release(seat, key),
        What::KillSwitch { is_set } => machine.kill_switch.is_high = is_set,
        What::Link(hex) => machine.link.send(&hex.bytes().collect::<Vec<_>>()),
        What::End => {}
        other => return Err(NotPlayed::Refused(format!("{other:?}"))),
    }
    Ok(())
}

impl From<BadLine> for NotPlayed {
    fn from(BadLine(line): BadLine) -> Self {
        Self::BadLine(line)
    }
}
