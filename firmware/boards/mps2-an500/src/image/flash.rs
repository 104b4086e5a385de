//! The flash at 0x6000_0000: memory that a file of the emulator's host backs, so that it outlives the emulator.

use core::sync::atomic::{AtomicBool, Ordering};
use mps2_an500::nor::{CAPACITY, Nor};

const ADDRESS: usize = 0x6000_0000;

static IS_TAKEN: AtomicBool = AtomicBool::new(false);

/// The flash, to the first who asks.
pub(super) fn take() -> Option<Nor<'static>> {
    if IS_TAKEN.swap(true, Ordering::Relaxed) {
        return None;
    }
    // Safety: the board has 16 MiB of memory here, the linker places nothing in it, and the flag above lets only
    // one reference be made.
    let bytes = unsafe { &mut *core::ptr::with_exposed_provenance_mut::<[u8; CAPACITY]>(ADDRESS) };
    Some(Nor::new(bytes))
}
