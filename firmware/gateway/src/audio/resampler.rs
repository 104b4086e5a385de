//! 48 kHz to 16 kHz: a 3:1 FIR decimator in integers.
//!
//! Promises: exact integer arithmetic, so every machine and every block size gives the same samples; passes up
//! to 7 kHz within 0.05 dB; at least 60 dB down from 9 kHz, so what folds back below 7 kHz is inaudible to the
//! spotter; gain 1 at DC. Delay 47.5 samples of 48 kHz (1 ms), and output comes in bursts of 32 (2 ms).
//!
//! Coefficients: h[n] = (1/3) sinc((n - 47.5) / 3) x Kaiser(beta 6.2), n = 0..95, cut-off 8 kHz, in 1/32,768,
//! made by the compiler. The sum of their magnitudes stays below 2, so 32 bits hold every sum.
//!
//! Layout: 93 samples of history, then room for 96 new ones, which make 32 results.
//!
//! Source: Oppenheim and Schafer, *Discrete-Time Signal Processing*, 7.5 (Kaiser window), 4.7 (decimation).

use core::f64::consts::PI;
use core::hint::black_box;

use sordina_dsp::dot16;

use crate::elementary::{sine, square_root};
use crate::gate::{Admitted, InterestTags};

/// Samples in for one out.
const RATIO: usize = 3;
const LENGTH: usize = 96;
const BETA: f64 = 6.2;
/// Results per burst.
const BURST: usize = 32;
const HISTORY: usize = LENGTH - RATIO;
const ROOM: usize = BURST * RATIO;
const ONE: i32 = 1 << 15;

static COEFFICIENTS: [i16; LENGTH] = coefficients();

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "small numbers, rounded")]
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const fn coefficients() -> [i16; LENGTH] {
    let mut result = [0; LENGTH];
    let (half, mut n) = ((LENGTH - 1) as f64 / 2.0, 0);
    while n < LENGTH {
        let time = n as f64 - half;
        let sinc = sine(PI * time / RATIO as f64) / (PI * time);
        let window = bessel(BETA * square_root(1.0 - time * time / (half * half))) / bessel(BETA);
        let value = sinc * window * ONE as f64;
        result[n] = (value + if value < 0.0 { -0.5 } else { 0.5 }) as i16;
        n += 1;
    }
    result
}

/// Modified Bessel function of the first kind, order 0.
const fn bessel(x: f64) -> f64 {
    let (mut term, mut sum, mut k) = (1.0, 1.0, 1.0);
    while k < 40.0 {
        term *= x * x / (4.0 * k * k);
        sum += term;
        k += 1.0;
    }
    sum
}

/// The decimator's memory.
pub struct Resampler {
    samples: [i16; HISTORY + ROOM],
    results: [i16; BURST],
    /// New samples held.
    held: u16,
}

impl Default for Resampler {
    fn default() -> Self {
        Self::new()
    }
}

impl Resampler {
    /// Silent.
    #[must_use]
    pub const fn new() -> Self {
        Self { samples: [0; HISTORY + ROOM], results: [0; BURST], held: 0 }
    }

    /// Back to the fresh state, every byte.
    pub fn wipe(&mut self) {
        self.samples.fill(0);
        self.results.fill(0);
        self.held = 0;
        black_box(self);
    }

    /// Takes admitted audio at 48 kHz; hands it on at 16 kHz, 32 samples at a time, still admitted.
    pub fn narrow(
        &mut self,
        audio: &Admitted<'_, InterestTags>,
        take: &mut impl FnMut(Admitted<'_, InterestTags>),
    ) {
        let generation = audio.generation();
        self.push(audio.samples(), &mut |samples| {
            take(Admitted::<InterestTags>::carried_on(samples, generation));
        });
    }

    fn push(&mut self, mut samples: &[i16], take: &mut impl FnMut(&[i16])) {
        while !samples.is_empty() {
            samples = self.fill(samples);
            if usize::from(self.held) == ROOM {
                self.decimate();
                take(&self.results);
            }
        }
    }

    /// Copies what fits behind the samples held; returns what does not.
    #[allow(clippy::cast_possible_truncation, reason = "at most 96")]
    fn fill<'s>(&mut self, samples: &'s [i16]) -> &'s [i16] {
        let start = HISTORY + usize::from(self.held);
        let taken = self.samples.len().saturating_sub(start).min(samples.len());
        for (place, sample) in self.samples.iter_mut().skip(start).zip(samples) {
            *place = *sample;
        }
        self.held += taken as u16;
        samples.get(taken..).unwrap_or(&[])
    }

    fn decimate(&mut self) {
        let windows = self.samples.array_windows::<LENGTH>().step_by(RATIO);
        for (place, window) in self.results.iter_mut().zip(windows) {
            *place = rounded(dot16(window, &COEFFICIENTS));
        }
        self.samples.copy_within(ROOM.., 0);
        self.held = 0;
    }
}

/// From 1/32,768 to whole samples, held to 16 bits: a loud square edge may overshoot.
#[allow(clippy::cast_possible_truncation, reason = "held to 16 bits")]
fn rounded(sum: i32) -> i16 {
    let value = (sum + ONE / 2) >> 15;
    value.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::vec::Vec;

    fn resample(input: &[i16], block: usize) -> Vec<i16> {
        let (mut resampler, mut output) = (Resampler::new(), Vec::new());
        for block in input.chunks(block) {
            resampler.push(block, &mut |samples| output.extend_from_slice(samples));
        }
        output
    }

    #[allow(clippy::cast_possible_truncation, reason = "within 16 bits")]
    fn tone(hertz: f64) -> Vec<i16> {
        let sample = |n| (16_000.0 * (2.0 * PI * hertz * f64::from(n) / 48_000.0).sin()).round() as i16;
        (0..48_000).map(sample).collect()
    }

    /// Level of a resampled tone against that of the tone itself, in dB.
    #[allow(clippy::cast_precision_loss, reason = "thousands")]
    fn gain(hertz: f64) -> f64 {
        let power = |samples: &[i16]| {
            samples.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / samples.len() as f64
        };
        let output = resample(&tone(hertz), 480);
        10.0 * (power(&output[64..]).max(1e-9) / power(&tone(hertz))).log10()
    }

    #[test]
    fn passes_speech_up_to_7_khz_and_stops_9_khz_and_above() {
        for hertz in (100..=7_000).step_by(173) {
            assert!(gain(f64::from(hertz)).abs() < 0.05, "{hertz} Hz: {} dB", gain(f64::from(hertz)));
        }
        for hertz in (9_000..24_000).step_by(311) {
            assert!(gain(f64::from(hertz)) < -60.0, "{hertz} Hz: {} dB", gain(f64::from(hertz)));
        }
    }

    #[test]
    fn gain_at_dc_is_one_and_full_scale_saturates_instead_of_wrapping() {
        for level in [i16::MAX, 1_000, -1_000, i16::MIN] {
            let output = resample(&[level; 960], 960);
            let last = *output.last().unwrap_or(&0);
            assert!(
                (i32::from(last) - i32::from(level)).abs() <= i32::from(level).abs() / 2_000 + 1,
                "{last}"
            );
        }
        let edge: Vec<i16> = (0..960).map(|n| if n < 480 { i16::MIN } else { i16::MAX }).collect();
        let settled = resample(&edge, 96).split_off(64);
        assert!(settled.windows(2).all(|pair| i32::from(pair[1]) - i32::from(pair[0]) > -8_000));
        assert!(COEFFICIENTS.iter().map(|c| i32::from(*c).abs()).sum::<i32>() < 2 * ONE - 1);
    }

    #[test]
    fn any_block_size_gives_the_same_samples() {
        let input = tone(997.0);
        let whole = resample(&input, input.len());
        for block in [1, 7, 48, 160, 1_000] {
            assert!(resample(&input, block) == whole);
        }
    }

    #[test]
    fn wiped_is_fresh() {
        let mut resampler = Resampler::new();
        resampler.push(&tone(440.0)[..1_001], &mut |_| {});
        resampler.wipe();
        assert!(resampler.samples.iter().chain(&resampler.results).all(|sample| *sample == 0));
        assert_eq!(resampler.held, 0);
    }
}
