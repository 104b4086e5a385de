//! Cuts a stream of bytes into frames. Whatever is not a frame is counted and forgotten (R38).

use crate::frame::{Refused, read};
use crate::{Frame, LONGEST_FRAME};
use serde::Deserialize;

/// What was ignored so far; saturates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ignored {
    /// Fewer bytes than any frame has.
    pub short: u32,
    /// Damaged on the way: byte stuffing or checksum do not fit.
    pub corrupt: u32,
    /// Whole, but of another version, or no message that this side knows.
    pub unknown: u32,
    /// More bytes than any frame has, however many more.
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
        let ignored = Ignored { short: 0, corrupt: 0, unknown: 0, too_long: 0 };
        Self { bytes: [0; LONGEST_FRAME], length: 0, ignored }
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
        if length == 0 {
            return None;
        }
        let refused = match self.bytes.get(..length).map(read) {
            Some(Ok(frame)) => return Some(frame),
            Some(Err(Refused::Short)) => &mut self.ignored.short,
            Some(Err(Refused::Corrupt)) => &mut self.ignored.corrupt,
            Some(Err(Refused::Unknown)) => &mut self.ignored.unknown,
            None => &mut self.ignored.too_long,
        };
        *refused = refused.saturating_add(1);
        None
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
        assert!(ignored.short > 0 && ignored.too_long > 0, "{ignored:?}");
        let mut buffer = [0; LONGEST_FRAME];
        let frame = Frame { sequence: 7, message: Request::GetState };
        let sent = encode(&frame, &mut buffer);
        let received = sent.into_iter().flatten().find_map(|byte| receiver.push::<Request>(*byte));
        assert_eq!(received, Some(frame));
    }

    /// What a receiver of requests has ignored after `bytes` and a delimiter.
    fn ignored_of(bytes: &[u8]) -> Ignored {
        let mut receiver = Receiver::new();
        for byte in bytes.iter().chain(&[0]) {
            assert_eq!(receiver.push::<Request>(*byte), None);
        }
        receiver.ignored()
    }

    const NONE: Ignored = Receiver::new().ignored;

    #[test]
    fn too_few_bytes_are_short_and_none_at_all_is_nothing() {
        assert_eq!(ignored_of(&[3, 1, 1]), Ignored { short: 1, ..NONE });
        assert_eq!(ignored_of(&[]), NONE);
    }

    #[test]
    fn a_frame_damaged_on_the_way_is_corrupt() {
        let stuffing_past_the_end = [9, 1, 1, 1, 4, 3];
        assert_eq!(ignored_of(&stuffing_past_the_end), Ignored { corrupt: 1, ..NONE });
        // GetState of the document, its checksum's last byte changed.
        assert_eq!(ignored_of(&[3, 1, 3, 4, 2, 0x13, 0x2d]), Ignored { corrupt: 1, ..NONE });
    }

    #[test]
    fn a_message_that_does_not_exist_a_longer_one_and_another_version_are_unknown() {
        let mut buffer = [0; LONGEST_FRAME];
        let no_such_message = Frame { sequence: 1, message: 3_u8 };
        let sent = encode(&no_such_message, &mut buffer).and_then(|sent| sent.strip_suffix(&[0]));
        assert_eq!(sent.map(ignored_of), Some(Ignored { unknown: 1, ..NONE }));
        let get_state_and_more = Frame { sequence: 1, message: [2_u8, 9] };
        let sent = encode(&get_state_and_more, &mut buffer).and_then(|sent| sent.strip_suffix(&[0]));
        assert_eq!(sent.map(ignored_of), Some(Ignored { unknown: 1, ..NONE }));
        // GetState of the document, said to be of version 2, with the checksum that fits.
        assert_eq!(ignored_of(&[3, 2, 3, 4, 2, 0xde, 0x9]), Ignored { unknown: 1, ..NONE });
    }

    #[test]
    fn one_byte_more_than_the_longest_frame_is_too_long_and_counts_once() {
        assert_eq!(ignored_of(&[1; LONGEST_FRAME + 1]), Ignored { too_long: 1, ..NONE });
        assert_eq!(ignored_of(&[1; 10 * LONGEST_FRAME]), Ignored { too_long: 1, ..NONE });
    }
}
