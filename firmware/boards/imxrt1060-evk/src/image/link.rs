//! The line to the head unit: LPUART1, the serial port of the board's debug probe.
//!
//! Its interrupt takes bytes into a queue, since the unit itself holds one. What the queue cannot hold is lost, and
//! the frame that it belonged to with it.

use super::clocks::UART_HZ;
use core::cell::RefCell;
use core::convert::Infallible;
use cortex_m::peripheral::NVIC;
use critical_section::Mutex;
use embedded_io::{ErrorType, Read, ReadReady, Write};
use heapless::Deque;
use imxrt_hal::lpuart::{Baud, Direction, Interrupts, Lpuart};
use imxrt_ral::interrupt;
use imxrt_rt::interrupt;

/// Bytes of the head unit that may wait.
const WAITING: usize = 1024;
const BAUD: Baud = Baud::compute(UART_HZ, 115_200);

struct Line {
    uart: Option<Lpuart>,
    received: Deque<u8, WAITING>,
}

static LINE: Mutex<RefCell<Line>> = Mutex::new(RefCell::new(Line { uart: None, received: Deque::new() }));

/// The gateway's end of the line.
pub(super) struct Link;

impl Link {
    /// Takes the unit.
    pub(super) fn new(mut uart: Lpuart) -> Self {
        uart.disable(|uart| {
            uart.set_baud(&BAUD);
            uart.disable_fifo(Direction::Tx);
            uart.disable_fifo(Direction::Rx);
            uart.set_parity(None);
            uart.set_interrupts(Interrupts::RECEIVE_FULL);
        });
        with(|line| line.uart = Some(uart));
        Self
    }
}

/// Lets bytes come in, below audio.
pub(super) fn listen(nvic: &mut NVIC) {
    // Safety: no code relies on this interrupt being masked.
    unsafe {
        nvic.set_priority(interrupt::LPUART1, 8 << 4);
        NVIC::unmask(interrupt::LPUART1);
    }
}

fn with<T>(work: impl FnOnce(&mut Line) -> T) -> T {
    critical_section::with(|section| work(&mut LINE.borrow_ref_mut(section)))
}

#[interrupt]
fn LPUART1() {
    with(|line| {
        let Some(uart) = &mut line.uart else { return };
        uart.clear_status(imxrt_hal::lpuart::Status::W1C);
        while let Ok(Some(byte)) = uart.try_read() {
            let _lost_when_full = line.received.push_back(byte);
        }
    });
}

impl ErrorType for Link {
    type Error = Infallible;
}

impl ReadReady for Link {
    fn read_ready(&mut self) -> Result<bool, Infallible> {
        Ok(with(|line| !line.received.is_empty()))
    }
}

impl Read for Link {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        let mut length = 0;
        for place in buffer {
            let Some(byte) = with(|line| line.received.pop_front()) else { break };
            *place = byte;
            length += 1;
        }
        Ok(length)
    }
}

impl Write for Link {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        for byte in bytes {
            while !with(|line| line.uart.as_mut().is_none_or(|uart| uart.try_write(*byte))) {}
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
