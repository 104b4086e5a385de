//! The true random number generator, with its own tests believed.

use core::task::Poll;
use imxrt_hal::trng::Trng;
use sordina_hal::NoEntropy;

/// Looks at the generator before it is taken for stuck. A block of 512 bits takes some 8 million of its clocks.
const PATIENCE: u32 = 100_000_000;

/// Fills `buffer`.
pub(super) fn fill(generator: &mut Trng, buffer: &mut [u8]) -> Result<(), NoEntropy> {
    for chunk in buffer.chunks_mut(4) {
        let word = word(generator)?;
        chunk.copy_from_slice(&word.to_le_bytes()[..chunk.len()]);
    }
    Ok(())
}

fn word(generator: &mut Trng) -> Result<u32, NoEntropy> {
    for _ in 0..PATIENCE {
        if let Poll::Ready(word) = generator.next_u32() {
            return word.map_err(|_| NoEntropy);
        }
    }
    Err(NoEntropy)
}
