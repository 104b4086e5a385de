//! The board's image, with all words of the product, keeps the budgets of the design.
//!
//! Counted in QEMU, one instruction at a time, while both purposes are open and somebody speaks. A Cortex-M7 of
//! 480 MHz at one instruction per cycle has 4,800,000 instructions per block and 14,400,000 per step of 30 ms.

use sordina_emulated::{Drive, Emulator};
use sordina_tests::drives::{SETTING_OFF, image, press};
use std::collections::HashMap;

const PER_BLOCK: u64 = 4_800_000;
const PER_STEP: u64 = 14_400_000;
/// The stack region of the board's `memory.x`.
const STACK: u64 = 36 << 10;

/// The most that was counted, by what it is.
fn figures(script: &str) -> HashMap<String, u64> {
    let image = image("figures");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let speech = sordina_tests::recordings().concat();
    let drive = Drive { recording: speech, script: SETTING_OFF.to_owned() + script };
    Emulator { shift: Emulator::FIGURES, ..Emulator::new(&image, folder.path()) }
        .play(&drive)
        .unwrap_or_else(|error| panic!("{error}"));
    let text = std::fs::read_to_string(folder.path().join("figures.txt")).expect("figures");
    println!("{text}");
    let most = |line: &str| {
        let (name, most) = (line.split(' ').next()?, line.split(' ').next_back()?);
        Some((name.to_owned(), most.parse().ok()?))
    };
    text.lines().filter_map(most).collect()
}

#[test]
fn audio_interrupt_analysis_and_stack_keep_their_budgets() {
    let keys = [(200, "assistant"), (1_000, "interest_tags"), (5_000, "stop"), (5_300, "interest_tags")];
    let script = keys.map(|(at, key)| press(at, key)).concat() + "7500 end\n";
    let figures = figures(&script);
    for state in ["closed", "assistant", "interest_tags", "both"] {
        assert!(figures[state] * 100 <= PER_BLOCK, "{state}: {figures:?}");
    }
    assert!(figures["step_30_ms"] * 100 <= PER_STEP * 12, "{figures:?}");
    assert!(figures["stack"] + 4096 <= STACK, "less than 4 KiB of stack are left: {figures:?}");
}
