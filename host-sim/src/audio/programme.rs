//! What the simulated microphones hear, block by block: recordings in a row at a machine's rate.

use super::{Recording, Samples, resample};
use crate::error::Error;
use sordina_hal::{Format, Rate};
use std::path::PathBuf;

/// Milliseconds of a block.
pub(crate) const BLOCK_MS: u64 = 10;

/// Recordings in a row.
pub(crate) struct Programme {
    /// The shape of the blocks.
    pub(crate) format: Format,
    /// Length in milliseconds, where every file says its own.
    pub(crate) length_ms: Option<u64>,
    samples: Samples,
    block: Vec<i16>,
}

impl Programme {
    /// Opens all files before the first is played: a missing one is found at once.
    ///
    /// Recordings that are all of 16 kHz are played at 16 kHz, others at 48 kHz. If they differ in their number of
    /// channels, the first channel of each is played.
    pub(crate) fn open(paths: &[PathBuf]) -> Result<Self, Error> {
        Self::of(paths.iter().map(|path| Recording::open(path)).collect::<Result<_, _>>()?)
    }

    /// Plays these recordings.
    pub(crate) fn of(recordings: Vec<Recording>) -> Result<Self, Error> {
        let rate = if recordings.iter().all(|recording| recording.rate == 16_000) {
            Rate::Hz16000
        } else {
            Rate::Hz48000
        };
        let first = recordings.first().map_or(1, |recording| recording.channels);
        let is_common = recordings.iter().all(|recording| recording.channels == first);
        let format = Format { channels: if is_common { first } else { 1 }, rate };
        let length_ms = recordings.iter().map(Recording::length_ms).sum();
        let parts: Vec<Samples> =
            recordings.into_iter().map(|recording| recording.played_as(format)).collect::<Result<_, _>>()?;
        Ok(Self { format, length_ms, samples: Box::new(parts.into_iter().flatten()), block: Vec::new() })
    }

    /// The next block; shorter at the end, `None` after it.
    pub(crate) fn next_block(&mut self) -> Result<Option<&[i16]>, Error> {
        let frames = self.format.rate.hz() / 1000 * BLOCK_MS as u32;
        let samples = frames as usize * usize::from(self.format.channels);
        self.block.clear();
        for sample in self.samples.by_ref().take(samples) {
            self.block.push(sample?);
        }
        Ok(Some(self.block.as_slice()).filter(|block| !block.is_empty()))
    }
}

impl Recording {
    /// The first channel, brought to this rate.
    pub(crate) fn first_channel_at(self, rate: u32) -> Result<Samples, Error> {
        let samples: Samples = Box::new(self.samples.step_by(usize::from(self.channels)));
        if self.rate == rate { Ok(samples) } else { resample::convert(samples, self.rate, rate, 1) }
    }

    fn length_ms(&self) -> Option<u64> {
        self.frames.map(|frames| frames * 1000 / u64::from(self.rate))
    }

    fn played_as(self, format: Format) -> Result<Samples, Error> {
        let samples: Samples = if self.channels == format.channels {
            self.samples
        } else {
            Box::new(self.samples.step_by(usize::from(self.channels)))
        };
        if self.rate == format.rate.hz() {
            return Ok(samples);
        }
        resample::convert(samples, self.rate, format.rate.hz(), format.channels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn wav(path: &Path, rate: u32, channels: u16, samples: &[i16]) {
        let (bits_per_sample, sample_format) = (16, hound::SampleFormat::Int);
        let spec = hound::WavSpec { channels, sample_rate: rate, bits_per_sample, sample_format };
        let mut writer = hound::WavWriter::create(path, spec).unwrap();
        samples.iter().for_each(|sample| writer.write_sample(*sample).unwrap());
        writer.finalize().unwrap();
    }

    #[test]
    fn files_of_one_shape_are_played_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["a.wav", "b.wav"].map(|name| folder.path().join(name));
        wav(&paths[0], 16_000, 2, &[1; 320]);
        wav(&paths[1], 16_000, 2, &[2; 20]);
        let mut programme = Programme::open(&paths).unwrap();
        assert_eq!(programme.format, Format { channels: 2, rate: Rate::Hz16000 });
        assert_eq!(programme.next_block().unwrap(), Some(&[1; 320][..]));
        assert_eq!(programme.next_block().unwrap(), Some(&[2; 20][..]));
        assert_eq!(programme.next_block().unwrap(), None);
    }

    #[test]
    fn files_that_differ_are_played_in_mono_at_48_khz() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["a.wav", "b.wav"].map(|name| folder.path().join(name));
        wav(&paths[0], 48_000, 2, &[7, -7].repeat(480));
        wav(&paths[1], 8_000, 1, &[0; 80]);
        let mut programme = Programme::open(&paths).unwrap();
        assert_eq!(programme.format, Format { channels: 1, rate: Rate::Hz48000 });
        assert_eq!(programme.length_ms, Some(20));
        assert_eq!(programme.next_block().unwrap(), Some(&[7; 480][..]));
        assert_eq!(programme.next_block().unwrap().map(<[i16]>::len), Some(480));
        assert_eq!(programme.next_block().unwrap(), None);
    }
}
