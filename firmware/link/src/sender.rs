//! Numbers the frames of one direction.

use crate::{Frame, LONGEST_FRAME, Message, encode};

/// Sender of one direction. Its first frame has sequence number 0, which tells the other side that it begins anew; after
/// 65535 comes 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sender {
    next: u16,
}

impl Sender {
    /// A sender that has sent nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { next: 0 }
    }

    /// The bytes of the next frame, in `buffer`.
    pub fn frame<'b>(&mut self, message: Message, buffer: &'b mut [u8; LONGEST_FRAME]) -> &'b [u8] {
        let sequence = self.next;
        self.next = sequence.checked_add(1).unwrap_or(1);
        encode(&Frame { sequence, message }, buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    #[test]
    fn only_the_first_frame_of_all_has_number_0() {
        let (mut sender, mut buffer) = (Sender::new(), [0; LONGEST_FRAME]);
        for count in 0..70_000_u32 {
            let frame = sender.frame(Message::GetState, &mut buffer).strip_suffix(&[0]).and_then(decode);
            let expected = if count <= 65_535 { count } else { count - 65_535 };
            assert_eq!(frame.map(|frame| u32::from(frame.sequence)), Some(expected));
        }
    }
}
