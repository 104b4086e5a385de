//! A head unit gone wild: random bytes, and frames that look like a head unit's, as many as the line carries.

use crate::random::SplitMix;
use sordina_link::{Frame, LONGEST_FRAME, Message, Sender, encode};

/// Bytes per block of 10 ms: all that a line of 115,200 baud carries.
pub const PER_BLOCK: usize = 115;

/// An endless sequence of bytes, the same every time.
pub struct Flood {
    random: SplitMix,
    sender: Sender,
    bytes: [u8; LONGEST_FRAME],
    /// Where in `bytes` the rest of the present piece is.
    from: usize,
    to: usize,
}

impl Default for Flood {
    fn default() -> Self {
        Self { random: SplitMix(1), sender: Sender::new(), bytes: [0; LONGEST_FRAME], from: 0, to: 0 }
    }
}

impl Flood {
    /// The next piece: noise, a good frame, one that came before, or a damaged one.
    fn begin_piece(&mut self) {
        let [kind, what, place, length, ..] = self.draw();
        let message = match what % 8 {
            0 => Message::GetState,
            1..3 => Message::Propose { purpose: what >> 6 },
            3 => Message::State { purposes: place, reason: length },
            _ => Message::Ask { recipient: place % 8 },
        };
        let sequence = u16::from(length);
        self.from = 0;
        self.to = match kind % 4 {
            0 => {
                self.random.fill(&mut self.bytes);
                1 + usize::from(length) % LONGEST_FRAME
            }
            1 => encode(&Frame { sequence, message }, &mut self.bytes).len(),
            _ => self.sender.frame(message, &mut self.bytes).len(),
        };
        if kind % 4 == 3
            && let Some(byte) = self.bytes.get_mut(usize::from(place) % self.to)
        {
            *byte ^= 1 << (length % 8);
        }
    }

    fn draw(&mut self) -> [u8; 8] {
        let mut bytes = [0; 8];
        self.random.fill(&mut bytes);
        bytes
    }
}

impl Iterator for Flood {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if self.from == self.to {
            self.begin_piece();
        }
        let byte = self.bytes.get(self.from).copied();
        self.from += 1;
        byte
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sordina_link::{Receiver, Side};

    #[test]
    fn every_kind_of_input_is_in_the_flood() {
        let mut receiver = Receiver::new(Side::Gateway);
        let messages = Flood::default().take(100_000).filter_map(|byte| receiver.push(byte)).count();
        let ignored = receiver.ignored();
        let kinds = [ignored.short, ignored.corrupt, ignored.unknown, ignored.too_long, ignored.replayed];
        assert!(messages > 1_000 && kinds.iter().all(|count| *count > 20), "{messages}, {ignored:?}");
    }
}
