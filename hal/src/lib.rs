//! What a machine must offer to run the Sordina gateway.
//!
//! A board, an emulator and the desktop simulator differ only behind [`Machine`]; the gateway cannot tell
//! them apart (R39). Everything here is a contract: traits and plain types, no behaviour.
//!
//! Control and audio are apart on purpose. [`Machine`] belongs to the control context, which may wait for
//! flash or link. Audio never does: the board hands each block of [`Sample`]s straight to the gateway's audio
//! path from its interrupt or callback, and nothing in this crate stands between them.
//!
//! Rules for an implementor:
//! 1. At reset, before any code runs, the microphone line must be off by hardware (a pull resistor; R7).
//! 2. Polarity is yours: `set_high` means *microphone powered* and *lamp lit*, `is_high` means *really so*.
//! 3. A read-back reads the net, not the register that drives it; otherwise a fault cannot be seen (R6).
//! 4. [`Machine::now`] never goes back and is independent of [`Machine::wall_clock`].
#![no_std]

mod audio;
mod control;
mod purpose;
mod time;
pub mod vss;

pub use audio::{Format, Rate, Sample};
pub use control::{Choice, Key};
pub use purpose::Purpose;
pub use time::{Millis, UnixSeconds};
pub use vss::{Language, Occupancy, Seat, Signal, SystemState};

pub use embedded_hal::digital::{InputPin, OutputPin};
pub use embedded_io::{Read, ReadReady, Write};
pub use embedded_storage::nor_flash::NorFlash;

/// An output whose real level can be read back from the net that it drives.
///
/// `set_high` asks, `is_high` tells. The gateway compares the two at every tick (R4, R6).
pub trait ProvenPin: OutputPin + InputPin {}
impl<P: OutputPin + InputPin> ProvenPin for P {}

/// The entropy source gave nothing that may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NoEntropy;

/// The monotonic counter cannot be read or advanced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CounterFailed;

/// The control context's view of one board: pins, link, storage, clocks.
pub trait Machine {
    /// High while the microphones have power (or clock).
    type MicrophoneLine: ProvenPin;
    /// High while the lamp shines.
    type Lamp: ProvenPin;
    /// High while the physical kill switch is set.
    type KillSwitch: InputPin;
    /// High while a key is held down.
    type Button: InputPin;
    /// Bytes to and from the head unit. Reads are taken only when `read_ready` says so.
    type Link: Read + ReadReady + Write;
    /// Non-volatile memory; erased bytes read 0xFF.
    type Flash: NorFlash;

    /// The hardware line that gives the microphones power or clock (R7).
    fn microphone_line(&mut self) -> &mut Self::MicrophoneLine;
    /// The lamp that tells whether the gate is open (R6).
    fn lamp(&mut self) -> &mut Self::Lamp;
    /// The switch that overrides everything (R7).
    fn kill_switch(&mut self) -> &mut Self::KillSwitch;
    /// One key of the trusted control at one seat.
    fn button(&mut self, seat: Seat, key: Key) -> &mut Self::Button;
    /// The next choice on the gateway's own screen, or from the reader of car keys, oldest first. Like the keys, they
    /// belong to a seat and are wired to this board alone (R25).
    fn next_choice(&mut self) -> Option<(Seat, Choice)>;
    /// The line to the head unit.
    fn link(&mut self) -> &mut Self::Link;
    /// The part of the flash that belongs to the journal, from offset 0 to its capacity.
    fn flash(&mut self) -> &mut Self::Flash;

    /// Monotonic time since reset.
    fn now(&self) -> Millis;
    /// What the outside says the time is; `None` while nobody has said. Never trusted further than a day.
    fn wall_clock(&self) -> Option<UnixSeconds>;
    /// The next vehicle signal that has arrived, oldest first.
    fn next_signal(&mut self) -> Option<Signal>;
    /// Fills `buffer` with random bytes from a true source.
    ///
    /// # Errors
    /// [`NoEntropy`] when the source's own health test fails; `buffer` must then not be used.
    fn entropy(&mut self, buffer: &mut [u8]) -> Result<(), NoEntropy>;
    /// The device's secret: 32 bytes that no other device has and that only the gateway can read. It makes the key that
    /// signs the journal's head (R29); whoever has it can forge a journal.
    fn device_seed(&self) -> [u8; 32];
    /// A number that only ever goes up, outlives power and cannot be put back together with the flash: a counter of a
    /// secure element, or a replay-protected one of the flash part. `None` where the machine has none; a flash that
    /// is put back to an earlier copy is then not noticed.
    ///
    /// # Errors
    /// [`CounterFailed`] when it should be there and does not answer.
    fn monotonic_counter(&mut self) -> Result<Option<u32>, CounterFailed>;
    /// Adds one to the counter; does nothing where there is none.
    ///
    /// # Errors
    /// [`CounterFailed`] when it could not be advanced.
    fn advance_counter(&mut self) -> Result<(), CounterFailed>;
    /// Called once per tick by a gateway that works.
    fn feed_watchdog(&mut self);
}
