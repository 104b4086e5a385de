//! The audio context: an interrupt that takes one block from the microphones to the assistant port.
//!
//! The converter of this board is SysTick: started for one block, it interrupts thread mode, where control and
//! worker live, 10 ms later. [`play`] then waits, so interrupt and thread take turns and what comes out is the
//! same on every run. A board with a converter has no such wait.

use super::processor;
use super::registers::{TICK_CONTROL, TICK_RELOAD, TICK_VALUE};
use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicU32, Ordering};
use cortex_m_rt::exception;
use mps2_an500::{BLOCK, BLOCK_MS};
use sordina::AudioPath;

/// One block of samples.
pub(super) type Block = [i16; BLOCK];

/// 25 MHz ticks in a block.
#[allow(clippy::cast_possible_truncation, reason = "250,000")]
const TICKS: u32 = 25_000 * BLOCK_MS as u32;

struct Context {
    path: Option<AudioPath<'static>>,
    input: Block,
    output: Block,
}

/// Belongs to the interrupt while SysTick runs, and to thread mode while it stands.
struct Turns(UnsafeCell<Context>);

// Safety: there is one core, and `play` hands the contents over by starting SysTick, the interrupt back by
// stopping it; each side touches them only in its turn.
unsafe impl Sync for Turns {}

static CONTEXT: Turns = Turns(UnsafeCell::new(Context { path: None, input: [0; BLOCK], output: [0; BLOCK] }));

/// Blocks played since reset.
static BLOCKS: AtomicU32 = AtomicU32::new(0);

/// Instructions of the last block's interrupt, from before to after [`AudioPath::process`].
#[cfg(feature = "figures")]
pub(super) static COST: AtomicU32 = AtomicU32::new(0);

/// Blocks played since reset: the board's clock.
pub(super) fn blocks() -> u32 {
    BLOCKS.load(Ordering::Acquire)
}

/// Gives the interrupt its audio path.
pub(super) fn install(path: AudioPath<'static>) {
    // Safety: SysTick stands, since `play` has not been called or has returned: it is thread mode's turn.
    unsafe { (*CONTEXT.0.get()).path = Some(path) };
}

/// Has the interrupt pass one block; returns what the assistant port got.
pub(super) fn play(input: &Block) -> Block {
    // Safety: SysTick stands: it is thread mode's turn.
    unsafe { (*CONTEXT.0.get()).input = *input };
    let before = blocks();
    TICK_RELOAD.write(TICKS - 1);
    TICK_VALUE.write(0);
    TICK_CONTROL.write(7);
    while blocks() == before {
        processor::wait_for_interrupt();
    }
    // Safety: the interrupt has stopped SysTick before it counted the block: it is thread mode's turn again.
    unsafe { (*CONTEXT.0.get()).output }
}

#[exception]
fn SysTick() {
    TICK_CONTROL.write(0);
    // Safety: SysTick ran until now, and thread mode waits in `play` until the block is counted below.
    let context = unsafe { &mut *CONTEXT.0.get() };
    #[cfg(feature = "figures")]
    let start = super::figures::ticks();
    if let Some(path) = &mut context.path {
        path.process(&context.input, &mut context.output);
    }
    #[cfg(feature = "figures")]
    COST.store(super::figures::instructions_since(start), Ordering::Relaxed);
    BLOCKS.fetch_add(1, Ordering::Release);
}
