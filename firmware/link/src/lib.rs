//! Wire format between the Sordina gateway and the head unit.
//!
//! Head-unit software may depend on this crate alone: `no_std`, no alloc, no knowledge of the gateway.
//!
//! Promises:
//! - Every message of one kind has one length, whatever it says, and an answer is at most 16 bytes of payload
//!   ([`ANSWER_BYTES`], R15). "No tag", "no consent" and "not allowed" are the same bytes ([`Answer::SILENCE`],
//!   R24).
//! - Nothing that arrives can do more than be ignored and counted (R38): see [`Receiver`].
//! - There is no message that opens the gate. [`Request::Propose`] is a wish (R25).
//!
//! ```text
//! frame    COBS( version u8 | sequence u16 LE | message, postcard wire format 1 | CRC-16/IBM-SDLC, LE ) 0x00
//! ```
//! Message numbers (their order in the enums) and field orders are the format: append only.
#![no_std]

mod answer;
mod frame;
mod openrtb;
mod receiver;

pub use answer::{ANSWER_BYTES, Answer, Channels, Tone};
pub use frame::{Frame, LONGEST_FRAME, VERSION, decode, encode};
pub use openrtb::UserData;
pub use receiver::{Ignored, Receiver};

use serde::{Deserialize, Serialize};

/// What the head unit may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// "Is there a tag for me?" Answered once per request with [`Reply::Answer`].
    Ask {
        /// Number of the recipient in the gateway's policy.
        recipient: u8,
    },
    /// "Please ask the occupants for this purpose." Never answered, never opens anything.
    Propose {
        /// Bit of the purpose: 0 assistant, 1 interest tags.
        purpose: u8,
    },
    /// "Is anybody listening?" Answered with [`Reply::State`].
    GetState,
}

/// What the gateway sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    /// To [`Request::Ask`].
    Answer(Answer),
    /// To [`Request::GetState`].
    State {
        /// Bits of the open purposes: 1 assistant, 2 interest tags; 0 is closed.
        purposes: u8,
        /// Code of the reason while closed, 0 while open.
        reason: u8,
    },
}
