//! What the image for mps2-an500 shares with its tests: script, test words and flash.
//!
//! - [`script`]: the timeline that moves keys, seats and switches while a recording plays.
//! - [`flood`]: a head unit gone wild.
//! - [`words`]: the few words that the emulator's tests watch, on board and PC.
//! - [`nor`]: the flash over plain memory, as strict as hardware.
//!
//! Nothing here touches a register; the image in `main.rs` does. How to run it: `README.md`.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]

pub mod flood;
pub mod nor;
pub mod random;
pub mod script;
pub mod words;

/// Frames of a block: 10 ms at 16 kHz.
pub const BLOCK: usize = 160;
/// Time of a block.
pub const BLOCK_MS: u64 = 10;
