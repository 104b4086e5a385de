//! Cuts a stream of bytes into frames. Whatever is not a new frame for this side is counted and forgotten (R38).

use crate::frame::{Refused, read};
use crate::{LONGEST_FRAME, Message, Side};

/// What was ignored so far; saturates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ignored {
    /// Fewer bytes than any frame has.
    pub short: u32,
    /// Damaged on the way: byte stuffing or checksum do not fit.
    pub corrupt: u32,
    /// Whole, but of another version, or no message to this side.
    pub unknown: u32,
    /// More bytes than any frame has, however many more.
    pub too_long: u32,
    /// A frame that came before, or one older than another that came before.
    pub replayed: u32,
}

/// Receiver of one direction: push bytes, get messages.
#[derive(Clone, Debug)]
pub struct Receiver {
    side: Side,
    bytes: [u8; LONGEST_FRAME],
    /// Bytes since the last delimiter; above [`LONGEST_FRAME`] all of them are dropped.
    length: usize,
    /// Sequence number of the newest frame.
    newest: Option<u16>,
    ignored: Ignored,
}

impl Receiver {
    /// The receiver of this side, which has seen nothing.
    #[must_use]
    pub const fn new(side: Side) -> Self {
        let ignored = Ignored { short: 0, corrupt: 0, unknown: 0, too_long: 0, replayed: 0 };
        Self { side, bytes: [0; LONGEST_FRAME], length: 0, newest: None, ignored }
    }

    /// Takes one byte; returns the message that it completes.
    pub fn push(&mut self, byte: u8) -> Option<Message> {
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
            Some(Ok(frame)) if frame.message.is_for() != self.side => &mut self.ignored.unknown,
            Some(Ok(frame)) if !is_new(frame.sequence, self.newest) => &mut self.ignored.replayed,
            Some(Ok(frame)) => {
                self.newest = Some(frame.sequence);
                return Some(frame.message);
            }
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

/// Whether a frame is newer than the newest so far: up to half of all numbers ahead, so that lost frames do no harm. A
/// sender that begins anew says so with number 0.
fn is_new(sequence: u16, newest: Option<u16>) -> bool {
    let ahead = |newest: u16| sequence.wrapping_sub(newest).cast_signed() > 0;
    sequence == 0 || newest.is_none_or(ahead)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Answer, Frame, encode};

    const GET_STATE: Message = Message::GetState;

    fn gateway() -> Receiver {
        Receiver::new(Side::Gateway)
    }

    fn pushed(receiver: &mut Receiver, bytes: impl IntoIterator<Item = u8>) -> Option<Message> {
        bytes.into_iter().filter_map(|byte| receiver.push(byte)).last()
    }

    fn sent(receiver: &mut Receiver, sequence: u16, message: Message) -> Option<Message> {
        let mut buffer = [0; LONGEST_FRAME];
        pushed(receiver, encode(&Frame { sequence, message }, &mut buffer).iter().copied())
    }

    #[test]
    fn noise_and_floods_are_counted_and_the_next_frame_still_arrives() {
        let mut receiver = gateway();
        let noise = (0..10_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8);
        assert_eq!(pushed(&mut receiver, noise.chain([0, 1, 2, 3, 0])), None);
        let ignored = receiver.ignored();
        assert!(ignored.short > 0 && ignored.too_long > 0, "{ignored:?}");
        assert_eq!(sent(&mut receiver, 7, GET_STATE), Some(GET_STATE));
    }

    #[test]
    fn a_frame_that_comes_again_does_nothing() {
        let mut receiver = gateway();
        for (sequence, is_taken) in [
            (5, true),
            (5, false),
            (4, false),
            (9, true),
            (32_776, true),
            (9, false),
            (65_535, true),
            (1, true),
            (65_535, false),
        ] {
            assert_eq!(sent(&mut receiver, sequence, GET_STATE).is_some(), is_taken, "{sequence}");
        }
        assert_eq!(receiver.ignored(), Ignored { replayed: 4, ..NONE });
    }

    #[test]
    fn a_sender_that_begins_anew_is_heard() {
        let mut receiver = gateway();
        for sequence in [400, 0, 1, 2] {
            assert_eq!(sent(&mut receiver, sequence, GET_STATE), Some(GET_STATE), "{sequence}");
        }
    }

    #[test]
    fn what_is_for_the_other_side_is_unknown() {
        let mut receiver = gateway();
        assert_eq!(sent(&mut receiver, 1, Message::Answer(Answer::SILENCE)), None);
        assert_eq!(receiver.ignored(), Ignored { unknown: 1, ..NONE });
        let mut receiver = Receiver::new(Side::HeadUnit);
        assert_eq!(sent(&mut receiver, 1, GET_STATE), None);
        assert_eq!(receiver.ignored(), Ignored { unknown: 1, ..NONE });
    }

    /// What the gateway's receiver has ignored after `bytes` and a delimiter.
    fn ignored_of(bytes: &[u8]) -> Ignored {
        let mut receiver = gateway();
        assert_eq!(pushed(&mut receiver, bytes.iter().copied().chain([0])), None);
        receiver.ignored()
    }

    const NONE: Ignored = Receiver::new(Side::Gateway).ignored;

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
        // Frames of sequence number 1 with the checksum that fits: message 5; GetState and one byte more.
        assert_eq!(ignored_of(&[0x3, 0x1, 0x1, 0x4, 0x5, 0x14, 0xed]), Ignored { unknown: 1, ..NONE });
        assert_eq!(ignored_of(&[0x3, 0x1, 0x1, 0x5, 0x2, 0x9, 0xf9, 0x76]), Ignored { unknown: 1, ..NONE });
        // GetState of the document, said to be of version 2.
        assert_eq!(ignored_of(&[3, 2, 3, 4, 2, 0xde, 0x9]), Ignored { unknown: 1, ..NONE });
    }

    #[test]
    fn one_byte_more_than_the_longest_frame_is_too_long_and_counts_once() {
        assert_eq!(ignored_of(&[1; LONGEST_FRAME + 1]), Ignored { too_long: 1, ..NONE });
        assert_eq!(ignored_of(&[1; 10 * LONGEST_FRAME]), Ignored { too_long: 1, ..NONE });
    }
}
