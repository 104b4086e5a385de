//! The worker context: what is admitted for interest tags becomes evidence, hop by hop.
//!
//! Promises:
//! - It works on audio of the gate's present generation only. When the generation changes, or the gate closes,
//!   ring, resampler, network, decoder and evidence are wiped before anything else happens (R3, R9, R14).
//! - A hop takes at most [`CHUNK`] frames, so that the control path is never kept waiting for long.

use crate::audio::Resampler;
use crate::audio::ring::{CHUNK, Outlet};
use crate::gate::{Gate, Generation, Purpose};
use crate::interest::{Evidence, Mention};
use crate::spotter::{Detection, LogProbabilities, PLACES, Spotter};
use sordina_hal::{Millis, Rate};
use sordina_lexicon::Meaning;

/// Everything that ever holds audio, or what was made of it, outside the ring.
pub struct Analysis<'m, const P: usize = PLACES> {
    gate: &'m Gate,
    outlet: Outlet<'m>,
    rate: Rate,
    /// Opening that the stages below are hearing; [`Generation::NONE`] while they are blank.
    hearing: Generation,
    chunk: [i16; CHUNK],
    resampler: Resampler,
    spotter: Spotter<'m, P>,
    evidence: Evidence,
}

impl<'m, const P: usize> Analysis<'m, P> {
    pub(crate) const fn new(gate: &'m Gate, outlet: Outlet<'m>, rate: Rate, spotter: Spotter<'m, P>) -> Self {
        Self {
            gate,
            outlet,
            rate,
            hearing: Generation::NONE,
            chunk: [0; CHUNK],
            resampler: Resampler::new(),
            spotter,
            evidence: Evidence::new(),
        }
    }

    /// Works on the next piece of audio, if there is one; returns whether there was. `now` dates the evidence.
    ///
    /// `heard` is told each detection. It is there for a simulator's screen; no message of the link can carry
    /// one (R11).
    pub fn hop(&mut self, now: Millis, mut heard: impl FnMut(&Detection)) -> bool {
        let grant = self.gate.grant();
        let is_open = grant.purposes().contains(Purpose::InterestTags);
        let wanted = if is_open { grant.generation() } else { Generation::NONE };
        if self.hearing != wanted {
            self.wipe_stages();
            self.hearing = wanted;
        }
        if !is_open {
            // A block that the audio context was passing while the gate closed may have arrived since.
            self.outlet.wipe();
            return false;
        }
        let Some(audio) = self.outlet.next(wanted, &mut self.chunk) else { return false };
        let Self { evidence, spotter, resampler, .. } = self;
        let lexicon = spotter.lexicon();
        let mut found = |detection: Detection| {
            let Some(word) = lexicon.words().get(usize::from(detection.word)) else { return };
            match word.meaning() {
                Meaning::Tag(tag) => evidence.add(Mention::of(tag, &detection, *word, now)),
                Meaning::Denied => evidence.deny(now),
                Meaning::Nothing => {}
            }
            heard(&detection);
        };
        match self.rate {
            Rate::Hz48000 => resampler.narrow(&audio, &mut |narrow| spotter.hear(&narrow, &mut found)),
            Rate::Hz16000 => spotter.hear(&audio, &mut found),
        }
        self.chunk.fill(0);
        true
    }

    /// What this drive has said so far.
    #[must_use]
    pub const fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// What the network said of the last step, for a simulator's screen; no message of the link can carry it (R11). Zeros while
    /// nothing is heard.
    #[must_use]
    pub const fn log_probabilities(&self) -> &LogProbabilities {
        self.spotter.latest()
    }

    /// Blocks that found the ring full since the start.
    #[must_use]
    pub fn dropped_blocks(&self) -> u32 {
        self.outlet.dropped()
    }

    /// Forgets everything, also what is still in the ring.
    pub(crate) fn wipe(&mut self) {
        self.outlet.wipe();
        self.wipe_stages();
    }

    /// Brings every stage after the ring back to its start. The ring itself erases what is of another opening.
    fn wipe_stages(&mut self) {
        self.hearing = Generation::NONE;
        self.chunk.fill(0);
        self.resampler.wipe();
        self.spotter.wipe();
        self.evidence.wipe();
    }
}
