//! Keys, switches and signals from outside, on UART1: the script's events, one per line and without its time.
//!
//! Each line is answered with `ok`, or with `no` if it is none or not for this image.

use super::board::Board;
use super::uart::{CAR, WAITING};
use heapless::Vec;
use heapless::spsc::{Consumer, Queue};
use mps2_an500::script::What;

/// Bytes of the longest line.
const LONGEST: usize = 160;

pub(super) struct Controls {
    received: Consumer<'static, u8>,
    /// What has come of a line.
    line: Vec<u8, LONGEST>,
    is_too_long: bool,
}

impl Controls {
    pub(super) fn new(queue: &'static mut Queue<u8, WAITING>) -> Self {
        Self { received: CAR.start(queue), line: Vec::new(), is_too_long: false }
    }

    /// Lets happen what has come.
    pub(super) fn apply(&mut self, board: &mut Board) {
        while let Some(byte) = self.received.dequeue() {
            if byte == b'\n' {
                let is_done = !self.is_too_long && happens(&self.line, board);
                CAR.send(if is_done { b"ok\n" } else { b"no\n" });
                self.line.clear();
                self.is_too_long = false;
            } else {
                self.is_too_long |= self.line.push(byte).is_err();
            }
        }
    }
}

fn happens(line: &[u8], board: &mut Board) -> bool {
    let what = core::str::from_utf8(line).ok().and_then(What::parse);
    what.is_some_and(|what| board.apply(what).is_ok())
}
