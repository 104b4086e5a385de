//! What the image with the feature `figures` counts while people talk and everything opens and closes.

use crate::drives::{SETTING_OFF, press};
use sordina_emulated::{Drive, Emulator};
use std::collections::HashMap;
use std::path::Path;

/// Instructions of a 480 MHz core, one per cycle, in a step of the analysis.
pub const PER_STEP: u64 = 14_400_000;

/// What was counted of one thing.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    /// Mean of all times.
    pub mean: u64,
    /// Most of all times.
    pub most: u64,
}

/// All counts, by the image's names for them.
pub type Figures = HashMap<String, Count>;

/// Plays a drive in which everything opens and closes on this image.
///
/// # Panics
/// If it does not play.
#[must_use]
pub fn figures(image: &Path) -> Figures {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let keys = [(200, "assistant"), (1_000, "interest_tags"), (5_000, "stop"), (5_300, "interest_tags")];
    let script = SETTING_OFF.to_owned() + &keys.map(|(at, key)| press(at, key)).concat() + "7500 end\n";
    let drive = Drive { recording: crate::recordings().concat(), script };
    Emulator { shift: Emulator::FIGURES, ..Emulator::new(image, folder.path()) }
        .play(&drive)
        .unwrap_or_else(|error| panic!("{error}"));
    let text = std::fs::read_to_string(folder.path().join("figures.txt")).expect("figures");
    println!("{text}");
    let count = |line: &str| {
        let words: Vec<_> = line.split(' ').collect();
        let number = |from_the_end: usize| words[words.len() - from_the_end].parse().ok();
        Some((words[0].to_owned(), Count { most: number(1)?, mean: number(2).or_else(|| number(1))? }))
    };
    text.lines().filter_map(count).collect()
}
