//! Audio on its way: the assistant port, the ring to the worker, the resampler.
//!
//! [`AudioPath::process`] is all that runs in the audio context. It takes no lock, allocates nothing, cannot
//! panic, and does the same work for every block of the same length under the same grant (R10).

pub mod assistant;
mod resampler;
pub mod ring;

pub use resampler::Resampler;

use crate::gate::Gate;
use ring::Intake;
use sordina_hal::Sample;

/// The audio context's part of the gateway: one call per block.
pub struct AudioPath<'m> {
    gate: &'m Gate,
    intake: Intake<'m>,
    channels: u8,
}

impl<'m> AudioPath<'m> {
    pub(crate) fn new(gate: &'m Gate, intake: Intake<'m>, channels: u8) -> Self {
        Self { gate, intake, channels: channels.max(1) }
    }

    /// Passes one block of interleaved samples from the microphones to the assistant port.
    ///
    /// `output` is written whole: audio if the gate is open for the assistant, zeros otherwise, and zeros
    /// behind a shorter `input`. Nothing of an earlier block is ever left in it (R3).
    #[inline]
    pub fn process<S: Sample>(&mut self, input: &[S], output: &mut [S]) {
        let passage = self.gate.pass(input);
        assistant::deliver(passage.assistant, output);
        if let Some(admitted) = passage.interest_tags {
            self.intake.push(&admitted, self.channels);
        }
    }
}
