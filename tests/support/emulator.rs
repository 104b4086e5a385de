//! A board in QEMU: builds its image, plays a drive on it, and brings back what it wrote.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Size of the memory that the emulator's file backs; the journal's flash is its beginning.
const BACKED: usize = 16 << 20;

const TARGET: &str = "thumbv7em-none-eabihf";

/// What to play: samples at 16 kHz, and the script of `mps2_an500::script`.
#[derive(Clone, Debug)]
pub struct Drive {
    /// What the microphones hear.
    pub recording: Vec<i16>,
    /// What people, car and head unit do.
    pub script: String,
}

/// What came of it, byte by byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What the assistant port got.
    pub port: Vec<u8>,
    /// Microphone line and lamp after each block's interrupt: bits 0 and 1.
    pub pins: Vec<u8>,
    /// What the head unit got.
    pub link: Vec<u8>,
    /// The journal's flash after the drive.
    pub flash: Vec<u8>,
    /// Each detection: word, score, first and last step.
    pub heard: String,
}

/// The image for mps2-an500 with this feature, built now so that it is never an older one.
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
        built.as_ref().is_ok_and(std::process::ExitStatus::success),
        "the image does not build ({built:?}); tests/run installs its target"
    );
    folder.join(TARGET).join("release/mps2-an500")
}

/// Plays `drive` on `image` in `folder`, with the flash that lies there or a new one.
///
/// # Panics
/// If the emulator cannot be started or the folder not be written.
pub fn run(image: &Path, drive: &Drive, folder: &Path) -> Output {
    let samples: Vec<u8> = drive.recording.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let flash = folder.join("nor.bin");
    let written = fs::write(folder.join("drive.bin"), samples)
        .and_then(|()| fs::write(folder.join("drive.events"), &drive.script))
        .and_then(|()| if flash.exists() { Ok(()) } else { fs::write(&flash, vec![0xFF; BACKED]) });
    assert!(written.is_ok(), "{}: {written:?}", folder.display());
    // A minute of drive takes a second or two; an image that hangs must not hang the tests.
    let output = Command::new("timeout")
        .current_dir(folder)
        .args(["120", "qemu-system-arm", "-M", "mps2-an500,memory-backend=nor", "-object"])
        .arg(format!("memory-backend-file,id=nor,size={BACKED},mem-path=nor.bin,share=on"))
        .args(["-display", "none", "-monitor", "none", "-serial", "file:link.bin"])
        .args(["-icount", "shift=8,sleep=off", "-semihosting-config", "enable=on,target=native", "-kernel"])
        .arg(image)
        .output();
    let Ok(output) = output else { panic!("cannot run `timeout`: {output:?}") };
    assert_ne!(output.status.code(), Some(127), "no qemu-system-arm here; tests/run installs it");
    output
}

/// What a drive has left in `folder`.
#[must_use]
pub fn outcome(folder: &Path) -> Outcome {
    let read = |name| fs::read(folder.join(name)).unwrap_or_default();
    let mut flash = read("nor.bin");
    flash.truncate(mps2_an500::nor::CAPACITY);
    let heard = String::from_utf8_lossy(&read("heard.txt")).into_owned();
    Outcome { port: read("port.bin"), pins: read("pins.bin"), link: read("link.bin"), flash, heard }
}
