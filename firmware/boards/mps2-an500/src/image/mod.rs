//! The image: start, play, and end with an exit code.
//!
//! Exit codes: 0 played to the end, 1 the image failed (`epitaph.bin` says how), 2 bad input.

mod audio;
mod board;
mod controls;
mod fault;
#[cfg(feature = "figures")]
mod figures;
mod flash;
#[cfg(feature = "emulator-test")]
mod heard;
mod host;
#[cfg(feature = "figures")]
mod kernel;
mod link;
mod pins;
mod place;
mod play;
mod processor;
mod protection;
mod registers;
mod uart;

use cortex_m_rt::entry;

#[entry]
fn main() -> ! {
    fault::report();
    protection::enforce();
    fault::arm();
    let outcome = play::drive();
    pins::all_low();
    if let Err(reason) = outcome {
        host::say(reason);
        host::exit(2);
    }
    host::exit(0)
}
