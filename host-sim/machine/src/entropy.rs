//! Random bytes: repeatable, real, or failing.

use sordina_hal::NoEntropy;

/// Where random bytes come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entropy {
    /// A repeatable sequence (`SplitMix64`) from this state. For tests; worthless as a secret.
    Seeded(u64),
    /// The operating system.
    System,
    /// The source's health test fails.
    Broken,
}

impl Default for Entropy {
    fn default() -> Self {
        Self::Seeded(0)
    }
}

impl Entropy {
    pub(crate) fn fill(&mut self, buffer: &mut [u8]) -> Result<(), NoEntropy> {
        match self {
            Self::Seeded(state) => {
                for chunk in buffer.chunks_mut(8) {
                    chunk.copy_from_slice(&split_mix(state).to_le_bytes()[..chunk.len()]);
                }
                Ok(())
            }
            Self::System => getrandom::fill(buffer).map_err(|_| NoEntropy),
            Self::Broken => Err(NoEntropy),
        }
    }
}

/// Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_a_broken_source_says_so() {
        let draw = |mut source: Entropy| {
            let mut bytes = [0; 13];
            source.fill(&mut bytes).map(|()| bytes)
        };
        assert_eq!(draw(Entropy::Seeded(7)), draw(Entropy::Seeded(7)));
        assert_ne!(draw(Entropy::Seeded(7)), draw(Entropy::Seeded(8)));
        assert_eq!(draw(Entropy::Broken), Err(NoEntropy));
        assert!(draw(Entropy::System).is_ok());
    }
}
