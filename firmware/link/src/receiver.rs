//! Cuts a stream of bytes into frames. Whatever is not a frame is counted and forgotten (R38).

use crate::{Frame, LONGEST_FRAME, decode};
use serde::Deserialize;

/// What was ignored so far; saturates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ignored {
    /// Bytes between two delimiters that are not a frame of this version.
    pub malformed: u32,
    /// More bytes than any frame has.
    pub too_long: u32,
}

/// Receiver of one direction: push bytes, get frames.
#[derive(Clone, Debug)]
pub struct Receiver {
    bytes: [u8; LONGEST_FRAME],
    /// Bytes since the last delimiter; above [`LONGEST_FRAME`] all of them are dropped.
    length: usize,
    ignored: Ignored,
}

impl Default for Receiver {
    fn default() -> Self {
        Self::new()
    }
}

impl Receiver {
    /// A receiver that has seen nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: [0; LONGEST_FRAME], length: 0, ignored: Ignored { malformed: 0, too_long: 0 } }
    }

    /// Takes one byte; returns the frame that it completes.
    pub fn push<M: for<'de> Deserialize<'de>>(&mut self, byte: u8) -> Option<Frame<M>> {
        if byte != 0 {
            if let Some(place) = self.bytes.get_mut(self.length) {
                *place = byte;
            }
            self.length = self.length.saturating_add(1);
            return None;
        }
        let length = core::mem::take(&mut self.length);
        let Some(bytes) = self.bytes.get(..length) else {
            self.ignored.too_long = self.ignored.too_long.saturating_add(1);
            return None;
        };
        let frame = decode(bytes);
        if frame.is_none() && length > 0 {
            self.ignored.malformed = self.ignored.malformed.saturating_add(1);
        }
        frame
    }

    /// What was ignored so far.
    #[must_use]
    pub const fn ignored(&self) -> Ignored {
        self.ignored
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Request, encode};

    #[test]
    fn noise_and_floods_are_counted_and_the_next_frame_still_arrives() {
        let mut receiver = Receiver::new();
        let noise = (0..10_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8);
        for byte in noise.chain([0, 1, 2, 3, 0]) {
            assert_eq!(receiver.push::<Request>(byte), None);
        }
        let ignored = receiver.ignored();
        assert!(ignored.malformed > 0 && ignored.too_long > 0, "{ignored:?}");
        let mut buffer = [0; LONGEST_FRAME];
        let frame = Frame { sequence: 7, message: Request::GetState };
        let sent = encode(&frame, &mut buffer);
        let received = sent.into_iter().flatten().find_map(|byte| receiver.push::<Request>(*byte));
        assert_eq!(received, Some(frame));
    }
}
