//! The true random number generator, with its health test believed.

use embassy_stm32::pac::RNG;
use embassy_stm32::peripherals;
use embassy_stm32::rng::Rng;
use sordina_hal::NoEntropy;

/// Looks at the generator before it is taken for stuck; a word takes about 40 of its clocks.
const PATIENCE: u32 = 100_000;

/// The generator, running.
pub(super) struct Random {
    driver: Rng<'static, peripherals::RNG>,
}

impl Random {
    pub(super) const fn new(driver: Rng<'static, peripherals::RNG>) -> Self {
        Self { driver }
    }

    /// Fills `buffer`.
    ///
    /// The driver's own call starts over in silence when the health test fails; here that is an error, and the
    /// generator starts over for the next call.
    pub(super) fn fill(&mut self, buffer: &mut [u8]) -> Result<(), NoEntropy> {
        for chunk in buffer.chunks_mut(4) {
            let Some(word) = word() else {
                self.driver.reset();
                return Err(NoEntropy);
            };
            chunk.copy_from_slice(&word.to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// `None` when the seed or the clock has failed its test, or nothing came.
fn word() -> Option<u32> {
    for _ in 0..PATIENCE {
        let status = RNG.sr().read();
        if status.secs() || status.cecs() || status.seis() || status.ceis() {
            return None;
        }
        if status.drdy() {
            // Zero is what the register holds when it is empty.
            return Some(RNG.dr().read()).filter(|&word| word != 0);
        }
    }
    None
}
