//! Files of the emulator's host, in the folder where the emulator was started, by semihosting.
//!
//! An image for a real board must not have this: without a host the first call faults.

use super::processor::ask_host;
use core::ffi::CStr;

const OPEN: usize = 0x01;
const SAY: usize = 0x04;
const WRITE: usize = 0x05;
const READ: usize = 0x06;
const LENGTH: usize = 0x0C;
const EXIT_EXTENDED: usize = 0x20;
/// Modes of [`OPEN`]: "rb" and "wb".
const TO_READ: usize = 1;
const TO_WRITE: usize = 5;
const APPLICATION_EXIT: usize = 0x2_0026;

/// An open file.
pub(super) struct File(usize);

/// The host did not take every byte.
pub(super) struct Lost;

impl File {
    /// `None` when there is no such file.
    pub(super) fn open(name: &CStr) -> Option<Self> {
        Self::with(name, TO_READ)
    }

    /// `None` when the folder cannot be written.
    pub(super) fn create(name: &CStr) -> Option<Self> {
        Self::with(name, TO_WRITE)
    }

    fn with(name: &CStr, mode: usize) -> Option<Self> {
        let arguments = [name.as_ptr().expose_provenance(), mode, name.count_bytes()];
        // Safety: the host reads the name, which lives until the call returns.
        let handle = unsafe { ask(OPEN, &arguments) };
        (handle != usize::MAX).then_some(Self(handle))
    }

    /// Fills `buffer` as far as the file goes; returns how far.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> usize {
        let arguments = [self.0, buffer.as_mut_ptr().expose_provenance(), buffer.len()];
        // Safety: the host writes at most the buffer's length into the buffer, which is ours until the call returns.
        let missing = unsafe { ask(READ, &arguments) };
        buffer.len().saturating_sub(missing)
    }

    /// Bytes of it; 0 if the host does not know.
    pub(super) fn length(&self) -> usize {
        // Safety: the host reads its own handle.
        let length = unsafe { ask(LENGTH, &[self.0]) };
        if length == usize::MAX { 0 } else { length }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Lost> {
        let arguments = [self.0, bytes.as_ptr().expose_provenance(), bytes.len()];
        // Safety: the host reads the bytes, which live until the call returns.
        let missing = unsafe { ask(WRITE, &arguments) };
        if missing == 0 { Ok(()) } else { Err(Lost) }
    }
}

impl core::fmt::Write for File {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.write(text.as_bytes()).map_err(|_| core::fmt::Error)
    }
}

/// # Safety
/// `arguments` must be what the host expects with `number`, and memory that they name must be ours.
unsafe fn ask<const COUNT: usize>(number: usize, arguments: &[usize; COUNT]) -> usize {
    // Safety: as the caller promises; the arguments live until the call returns.
    unsafe { ask_host(number, arguments.as_ptr().expose_provenance()) }
}

/// Says why on the emulator's terminal.
pub(super) fn say(reason: &CStr) {
    // Safety: the host reads the text up to its zero byte.
    unsafe { ask_host(SAY, reason.as_ptr().expose_provenance()) };
}

/// Ends the emulator with this exit code.
pub(super) fn exit(code: usize) -> ! {
    loop {
        // Safety: the host reads the two words, which live until the call returns; it does not return.
        unsafe { ask(EXIT_EXTENDED, &[APPLICATION_EXIT, code]) };
    }
}
