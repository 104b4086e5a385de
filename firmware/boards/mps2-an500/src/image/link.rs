//! The line to the head unit: UART0, and what the script sends.
//!
//! Bytes that reach an emulated UART from outside come at times that no two runs share, so drives that must be the same send
//! theirs by the script. Both wait in a queue; a byte that finds its queue full is lost, as on any line.

use super::place::Handed;
use super::registers::{
    INTERRUPT_ENABLE, INTERRUPT_PRIORITY, UART_CONTROL, UART_DATA, UART_DIVIDER, UART_INTERRUPT, UART_STATE,
};
use core::convert::Infallible;
use embedded_io::{ErrorType, Read, ReadReady, Write};
use heapless::Deque;
use heapless::spsc::{Consumer, Producer, Queue};

const TRANSMITTER_FULL: u32 = 1;
const RECEIVER_FULL: u32 = 2;
/// Transmitter, receiver, and the receiver's interrupt.
const ON: u32 = 0b1011;
const RECEIVED: u32 = 2;
/// The smallest divider that the UART takes.
const DIVIDER: u32 = 16;
/// Interrupt of UART0's receiver, and a priority below that of audio.
pub(super) const RECEIVER: i16 = 0;
const BELOW_AUDIO: u32 = 0x80;

/// Bytes of the head unit that may wait.
const WAITING: usize = 256;

static INTAKE: Handed<Producer<'static, u8>> = Handed::nothing();

/// The gateway's end of the line.
pub(super) struct Link {
    scripted: Deque<u8, WAITING>,
    received: Consumer<'static, u8>,
}

impl Link {
    pub(super) fn new(queue: &'static mut Queue<u8, WAITING>) -> Self {
        let (intake, received) = queue.split();
        UART_DIVIDER.write(DIVIDER);
        if INTAKE.hand(intake) {
            UART_CONTROL.write(ON);
            INTERRUPT_PRIORITY.write(BELOW_AUDIO);
            INTERRUPT_ENABLE.write(1 << RECEIVER);
        }
        Self { scripted: Deque::new(), received }
    }

    /// The head unit sends bytes; false if there are too many.
    pub(super) fn send(&mut self, mut bytes: impl Iterator<Item = u8>) -> bool {
        bytes.all(|byte| self.scripted.push_back(byte).is_ok())
    }
}

/// Takes what UART0 has received.
pub(super) fn receive() {
    while UART_STATE.read() & RECEIVER_FULL != 0 {
        let [byte, ..] = UART_DATA.read().to_le_bytes();
        // Safety: only the receiver's interrupt calls this, which the queue's end was handed to.
        let _lost = unsafe { INTAKE.get() }.map(|intake| intake.enqueue(byte));
    }
    UART_INTERRUPT.write(RECEIVED);
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
