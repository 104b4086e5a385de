//! What emulated boards play: images, and scripts put together from what people do.

use sordina_emulated::link_event;
use sordina_link::{LONGEST_FRAME, Message, Sender};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

const TARGET: &str = "thumbv7em-none-eabihf";

/// The image for mps2-an500 with this feature, or none, built now so that it is never an older one.
///
/// # Panics
/// If it does not build.
#[must_use]
pub fn image(feature: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join("target").join(feature);
    let built = Command::new(env!("CARGO"))
        .current_dir(&root)
        .args(["build", "--quiet", "--release", "--package", "mps2-an500", "--features", feature])
        .args(["--target", TARGET, "--target-dir"])
        .arg(&folder)
        .status();
    assert!(
        built.as_ref().is_ok_and(ExitStatus::success),
        "the image does not build ({built:?}); tests/run installs its target"
    );
    folder.join(TARGET).join("release/mps2-an500")
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
