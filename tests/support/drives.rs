//! What emulated boards play: images, and scripts put together from what people do.

use crate::{recording, tree};
use sordina_emulated::{Drive, link_event};
use sordina_link::{LONGEST_FRAME, Message, Receiver, Sender, Side};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::OnceLock;

const TARGET: &str = "thumbv7em-none-eabihf";

/// The image for mps2-an500 with these features, or none, built now so that it is never an older one.
///
/// # Panics
/// If it does not build.
#[must_use]
pub fn image(features: &str) -> PathBuf {
    image_for("mps2-an500", features)
}

/// The image for this board, likewise.
///
/// # Panics
/// If it does not build.
#[must_use]
pub fn image_for(board: &str, features: &str) -> PathBuf {
    // Features make images differ, so each has a folder of its own.
    image_of(&tree::root(), &tree::root().join("target").join(features), board, features)
}

/// The image of another tree, built into this folder.
///
/// # Panics
/// If it does not build.
#[must_use]
pub fn image_of(root: &Path, folder: &Path, board: &str, features: &str) -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["build", "--quiet", "--release", "--package", board, "--features", features])
        .args(["--target", TARGET, "--target-dir"])
        .arg(folder)
        .status();
    assert!(
        built.as_ref().is_ok_and(ExitStatus::success),
        "the image does not build ({built:?}); tests/run installs its target"
    );
    folder.join(TARGET).join("release").join(board)
}

/// The image that tells what it heard and breaks when it is told to, once per process.
#[must_use]
pub fn test_image() -> &'static Path {
    static IMAGE: OnceLock<PathBuf> = OnceLock::new();
    IMAGE.get_or_init(|| image("emulator-test"))
}

/// These recordings after half a second of silence, and this script after the driver has set off.
#[must_use]
pub fn drive(recordings: &[usize], events: &[String]) -> Drive {
    let silence = vec![0; 8_000];
    let speech = recordings.iter().flat_map(|number| recording(*number));
    Drive {
        recording: silence.into_iter().chain(speech).collect(),
        script: SETTING_OFF.to_owned() + &events.concat(),
    }
}

/// Conversations of a scene each, said by different voices: `host-sim/scenarios/talk`.
pub const TALKS: [&str; 7] = ["camping", "divorce", "layoff", "money", "politics", "pregnancy", "quiet"];

/// Where a conversation is, from the project's root.
#[must_use]
pub fn talk_path(name: &str) -> String {
    format!("host-sim/scenarios/talk/{name}.flac")
}

/// A conversation's samples, one channel at 16 kHz.
///
/// # Panics
/// If there is none of this name.
#[must_use]
pub fn talk(name: &str) -> Vec<i16> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(talk_path(name));
    let mut reader = claxon::FlacReader::open(path).expect("a conversation");
    assert_eq!((reader.streaminfo().sample_rate, reader.streaminfo().channels), (16_000, 1));
    let sample = |sample: claxon::Result<i32>| sample.ok().and_then(|sample| i16::try_from(sample).ok());
    reader.samples().map(|one| sample(one).expect("a sample of 16 bits")).collect()
}

/// What a head unit understands of these bytes.
#[must_use]
pub fn replies(link: &[u8]) -> Vec<Message> {
    let mut receiver = Receiver::new(Side::HeadUnit);
    link.iter().filter_map(|byte| receiver.push(*byte)).collect()
}

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

/// The driver switches the ignition off, after the time that is written before it.
pub const OFF: &str = "signal Vehicle.LowVoltageSystemState OFF\n";

/// The driver switches it on again, likewise.
pub const ON: &str = "signal Vehicle.LowVoltageSystemState ON\n";

/// The driver presses a key for 80 ms.
#[must_use]
pub fn press(at: u64, key: &str) -> String {
    format!("{at} press Row1.DriverSide {key}\n{} release Row1.DriverSide {key}\n", at + 80)
}

/// The head unit sends a request.
#[must_use]
pub fn send(at: u64, message: Message) -> String {
    let mut buffer = [0; LONGEST_FRAME];
    format!("{at} {}\n", link_event(Sender::new().frame(message, &mut buffer)))
}
