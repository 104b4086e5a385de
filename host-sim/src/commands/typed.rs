//! Lines that somebody types while a car is at the desk.

use std::io::BufRead;
use std::sync::mpsc::{self, Receiver};

/// The line that ends the drive.
pub(super) const QUIT: &str = "quit";

/// Lines of standard input as they come. The thread ends with the process.
pub(super) fn typed() -> Receiver<String> {
    let (send, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    lines
}
