//! What the image costs: instructions per audio interrupt and per hop of analysis, and the deepest stack.
//!
//! Under `-icount shift=8` the emulator spends exactly 256 ns of its time on each instruction, and timer 0 counts
//! that time in steps of 40 ns. Reading the timer twice costs one instruction, which is taken off.

use super::audio;
use super::host::File;
use super::registers::{TIMER_CONTROL, TIMER_RELOAD, TIMER_VALUE};
use core::fmt::Write as _;
use core::sync::atomic::Ordering;
use sordina::gate::{Purpose, Purposes};

/// Blocks of a step of the analysis.
const STEP_BLOCKS: usize = 3;

/// Counts of one kind.
#[derive(Clone, Copy)]
struct Range {
    count: u64,
    sum: u64,
    least: u32,
    most: u32,
}

impl Range {
    const NONE: Self = Self { count: 0, sum: 0, least: u32::MAX, most: 0 };

    fn add(&mut self, value: u32) {
        self.count += 1;
        self.sum += u64::from(value);
        self.least = self.least.min(value);
        self.most = self.most.max(value);
    }
}

/// All counts of a drive.
pub(super) struct Figures {
    file: File,
    /// By what was open: nothing, assistant, interest tags, both.
    audio: [Range; 4],
    step: Range,
    /// Worker instructions of the last blocks, newest last.
    recent: [u32; STEP_BLOCKS],
    /// Blocks since the analysis began to hear.
    heard: usize,
    is_analysing: bool,
}

impl Figures {
    pub(super) fn new(file: File) -> Self {
        TIMER_RELOAD.write(u32::MAX);
        TIMER_VALUE.write(u32::MAX);
        TIMER_CONTROL.write(1);
        let (audio, step) = ([Range::NONE; 4], Range::NONE);
        Self { file, audio, step, recent: [0; STEP_BLOCKS], heard: 0, is_analysing: false }
    }

    /// Counts the audio interrupt of a block that came while this was open.
    pub(super) fn block(&mut self, open: Purposes) {
        self.audio[usize::from(open.bits())].add(audio::COST.load(Ordering::Relaxed));
        self.is_analysing = open.contains(Purpose::InterestTags);
    }

    /// Counts the worker's instructions after a block; three blocks in a row are a step, whichever they are.
    pub(super) fn worker(&mut self, instructions: u32) {
        self.heard = if self.is_analysing { self.heard + 1 } else { 0 };
        self.recent.rotate_left(1);
        self.recent[STEP_BLOCKS - 1] = instructions;
        if self.heard >= STEP_BLOCKS {
            self.step.add(self.recent.iter().sum());
        }
    }

    /// Writes everything.
    pub(super) fn write(&mut self) {
        let names = ["closed", "assistant", "interest_tags", "both"];
        let Self { file, audio, step, .. } = self;
        let _lost = writeln!(file, "what count least mean most");
        for (name, range) in names.iter().zip(audio).chain([(&"step_30_ms", step)]) {
            let Range { count, sum, least, most } = range;
            if let Some(mean) = sum.checked_div(*count) {
                let _lost = writeln!(file, "{name} {count} {least} {mean} {most}");
            }
        }
        let _lost = writeln!(file, "stack {}", deepest_stack());
    }
}

/// The timer now; it counts down.
pub(super) fn ticks() -> u32 {
    TIMER_VALUE.read()
}

/// Instructions since `start`, if that was less than 671 million ago.
#[allow(clippy::cast_possible_truncation, reason = "a 32-bit count of ticks makes fewer instructions")]
pub(super) fn instructions_since(start: u32) -> u32 {
    let nanoseconds = u64::from(start.wrapping_sub(ticks())) * 40;
    (((nanoseconds + 128) / 256) as u32).saturating_sub(1)
}

/// Bytes of the stack that do not read as start-up painted them.
fn deepest_stack() -> usize {
    unsafe extern "C" {
        static _stack_end: u32;
        static _stack_start: u32;
    }
    let (end, start) = (&raw const _stack_end, &raw const _stack_start);
    let mut word = end;
    // Safety: between the two symbols of the linker lies the stack, whole words of memory; it is only read, and
    // volatile, since what lies above is in use.
    while word < start && unsafe { word.read_volatile() } == cortex_m_rt::STACK_PAINT_VALUE {
        word = word.wrapping_add(1);
    }
    start.addr() - word.addr()
}
