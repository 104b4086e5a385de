//! The keyword spotter: 16 kHz samples in, detections of watched words out.
//!
//! Promises: the same samples give the same detections on every machine, to the bit, in whatever blocks they
//! come. No word is trained: what is watched is the [`Lexicon`]. All state is in [`SpotterMemory`], also the scratch
//! that sound passes through, and [`Spotter::wipe`] brings every byte back to that of a fresh one. No heap, no
//! panic, memory and time per step bounded by the number of places.
//!
//! Stages, each knowing only what the one before hands it:
//!
//! ```text
//! samples -> mel -> features -> network -> costs -> decoder -> peak -> second look -> Detection
//!            10 ms   int16       30 ms       1/256 nat          +0.99 s  +0.5 s or more
//! ```
//!
//! Delay: a step is 30 ms, three frames. The network looks four steps ahead, a detection waits another 33 for
//! something higher and then 17 more for its second look, and the last frame reaches 15 ms past its step, so a
//! detection comes 1.635 s after the end of the step that it names, plus what the caller's blocks add; later
//! where many words are heard at once.

mod costs;
mod decoder;
mod features;
mod log_softmax;
mod mel;
pub(crate) mod model;
mod network;
mod peak;
mod second_look;
#[cfg(test)]
mod tests;

use core::hint::black_box;

use crate::gate::{Admitted, InterestTags};
use sordina_lexicon::{Lexicon, Word, phoneme};

use self::decoder::Search;
use self::mel::{BINS, LogMel};
use self::network::{Network, STRIDE};
use self::peak::{Peaks, REACH};
use self::second_look::{Pending, SecondLook};

/// Length of a step in milliseconds of sound.
pub const STEP_MS: u32 = 30;

/// How well a word was heard: 1/256 nat per phoneme. 0 is a perfect fit; the second look may lift it above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(i16);

impl Score {
    /// Units per nat.
    pub const PER_NAT: i16 = 256;

    /// From 1/256 nat.
    #[allow(clippy::cast_possible_truncation, reason = "held to 16 bits")]
    pub(crate) fn held(score: i32) -> Self {
        Self(score.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16)
    }

    /// From 1/32 nat.
    fn of_threshold(threshold: i8) -> Self {
        Self(i16::from(threshold) * (Self::PER_NAT / 32))
    }

    /// How far it passes the threshold of `word`, 1/256 nat per phoneme.
    #[must_use]
    pub fn above(self, word: Word) -> i16 {
        self.0.saturating_sub(Self::of_threshold(word.threshold).0)
    }

    /// In 1/256 nat per phoneme.
    #[must_use]
    pub const fn get(self) -> i16 {
        self.0
    }
}

/// A watched word, heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detection {
    /// Number of the word in the lexicon.
    pub word: u16,
    /// Its score, above the word's threshold.
    pub score: Score,
    /// Step in which the path began; steps of [`STEP_MS`] count from the first sample after new or wipe.
    pub start_step: u32,
    /// Step in which the score was highest.
    pub end_step: u32,
}

/// Log-probabilities of one step, 1/256 nat, by phoneme.
pub type LogProbabilities = [i16; phoneme::COUNT];

/// Paths that a product's spotter follows at once; its decoder says what happens when there are more. With 999 words and
/// 2.1 hours of Spanish speech under road noise at 10 dB, 80 were followed on average and 1,057 at most; over 512 in one
/// step of 2,000.
pub const PLACES: usize = 1024;

/// What a spotter remembers: 28 bytes per place and 50 kB, however many words it watches. All zero while it is fresh, so
/// that an image holds no first value of it.
pub struct SpotterMemory<const P: usize = PLACES> {
    front: LogMel,
    acoustics: Acoustics,
    decoder: Decoder<P>,
}

impl<const P: usize> SpotterMemory<P> {
    /// Nothing heard. `const`, so that a board can place it in a static without a copy.
    #[must_use]
    pub const fn new() -> Self {
        Self { front: LogMel::new(), acoustics: Acoustics::new(), decoder: Decoder::new() }
    }
}

impl<const P: usize> Default for SpotterMemory<P> {
    fn default() -> Self {
        Self::new()
    }
}

/// A spotter.
pub struct Spotter<'a, const P: usize = PLACES> {
    lexicon: Lexicon<'a>,
    memory: &'a mut SpotterMemory<P>,
}

impl<'a, const P: usize> Spotter<'a, P> {
    /// A spotter that watches these words and remembers what is in `memory`, which is fresh or wiped.
    #[must_use]
    pub const fn new(lexicon: Lexicon<'a>, memory: &'a mut SpotterMemory<P>) -> Self {
        Self { lexicon, memory }
    }

    /// The words that it watches.
    #[must_use]
    pub const fn lexicon(&self) -> Lexicon<'a> {
        self.lexicon
    }

    /// What the network said last; zeros while it has said nothing.
    #[must_use]
    pub const fn latest(&self) -> &LogProbabilities {
        self.memory.acoustics.network.latest()
    }

    /// Listens to admitted audio, 16 kHz; calls `found` for each detection that it settles.
    pub fn hear(&mut self, audio: &Admitted<'_, InterestTags>, found: &mut impl FnMut(Detection)) {
        self.push(audio.samples(), found);
    }

    /// As [`Spotter::hear`], for the stages and tests of this crate.
    fn push(&mut self, samples: &[i16], found: &mut impl FnMut(Detection)) {
        self.push_observed(samples, found, &mut |_| {});
    }

    /// As [`Spotter::push`]; `observe` also sees every step's log-probabilities, for tests and calibration.
    fn push_observed(
        &mut self,
        samples: &[i16],
        found: &mut impl FnMut(Detection),
        observe: &mut impl FnMut(&LogProbabilities),
    ) {
        let Self { lexicon, memory: SpotterMemory { front, acoustics, decoder } } = self;
        front.push(samples, |energies| {
            if let Some(log_probabilities) = acoustics.hear(energies) {
                observe(log_probabilities);
                decoder.step(*lexicon, log_probabilities, found);
            }
        });
    }

    /// Forgets everything heard: afterwards every byte is that of a fresh spotter for the same lexicon.
    pub fn wipe(&mut self) {
        self.memory.front.wipe();
        self.memory.acoustics.wipe();
        self.memory.decoder.wipe();
        // Memory that nobody reads again could be left as it is; say that somebody may.
        black_box(&mut *self.memory);
    }
}

/// From log energies to log-probabilities: mean, features of one step, network.
#[cfg_attr(test, derive(Debug))]
struct Acoustics {
    mean: features::RunningMean,
    network: Network,
    features: [i16; STRIDE * BINS],
    /// Frames in `features`.
    held: u32,
}

/// No padding here either (`network.rs`).
const _: () = assert!(
    size_of::<Acoustics>()
        == size_of::<features::RunningMean>()
            + size_of::<Network>()
            + size_of::<[i16; STRIDE * BINS]>()
            + size_of::<u32>()
);

impl Acoustics {
    const fn new() -> Self {
        let (mean, network) = (features::RunningMean::new(), Network::new());
        Self { mean, network, features: [0; STRIDE * BINS], held: 0 }
    }

    fn wipe(&mut self) {
        self.mean.wipe();
        self.network.wipe();
        self.features.fill(0);
        self.held = 0;
    }

    /// Takes one frame; answers every third time, once the network is filled.
    fn hear(&mut self, energies: &[f32; BINS]) -> Option<&LogProbabilities> {
        let place = self.features.iter_mut().skip(self.held as usize * BINS);
        for (place, feature) in place.zip(self.mean.remove(energies)) {
            *place = features::quantise(feature);
        }
        self.held += 1;
        if (self.held as usize) < STRIDE {
            return None;
        }
        self.held = 0;
        self.network.step(&self.features)
    }
}

/// From log-probabilities to detections.
#[cfg_attr(test, derive(Debug))]
struct Decoder<const P: usize> {
    /// Steps decoded.
    steps: u32,
    costs: [u16; phoneme::COUNT],
    search: Search<P>,
    peaks: Peaks<P>,
    second_look: SecondLook,
}

impl<const P: usize> Decoder<P> {
    const fn new() -> Self {
        let (search, peaks, second_look) = (Search::new(), Peaks::new(), SecondLook::new());
        Self { steps: 0, costs: [0; phoneme::COUNT], search, peaks, second_look }
    }

    fn wipe(&mut self) {
        self.steps = 0;
        self.costs.fill(0);
        self.search.wipe();
        self.peaks.wipe();
        self.second_look.wipe();
    }

    fn step(&mut self, lexicon: Lexicon, heard: &LogProbabilities, found: &mut impl FnMut(Detection)) {
        let Self { steps, costs, search, peaks, second_look } = self;
        costs::costs(heard, costs);
        search.step(lexicon, costs, |word, heard| peaks.hear(word, heard));
        second_look.keep(costs);
        let mut found = |pending: &Pending, score| {
            let end_step = steps.wrapping_sub(u32::from(pending.since));
            let start_step = end_step.wrapping_sub(u32::from(pending.duration));
            found(Detection { word: pending.word, score, start_step, end_step });
        };
        peaks.end_step(|word, best| {
            let pending =
                Pending { word, node: best.node, cost: best.cost, duration: best.duration, since: REACH };
            if let Some(score) = second_look.take(pending, lexicon) {
                found(&pending, score);
            }
        });
        second_look.work(lexicon, found);
        *steps = steps.wrapping_add(1);
    }
}
