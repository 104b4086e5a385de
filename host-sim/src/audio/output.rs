//! What the assistant port put out, as a WAV file.

use crate::error::Error;
use sordina_hal::Format;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// A WAV file being written.
pub(crate) struct Output {
    path: PathBuf,
    writer: hound::WavWriter<BufWriter<File>>,
}

impl Output {
    /// Starts a 16-bit file of this shape.
    pub(crate) fn create(path: &Path, format: Format) -> Result<Self, Error> {
        let spec = hound::WavSpec {
            channels: u16::from(format.channels),
            sample_rate: format.rate.hz(),
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let writer = hound::WavWriter::create(path, spec).map_err(|error| failed(path, error))?;
        Ok(Self { path: path.to_owned(), writer })
    }

    /// Adds samples.
    pub(crate) fn write(&mut self, samples: &[i16]) -> Result<(), Error> {
        let mut samples = samples.iter();
        let written = samples.try_for_each(|sample| self.writer.write_sample(*sample));
        written.map_err(|error| failed(&self.path, error))
    }

    /// Completes the header.
    pub(crate) fn finish(self) -> Result<(), Error> {
        let Self { path, writer } = self;
        writer.finalize().map_err(|error| failed(&path, error))
    }
}

fn failed(path: &Path, error: hound::Error) -> Error {
    let error = match error {
        hound::Error::IoError(error) => error,
        other => std::io::Error::other(other.to_string()),
    };
    Error::unwritable(path, &error)
}
