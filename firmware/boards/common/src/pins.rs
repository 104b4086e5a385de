//! Pins as the gateway wants them: high means *powered*, *lit* or *pressed*, whatever the copper says.

use embedded_hal::digital::{ErrorType, InputPin, OutputPin};

/// An output and a second pin that reads the net behind what it drives (rule 3 of `sordina_hal`).
pub struct Proven<O, I> {
    drive: O,
    sense: I,
}

impl<O: OutputPin, I: InputPin<Error = O::Error>> Proven<O, I> {
    /// `drive` asks, `sense` tells.
    pub const fn new(drive: O, sense: I) -> Self {
        Self { drive, sense }
    }
}

impl<O: OutputPin, I> ErrorType for Proven<O, I> {
    type Error = O::Error;
}

impl<O: OutputPin, I> OutputPin for Proven<O, I> {
    fn set_low(&mut self) -> Result<(), O::Error> {
        self.drive.set_low()
    }

    fn set_high(&mut self) -> Result<(), O::Error> {
        self.drive.set_high()
    }
}

impl<O: OutputPin, I: InputPin<Error = O::Error>> InputPin for Proven<O, I> {
    fn is_high(&mut self) -> Result<bool, O::Error> {
        self.sense.is_high()
    }

    fn is_low(&mut self) -> Result<bool, O::Error> {
        self.sense.is_low()
    }
}

/// A contact that pulls its wire to ground when it is closed.
pub struct ActiveLow<I>(pub I);

impl<I: ErrorType> ErrorType for ActiveLow<I> {
    type Error = I::Error;
}

impl<I: InputPin> InputPin for ActiveLow<I> {
    fn is_high(&mut self) -> Result<bool, I::Error> {
        self.0.is_low()
    }

    fn is_low(&mut self) -> Result<bool, I::Error> {
        self.0.is_high()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::cell::Cell;
    use core::convert::Infallible;

    struct Wire<'l>(&'l Cell<bool>);

    impl ErrorType for Wire<'_> {
        type Error = Infallible;
    }

    impl OutputPin for Wire<'_> {
        fn set_low(&mut self) -> Result<(), Infallible> {
            self.0.set(false);
            Ok(())
        }

        fn set_high(&mut self) -> Result<(), Infallible> {
            self.0.set(true);
            Ok(())
        }
    }

    impl InputPin for Wire<'_> {
        fn is_high(&mut self) -> Result<bool, Infallible> {
            Ok(self.0.get())
        }

        fn is_low(&mut self) -> Result<bool, Infallible> {
            Ok(!self.0.get())
        }
    }

    #[test]
    fn a_broken_net_is_seen() {
        let (driven, net) = (Cell::new(false), Cell::new(false));
        let mut pin = Proven::new(Wire(&driven), Wire(&net));
        assert_eq!(pin.set_high(), Ok(()));
        assert!(driven.get());
        assert_eq!((pin.is_high(), pin.is_low()), (Ok(false), Ok(true)));
        net.set(true);
        assert_eq!((pin.is_high(), pin.is_low()), (Ok(true), Ok(false)));
    }

    #[test]
    fn a_contact_to_ground_reads_high_when_closed() {
        let wire = Cell::new(false);
        assert_eq!(ActiveLow(Wire(&wire)).is_high(), Ok(true));
        wire.set(true);
        assert_eq!(ActiveLow(Wire(&wire)).is_high(), Ok(false));
    }
}
