//! FLAC, block by block.

use super::recording::{Recording, Source, channels, convert, narrow};
use crate::error::Error;
use std::path::{Path, PathBuf};

pub(super) fn open(path: &Path, reader: Source) -> Result<Recording, Error> {
    let reader =
        claxon::FlacReader::new(reader).map_err(|error| Error::unreadable(path, error, convert(path)))?;
    let info = reader.streaminfo();
    let samples = Blocks {
        path: path.to_owned(),
        reader,
        bits: info.bits_per_sample,
        spare: Vec::new(),
        ready: Vec::new().into_iter(),
        is_done: false,
    };
    Ok(Recording {
        rate: info.sample_rate,
        channels: channels(path, info.channels)?,
        frames: info.samples,
        samples: Box::new(samples),
    })
}

struct Blocks {
    path: PathBuf,
    reader: claxon::FlacReader<Source>,
    bits: u32,
    /// The decoder's buffer, handed back for its next block.
    spare: Vec<i32>,
    ready: std::vec::IntoIter<i16>,
    is_done: bool,
}

impl Blocks {
    fn decode(&mut self) -> Result<Option<Vec<i16>>, Error> {
        let buffer = std::mem::take(&mut self.spare);
        let block = self.reader.blocks().read_next_or_eof(buffer);
        let block = block.map_err(|error| Error::unreadable(&self.path, error, convert(&self.path)))?;
        let Some(block) = block else { return Ok(None) };
        let bits = self.bits;
        let frames = (0..block.duration()).flat_map(|frame| {
            let block = &block;
            (0..block.channels()).map(move |channel| narrow(block.sample(channel, frame), bits))
        });
        let words = frames.collect();
        self.spare = block.into_buffer();
        Ok(Some(words))
    }
}

impl Iterator for Blocks {
    type Item = Result<i16, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(sample) = self.ready.next() {
                return Some(Ok(sample));
            }
            if self.is_done {
                return None;
            }
            match self.decode() {
                Ok(Some(words)) => self.ready = words.into_iter(),
                outcome => {
                    self.is_done = true;
                    return outcome.err().map(Err);
                }
            }
        }
    }
}
