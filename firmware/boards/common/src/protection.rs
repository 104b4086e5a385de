//! Rules of the memory protection unit: what lies under the stack, what is code, what the data cache leaves alone.
//!
//! Source: *ARMv7-M Architecture Reference Manual*, B3.5.

use cortex_m::peripheral::MPU;

/// What a region allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Nothing at all: the guard below a stack.
    NoAccess,
    /// Read and run, never written: code and constants.
    Code,
    /// Read and written past the data cache, never run: buffers that a DMA engine shares.
    Uncached,
    /// Read and written, never run: variables and stack.
    Variables,
}

impl Rule {
    /// Attribute bits of the register RASR.
    const fn bits(self) -> u32 {
        const NEVER_RUN: u32 = 1 << 28;
        const READ_WRITE: u32 = 0b011 << 24;
        const READ_ONLY: u32 = 0b110 << 24;
        /// Normal memory, written back by the cache, allocated on read and write.
        const CACHED: u32 = 1 << 19 | 1 << 17 | 1 << 16;
        /// Normal memory that nothing caches.
        const UNCACHED: u32 = 1 << 19;
        match self {
            Self::NoAccess => NEVER_RUN,
            Self::Code => READ_ONLY | CACHED,
            Self::Uncached => NEVER_RUN | READ_WRITE | UNCACHED,
            Self::Variables => NEVER_RUN | READ_WRITE | CACHED,
        }
    }
}

/// A part of the address space with a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// First address, a multiple of the size.
    pub address: u32,
    /// Binary logarithm of the size in bytes, 5 to 32.
    pub log2_size: u32,
    /// The rule.
    pub rule: Rule,
}

/// Puts the regions in force, the later ones above the earlier; everything else keeps the processor's own map.
pub fn enforce(unit: &mut MPU, regions: &[Region]) {
    const NUMBER_IS_VALID: u32 = 1 << 4;
    const ON_WITH_DEFAULT_MAP: u32 = 0b101;
    // Safety: the regions are the board's, for memory of its own; the guard lies where the board has nothing.
    unsafe {
        unit.ctrl.write(0);
        for (number, region) in (0..).zip(regions) {
            unit.rbar.write(region.address | NUMBER_IS_VALID | number);
            unit.rasr.write(region.rule.bits() | (region.log2_size - 1) << 1 | 1);
        }
        unit.ctrl.write(ON_WITH_DEFAULT_MAP);
    }
    cortex_m::asm::dsb();
    cortex_m::asm::isb();
}
