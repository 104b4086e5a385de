//! Real microphones: the gateway's own gate in the audio server's callback, control and analysis beside it.
//!
//! Promises:
//! - While the gate is closed no capture stream exists, which anybody can see at the audio server; a withdrawal drops it.
//! - What was captured passes the gate at the last moment, in the callback that hands it to the assistant's output. So
//!   the first block after a withdrawal is silent, whatever waits.
//! - Whatever the server does (overruns, lost devices, another rate) has a name and is counted; none of it opens anything.
//!
//! | module | thread | what |
//! |---|---|---|
//! | [`device`] | | finds host, devices and their configuration |
//! | [`assistant`] | the server's | output stream: from the ring through the gate to the assistant |
//! | [`capture`] | its own, and the server's | input stream: exists while it is wanted; into the ring |
//! | [`rate`] | the server's | devices of other rates than the gate's |
//! | [`meters`] | all | counts and times |
//! | [`distribution`] | | percentiles, and their drawing |
//! | [`streams`] | the main one | both streams, and what happens when one fails |

pub(crate) mod assistant;
pub(crate) mod capture;
pub(crate) mod device;
pub(crate) mod distribution;
pub(crate) mod meters;
mod rate;
pub(crate) mod streams;

use cpal::{ErrorKind, Stream};
use ringbuf::HeapRb;
use std::sync::Arc;

/// Samples between the two streams: far more than they should ever hold, a third of a second at 48 kHz.
const RING: usize = 1 << 14;

/// The way from capture to assistant. Samples are 32 bits wide, which holds every sample of 24 bits exactly.
pub(crate) type Ring = Arc<HeapRb<i32>>;

/// An empty one.
pub(crate) fn ring() -> Ring {
    Arc::new(HeapRb::new(RING))
}

/// Why the audio system ended a stream, or did not begin one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lost {
    pub(crate) why: String,
    /// Device or server are gone.
    is_gone: bool,
}

impl Lost {
    fn of(error: &cpal::Error) -> Self {
        Self { why: error.to_string(), is_gone: error.kind() == ErrorKind::DeviceNotAvailable }
    }

    /// A stream that exists and whose callbacks have stopped.
    fn silently() -> Self {
        Self { why: "the audio system calls no more".to_owned(), is_gone: false }
    }

    /// Closes the stream, if anything is left of it: JACK's library crashes when it shall close a client whose server is gone.
    fn let_go(&self, stream: Option<Stream>) {
        if self.is_gone {
            std::mem::forget(stream);
        }
    }
}
