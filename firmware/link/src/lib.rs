//! Wire format between the Sordina gateway and the head unit.
//!
//! Head-unit software may depend on this crate alone: `no_std`, no alloc, no knowledge of the gateway.
//!
//! Promises:
//! - Every message of one kind has one length, whatever it says, and an answer is at most 16 bytes of payload
//!   ([`ANSWER_BYTES`], R15). "No tag", "no consent" and "not allowed" are the same bytes ([`Answer::SILENCE`],
//!   R24).
//! - Nothing that arrives can do more than be ignored and counted (R38): see [`Receiver`]. A frame that comes again does nothing.
//! - There is no message that opens the gate. [`Message::Propose`] is a wish (R25).
//!
//! The format, with the bytes of an example of each message, is README.md of this crate.
#![no_std]

mod answer;
mod frame;
mod message;
mod openrtb;
mod receiver;
mod sender;

pub use answer::{ANSWER_BYTES, Answer, Channels, Tone};
pub use frame::{Frame, LONGEST_FRAME, VERSION, decode, encode};
pub use message::{LONGEST_MESSAGE, Message, Side};
pub use openrtb::UserData;
pub use receiver::{Ignored, Receiver};
pub use sender::Sender;
