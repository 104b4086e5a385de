//! What was heard, for the emulator's tests alone: one line per detection, `word score start_step end_step`.

use super::host::File;
use core::fmt::Write as _;
use sordina::spotter::Detection;

/// Writes one detection.
pub(super) fn tell(file: &mut File, detection: &Detection) {
    let Detection { word, score, start_step, end_step } = detection;
    let _lost = writeln!(file, "{word} {} {start_step} {end_step}", score.get());
}
