//! The board's UARTs: what comes from outside waits in a queue, which an interrupt fills.

use super::place::Handed;
use super::registers::{INTERRUPT_ENABLE, INTERRUPT_PRIORITY, Register, UART0, UART1};
use heapless::spsc::{Consumer, Producer, Queue};

const TRANSMITTER_FULL: u32 = 1;
const RECEIVER_FULL: u32 = 2;
/// Transmitter, receiver, and the receiver's interrupt.
const ON: u32 = 0b1011;
const RECEIVED: u32 = 2;
/// The smallest divider that the UART takes.
const DIVIDER: u32 = 16;
/// Priority of the receivers' interrupts: below that of audio.
const BELOW_AUDIO: u32 = 0x80;

/// Bytes that may wait; one that finds its queue full is lost, as on any line.
pub(super) const WAITING: usize = 256;

/// Towards the head unit.
pub(super) static LINK: Uart = Uart::with(&UART0, 0);
/// Towards keys, switches and signals of the car.
pub(super) static CAR: Uart = Uart::with(&UART1, 2);

/// Registers of a UART, in the order of their addresses.
pub(super) struct Registers {
    pub(super) data: Register,
    pub(super) state: Register,
    pub(super) control: Register,
    pub(super) interrupt: Register,
    pub(super) divider: Register,
}

pub(super) struct Uart {
    registers: &'static Registers,
    /// The receiver's interrupt.
    number: i16,
    intake: Handed<Producer<'static, u8>>,
}

impl Uart {
    const fn with(registers: &'static Registers, number: i16) -> Self {
        Self { registers, number, intake: Handed::nothing() }
    }

    /// The UART whose receiver has this interrupt.
    pub(super) fn of(number: i16) -> Option<&'static Self> {
        [&LINK, &CAR].into_iter().find(|uart| uart.number == number)
    }

    /// Switches it on; what it receives comes through the queue.
    pub(super) fn start(&'static self, queue: &'static mut Queue<u8, WAITING>) -> Consumer<'static, u8> {
        let (intake, received) = queue.split();
        self.registers.divider.write(DIVIDER);
        if self.intake.hand(intake) {
            self.registers.control.write(ON);
            INTERRUPT_PRIORITY.write(INTERRUPT_PRIORITY.read() | BELOW_AUDIO << (8 * self.number));
            INTERRUPT_ENABLE.write(1 << self.number);
        }
        received
    }

    /// Takes what has come. For the receiver's interrupt only.
    pub(super) fn receive(&'static self) {
        while self.registers.state.read() & RECEIVER_FULL != 0 {
            let [byte, ..] = self.registers.data.read().to_le_bytes();
            // Safety: only the receiver's interrupt calls this, which the queue's end was handed to.
            let _lost = unsafe { self.intake.get() }.map(|intake| intake.enqueue(byte));
        }
        self.registers.interrupt.write(RECEIVED);
    }

    /// Sends, waiting where the transmitter is busy.
    pub(super) fn send(&self, bytes: &[u8]) {
        for byte in bytes {
            while self.registers.state.read() & TRANSMITTER_FULL != 0 {}
            self.registers.data.write(u32::from(*byte));
        }
    }
}
