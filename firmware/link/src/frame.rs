//! Frames: version, sequence number, message, checksum, byte stuffing.

use crate::{LONGEST_MESSAGE, Message};
use crc::{CRC_16_IBM_SDLC, Crc};

/// Version of the wire format. A frame of another version is ignored.
pub const VERSION: u8 = 1;

/// Longest frame that this version reads, delimiter included; every message fits.
pub const LONGEST_FRAME: usize = 32;

const HEADER: usize = 3;
const CHECKSUM: usize = 2;
const _: () = assert!(cobs::max_encoding_length(HEADER + LONGEST_MESSAGE + CHECKSUM) < LONGEST_FRAME);

const CRC: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_SDLC);

/// A message with its sequence number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Counts up by one per frame and direction; see [`Sender`](crate::Sender).
    pub sequence: u16,
    /// The message.
    pub message: Message,
}

/// Writes a frame, its delimiter included, into `buffer`.
pub fn encode<'b>(frame: &Frame, buffer: &'b mut [u8; LONGEST_FRAME]) -> &'b [u8] {
    // Every message fits, as the assertion above says.
    written(frame, buffer).unwrap_or_default()
}

fn written<'b>(frame: &Frame, buffer: &'b mut [u8; LONGEST_FRAME]) -> Option<&'b [u8]> {
    let mut plain = [0_u8; LONGEST_FRAME];
    let (header, rest) = plain.split_first_chunk_mut::<HEADER>()?;
    let [s0, s1] = frame.sequence.to_le_bytes();
    *header = [VERSION, s0, s1];
    let length = HEADER + postcard::to_slice(&frame.message, rest).ok()?.len();
    let checksum = CRC.checksum(plain.get(..length)?).to_le_bytes();
    *plain.get_mut(length..)?.first_chunk_mut::<CHECKSUM>()? = checksum;
    let plain = plain.get(..length + CHECKSUM)?;
    let stuffed = cobs::max_encoding_length(plain.len());
    let length = cobs::try_encode(plain, buffer.get_mut(..stuffed)?).ok()?;
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
    /// Arrived as it was sent, but of another version, or no message.
    Unknown,
}

/// Reads one frame without its delimiter; `None` for anything that is not exactly one frame of this version.
#[must_use]
pub fn decode(stuffed: &[u8]) -> Option<Frame> {
    read(stuffed).ok()
}

/// As [`decode`], and says why not.
pub(crate) fn read(stuffed: &[u8]) -> Result<Frame, Refused> {
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
    use crate::{Answer, Channels, Tone};

    type Sent = ([u8; LONGEST_FRAME], usize);

    fn bytes(sequence: u16, message: Message) -> Sent {
        let mut buffer = [0; LONGEST_FRAME];
        let length = encode(&Frame { sequence, message }, &mut buffer).len();
        (buffer, length)
    }

    #[test]
    fn every_frame_comes_back_as_it_was() {
        for sequence in [0, 1, 255, 256, u16::MAX] {
            let answer = Answer::tag(sequence, !sequence, 7, Tone::Explicit, Channels::CarAndPhone);
            let messages = [
                Message::Ask { recipient: 255 },
                Message::Propose { purpose: 1 },
                Message::GetState,
                Message::Answer(answer),
                Message::State { purposes: 3, reason: 200 },
            ];
            let mut content = [0; LONGEST_FRAME];
            let lengths =
                messages.map(|one| postcard::to_slice(&one, &mut content).map_or(0, |bytes| bytes.len()));
            assert_eq!(lengths.into_iter().max(), Some(LONGEST_MESSAGE));
            for message in messages {
                let (buffer, length) = bytes(sequence, message);
                assert!(length < LONGEST_FRAME);
                assert_eq!(decode(&buffer[..length - 1]), Some(Frame { sequence, message }));
            }
        }
    }

    #[test]
    fn a_single_changed_bit_is_noticed() {
        let (buffer, length) = bytes(9, Message::Ask { recipient: 1 });
        for bit in 0..(length - 1) * 8 {
            let mut changed = buffer;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(decode(&changed[..length - 1]), None, "bit {bit}");
        }
    }

    #[test]
    fn an_answer_has_one_length_whatever_it_says() {
        let (_, silence) = bytes(0, Message::Answer(Answer::SILENCE));
        for id in [1, 255, 256, u16::MAX] {
            let answer = Answer::tag(id, u16::MAX, u16::MAX, Tone::Care, Channels::CarAndPhone);
            let (_, length) = bytes(u16::MAX, Message::Answer(answer));
            assert_eq!(length, silence);
        }
    }
}
