//! Devices whose rate the gate does not take: converted before the ring on the microphone's side, behind the gate on the
//! assistant's.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler, ResamplerConstructionError};
use std::collections::VecDeque;

/// Frames that go in at a time, at least.
const CHUNK: usize = 128;
/// Frames that a callback may ask for: memory for so many is there from the beginning.
const LONGEST: usize = 1 << 14;

/// From one rate to another, one channel. After the start it takes no memory.
pub(super) struct Converter {
    resampler: Fft<f32>,
    chunk: Vec<f32>,
    held: usize,
    converted: Vec<f32>,
    ready: VecDeque<i32>,
}

impl Converter {
    /// `None` where both rates are the same.
    pub(super) fn between(from: u32, to: u32) -> Result<Option<Self>, ResamplerConstructionError> {
        if from == to {
            return Ok(None);
        }
        let resampler = Fft::<f32>::new(from as usize, to as usize, CHUNK, 1, FixedSync::Both)?;
        Ok(Some(Self {
            chunk: vec![0.0; resampler.input_frames_next()],
            held: 0,
            converted: vec![0.0; resampler.output_frames_next()],
            ready: VecDeque::with_capacity(2 * LONGEST),
            resampler,
        }))
    }

    /// Forgets everything that went in.
    pub(super) fn reset(&mut self) {
        self.resampler.reset();
        self.chunk.fill(0.0);
        self.converted.fill(0.0);
        self.held = 0;
        self.ready.clear();
    }

    /// Frames that must go in before so many can come out.
    pub(super) fn needs(&self, frames: usize) -> usize {
        let missing = frames.saturating_sub(self.ready.len());
        missing.div_ceil(self.converted.len()) * self.chunk.len()
    }

    /// Frames by which it may run ahead or stay behind: it works on so many at once, on either side.
    pub(super) fn burst(&self) -> usize {
        2 * self.chunk.len()
    }

    /// Takes a sample in; hands every sample out that this makes ready.
    pub(super) fn push(&mut self, sample: i32, mut out: impl FnMut(i32)) {
        self.take(sample);
        self.ready.drain(..).for_each(&mut out);
    }

    /// Fills `output`, with as many samples of `pull` as that needs; `pull` fills what it is given.
    pub(super) fn fill(&mut self, output: &mut [i32], mut pull: impl FnMut(&mut [i32])) {
        let mut pulled = [0; CHUNK];
        while self.ready.len() < output.len() {
            let wanted = (self.chunk.len() - self.held).min(CHUNK);
            let pulled = &mut pulled[..wanted];
            pull(pulled);
            pulled.iter().for_each(|sample| self.take(*sample));
        }
        output.iter_mut().for_each(|place| *place = self.ready.pop_front().unwrap_or_default());
    }

    fn take(&mut self, sample: i32) {
        self.chunk[self.held] = sample as f32;
        self.held += 1;
        if self.held < self.chunk.len() {
            return;
        }
        self.held = 0;
        let Self { resampler, chunk, converted, ready, .. } = self;
        let lengths = (chunk.len(), converted.len());
        let input = InterleavedSlice::new(chunk, 1, lengths.0);
        let output = InterleavedSlice::new_mut(converted, 1, lengths.1);
        let (Ok(input), Ok(mut output)) = (input, output) else { return };
        if resampler.process_into_buffer(&input, &mut output, None).is_ok() {
            // What the resampler adds above full scale is held by the conversion.
            ready.extend(converted.iter().map(|sample| *sample as i32));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, at: usize) -> f64 {
        (at as f64 * 997.0 * std::f64::consts::TAU / f64::from(rate)).sin() * 1e9
    }

    /// The loudest difference from a tone of any phase, as a share of the tone.
    fn distortion(samples: &[i32], rate: u32) -> f64 {
        let step = 997.0 * std::f64::consts::TAU / f64::from(rate);
        let (mut sine, mut cosine) = (0.0, 0.0);
        for (at, sample) in samples.iter().enumerate() {
            let angle = at as f64 * step;
            sine += f64::from(*sample) * angle.sin() * 2.0 / samples.len() as f64;
            cosine += f64::from(*sample) * angle.cos() * 2.0 / samples.len() as f64;
        }
        assert!((sine.hypot(cosine) / 1e9 - 1.0).abs() < 0.01, "{}", sine.hypot(cosine));
        let differences = samples.iter().enumerate().map(|(at, sample)| {
            let angle = at as f64 * step;
            (f64::from(*sample) - sine * angle.sin() - cosine * angle.cos()).abs() / 1e9
        });
        differences.fold(0.0, f64::max)
    }

    #[test]
    fn a_tone_stays_a_tone_there_and_back_in_blocks_of_any_size() {
        for rate in [22_050, 32_000, 44_100, 96_000] {
            let mut there = Converter::between(rate, 48_000).unwrap().unwrap();
            let mut back = Converter::between(48_000, rate).unwrap().unwrap();
            let mut narrow = VecDeque::new();
            for at in 0..rate as usize * 2 {
                there.push(tone(rate, at) as i32, |sample| narrow.push_back(sample));
            }
            let mut heard = Vec::new();
            for length in [1, 7, 64, 333, 480, 1024].into_iter().cycle() {
                if narrow.len() < back.needs(length) {
                    break;
                }
                let mut block = vec![0; length];
                back.fill(&mut block, |pulled| {
                    pulled.iter_mut().for_each(|place| *place = narrow.pop_front().unwrap());
                });
                heard.extend(block);
            }
            // A whole number of periods of the tone, away from the beginning.
            let steady = &heard[rate as usize / 4..rate as usize / 4 + rate as usize];
            assert!(distortion(steady, rate) < 1e-5, "{rate}: {}", distortion(steady, rate));
        }
    }

    #[test]
    fn after_a_reset_nothing_of_before_comes_out() {
        let mut converter = Converter::between(44_100, 48_000).unwrap().unwrap();
        converter.fill(&mut [0; 1000], |pulled| pulled.fill(1 << 30));
        converter.reset();
        let mut block = [1; 1000];
        converter.fill(&mut block, |pulled| pulled.fill(0));
        assert_eq!(block, [0; 1000]);
    }
}
