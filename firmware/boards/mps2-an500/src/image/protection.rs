//! What the memory protection unit forbids: leaving the stack, writing code, running data.
//!
//! | region | where | rule |
//! |---|---|---|
//! | 0 | 0x1000_0000, 256 MiB | no access: below the stack, so that an overflow faults |
//! | 1 | 0x0000_0000, 4 MiB | code and constants: read and run, never written |
//! | 2 | 0x2000_0000, 4 MiB | variables and stack: never run |
//!
//! Everything else keeps the processor's own map. The emulator lets accesses to empty addresses pass in silence, so
//! the layout of the stack alone would not catch an overflow there; on a real board either would.
//!
//! Source: *ARMv7-M Architecture Reference Manual*, B3.5.

use super::processor;
use super::registers::{PROTECTION_ADDRESS, PROTECTION_CONTROL, PROTECTION_RULE};

/// Base register: take the region's number from the low bits.
const VALID: u32 = 1 << 4;
/// Rule: on, and the size as its binary logarithm less one.
const fn sized(log2: u32) -> u32 {
    (log2 - 1) << 1 | 1
}
const NO_ACCESS: u32 = 0 << 24;
const READ_WRITE: u32 = 0b011 << 24;
const READ_ONLY: u32 = 0b110 << 24;
const NEVER_RUN: u32 = 1 << 28;
/// Ordinary memory.
const NORMAL: u32 = 1 << 19;

/// On for all code but fault handlers; the processor's own map where no region lies.
const ON: u32 = 0b101;

/// Puts the rules in force.
pub(super) fn enforce() {
    let regions = [
        (0x1000_0000, NO_ACCESS | NEVER_RUN | sized(28)),
        (0x0000_0000, READ_ONLY | NORMAL | sized(22)),
        (0x2000_0000, READ_WRITE | NEVER_RUN | NORMAL | sized(22)),
    ];
    for (number, (address, rule)) in (0..).zip(regions) {
        PROTECTION_ADDRESS.write(address | VALID | number);
        PROTECTION_RULE.write(rule);
    }
    PROTECTION_CONTROL.write(ON);
    processor::synchronise();
}

/// Changes one bit of the product's words, as age and heat may.
#[cfg(feature = "emulator-test")]
pub(super) fn rot() {
    let place = (&raw const sordina::policy::NODES).cast::<u8>().cast_mut();
    PROTECTION_CONTROL.write(0);
    processor::synchronise();
    // Safety: this is what the gateway must find out: a constant that is none. It is one byte of memory, as the emulator has it.
    unsafe { place.write_volatile(place.read_volatile() ^ 1) };
    PROTECTION_CONTROL.write(ON);
    processor::synchronise();
}
