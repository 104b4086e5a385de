//! The line to the head unit: UART0 out; in, what the script sends.
//!
//! Bytes that reach an emulated UART from outside come at times that no two runs share, so they come by the
//! script.

use super::registers::{UART_CONTROL, UART_DATA, UART_DIVIDER, UART_STATE};
use core::convert::Infallible;
use embedded_io::{ErrorType, Read, ReadReady, Write};
use heapless::Deque;

const TRANSMITTER_FULL: u32 = 1;
/// The smallest divider that the UART takes.
const DIVIDER: u32 = 16;

/// Bytes of the head unit that may wait.
const WAITING: usize = 256;

/// The gateway's end of the line.
pub(super) struct Link {
    to_gateway: Deque<u8, WAITING>,
}

impl Link {
    pub(super) fn new() -> Self {
        UART_DIVIDER.write(DIVIDER);
        UART_CONTROL.write(1);
        Self { to_gateway: Deque::new() }
    }

    /// The head unit sends bytes; false if there are too many.
    pub(super) fn send(&mut self, mut bytes: impl Iterator<Item = u8>) -> bool {
        bytes.all(|byte| self.to_gateway.push_back(byte).is_ok())
    }
}

impl ErrorType for Link {
    type Error = Infallible;
}

impl ReadReady for Link {
    fn read_ready(&mut self) -> Result<bool, Infallible> {
        Ok(!self.to_gateway.is_empty())
    }
}

impl Read for Link {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        let mut length = 0;
        for place in buffer {
            let Some(byte) = self.to_gateway.pop_front() else { break };
            *place = byte;
            length += 1;
        }
        Ok(length)
    }
}

impl Write for Link {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        for byte in bytes {
            while UART_STATE.read() & TRANSMITTER_FULL != 0 {}
            UART_DATA.write(u32::from(*byte));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
