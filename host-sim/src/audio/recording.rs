//! One audio file, recognised by what it contains and not by its name.

use super::{Samples, flac};
use crate::error::Error;
use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;

/// A file being read.
pub(crate) struct Recording {
    /// Frames per second, at least 1.
    pub(crate) rate: u32,
    /// Interleaved channels, at least 1.
    pub(crate) channels: u8,
    /// Frames, where the file says how many.
    pub(crate) frames: Option<u64>,
    /// The samples.
    pub(crate) samples: Samples,
}

impl Recording {
    /// Opens a WAV or FLAC file.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let file = File::open(path).map_err(|error| Error::missing(path, &error))?;
        Self::read(path, Box::new(BufReader::new(file)))
    }

    /// Reads what is in a WAV or FLAC file; `path` is for messages.
    pub(crate) fn read(path: &Path, mut source: Source) -> Result<Self, Error> {
        let mut magic = Vec::new();
        (&mut source).take(4).read_to_end(&mut magic).map_err(|error| Error::missing(path, &error))?;
        let whole: Source = Box::new(Cursor::new(magic.clone()).chain(source));
        let recording = match magic.as_slice() {
            b"RIFF" => open_wav(path, whole),
            b"fLaC" => flac::open(path, whole),
            _ => Err(Error::unreadable(path, "neither WAV nor FLAC", convert(path))),
        }?;
        if recording.rate == 0 {
            return Err(Error::unreadable(path, "its header says 0 Hz", convert(path)));
        }
        Ok(recording)
    }
}

/// Bytes of a file, wherever they are.
pub(crate) type Source = Box<dyn Read>;

/// The command that turns about anything into something that can be read.
pub(super) fn convert(path: &Path) -> String {
    let wav = path.with_extension("wav");
    let wav = if wav == path { path.with_extension("plain.wav") } else { wav };
    format!("convert it, e.g. ffmpeg -i {} {}", path.display(), wav.display())
}

/// Channels as the gateway counts them.
pub(super) fn channels(path: &Path, count: u32) -> Result<u8, Error> {
    let count = u8::try_from(count).ok().filter(|count| *count > 0);
    count.ok_or_else(|| Error::unreadable(path, "it has no channel, or more than 255", convert(path)))
}

fn open_wav(path: &Path, reader: Source) -> Result<Recording, Error> {
    let named = path.to_owned();
    let broken = move |error: hound::Error| Error::unreadable(&named, error, convert(&named));
    let reader = hound::WavReader::new(reader).map_err(&broken)?;
    let (spec, frames) = (reader.spec(), u64::from(reader.duration()));
    let samples: Samples = match spec.sample_format {
        hound::SampleFormat::Float => {
            Box::new(reader.into_samples::<f32>().map(move |sample| sample.map(to_word).map_err(&broken)))
        }
        hound::SampleFormat::Int => {
            let bits = u32::from(spec.bits_per_sample);
            let words = reader.into_samples::<i32>();
            Box::new(words.map(move |sample| sample.map(|sample| narrow(sample, bits)).map_err(&broken)))
        }
    };
    Ok(Recording {
        rate: spec.sample_rate,
        channels: channels(path, u32::from(spec.channels))?,
        frames: Some(frames),
        samples,
    })
}

/// The 16 most significant of `bits` bits; fewer bits are moved up.
#[allow(clippy::cast_possible_truncation, reason = "a sample of at most 16 bits after the shift")]
pub(super) fn narrow(sample: i32, bits: u32) -> i16 {
    if bits >= 16 { (sample >> (bits - 16)) as i16 } else { (sample << (16 - bits)) as i16 }
}

/// Full scale is 1.0; what is beyond it is clipped.
#[allow(clippy::cast_possible_truncation, reason = "a float cast saturates, which is what is wanted")]
pub(super) fn to_word(sample: f32) -> i16 {
    (sample * 32768.0).round() as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_width_keeps_its_top_bits() {
        assert_eq!((narrow(-128, 8), narrow(0x1234, 16)), (-32768, 0x1234));
        assert_eq!((narrow(0x12_3456, 24), narrow(i32::MIN, 32)), (0x1234, -32768));
        assert_eq!((to_word(1.5), to_word(-1.0), to_word(0.5)), (32767, -32768, 16384));
    }

    #[test]
    fn what_is_no_audio_is_refused_with_a_command_that_converts_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("talk.mp3");
        std::fs::write(&path, b"ID3\x04 not a wave").unwrap();
        let message = Recording::open(&path).err().map(|error| error.to_string()).unwrap();
        assert!(message.contains("neither WAV nor FLAC; convert it, e.g. ffmpeg -i "), "{message}");
    }
}
