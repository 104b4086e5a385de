//! The few instructions that Rust has no words for.

use super::registers::RESET_CONTROL;
use core::arch::asm;

/// Key of the register that resets, and the bit that asks for it.
const RESET: u32 = 0x05FA_0004;

/// Sleeps until an interrupt has been served.
pub(super) fn wait_for_interrupt() {
    // Safety: `wfi` changes nothing but the time; the interrupt that it waits for is one that may come anywhere.
    unsafe { asm!("wfi", options(nostack, preserves_flags)) };
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
