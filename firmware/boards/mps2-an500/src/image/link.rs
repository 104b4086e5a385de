//! The line to the head unit: UART0, and what the script sends.
//!
//! Bytes that reach an emulated UART from outside come at times that no two runs share, so drives that must be the same send
//! theirs by the script. Both wait in a queue; a byte that finds its queue full is lost, as on any line.

use super::uart::{LINK, WAITING};
use core::convert::Infallible;
use embedded_io::{ErrorType, Read, ReadReady, Write};
use heapless::Deque;
use heapless::spsc::{Consumer, Queue};

/// The gateway's end of the line.
pub(super) struct Link {
    scripted: Deque<u8, WAITING>,
    received: Consumer<'static, u8>,
}

impl Link {
    pub(super) fn new(queue: &'static mut Queue<u8, WAITING>) -> Self {
        Self { scripted: Deque::new(), received: LINK.start(queue) }
    }

    /// The head unit sends bytes; false if there are too many.
    pub(super) fn send(&mut self, mut bytes: impl Iterator<Item = u8>) -> bool {
        bytes.all(|byte| self.scripted.push_back(byte).is_ok())
    }
}

impl ErrorType for Link {
    type Error = Infallible;
}

impl ReadReady for Link {
    fn read_ready(&mut self) -> Result<bool, Infallible> {
        Ok(!self.scripted.is_empty() || self.received.ready())
    }
}

impl Read for Link {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        let mut length = 0;
        for place in buffer {
            let Some(byte) = self.scripted.pop_front().or_else(|| self.received.dequeue()) else { break };
            *place = byte;
            length += 1;
        }
        Ok(length)
    }
}

impl Write for Link {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        LINK.send(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
