//! A W25Q32JV on LPSPI1, for the journal and the device's secret.
//!
//! Not the board's own flash: the code runs from that, and could not while it erases. Here audio and code go on, and a
//! sector of 4 KiB is erased in tenths of a second.
//!
//! | offset | what |
//! |---|---|
//! | 0x00000 | journal, 16 sectors |
//! | 0x10000 | the device's secret, one sector |

use core::convert::Infallible;
use embedded_hal::digital::{ErrorType, OutputPin};
use embedded_hal_bus::spi::{ExclusiveDevice, NoDelay};
use imxrt_hal::gpio::Output;
use imxrt_hal::lpspi::Lpspi;
use sordina_board::part::Part;
use w25q32jv::W25q32jv;

const SECTOR: u32 = 4096;
const JOURNAL: u32 = 16 * SECTOR;

/// The whole part.
pub(super) type Chip = W25q32jv<ExclusiveDevice<Lpspi, Output, NoDelay>, Tied, Tied>;
/// The journal's part of it.
pub(super) type Journal = Part<Chip>;

/// A pin of the flash that the board ties to its supply: /HOLD and /WP.
pub(super) struct Tied;

impl ErrorType for Tied {
    type Error = Infallible;
}

impl OutputPin for Tied {
    fn set_low(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

/// The flash on its bus.
pub(super) fn chip(bus: Lpspi, select: Output) -> Chip {
    let Ok(device) = ExclusiveDevice::new_no_delay(bus, select);
    match W25q32jv::new(device, Tied, Tied) {
        Ok(chip) => chip,
        Err(_) => panic!("pins that are tied cannot fail"),
    }
}

/// The sector of the device's secret.
pub(super) fn secret(chip: &mut Chip) -> Part<&mut Chip> {
    Part::new(chip, JOURNAL, SECTOR)
}

/// The journal's sectors.
pub(super) const fn journal(chip: Chip) -> Journal {
    Part::new(chip, 0, JOURNAL)
}
