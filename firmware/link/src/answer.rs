//! The answer to a recipient: eight bytes, always.

use serde::{Deserialize, Serialize};

/// Payload of an answer. The budget is 16 bytes (R15).
pub const ANSWER_BYTES: usize = 8;

/// How a recipient may speak about the subject (R34).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Tone {
    /// Content may fit; the message must not say how it knows.
    Implicit = 1,
    /// The person declared the subject.
    Explicit = 2,
    /// The person bought it: help with it may be offered, nothing more of the same (R22).
    Care = 3,
}

impl Tone {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Implicit, Self::Explicit, Self::Care];
}

/// Where a recipient may speak (R23). An answer never crosses to another channel by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Channels {
    /// Inside this car.
    Car = 1,
    /// Inside this car, and on the person's phone: she trusts the recipient at level 3.
    CarAndPhone = 3,
}

/// What a recipient gets.
///
/// ```text
/// 0  IAB Audience Taxonomy 1.1 id, or a preference's number from 61440, u16 LE; 0 is silence
/// 2  epoch: the day of the answer, UTC days since 1970-01-01, u16 LE
/// 4  days for which the answer is good, its own included, u16 LE
/// 6  tone: 1 implicit, 2 explicit, 3 care
/// 7  channels: 1 in the car, 3 also the phone
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer([u8; ANSWER_BYTES]);

impl From<[u8; ANSWER_BYTES]> for Answer {
    fn from(bytes: [u8; ANSWER_BYTES]) -> Self {
        Self(bytes)
    }
}

impl Answer {
    /// Nothing to say, whatever the reason (R24).
    pub const SILENCE: Self = Self([0; ANSWER_BYTES]);

    /// One tag.
    #[must_use]
    pub const fn tag(iab_audience_id: u16, epoch: u16, days: u16, tone: Tone, channels: Channels) -> Self {
        let [i0, i1] = iab_audience_id.to_le_bytes();
        let [e0, e1] = epoch.to_le_bytes();
        let [d0, d1] = days.to_le_bytes();
        Self([i0, i1, e0, e1, d0, d1, tone as u8, channels as u8])
    }

    /// The bytes, as they stand in the message.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; ANSWER_BYTES] {
        &self.0
    }

    /// The day of the answer, days since 1970-01-01.
    #[must_use]
    pub const fn epoch(&self) -> u16 {
        let [_, _, e0, e1, ..] = self.0;
        u16::from_le_bytes([e0, e1])
    }

    /// Days for which the answer is good.
    #[must_use]
    pub const fn days(&self) -> u16 {
        let [_, _, _, _, d0, d1, ..] = self.0;
        u16::from_le_bytes([d0, d1])
    }

    /// How the recipient may speak about it; `None` for silence and for a tone that this version does not know.
    #[must_use]
    pub fn tone(&self) -> Option<Tone> {
        let [.., tone, _] = self.0;
        Tone::ALL.into_iter().find(|known| *known as u8 == tone)
    }

    /// Whether the recipient may also write to the person's phone.
    #[must_use]
    pub const fn allows_phone(&self) -> bool {
        let [.., channels] = self.0;
        channels == Channels::CarAndPhone as u8
    }

    /// The IAB Audience Taxonomy 1.1 id, or a preference's number; `None` for silence.
    #[must_use]
    pub fn iab_audience_id(&self) -> Option<u16> {
        let [i0, i1, ..] = self.0;
        Some(u16::from_le_bytes([i0, i1])).filter(|id| *id != 0)
    }
}

#[cfg(test)]
mod tests {
    //! R15, R23, R24, P7.

    use super::*;

    #[test]
    fn what_was_put_in_comes_out_and_silence_says_nothing() {
        for channels in [Channels::Car, Channels::CarAndPhone] {
            for tone in Tone::ALL {
                let answer = Answer::tag(725, 20_468, 300, tone, channels);
                assert_eq!(answer.iab_audience_id(), Some(725));
                assert_eq!((answer.epoch(), answer.days()), (20_468, 300));
                assert_eq!(answer.tone(), Some(tone));
                assert_eq!(answer.allows_phone(), channels == Channels::CarAndPhone);
            }
        }
        let silence = Answer::SILENCE;
        assert_eq!((silence.iab_audience_id(), silence.epoch(), silence.days()), (None, 0, 0));
        assert!(silence.tone().is_none() && !silence.allows_phone());
    }
}
