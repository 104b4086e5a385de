//! The gateway's image for mps2-an500: plays a script and a recording in the emulator, block by block.
//!
//! `README.md` says how to run it, what it reads and writes, and what it costs.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(target_os = "none")]
mod image;

#[cfg(not(target_os = "none"))]
fn main() {
    eprintln!(
        "mps2-an500 is built for a board: cargo build -p mps2-an500 --release --target thumbv7em-none-eabihf"
    );
}
