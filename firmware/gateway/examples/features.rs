//! The gateway's front end as a filter, so that the trainer hears exactly what the device hears.
//!
//! It reads requests from standard input and writes answers to standard output, until the input ends. All numbers are
//! little-endian; a request is a kind and a count, each 32 bits, then the data:
//!
//! | kind | data | answer |
//! |---|---|---|
//! | 0 | `count` samples, i16 | log energies of every whole frame, f32, 40 a frame |
//! | 1 | `count` frames of log energies | each less the running mean, f32, 40 a frame |
//!
//! The steps are apart because augmentation works in between: it bends the frequency axis and time of the energies.
//! Every request begins with a fresh state. The sources are the gateway's own files; they are not public there.
//!
//!     cargo run --release -p sordina --example features < requests > answers

#[path = "../src/elementary.rs"]
#[allow(dead_code, reason = "the network's part of it is not used here")]
mod elementary;
#[path = "../src/spotter/features.rs"]
#[allow(dead_code, reason = "the trainer leaves the features in nats")]
mod features;
#[path = "../src/spotter/mel.rs"]
#[allow(dead_code, reason = "nothing here needs wiping")]
mod mel;

/// What `features` takes from the network's constants.
mod model {
    /// Only for its quantiser, which the trainer does not use.
    pub(super) const LEVELS_PER_NAT: f32 = 1.0;
}

use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Write};

use features::RunningMean;
use mel::{BINS, LogMel};

fn main() -> io::Result<()> {
    let (mut input, mut output) = (BufReader::new(io::stdin().lock()), BufWriter::new(io::stdout().lock()));
    while let Some(kind) = next_request(&mut input)? {
        let count = number(&mut input)? as usize;
        match kind {
            0 => energies(&bytes(&mut input, 2 * count)?, &mut output)?,
            1 => without_mean(&bytes(&mut input, 4 * BINS * count)?, &mut output)?,
            _ => {
                return Err(io::Error::new(
                    ErrorKind::InvalidData,
                    format!("unknown kind of request: {kind}"),
                ));
            }
        }
        output.flush()?;
    }
    Ok(())
}

fn energies(data: &[u8], output: &mut impl Write) -> io::Result<()> {
    let samples: Vec<i16> = data.as_chunks().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
    let (mut front, mut result) = (LogMel::new(), Ok(()));
    front.push(&samples, |frame| {
        if result.is_ok() {
            result = write(frame.iter().copied(), output);
        }
    });
    result
}

fn without_mean(data: &[u8], output: &mut impl Write) -> io::Result<()> {
    let values: Vec<f32> = data.as_chunks().0.iter().map(|four| f32::from_le_bytes(*four)).collect();
    let mut mean = RunningMean::new();
    values.as_chunks().0.iter().try_for_each(|frame| write(mean.remove(frame), output))
}

fn write(values: impl Iterator<Item = f32>, output: &mut impl Write) -> io::Result<()> {
    for value in values {
        output.write_all(&value.to_le_bytes())?;
    }
    Ok(())
}

/// The kind of the next request; `None` where the input ends between requests.
fn next_request(input: &mut impl Read) -> io::Result<Option<u32>> {
    let mut first = [0];
    if input.read(&mut first)? == 0 {
        return Ok(None);
    }
    let rest: [u8; 3] = bytes(input, 3)?.try_into().unwrap_or_default();
    Ok(Some(u32::from_le_bytes([first[0], rest[0], rest[1], rest[2]])))
}

fn number(input: &mut impl Read) -> io::Result<u32> {
    let mut four = [0; 4];
    input.read_exact(&mut four)?;
    Ok(u32::from_le_bytes(four))
}

fn bytes(input: &mut impl Read, count: usize) -> io::Result<Vec<u8>> {
    let mut data = vec![0; count];
    input.read_exact(&mut data)?;
    Ok(data)
}
