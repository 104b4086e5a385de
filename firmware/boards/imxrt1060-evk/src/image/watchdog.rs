//! WDOG1, straight on its registers: the crates have no driver for it.
//!
//! Source: *i.MX RT1060 Processor Reference Manual*, chapter WDOG.

use imxrt_ral::{self as ral, wdog::WDOG1};

/// Half seconds until it resets, less one. Longer than the erases of a move of the journal.
const TIMEOUT: u16 = 19;

/// The watchdog, running: nothing can stop it but a reset.
pub(super) struct Watchdog(WDOG1);

impl Watchdog {
    pub(super) fn start(watchdog: WDOG1) -> Self {
        // The power-down counter would pull the reset line of the board after 16 s.
        ral::write_reg!(ral::wdog, watchdog, WMCR, PDE: 0);
        ral::modify_reg!(ral::wdog, watchdog, WCR, WT: TIMEOUT, WDE: 1);
        Self(watchdog)
    }

    pub(super) fn feed(&mut self) {
        ral::write_reg!(ral::wdog, self.0, WSR, 0x5555);
        ral::write_reg!(ral::wdog, self.0, WSR, 0xAAAA);
    }
}
