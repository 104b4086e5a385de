//! Log-mel front end: 16 kHz samples to 40 log energies every 10 ms.
//!
//! Frame t covers samples 160 t to 160 t + 399: periodic Hann window, FFT of 512, power, 40 HTK-mel triangles
//! from 60 to 7,600 Hz (peak 1), ln(power + 1e-5). Samples count as 1/32,768. All in f32, in one fixed order.
//!
//! Adjacent triangles share their edges, and a falling slope is one minus the rising slope over the same edge
//! interval, so one weight per FFT bin describes the whole bank: weight w of a bin in interval i goes to
//! filter i, the rest, 1 - w, to filter i - 1.
//!
//! HTK mel is 2595 log10(1 + f / 700), so edges equally spaced in mel are a geometric sequence in f + 700.
//!
//! Source: the model's recipe (`firmware/model/MODEL_CARD.md`); HTK Book, 5.4.

use microfft::Complex32;

use crate::elementary::{cosine, logarithm};

/// Mel bins of a frame.
pub(super) const BINS: usize = 40;
/// Samples from one frame to the next: 10 ms.
const HOP: usize = 160;
/// Samples that a frame sees: 25 ms.
const WINDOW: usize = 400;
const TRANSFORM: usize = 512;
/// Keeps the logarithm of silence finite.
const QUIET: f32 = 1e-5;

/// First and last edge of the bank, each plus 700 Hz, and the ratio of neighbours: (8300 / 760)^(1 / 41).
const FIRST_EDGE: f64 = 760.0;
const EDGE_RATIO: f64 = 1.060043102219385;
const HERTZ_PER_BIN: f64 = 31.25;
/// FFT bins strictly between the outer edges.
const LOWEST: usize = 2;
const USED: usize = 242;

/// What the bins of the bank need to know: made by the compiler.
struct Bank {
    /// Weight of each used bin on the rising slope of its interval.
    rising: [f32; USED],
    /// Bins in the first interval, which has no falling slope in it.
    first: u8,
    /// Bins in each further interval: the rising slope of one filter and the falling slope of the one before.
    further: [u8; BINS],
}

static BANK: Bank = bank();
static HANN: [f32; WINDOW] = hann();

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "small exact integers")]
const fn bank() -> Bank {
    let mut bank = Bank { rising: [0.0; USED], first: 0, further: [0; BINS] };
    let (mut interval, mut low, mut n) = (0, FIRST_EDGE, 0);
    while n < USED {
        let place = (n + LOWEST) as f64 * HERTZ_PER_BIN + 700.0;
        while place > low * EDGE_RATIO {
            low *= EDGE_RATIO;
            interval += 1;
        }
        bank.rising[n] = ((place - low) / (low * (EDGE_RATIO - 1.0))) as f32;
        if interval == 0 {
            bank.first += 1;
        } else {
            bank.further[interval - 1] += 1;
        }
        n += 1;
    }
    bank
}

/// The window, with the scale of the samples in it.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "table of small numbers")]
const fn hann() -> [f32; WINDOW] {
    let mut window = [0.0; WINDOW];
    let mut n = 0;
    while n < WINDOW {
        let angle = 2.0 * core::f64::consts::PI * n as f64 / WINDOW as f64;
        window[n] = ((0.5 - 0.5 * cosine(angle)) / 32_768.0) as f32;
        n += 1;
    }
    window
}

/// Streaming front end. Every buffer that audio passes through is a field, so [`LogMel::wipe`] reaches it.
#[cfg_attr(test, derive(Debug))]
pub(super) struct LogMel {
    work: [f32; TRANSFORM],
    energies: [f32; BINS],
    samples: [i16; WINDOW],
    held: u32,
}

impl LogMel {
    /// Silent and empty.
    pub(super) const fn new() -> Self {
        Self { work: [0.0; TRANSFORM], energies: [0.0; BINS], samples: [0; WINDOW], held: 0 }
    }

    /// Back to the fresh state.
    pub(super) fn wipe(&mut self) {
        self.work.fill(0.0);
        self.energies.fill(0.0);
        self.samples.fill(0);
        self.held = 0;
    }

    /// Takes any number of samples; calls `frame` with the log energies of each frame that they complete.
    pub(super) fn push(&mut self, mut samples: &[i16], mut frame: impl FnMut(&[f32; BINS])) {
        while !samples.is_empty() {
            samples = self.fill(samples);
            if self.held as usize == WINDOW {
                self.analyse();
                frame(&self.energies);
                self.advance();
            }
        }
    }

    /// Copies what fits behind the samples held; returns what does not.
    #[allow(clippy::cast_possible_truncation, reason = "at most 400")]
    fn fill<'s>(&mut self, samples: &'s [i16]) -> &'s [i16] {
        let room = WINDOW.saturating_sub(self.held as usize);
        let taken = room.min(samples.len());
        for (place, sample) in self.samples.iter_mut().skip(self.held as usize).zip(samples) {
            *place = *sample;
        }
        self.held += taken as u32;
        samples.get(taken..).unwrap_or(&[])
    }

    /// Lets go of the oldest 10 ms.
    #[allow(clippy::cast_possible_truncation, reason = "240")]
    fn advance(&mut self) {
        self.samples.copy_within(HOP.., 0);
        self.held = (WINDOW - HOP) as u32;
    }

    fn analyse(&mut self) {
        let (windowed, padding) = self.work.split_at_mut(WINDOW);
        for ((place, sample), weight) in windowed.iter_mut().zip(&self.samples).zip(&HANN) {
            *place = f32::from(*sample) * *weight;
        }
        padding.fill(0.0);
        let spectrum = microfft::real::rfft_512(&mut self.work);
        let mut bins = spectrum.iter().skip(LOWEST).zip(&BANK.rising);
        let (mut risen, _) = slopes(&mut bins, BANK.first);
        for (energy, count) in self.energies.iter_mut().zip(&BANK.further) {
            let (rising, falling) = slopes(&mut bins, *count);
            *energy = logarithm(risen + falling + QUIET);
            risen = rising;
        }
    }
}

/// Power of the next `count` bins on the rising and on the falling slope of their interval.
fn slopes<'s>(bins: &mut impl Iterator<Item = (&'s Complex32, &'s f32)>, count: u8) -> (f32, f32) {
    let (mut rising, mut falling) = (0.0, 0.0);
    for (bin, weight) in bins.by_ref().take(usize::from(count)) {
        let power = bin.re * bin.re + bin.im * bin.im;
        let share = power * *weight;
        rising += share;
        falling += power - share;
    }
    (rising, falling)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_those_of_the_mel_scale() {
        assert!((EDGE_RATIO.powi(41) * 760.0 - 8_300.0).abs() < 1e-8);
        let bins: u32 = BANK.further.iter().map(|count| u32::from(*count)).sum();
        assert_eq!(bins + u32::from(BANK.first), 242);
        assert!(BANK.rising.iter().all(|weight| (0.0..=1.0).contains(weight)));
    }

    #[test]
    fn silence_is_the_floor_and_frames_come_every_160_samples() {
        let mut front = LogMel::new();
        let mut frames = 0;
        front.push(&[0; 1040], |energies| {
            frames += 1;
            assert!(energies.iter().all(|energy| (*energy - QUIET.ln()).abs() < 1e-5));
        });
        assert_eq!(frames, 5);
    }
}
