//! Microphone line, lamp, and the switch and keys that the script moves.
//!
//! Line and lamp are the two outputs of FPGAIO. The emulator has no nets, so a read-back here reads the register
//! that drives; a board with copper must read the net (rule 3 of `sordina_hal`).

use super::registers::OUTPUTS;
use core::convert::Infallible;
use embedded_hal::digital::{ErrorType, InputPin, OutputPin};

/// One output, by its bit.
pub(super) struct Output<const BIT: u32>;

/// Powers the microphones.
pub(super) type MicrophoneLine = Output<0>;
/// Shines while the gate is open.
pub(super) type Lamp = Output<1>;

/// Bit 0 the microphone line, bit 1 the lamp.
pub(super) fn levels() -> u32 {
    OUTPUTS.read()
}

/// Both low, by one store: what a failing image does first.
pub(super) fn all_low() {
    OUTPUTS.write(0);
}

impl<const BIT: u32> ErrorType for Output<BIT> {
    type Error = Infallible;
}

impl<const BIT: u32> OutputPin for Output<BIT> {
    fn set_low(&mut self) -> Result<(), Infallible> {
        OUTPUTS.write(OUTPUTS.read() & !(1 << BIT));
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        OUTPUTS.write(OUTPUTS.read() | 1 << BIT);
        Ok(())
    }
}

impl<const BIT: u32> InputPin for Output<BIT> {
    fn is_high(&mut self) -> Result<bool, Infallible> {
        Ok(OUTPUTS.read() & 1 << BIT != 0)
    }

    fn is_low(&mut self) -> Result<bool, Infallible> {
        self.is_high().map(|high| !high)
    }
}

/// A switch or key, where the script has put it.
#[derive(Clone, Copy, Default)]
pub(super) struct Contact {
    pub(super) is_high: bool,
}

impl ErrorType for Contact {
    type Error = Infallible;
}

impl InputPin for Contact {
    fn is_high(&mut self) -> Result<bool, Infallible> {
        Ok(self.is_high)
    }

    fn is_low(&mut self) -> Result<bool, Infallible> {
        Ok(!self.is_high)
    }
}
