//! The gate: one atomic word decides, once per block, whether audio may leave.
//!
//! Promises:
//! - Closed until the control context says otherwise, at every start (R1).
//! - One read of the grant word per block: a block is admitted whole or not at all, and a withdrawal holds
//!   from the next block on (R3). Closing is a single store; nothing can delay it.
//! - The work per block depends on its length, never on its samples (R2, R10).
//!
//! ```text
//! grant word   bit 31 .. 2      generation of this opening (R9)
//!              bit 1            interest_tags open
//!              bit 0            assistant open
//! ```

mod admitted;
mod purpose;

pub use admitted::Admitted;
pub use purpose::{Assistant, InterestTags, Purpose, PurposeType, Purposes};

use core::sync::atomic::{AtomicU32, Ordering};

/// Number of an opening. Audio admitted under one generation can never be used under another (R9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(u32);

impl Generation {
    const BITS: u32 = 30;

    /// The generation before the first opening.
    pub const NONE: Self = Self(0);

    /// The number itself, below 2^30.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The next one; `None` when they are used up: the gate then stays closed until a restart.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        if self.0 >> Self::BITS == 0 && self.0 < (1 << Self::BITS) - 1 {
            Some(Self(self.0 + 1))
        } else {
            None
        }
    }

    /// Reads back a number that [`Self::number`] gave.
    pub(crate) const fn from_number(number: u32) -> Self {
        Self(number & ((1 << Self::BITS) - 1))
    }
}

/// What the gate lets through: nothing, or some purposes under one generation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Grant {
    generation: Generation,
    purposes: Purposes,
}

impl Grant {
    /// Nothing passes. The generation stays that of the last opening.
    #[must_use]
    pub const fn closed(generation: Generation) -> Self {
        Self { generation, purposes: Purposes::NONE }
    }

    /// Opens `purposes` under a generation of their own. Only the control path makes one.
    pub(crate) const fn open(generation: Generation, purposes: Purposes) -> Self {
        Self { generation, purposes }
    }

    /// The opening that this grant belongs to.
    #[must_use]
    pub const fn generation(self) -> Generation {
        self.generation
    }

    /// The purposes that may use audio now.
    #[must_use]
    pub const fn purposes(self) -> Purposes {
        self.purposes
    }

    const fn to_word(self) -> u32 {
        self.generation.0 << Purposes::BITS | self.purposes.bits() as u32
    }

    const fn from_word(word: u32) -> Self {
        let [lowest, ..] = word.to_le_bytes();
        Self { generation: Generation(word >> Purposes::BITS), purposes: Purposes::from_bits(lowest) }
    }
}

/// The gate. One writer (control), any number of readers.
#[derive(Debug, Default)]
pub struct Gate {
    word: AtomicU32,
}

impl Gate {
    /// A closed gate.
    #[must_use]
    pub const fn new() -> Self {
        Self { word: AtomicU32::new(0) }
    }

    /// What passes at this moment.
    #[must_use]
    pub fn grant(&self) -> Grant {
        Grant::from_word(self.word.load(Ordering::Acquire))
    }

    /// Sets what passes from the next block on.
    pub(crate) fn set(&self, grant: Grant) {
        self.word.store(grant.to_word(), Ordering::Release);
    }

    /// Decides about one block of samples.
    #[inline(always)]
    pub fn pass<'b, S>(&self, samples: &'b [S]) -> Passage<'b, S> {
        let grant = self.grant();
        Passage {
            assistant: Admitted::if_granted(grant, samples),
            interest_tags: Admitted::if_granted(grant, samples),
        }
    }
}

/// One block after the gate: admitted per purpose, or not there.
#[derive(Debug)]
pub struct Passage<'b, S> {
    /// For the assistant port.
    pub assistant: Option<Admitted<'b, Assistant, S>>,
    /// For the analysis.
    pub interest_tags: Option<Admitted<'b, InterestTags, S>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grant_word_keeps_generation_and_purposes_apart() {
        for number in [0, 1, 2, 12_345, (1 << 30) - 1] {
            for bits in 0..4 {
                let grant = Grant::open(Generation(number), Purposes::from_bits(bits));
                assert_eq!(Grant::from_word(grant.to_word()), grant);
            }
        }
    }

    #[test]
    fn generations_end_instead_of_starting_over() {
        assert_eq!(Generation((1 << 30) - 2).next(), Some(Generation((1 << 30) - 1)));
        assert_eq!(Generation((1 << 30) - 1).next(), None);
    }

    #[test]
    fn each_purpose_gets_audio_only_under_its_own_bit() {
        let gate = Gate::new();
        for bits in 0..4 {
            gate.set(Grant::open(Generation(7), Purposes::from_bits(bits)));
            let passage = gate.pass(&[1_i16, 2]);
            assert_eq!(passage.assistant.is_some(), bits & 1 != 0);
            assert_eq!(passage.interest_tags.is_some(), bits & 2 != 0);
        }
    }
}
