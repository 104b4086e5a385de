//! Scripts of drives, put together from what people do, and the PC's way to play them.

use crate::emulator::{Drive, Outcome};
use mps2_an500::script::{BadLine, Script, What};
use mps2_an500::words::LEXICON;
use mps2_an500::{BLOCK, BLOCK_MS};
use sordina::policy::Region;
use sordina::spotter::Spotter;
use sordina::{AudioPath, Gateway, Memory};
use sordina_hal::{InputPin, Machine};
use sordina_link::{LONGEST_FRAME, Message, Sender};
use sordina_machine::Simulated;
use std::fmt::Write as _;

/// A known day, and the driver switches the ignition on, alone in the parked car.
pub const SETTING_OFF: &str = "0 wall 1790000000
0 signal Vehicle.LowVoltageSystemState ON
0 signal Vehicle.Speed 0
0 signal Vehicle.Cabin.Seat.Row1.DriverSide.IsOccupied true
0 signal Vehicle.Cabin.Seat.Row1.PassengerSide.IsOccupied false
0 signal Vehicle.Cabin.Seat.Row2.DriverSide.IsOccupied false
0 signal Vehicle.Cabin.Seat.Row2.Middle.IsOccupied false
0 signal Vehicle.Cabin.Seat.Row2.PassengerSide.IsOccupied false
";

/// The driver presses a key for 80 ms.
#[must_use]
pub fn press(at: u64, key: &str) -> String {
    format!("{at} press Row1.DriverSide {key}\n{} release Row1.DriverSide {key}\n", at + 80)
}

/// The head unit sends a request.
#[must_use]
pub fn send(at: u64, message: Message) -> String {
    let mut buffer = [0; LONGEST_FRAME];
    let bytes = Sender::new().frame(message, &mut buffer);
    let hex = bytes.iter().fold(String::new(), |mut hex, byte| {
        let _infallible = write!(hex, "{byte:02x}");
        hex
    });
    format!("{at} link {hex}\n")
}

type Product = Gateway<'static>;

/// Plays a drive on the simulated machine, as the board's image does on the board.
///
/// # Panics
/// If the script is none.
pub fn on_pc(machine: &mut Simulated, drive: &Drive) -> Outcome {
    play(machine, drive).unwrap_or_else(|BadLine(number)| panic!("line {number} of {}", drive.script))
}

fn play(machine: &mut Simulated, drive: &Drive) -> Result<Outcome, BadLine> {
    let memory = Box::leak(Box::new(Memory::default()));
    let spotter = Spotter::new(LEXICON, crate::leaked_memory());
    let (mut audio, mut gateway) = Product::start(memory, spotter, crate::MONO_16, Region::floor(), machine);
    let (mut script, mut outcome) = (Script::new(&drive.script)?, Outcome::default());
    let mut blocks = drive.recording.chunks(BLOCK);
    loop {
        let next = blocks.next();
        if next.is_none() && script.is_over() {
            break;
        }
        while let Some(what) = script.due(machine.now())? {
            apply(machine, what);
        }
        turn(machine, &mut audio, &mut gateway, next.unwrap_or_default(), &mut outcome);
    }
    outcome.link = machine.link.take();
    outcome.flash = machine.flash.bytes().to_vec();
    Ok(outcome)
}

fn turn(
    machine: &mut Simulated,
    audio: &mut AudioPath<'static>,
    gateway: &mut Product,
    samples: &[i16],
    outcome: &mut Outcome,
) {
    let (mut input, mut output) = ([0; BLOCK], [crate::UNWRITTEN; BLOCK]);
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

fn apply(machine: &mut Simulated, what: What) {
    match what {
        What::Wall(time) => machine.clock.set_wall(time),
        What::Signal(signal) => machine.signal(signal),
        What::Press(seat, key) => machine.press(seat, key),
        What::Release(seat, key) => machine.release(seat, key),
        What::KillSwitch { is_set } => machine.kill_switch.is_high = is_set,
        What::Link(hex) => machine.link.send(&hex.bytes().collect::<Vec<_>>()),
        What::End => {}
        other => panic!("the simulated machine cannot do {other:?}"),
    }
}
