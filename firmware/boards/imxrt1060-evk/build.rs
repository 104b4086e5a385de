//! Lays out memory when the image is built for a board.
//!
//! Code and constants stay in flash. The stack fills the lowest part of DTCM, so that an overflow runs into addresses
//! where there is nothing; vectors, DMA buffers and epitaph follow it there, where no cache is. Variables lie in OCRAM.
use imxrt_rt::{Family, Memory, RuntimeBuilder};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("none") {
        println!("cargo:rustc-link-arg-bins=-Timxrt-link.x");
        RuntimeBuilder::from_flexspi(Family::Imxrt1060, 8 * 1024 * 1024)
            .text(Memory::Flash)
            .rodata(Memory::Flash)
            .data(Memory::Ocram)
            .bss(Memory::Ocram)
            .vectors(Memory::Dtcm)
            .uninit(Memory::Dtcm)
            .stack(Memory::Dtcm)
            .stack_size(64 * 1024)
            .build()?;
    }
    Ok(())
}
