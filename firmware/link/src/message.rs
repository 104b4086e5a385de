//! Every message there is, of both directions.

use crate::{ANSWER_BYTES, Answer};
use serde::{Deserialize, Serialize};

/// Bytes of the longest message: its number and an answer.
pub const LONGEST_MESSAGE: usize = 1 + ANSWER_BYTES;

/// An end of the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The privacy gateway.
    Gateway,
    /// Everything beyond it.
    HeadUnit,
}

/// What goes over the link. Places in this list and orders of fields are the format: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// Head unit: "Is there a tag for me?" Answered with one [`Message::Answer`].
    Ask {
        /// Number of the recipient in the gateway's policy.
        recipient: u8,
    },
    /// Head unit: "Please ask the occupants for this purpose." Never answered, never opens anything.
    Propose {
        /// Bit of the purpose: 0 assistant, 1 interest tags.
        purpose: u8,
    },
    /// Head unit: "Is anybody listening?" Answered with [`Message::State`].
    GetState,
    /// Gateway, to [`Message::Ask`].
    Answer(Answer),
    /// Gateway, to [`Message::GetState`].
    State {
        /// Bits of the open purposes: 1 assistant, 2 interest tags; 0 is closed.
        purposes: u8,
        /// Code of the reason while closed, 0 while open.
        reason: u8,
    },
}

impl Message {
    /// The side that it is meant for.
    #[must_use]
    pub const fn is_for(&self) -> Side {
        match self {
            Self::Ask { .. } | Self::Propose { .. } | Self::GetState => Side::Gateway,
            Self::Answer(_) | Self::State { .. } => Side::HeadUnit,
        }
    }
}
