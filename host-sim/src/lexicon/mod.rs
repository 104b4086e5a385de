//! The word lists as people edit them: read, judged, extended and measured.
//!
//! - [`sources`]: the files, of a folder or built in.
//! - [`warnings`]: words that will be heard by mistake, by estimate ([`likeness`]) or by measurement.
//! - [`append`]: an entry more in a file, whose other lines stay as they are; [`espeak`]: a second opinion on it.
//! - [`false_accepts`]: what was heard that nobody said.

pub(crate) mod append;
pub(crate) mod espeak;
pub(crate) mod false_accepts;
mod likeness;
pub(crate) mod sources;
pub(crate) mod warnings;
