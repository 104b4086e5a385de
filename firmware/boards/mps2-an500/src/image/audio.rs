//! The audio context: an interrupt that takes one block from the microphones to the assistant port, every 10 ms.
//!
//! SysTick is the converter's word clock. Once started it runs freely and interrupts whatever thread mode does, analysis above
//! all; nothing pre-empts it. Samples come from and go to files of the emulator's host inside the interrupt, where
//! another board has DMA, which takes no time either.

use super::host::File;
use super::place::Handed;
use super::registers::{TICK_CONTROL, TICK_RELOAD, TICK_VALUE};
use super::{pins, processor};
use core::ffi::CStr;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use cortex_m_rt::exception;
use mps2_an500::{BLOCK, BLOCK_MS};
use sordina::AudioPath;

/// One block of samples.
type Block = [i16; BLOCK];

/// 25 MHz ticks in a block. The emulator that counts instructions makes them take 128 ns each instead of 2, so that its timers
/// can tell one from the other; then time is as much slower, and a block is 4,800,000 instructions.
#[allow(clippy::cast_possible_truncation, reason = "at most 15,360,000")]
pub(super) const TICKS: u32 = if cfg!(feature = "figures") { 15_360_000 } else { 25_000 * BLOCK_MS as u32 };

/// SysTick: core clock, interrupt, on; and the bit that reads 1 once after it has come to 0.
const RUN: u32 = 7;
const HAS_COUNTED: u32 = 1 << 16;

static CONTEXT: Handed<Context> = Handed::nothing();

/// Blocks passed since reset.
static BLOCKS: AtomicU32 = AtomicU32::new(0);
/// Of these, those whose interrupt was not over when the next one was due.
static LATE: AtomicU32 = AtomicU32::new(0);
/// Of these, those that interrupted thread mode at work.
static PREEMPTIONS: AtomicU32 = AtomicU32::new(0);
/// Thread mode has nothing to do.
static IS_WAITING: AtomicBool = AtomicBool::new(false);
/// The host did not take what was passed.
static IS_DISK_FULL: AtomicBool = AtomicBool::new(false);

/// Instructions of the last block's interrupt, from before to after [`AudioPath::process`].
#[cfg(feature = "figures")]
pub(super) static COST: AtomicU32 = AtomicU32::new(0);

/// Blocks passed since reset: the board's clock.
pub(super) fn blocks() -> u32 {
    BLOCKS.load(Ordering::Acquire)
}

/// How the interrupt fared: blocks, those that were late, and those that interrupted thread mode at work.
pub(super) fn pace() -> [u32; 3] {
    [&BLOCKS, &LATE, &PREEMPTIONS].map(|count| count.load(Ordering::Relaxed))
}

/// The files between which the interrupt passes blocks.
pub(super) struct Files {
    recording: File,
    port: File,
    pins: File,
}

impl Files {
    /// Fails with a sentence for the person who started the emulator.
    pub(super) fn open() -> Result<Self, &'static CStr> {
        let create = |name| File::create(name).ok_or(c"cannot write here\n");
        Ok(Self {
            recording: File::open(c"drive.bin").ok_or(c"no drive.bin here\n")?,
            port: create(c"port.bin")?,
            pins: create(c"pins.bin")?,
        })
    }

    /// Blocks of the recording, the last of which may be short.
    pub(super) fn blocks(&self) -> usize {
        self.recording.length().div_ceil(2 * BLOCK)
    }

    /// The next block of the recording, silent where there is nothing left.
    fn next(&mut self) -> Block {
        let mut bytes = [0; 2 * BLOCK];
        self.recording.read(&mut bytes);
        let (words, _) = bytes.as_chunks::<2>();
        let mut block = [0; BLOCK];
        for (sample, word) in block.iter_mut().zip(words) {
            *sample = i16::from_le_bytes(*word);
        }
        block
    }

    /// Keeps what the assistant port got, and the pins beside it: one byte per block.
    fn keep(&mut self, output: &Block) {
        let mut bytes = [0; 2 * BLOCK];
        for (word, sample) in bytes.as_chunks_mut::<2>().0.iter_mut().zip(output) {
            *word = sample.to_le_bytes();
        }
        let pins = pins::levels().to_le_bytes();
        if self.port.write(&bytes).and_then(|()| self.pins.write(&pins[..1])).is_err() {
            IS_DISK_FULL.store(true, Ordering::Relaxed);
        }
    }
}

struct Context {
    path: AudioPath<'static>,
    files: Files,
}

/// Starts the converter. From here on audio path and files belong to the interrupt.
pub(super) fn start(path: AudioPath<'static>, files: Files) {
    if CONTEXT.hand(Context { path, files }) {
        TICK_RELOAD.write(TICKS - 1);
        TICK_VALUE.write(0);
        TICK_CONTROL.write(RUN);
    }
}

/// Stops the converter; fails with a sentence if not everything that was passed could be kept.
pub(super) fn stop() -> Result<(), &'static CStr> {
    TICK_CONTROL.write(0);
    if IS_DISK_FULL.load(Ordering::Relaxed) { Err(c"the host's disk is full\n") } else { Ok(()) }
}

/// Sleeps until there are more than this many blocks.
pub(super) fn wait_for_more_than(done: u32) {
    IS_WAITING.store(true, Ordering::Relaxed);
    while blocks() == done {
        processor::wait_for_interrupt_unless(|| blocks() != done);
    }
    IS_WAITING.store(false, Ordering::Relaxed);
}

#[exception]
fn SysTick() {
    let _this_one = TICK_CONTROL.read();
    // Safety: this is the interrupt that the context was handed to, and it does not interrupt itself.
    if let Some(context) = unsafe { CONTEXT.get() } {
        context.pass();
    }
    if !IS_WAITING.load(Ordering::Relaxed) {
        PREEMPTIONS.fetch_add(1, Ordering::Relaxed);
    }
    if TICK_CONTROL.read() & HAS_COUNTED != 0 {
        LATE.fetch_add(1, Ordering::Relaxed);
    }
    BLOCKS.fetch_add(1, Ordering::Release);
}

impl Context {
    fn pass(&mut self) {
        let (input, mut output) = (self.files.next(), [0; BLOCK]);
        #[cfg(feature = "figures")]
        let start = super::figures::ticks();
        self.path.process(&input, &mut output);
        #[cfg(feature = "figures")]
        COST.store(super::figures::instructions_since(start), Ordering::Relaxed);
        self.files.keep(&output);
    }
}
