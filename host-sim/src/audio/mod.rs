//! Audio files in and out: WAV and FLAC of any rate and channel count.
//!
//! A [`Recording`] is one file as it is; a [`Programme`] is what the simulated microphones hear: one or more
//! recordings in a row, at a rate that a machine may have, in 16-bit words. 16 kHz stays 16 kHz; everything else
//! is brought to 48 kHz. Nothing is held in memory but the piece under way, so hours fit.

mod flac;
mod output;
mod programme;
mod recording;
mod resample;

pub(crate) use output::Output;
pub(crate) use programme::Programme;
pub(crate) use recording::Recording;

use crate::error::Error;

/// Interleaved 16-bit samples, read as they are asked for.
pub(crate) type Samples = Box<dyn Iterator<Item = Result<i16, Error>>>;
