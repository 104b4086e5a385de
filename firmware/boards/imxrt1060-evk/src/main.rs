//! The gateway's image for MIMXRT1060-EVK: microphones in and head unit out by SAI and DMA.
//!
//! `README.md` says how it is wired and flashed, and what was not tried. Where to look:
//! `image/mod.rs` starts everything, `image/audio.rs` is the audio context, `image/board.rs` the control path's view.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(target_os = "none")]
mod image;

#[cfg(not(target_os = "none"))]
fn main() {
    eprintln!(
        "imxrt1060-evk is built for a board: cargo build -p imxrt1060-evk --release --target thumbv7em-none-eabihf"
    );
}

// What the boot ROM reads first.
#[cfg(target_os = "none")]
use imxrt1060evk_fcb as _;
