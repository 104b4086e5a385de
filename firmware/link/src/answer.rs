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
}

/// What a recipient gets.
///
/// ```text
/// 0  IAB Audience Taxonomy 1.1 id, u16 LE; 0 is silence
/// 2  epoch: UTC days since 1970-01-01, u16 LE
/// 4  life in days, u16 LE
/// 6  tone: 1 implicit, 2 explicit
/// 7  zero
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer([u8; ANSWER_BYTES]);

impl Answer {
    /// Nothing to say, whatever the reason (R24).
    pub const SILENCE: Self = Self([0; ANSWER_BYTES]);

    /// One tag.
    #[must_use]
    pub const fn tag(iab_audience_id: u16, epoch: u16, life_days: u16, tone: Tone) -> Self {
        let [i0, i1] = iab_audience_id.to_le_bytes();
        let [e0, e1] = epoch.to_le_bytes();
        let [l0, l1] = life_days.to_le_bytes();
        Self([i0, i1, e0, e1, l0, l1, tone as u8, 0])
    }

    /// The bytes, as they stand in the message.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; ANSWER_BYTES] {
        &self.0
    }

    /// The day on which the drive ended, days since 1970-01-01.
    #[must_use]
    pub const fn epoch(&self) -> u16 {
        let [_, _, e0, e1, ..] = self.0;
        u16::from_le_bytes([e0, e1])
    }

    /// Days after which the tag has ended.
    #[must_use]
    pub const fn life_days(&self) -> u16 {
        let [_, _, _, _, l0, l1, ..] = self.0;
        u16::from_le_bytes([l0, l1])
    }

    /// How the recipient may speak about it; `None` for silence and for a tone that this version does not know.
    #[must_use]
    pub fn tone(&self) -> Option<Tone> {
        let [.., tone, _] = self.0;
        [Tone::Implicit, Tone::Explicit].into_iter().find(|known| *known as u8 == tone)
    }

    /// The IAB Audience Taxonomy 1.1 id; `None` for silence.
    #[must_use]
    pub fn iab_audience_id(&self) -> Option<u16> {
        let [i0, i1, ..] = self.0;
        Some(u16::from_le_bytes([i0, i1])).filter(|id| *id != 0)
    }
}
