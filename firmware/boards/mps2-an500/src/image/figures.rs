//! What the image costs: instructions per audio interrupt, turn of control and hop of analysis, and the deepest stack.
//!
//! Under `-icount shift=7` the emulator spends exactly 128 ns of its time on each instruction, and timer 0 counts
//! that time in steps of 40 ns. Reading the timer twice costs one instruction, which is taken off.

use super::audio;
use super::host::File;
use super::registers::{TIMER_CONTROL, TIMER_RELOAD, TIMER_VALUE};
use core::fmt::Write as _;
use core::sync::atomic::Ordering;
use sordina::gate::{Grant, Purpose, Purposes};

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

/// What the counts are of, in their order in [`Figures::counts`]. Of the audio interrupt: by what was open, and the first block after that
/// changed.
const NAMES: [&str; 9] = [
    "closed",
    "assistant",
    "interest_tags",
    "both",
    "opening",
    "closing",
    "control",
    "hop_10_ms",
    "step_30_ms",
];
const OPENING: usize = 4;
const CLOSING: usize = 5;
const CONTROL: usize = 6;
const HOP: usize = 7;
const STEP: usize = 8;

/// All counts of a drive.
pub(super) struct Figures {
    file: File,
    counts: [Range; NAMES.len()],
    /// What was open when control last had its turn.
    open: Purposes,
    /// Worker instructions of the last blocks, newest last.
    recent: [u32; STEP_BLOCKS],
    /// Blocks since the analysis began to hear.
    heard: usize,
}

impl Figures {
    pub(super) fn new(file: File) -> Self {
        TIMER_RELOAD.write(u32::MAX);
        TIMER_VALUE.write(u32::MAX);
        TIMER_CONTROL.write(1);
        let counts = [Range::NONE; NAMES.len()];
        Self { file, counts, open: Purposes::NONE, recent: [0; STEP_BLOCKS], heard: 0 }
    }

    /// A block has passed while this grant was in force, and the worker has done what there was before it.
    pub(super) fn begin_tick(&mut self, grant: Grant) -> u32 {
        let open = grant.purposes();
        let cost = audio::COST.load(Ordering::Relaxed);
        self.counts[usize::from(open.bits())].add(cost);
        if open != self.open {
            self.counts[if open.is_empty() { CLOSING } else { OPENING }].add(cost);
        }
        self.open = open;
        self.end_hop(open.contains(Purpose::InterestTags));
        ticks()
    }

    /// Three blocks in a row are a step, whichever they are.
    fn end_hop(&mut self, is_analysing: bool) {
        if self.heard >= 1 {
            self.counts[HOP].add(self.recent[STEP_BLOCKS - 1]);
        }
        if self.heard >= STEP_BLOCKS {
            self.counts[STEP].add(self.recent.iter().sum());
        }
        self.heard = if is_analysing { self.heard + 1 } else { 0 };
        self.recent.rotate_left(1);
        self.recent[STEP_BLOCKS - 1] = 0;
    }

    /// Control's turn, which began at `start`, is over.
    pub(super) fn end_tick(&mut self, start: u32) {
        self.counts[CONTROL].add(instructions_since(start));
    }

    /// The worker has worked since `start`.
    pub(super) fn worker(&mut self, start: u32) {
        self.recent[STEP_BLOCKS - 1] += instructions_since(start);
    }

    /// Writes everything.
    pub(super) fn write(&mut self) {
        let Self { file, counts, .. } = self;
        let stack = deepest_stack();
        let _lost = writeln!(file, "what count least mean most");
        for (name, range) in NAMES.iter().zip(counts) {
            let Range { count, sum, least, most } = range;
            if let Some(mean) = sum.checked_div(*count) {
                let _lost = writeln!(file, "{name} {count} {least} {mean} {most}");
            }
        }
        super::kernel::write(file);
        let _lost = writeln!(file, "stack {stack}");
    }
}

/// The timer now; it counts down.
pub(super) fn ticks() -> u32 {
    TIMER_VALUE.read()
}

/// Instructions since `start`, if that was less than 1,300 million ago.
#[allow(clippy::cast_possible_truncation, reason = "a 32-bit count of ticks makes fewer instructions")]
pub(super) fn instructions_since(start: u32) -> u32 {
    let nanoseconds = u64::from(start.wrapping_sub(ticks())) * 40;
    (((nanoseconds + 64) / 128) as u32).saturating_sub(1)
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
