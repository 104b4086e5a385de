//! The few instructions that Rust has no words for.

use super::registers::RESET_CONTROL;
use core::arch::asm;

/// Key of the register that resets, and the bit that asks for it.
const RESET: u32 = 0x05FA_0004;

/// Sleeps until an interrupt has been served, unless what it would bring is there.
pub(super) fn wait_for_interrupt_unless(is_there: impl FnOnce() -> bool) {
    // Safety: an interrupt that comes between the look and the sleep would be slept over, so it is held back until `wfi`, which
    // one that is held back ends. Nothing else changes but the time.
    unsafe { asm!("cpsid i", options(nostack, preserves_flags)) };
    if !is_there() {
        // Safety: as above.
        unsafe { asm!("wfi", options(nostack, preserves_flags)) };
    }
    // Safety: as above; they were on before, since only thread mode is here.
    unsafe { asm!("cpsie i", options(nostack, preserves_flags)) };
}

/// Until what was written to the processor's registers is in force.
pub(super) fn synchronise() {
    // Safety: barriers change nothing.
    unsafe { asm!("dsb", "isb", options(nostack, preserves_flags)) };
}

/// Starts over.
pub(super) fn reset() -> ! {
    RESET_CONTROL.write(RESET);
    loop {
        synchronise();
    }
}

/// Asks the emulator's host for something; see ARM, *Semihosting for AArch32 and AArch64*.
///
/// # Safety
/// `argument` must be what the host expects with `number`, and memory that it reads or writes must be ours.
pub(super) unsafe fn ask_host(number: usize, argument: usize) -> usize {
    let answer;
    // Safety: as the caller promises; the host leaves all registers but r0 as they are.
    unsafe { asm!("bkpt #0xab", inlateout("r0") number => answer, in("r1") argument, options(nostack)) };
    answer
}
