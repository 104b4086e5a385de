//! Audio that the gate has let through, as a type that only the gate can make.

use super::{Generation, Grant, PurposeType};
use core::marker::PhantomData;

/// Samples admitted for purpose `P`.
///
/// Having one tells you that
/// - the gate was open for `P` when the block arrived,
/// - under the consent of exactly this [`generation`](Self::generation).
///
/// It does not tell you that the gate is *still* open: a stage that keeps audio for later compares the
/// generation with the gate's before it uses it (R9).
///
/// There is no public constructor, and the samples can be read only inside this crate: audio that was not
/// admitted cannot be passed on, and the compiler says so.
#[derive(Debug)]
#[must_use = "audio that was admitted should be used or wiped"]
pub struct Admitted<'b, P, S = i16> {
    samples: &'b [S],
    generation: Generation,
    purpose: PhantomData<P>,
}

impl<'b, P: PurposeType, S> Admitted<'b, P, S> {
    #[inline(always)]
    pub(super) fn if_granted(grant: Grant, samples: &'b [S]) -> Option<Self> {
        let admitted = grant.purposes().contains(P::PURPOSE);
        admitted.then_some(Self { samples, generation: grant.generation(), purpose: PhantomData })
    }

    /// The same audio after a stage has kept or converted it. The generation does not change.
    pub(crate) fn carried_on<T>(samples: &'b [T], generation: Generation) -> Admitted<'b, P, T> {
        Admitted { samples, generation, purpose: PhantomData }
    }

    /// The opening under which this audio was admitted.
    #[must_use]
    pub fn generation(&self) -> Generation {
        self.generation
    }

    #[inline(always)]
    pub(crate) fn samples(&self) -> &'b [S] {
        self.samples
    }
}
