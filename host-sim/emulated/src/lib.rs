//! One drive on two machines: the simulated one of the PC, and a Cortex-M7 in QEMU that runs the board's image.
//!
//! Promises:
//! - Both play the same recording and the same script, block by block, and give the same [`Outcome`], to the byte, from the
//!   same flash (R39); [`Outcome::difference`] names the first byte that is not.
//! - A drive that cannot be played is an error with a remedy ([`NotPlayed`]), never a panic.
//!
//! | module | what |
//! |---|---|
//! | [`pc`] | plays a drive on the simulated machine |
//! | [`emulator`] | plays a drive on the image, in a folder that keeps the flash |

use std::fmt;

pub mod emulator;
pub mod pc;

pub use emulator::{Attached, Emulator, Pace};
pub use mps2_an500::script::{Script, What};
pub use mps2_an500::{BLOCK, BLOCK_MS};

/// What to play.
#[derive(Clone, Debug)]
pub struct Drive {
    /// What the microphones hear: one channel at 16 kHz.
    pub recording: Vec<i16>,
    /// What people, car and head unit do; [`mps2_an500::script`] says how it is written. After the recording there is silence
    /// until the script is over.
    pub script: String,
}

/// The script's event in which the head unit sends these bytes.
#[must_use]
pub fn link_event(bytes: &[u8]) -> String {
    bytes.iter().fold("link ".to_owned(), |event, byte| format!("{event}{byte:02x}"))
}

/// What came of it, byte by byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What the assistant port got, s16le.
    pub port: Vec<u8>,
    /// Microphone line and lamp after each block's interrupt: bits 0 and 1.
    pub pins: Vec<u8>,
    /// What the head unit got.
    pub link: Vec<u8>,
    /// The journal's flash after the drive.
    pub flash: Vec<u8>,
    /// Each detection: word, score, first and last step. Only an image for tests tells; no product does.
    pub heard: String,
}

impl Outcome {
    /// Where this outcome first differs from another, in words.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<String> {
        let parts = [
            ("detections", self.heard.as_bytes(), other.heard.as_bytes()),
            ("port", &self.port, &other.port),
            ("pins", &self.pins, &other.pins),
            ("link", &self.link, &other.link),
            ("flash", &self.flash, &other.flash),
        ];
        parts.into_iter().find_map(|(what, one, other)| {
            let first = one.iter().zip(other).position(|(one, other)| one != other);
            let first = first.or_else(|| (one.len() != other.len()).then(|| one.len().min(other.len())))?;
            Some(format!("{what} differ from byte {first} on, of {} and {}", one.len(), other.len()))
        })
    }
}

/// Why a drive was not played to its end.
#[derive(Debug)]
#[non_exhaustive]
pub enum NotPlayed {
    /// A line of the script, counted from 1, cannot be understood or comes too early.
    BadLine(u32),
    /// The script asks for what the simulated machine cannot do.
    Refused(String),
    /// A file of the emulator's folder cannot be read or written.
    Folder(std::io::Error),
    /// The emulator cannot be started.
    NoEmulator(std::io::Error),
    /// The image ended the drive; the emulator's exit code and its words.
    Ended(Option<i32>, String),
}

impl fmt::Display for NotPlayed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::BadLine(line) => write!(f, "line {line} of the script is none, or out of order"),
            Self::Refused(what) => write!(f, "the simulated machine cannot do {what}"),
            Self::Folder(error) => write!(f, "the emulator's folder: {error}; check that the disk has room"),
            Self::NoEmulator(error) => {
                write!(f, "cannot start {}: {error}; install it (Debian: qemu-system-arm)", emulator::PROGRAM)
            }
            Self::Ended(code, words) => {
                let code = code.map_or_else(|| "by a signal".to_owned(), |code| format!("with code {code}"));
                write!(f, "the image ended {code}: {}", words.trim())
            }
        }
    }
}

impl std::error::Error for NotPlayed {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_named_with_its_first_byte() {
        let one = Outcome { port: vec![1, 2, 3], ..Outcome::default() };
        assert_eq!(one.difference(&one), None);
        let longer = Outcome { port: vec![1, 2, 3, 4], ..Outcome::default() };
        assert_eq!(one.difference(&longer).as_deref(), Some("port differ from byte 3 on, of 3 and 4"));
        let other = Outcome { link: vec![9], port: vec![1, 7, 3], ..Outcome::default() };
        assert_eq!(one.difference(&other).as_deref(), Some("port differ from byte 1 on, of 3 and 3"));
    }
}
