//! Frames: version, sequence number, message, checksum, byte stuffing.

use crc::{CRC_16_IBM_SDLC, Crc};
use serde::{Deserialize, Serialize};

/// Version of the wire format. A frame of another version is ignored.
pub const VERSION: u8 = 1;

/// Longest frame that either side sends, delimiter included.
pub const LONGEST_FRAME: usize = 32;

const HEADER: usize = 3;
const CHECKSUM: usize = 2;
const CRC: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_SDLC);

/// A message with its sequence number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<M> {
    /// Counts up by one per frame and direction, and wraps.
    pub sequence: u16,
    /// The message.
    pub message: M,
}

/// Writes a frame, its delimiter included, into `buffer`; `None` only for a message that does not fit, which no
/// message of this crate does.
pub fn encode<'b, M: Serialize>(frame: &Frame<M>, buffer: &'b mut [u8; LONGEST_FRAME]) -> Option<&'b [u8]> {
    let mut plain = [0_u8; LONGEST_FRAME];
    let (header, rest) = plain.split_first_chunk_mut::<HEADER>()?;
    let [s0, s1] = frame.sequence.to_le_bytes();
    *header = [VERSION, s0, s1];
    let length = HEADER + postcard::to_slice(&frame.message, rest).ok()?.len();
    let checksum = CRC.checksum(plain.get(..length)?).to_le_bytes();
    *plain.get_mut(length..)?.first_chunk_mut::<CHECKSUM>()? = checksum;
    let plain = plain.get(..length + CHECKSUM)?;
    let stuffed = cobs::max_encoding_length(plain.len());
    let length = cobs::encode(plain, buffer.get_mut(..stuffed)?);
    *buffer.get_mut(length)? = 0;
    buffer.get(..=length)
}

/// Why bytes between two delimiters are not a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Fewer bytes than header and checksum.
    Short,
    /// Byte stuffing or checksum do not fit.
    Corrupt,
    /// Arrived as it was sent, but of another version, or no message that the receiver knows.
    Unknown,
}

/// Reads one frame without its delimiter; `None` for anything that is not exactly one frame of this version.
#[must_use]
pub fn decode<M: for<'de> Deserialize<'de>>(stuffed: &[u8]) -> Option<Frame<M>> {
    read(stuffed).ok()
}

/// As [`decode`], and says why not.
pub(crate) fn read<M: for<'de> Deserialize<'de>>(stuffed: &[u8]) -> Result<Frame<M>, Refused> {
    let mut plain = [0_u8; LONGEST_FRAME];
    let report = cobs::decode(stuffed, &mut plain).map_err(|_| Refused::Corrupt)?;
    if report.parsed_size() != stuffed.len() {
        return Err(Refused::Corrupt);
    }
    let plain = plain.get(..report.frame_size()).ok_or(Refused::Corrupt)?;
    let (content, checksum) = plain.split_last_chunk::<CHECKSUM>().ok_or(Refused::Short)?;
    let (header, message) = content.split_first_chunk::<HEADER>().ok_or(Refused::Short)?;
    if CRC.checksum(content).to_le_bytes() != *checksum {
        return Err(Refused::Corrupt);
    }
    let [VERSION, s0, s1] = header else { return Err(Refused::Unknown) };
    let (message, rest) = postcard::take_from_bytes(message).map_err(|_| Refused::Unknown)?;
    let frame = Frame { sequence: u16::from_le_bytes([*s0, *s1]), message };
    if rest.is_empty() { Ok(frame) } else { Err(Refused::Unknown) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Answer, Channels, Reply, Request, Tone};

    type Sent = ([u8; LONGEST_FRAME], usize);

    fn bytes<M: Serialize>(sequence: u16, message: M) -> Sent {
        let mut buffer = [0; LONGEST_FRAME];
        let length = encode(&Frame { sequence, message }, &mut buffer).map_or(0, <[u8]>::len);
        (buffer, length)
    }

    #[test]
    fn golden_bytes_of_every_message() {
        let golden: [(Sent, &[u8]); 5] = [
            (bytes(1, Request::Ask { recipient: 3 }), GOLDEN_ASK),
            (bytes(2, Request::Propose { purpose: 1 }), GOLDEN_PROPOSE),
            (bytes(3, Request::GetState), GOLDEN_GET_STATE),
            (
                bytes(4, Reply::Answer(Answer::tag(725, 20_000, 1, Tone::Implicit, Channels::Car))),
                GOLDEN_ANSWER,
            ),
            (bytes(5, Reply::State { purposes: 2, reason: 0 }), GOLDEN_STATE),
        ];
        for ((buffer, length), expected) in golden {
            assert_eq!(&buffer[..length], expected);
        }
    }

    const GOLDEN_ASK: &[u8] = &[0x3, 0x1, 0x1, 0x1, 0x4, 0x3, 0x13, 0xea, 0x0];
    const GOLDEN_PROPOSE: &[u8] = &[0x3, 0x1, 0x2, 0x5, 0x1, 0x1, 0x14, 0xf5, 0x0];
    const GOLDEN_GET_STATE: &[u8] = &[0x3, 0x1, 0x3, 0x4, 0x2, 0x13, 0x2c, 0x0];
    const GOLDEN_ANSWER: &[u8] =
        &[0x3, 0x1, 0x4, 0x1, 0x6, 0xd5, 0x2, 0x20, 0x4e, 0x1, 0x5, 0x1, 0x1, 0x7f, 0xdf, 0x0];
    const GOLDEN_STATE: &[u8] = &[0x3, 0x1, 0x5, 0x3, 0x1, 0x2, 0x3, 0x9c, 0xbc, 0x0];

    #[test]
    fn every_frame_comes_back_as_it_was() {
        for sequence in [0, 1, 255, 256, u16::MAX] {
            let message =
                Reply::Answer(Answer::tag(sequence, !sequence, 7, Tone::Explicit, Channels::CarAndPhone));
            let (buffer, length) = bytes(sequence, message);
            assert_eq!(decode(&buffer[..length - 1]), Some(Frame { sequence, message }));
        }
    }

    #[test]
    fn a_single_changed_bit_is_noticed() {
        let (buffer, length) = bytes(9, Request::Ask { recipient: 1 });
        for bit in 0..(length - 1) * 8 {
            let mut changed = buffer;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(decode::<Request>(&changed[..length - 1]), None, "bit {bit}");
        }
    }

    #[test]
    fn an_answer_has_one_length_whatever_it_says() {
        let (_, silence) = bytes(0, Reply::Answer(Answer::SILENCE));
        for id in [1, 255, 256, u16::MAX] {
            let (_, length) = bytes(
                u16::MAX,
                Reply::Answer(Answer::tag(id, u16::MAX, u16::MAX, Tone::Care, Channels::CarAndPhone)),
            );
            assert_eq!(length, silence);
        }
    }
}
