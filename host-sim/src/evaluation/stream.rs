//! Clips to samples: gap, white noise, and other noise if asked for; the same in every run.
//!
//! Everything is at 16 kHz, the rate of the analysis. The generator of clip i (from 0) starts at 1000 + i.

use super::road;
use crate::audio::Recording;
use crate::cli::Under;
use crate::error::Error;
use crate::random::Random;
use std::path::{Path, PathBuf};

/// Rate of the stream.
pub(crate) const RATE: usize = 16_000;
/// Samples of the gap before a clip.
const GAP: usize = 8_000;
/// Blocks in which the level of speech is taken: 25 ms.
const LEVEL_BLOCK: usize = 400;

/// Noises and how loud they are.
pub(crate) struct Noise {
    recordings: Vec<Vec<f64>>,
    snr_db: f64,
}

impl Noise {
    /// What the command line asks for.
    pub(crate) fn of(under: &Under) -> Result<Option<Self>, Error> {
        let Some(snr_db) = under.snr else { return Ok(None) };
        if !snr_db.is_finite() {
            return Err(Error::input(format!("--snr {snr_db} is no level"), "give decibels, e.g. 10"));
        }
        let recordings = under.noise.as_deref().map(recordings).transpose()?;
        Ok(Some(Self { recordings: recordings.unwrap_or_default(), snr_db }))
    }

    /// So many samples of one of the recordings, from anywhere, wrapped; or of a road, which is one noise more.
    fn piece(&self, length: usize, random: &mut Random) -> Vec<f64> {
        let Some(noise) = self.recordings.get(random.below(self.recordings.len() + 1)) else {
            return road::noise(length, random);
        };
        noise.iter().copied().cycle().skip(random.below(noise.len())).take(length).collect()
    }

    /// Adds a random piece to `stream`, at the ratio to the level of `speech`.
    fn mix(&self, stream: &mut [f64], speech: &[f64], random: &mut Random) {
        let piece = self.piece(stream.len(), random);
        let power = piece.iter().map(|sample| sample * sample).sum::<f64>() / stream.len() as f64;
        let wanted = active_power(speech) / 10_f64.powf(self.snr_db / 10.0);
        let gain = (wanted / (power + 1e-12)).sqrt();
        stream.iter_mut().zip(piece).for_each(|(sample, noise)| *sample += gain * noise);
        let peak = stream.iter().fold(0.0, |peak: f64, sample| peak.max(sample.abs()));
        if peak > 0.98 {
            stream.iter_mut().for_each(|sample| *sample *= 0.98 / peak);
        }
    }
}

/// All WAV and FLAC files of a folder, in the order of their names.
fn recordings(folder: &Path) -> Result<Vec<Vec<f64>>, Error> {
    let listed = std::fs::read_dir(folder).map_err(|error| Error::missing(folder, &error))?;
    let mut paths: Vec<PathBuf> = listed.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    let is_audio = |path: &PathBuf| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|e| e.eq_ignore_ascii_case("wav") || e.eq_ignore_ascii_case("flac"))
    };
    paths.retain(is_audio);
    paths.sort();
    let recordings: Vec<Vec<f64>> = paths.iter().map(|path| mono(path)).collect::<Result<_, _>>()?;
    let recordings: Vec<_> = recordings.into_iter().filter(|samples| !samples.is_empty()).collect();
    if recordings.is_empty() {
        let what = format!("no WAV or FLAC file in {}", folder.display());
        return Err(Error::input(what, "name a folder that holds noise recordings"));
    }
    Ok(recordings)
}

/// Mean power of the blocks above a thousandth of the loudest.
fn active_power(speech: &[f64]) -> f64 {
    let starts = (0..speech.len().saturating_sub(LEVEL_BLOCK).max(1)).step_by(LEVEL_BLOCK);
    let powers: Vec<f64> = starts
        .map(|start| &speech[start..speech.len().min(start + LEVEL_BLOCK)])
        .map(|block| block.iter().map(|sample| sample * sample).sum::<f64>() / block.len().max(1) as f64)
        .collect();
    let loudest = powers.iter().copied().fold(0.0, f64::max);
    let active: Vec<f64> = powers.into_iter().filter(|power| *power > loudest * 1e-3).collect();
    active.iter().sum::<f64>() / active.len().max(1) as f64
}

/// Gap and clip number `index` of the list, as the gateway hears them.
pub(crate) fn samples(path: &Path, index: usize, noise: Option<&Noise>) -> Result<Vec<i16>, Error> {
    let speech = mono(path)?;
    let mut random = Random::new(1000_u32.wrapping_add(u32::try_from(index).unwrap_or(u32::MAX)));
    let white = 10_f64.powf(-75.0 / 20.0);
    let clean = std::iter::repeat_n(0.0, GAP).chain(speech.iter().copied());
    let mut stream: Vec<f64> = clean.map(|sample| sample + random.normal() * white).collect();
    if let Some(noise) = noise {
        noise.mix(&mut stream, &speech, &mut random);
    }
    Ok(stream.into_iter().map(to_word).collect())
}

#[allow(clippy::cast_possible_truncation, reason = "clamped, and a float cast saturates")]
fn to_word(sample: f64) -> i16 {
    (sample * 32_767.0).round_ties_even() as i16
}

/// The first channel at 16 kHz, full scale 1.0.
fn mono(path: &Path) -> Result<Vec<f64>, Error> {
    let recording = Recording::open(path)?;
    let samples = recording.first_channel_at(16_000)?;
    samples.map(|sample| sample.map(|sample| f64::from(sample) / 32_768.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_mixed_at_the_ratio_that_was_asked_for() {
        let speech: Vec<f64> = (0..8_000).map(|n| 0.1 * f64::from(n).sin()).collect();
        let noise = Noise { recordings: vec![vec![0.5, -0.5, 0.25]], snr_db: 20.0 };
        let mut stream = vec![0.0; 16_000];
        noise.mix(&mut stream, &speech, &mut Random::new(1000));
        let power = stream.iter().map(|sample| sample * sample).sum::<f64>() / 16_000.0;
        let ratio = 10.0 * (active_power(&speech) / power).log10();
        assert!((ratio - 20.0).abs() < 0.1, "{ratio}");
    }

    #[test]
    fn silence_in_a_clip_does_not_lower_its_level() {
        let loud = [0.1; LEVEL_BLOCK];
        let with_pause = [loud.as_slice(), &[0.0; 10 * LEVEL_BLOCK], &loud, &loud].concat();
        assert!((active_power(&with_pause) - 0.01).abs() < 1e-9);
    }
}
