//! How many spoken words are missed at how many false accepts: the protocol, apart from the gateway it measures.
//!
//! - [`manifest`]: the list of clips.
//! - [`stream`]: clips to one stream of samples, with gaps and noise, the same in every run.
//! - [`other`]: another spotter beside the gateway's, on the same samples.
//! - [`measure`]: detections to misses and false accepts.
//! - [`misses`]: all words' misses, told.
//! - [`curve`]: the trade between the two, drawn.
//! - [`drives`], [`outcome`]: recordings as whole drives, and with which tag they end.
//!
//! Each clip comes after a gap of 0.5 s of white noise at -75 dBFS, which goes on under the clip. A detection
//! belongs to the clip whose span, from 0.3 s after the start of its gap to 0.3 s after its end, holds its time. A
//! clip is positive for the word in its column and negative for all others. The threshold for r false accepts per
//! hour is the score of the (floor(r x hours) + 1)-th highest false accept; a hit must be strictly above it.

pub(crate) mod curve;
pub(crate) mod drives;
pub(crate) mod manifest;
pub(crate) mod measure;
pub(crate) mod misses;
pub(crate) mod other;
pub(crate) mod outcome;
mod road;
pub(crate) mod stream;

/// To a thousandth: no figure here can tell more.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
