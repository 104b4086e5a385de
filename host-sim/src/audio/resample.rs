//! Any rate to any other, without moving or stretching anything.
//!
//! The resampler's delay is cut off at the start and its tail is flushed at the end, so N frames at rate F become
//! exactly ceil(N x T / F) at rate T, and an event in the file keeps its time.

use super::Samples;
use super::recording::to_word;
use crate::error::Error;
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler};

/// Frames that go in at a time.
const CHUNK: usize = 1024;

/// `samples`, `channels` interleaved at rate `from`, as a stream at rate `to`.
pub(super) fn convert(samples: Samples, from: u32, to: u32, channels: u8) -> Result<Samples, Error> {
    let impossible = |error: rubato::ResamplerConstructionError| {
        Error::input(format!("cannot resample {from} Hz: {error}"), "convert the file to 48000 Hz first")
    };
    let channels = usize::from(channels);
    let resampler = Fft::<f32>::new(from as usize, to as usize, CHUNK, channels, FixedSync::Input);
    let resampler = resampler.map_err(impossible)?;
    Ok(Box::new(Resampled {
        skip: resampler.output_delay() * channels,
        chunk: vec![0.0; CHUNK * channels],
        output: vec![0.0; resampler.output_frames_max() * channels],
        resampler,
        samples,
        channels,
        from: u64::from(from),
        to: u64::from(to),
        read: 0,
        written: 0,
        has_ended: false,
        ready: Vec::new().into_iter(),
    }))
}

struct Resampled {
    resampler: Fft<f32>,
    samples: Samples,
    channels: usize,
    from: u64,
    to: u64,
    chunk: Vec<f32>,
    output: Vec<f32>,
    /// Samples of the resampler's delay, still to be left out.
    skip: usize,
    /// Samples read and written so far.
    read: u64,
    written: u64,
    has_ended: bool,
    ready: std::vec::IntoIter<i16>,
}

impl Resampled {
    /// Samples that the input read so far stands for.
    fn due(&self) -> u64 {
        let channels = self.channels as u64;
        (self.read / channels * self.to).div_ceil(self.from) * channels
    }

    /// Fills the chunk from the input, with silence behind its end.
    fn fill(&mut self) -> Result<(), Error> {
        for place in &mut self.chunk {
            *place = match self.samples.next().filter(|_| !self.has_ended) {
                Some(sample) => {
                    self.read += 1;
                    f32::from(sample?) / 32768.0
                }
                None => {
                    self.has_ended = true;
                    0.0
                }
            };
        }
        Ok(())
    }

    fn convert(&mut self) -> Result<Vec<i16>, Error> {
        self.fill()?;
        let frames = self.output.len() / self.channels;
        let broken =
            |error: String| Error::input(format!("cannot resample: {error}"), "convert the file to 48000 Hz");
        let input = InterleavedSlice::new(&self.chunk, self.channels, CHUNK);
        let input = input.map_err(|error| broken(error.to_string()))?;
        let output = InterleavedSlice::new_mut(&mut self.output, self.channels, frames);
        let mut output = output.map_err(|error| broken(error.to_string()))?;
        let made = self.resampler.process_into_buffer(&input, &mut output, None);
        let (_, frames) = made.map_err(|error| broken(error.to_string()))?;
        let made = frames * self.channels;
        let skipped = self.skip.min(made);
        self.skip -= skipped;
        Ok(self.output[skipped..made].iter().copied().map(to_word).collect())
    }
}

impl Iterator for Resampled {
    type Item = Result<i16, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.has_ended && self.written >= self.due() {
                return None;
            }
            if let Some(sample) = self.ready.next() {
                self.written += 1;
                return Some(Ok(sample));
            }
            match self.convert() {
                Ok(words) => self.ready = words.into_iter(),
                Err(error) => {
                    (self.has_ended, self.read, self.written) = (true, 0, 0);
                    return Some(Err(error));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resampled(rate: u32, channels: u8, samples: Vec<i16>) -> Vec<i16> {
        let samples: Samples = Box::new(samples.into_iter().map(Ok));
        convert(samples, rate, 48_000, channels).unwrap().collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn the_length_in_seconds_does_not_change() {
        for rate in [8_000, 11_025, 16_001, 44_100, 96_000] {
            for frames in [0_u64, 1, 7, 1023, 1024, 1025, 10_000] {
                let samples = vec![0; usize::try_from(frames * 2).unwrap()];
                let expected = (frames * 48_000).div_ceil(u64::from(rate)) * 2;
                assert_eq!(resampled(rate, 2, samples).len() as u64, expected, "{rate} Hz, {frames}");
            }
        }
    }

    #[test]
    fn a_click_keeps_its_time_and_its_channel() {
        let mut samples = vec![0; 2 * 8_000];
        samples[2 * 4_000 + 1] = 30_000;
        let output = resampled(8_000, 2, samples);
        let loudest = (0..output.len()).max_by_key(|place| output[*place].unsigned_abs()).unwrap();
        assert_eq!(loudest, 2 * 24_000 + 1);
    }
}
