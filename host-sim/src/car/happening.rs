//! What can be told about a drive, as plain data: for people, for machines and for the summary alike.

use sordina::consent::{Fault, Reason};
use sordina::gate::Purposes;
use sordina::spotter::Detection;
use sordina_hal::{Choice, Key, Seat, Signal};
use sordina_link::Answer;

/// A happening and its time.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    /// Milliseconds since the audio began; what came before it has 0.
    pub(crate) t_ms: u64,
    /// What happened.
    pub(crate) happening: Happening,
}

/// Something that happened to the gateway, or that it did.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    /// Somebody pressed a key of the trusted control.
    Pressed(Seat, Key),
    /// Somebody chose something on the gateway's own screen, or came with a car key.
    Chose(Seat, Choice),
    /// Somebody moved the kill switch.
    KillSwitch { is_set: bool },
    /// The car said something.
    Signalled(Signal),
    /// The gate opened, or is open for other purposes than before.
    Opened(Purposes),
    /// The gate closed, or is closed for another reason than before.
    Closed(Reason),
    /// The lamp changed, as a person sees it.
    Lamp { is_lit: bool },
    /// A word was heard. Only the simulator can tell; no gateway has a way to.
    Detected { detection: Detection, row: u8 },
    /// How often the words of one row of the taxonomy were heard while the gate was open. Simulator only.
    Counted { row: u8, count: u32 },
    /// The gateway latched a fault.
    Fault(Fault),
    /// Bytes left the gateway.
    Left(Answered),
}

/// Bytes that left, and the answer that they carry.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    /// Exactly as they stood on the link.
    pub(crate) bytes: Vec<u8>,
    /// What they say, if they are an answer to a recipient.
    pub(crate) answer: Option<Answer>,
}

/// A seat's name on the command line, in timelines and in JSON.
pub(crate) const fn seat_name(seat: Seat) -> &'static str {
    match seat {
        Seat::Driver => "driver",
        Seat::Passenger => "passenger",
        Seat::RearDriverSide => "rear_driver_side",
        Seat::RearMiddle => "rear_middle",
        Seat::RearPassengerSide => "rear_passenger_side",
    }
}

/// `NotGiven` as `not_given`: the names of reasons and faults in data for machines are those in the code.
pub(crate) fn snake_case(name: &impl std::fmt::Debug) -> String {
    let mut snake = String::new();
    for letter in format!("{name:?}").chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
