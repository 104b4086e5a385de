//! Pins with a real level beside the driven one, and the ways in which they break.

use embedded_hal::digital::{Error, ErrorKind, ErrorType, InputPin, OutputPin};

/// The pin's driver reported a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PinError;

impl core::fmt::Display for PinError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the simulated pin was told to fail; clear its fault to repair it")
    }
}

impl core::error::Error for PinError {}

impl Error for PinError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

/// What is broken about an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinFault {
    /// The net is shorted to ground: low whatever is driven.
    StuckLow,
    /// The net is shorted to the supply: high whatever is driven.
    StuckHigh,
    /// Driving the pin fails; the net keeps its level.
    Undrivable,
    /// Reading the net back fails.
    Unreadable,
}

/// An output whose net can be read back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DrivenPin {
    /// What the gateway asked for last.
    pub is_driven_high: bool,
    /// What is broken, if anything.
    pub fault: Option<PinFault>,
}

impl DrivenPin {
    /// The level of the net: whether the lamp really shines, the microphones really have power.
    #[must_use]
    pub const fn level(&self) -> bool {
        match self.fault {
            Some(PinFault::StuckLow) => false,
            Some(PinFault::StuckHigh) => true,
            _ => self.is_driven_high,
        }
    }

    fn drive(&mut self, high: bool) -> Result<(), PinError> {
        if self.fault == Some(PinFault::Undrivable) {
            return Err(PinError);
        }
        self.is_driven_high = high;
        Ok(())
    }
}

impl ErrorType for DrivenPin {
    type Error = PinError;
}

impl OutputPin for DrivenPin {
    fn set_low(&mut self) -> Result<(), PinError> {
        self.drive(false)
    }

    fn set_high(&mut self) -> Result<(), PinError> {
        self.drive(true)
    }
}

impl InputPin for DrivenPin {
    fn is_high(&mut self) -> Result<bool, PinError> {
        if self.fault == Some(PinFault::Unreadable) { Err(PinError) } else { Ok(self.level()) }
    }

    fn is_low(&mut self) -> Result<bool, PinError> {
        self.is_high().map(|high| !high)
    }
}

/// A switch or key that a person moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Whether it is set or held down.
    pub is_high: bool,
    /// Whether reading it fails.
    pub is_broken: bool,
}

impl ErrorType for Contact {
    type Error = PinError;
}

impl InputPin for Contact {
    fn is_high(&mut self) -> Result<bool, PinError> {
        if self.is_broken { Err(PinError) } else { Ok(self.is_high) }
    }

    fn is_low(&mut self) -> Result<bool, PinError> {
        InputPin::is_high(self).map(|high| !high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_back_tells_the_net_and_not_the_wish() {
        let mut pin = DrivenPin { fault: Some(PinFault::StuckLow), ..DrivenPin::default() };
        assert_eq!(pin.set_high(), Ok(()));
        assert_eq!(pin.is_high(), Ok(false));
        pin.fault = Some(PinFault::StuckHigh);
        assert_eq!(pin.set_low(), Ok(()));
        assert_eq!(pin.is_high(), Ok(true));
    }

    #[test]
    fn an_output_that_cannot_be_driven_keeps_its_level() {
        let mut pin = DrivenPin { is_driven_high: true, fault: Some(PinFault::Undrivable) };
        assert_eq!(pin.set_low(), Err(PinError));
        assert!(pin.level());
        pin.fault = Some(PinFault::Unreadable);
        assert_eq!(pin.is_high(), Err(PinError));
    }
}
