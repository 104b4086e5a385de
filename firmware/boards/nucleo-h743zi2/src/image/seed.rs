//! The device's secret: made once from the random number generator, kept in flash, and never told.
//!
//! Two flash words: the secret, and its complement, which says that it is whole. A secret that decayed is made anew; the
//! journal then no longer verifies, and the gate stays closed (R4). Only readout protection keeps a debugger from
//! reading it; `README.md` says how to set that.

use super::flash::{Flash, SECRET};
use super::random::Random;

/// The secret; makes it when there is none. `None` when the generator or the flash fails.
pub(super) fn load(flash: &mut Flash, random: &mut Random) -> Option<[u8; 32]> {
    if let Some(seed) = stored(flash) {
        return Some(seed);
    }
    let mut seed = [0; 32];
    random.fill(&mut seed).ok()?;
    flash.erase_sector(SECRET).ok()?;
    flash.program(SECRET, &seed).ok()?;
    flash.program(SECRET + 32, &seed.map(|byte| !byte)).ok()?;
    stored(flash)
}

fn stored(flash: &Flash) -> Option<[u8; 32]> {
    let seed = flash.word(SECRET);
    (flash.word(SECRET + 32) == seed.map(|byte| !byte)).then_some(seed)
}
