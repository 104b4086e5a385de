//! Files of the emulator's host, in the folder where the emulator was started, by semihosting.
//!
//! An image for a real board must not have this: without a host the first call faults.

use core::ffi::CStr;
use cortex_m_semihosting::{nr, syscall, syscall1};

/// "Exit with this status", which the crate does not name.
const EXIT_EXTENDED: usize = 0x20;
const APPLICATION_EXIT: usize = 0x2_0026;

/// An open file.
pub(super) struct File(usize);

/// The host did not take every byte.
pub(super) struct Lost;

impl File {
    /// `None` when there is no such file.
    pub(super) fn open(name: &CStr) -> Option<Self> {
        Self::with(name, nr::open::R_BINARY)
    }

    /// `None` when the folder cannot be written.
    pub(super) fn create(name: &CStr) -> Option<Self> {
        Self::with(name, nr::open::W_TRUNC_BINARY)
    }

    fn with(name: &CStr, mode: usize) -> Option<Self> {
        let arguments = [name.as_ptr().expose_provenance(), mode, name.count_bytes()];
        // Safety: the host reads the name, which lives until the call returns.
        let handle = unsafe { syscall(nr::OPEN, &arguments) };
        (handle != usize::MAX).then_some(Self(handle))
    }

    /// Fills `buffer` as far as the file goes; returns how far.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> usize {
        let arguments = [self.0, buffer.as_mut_ptr().expose_provenance(), buffer.len()];
        // Safety: the host writes at most the buffer's length into the buffer, which is ours until the call returns.
        let missing = unsafe { syscall(nr::READ, &arguments) };
        buffer.len().saturating_sub(missing)
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Lost> {
        let arguments = [self.0, bytes.as_ptr().expose_provenance(), bytes.len()];
        // Safety: the host reads the bytes, which live until the call returns.
        let missing = unsafe { syscall(nr::WRITE, &arguments) };
        if missing == 0 { Ok(()) } else { Err(Lost) }
    }
}

impl core::fmt::Write for File {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.write(text.as_bytes()).map_err(|_| core::fmt::Error)
    }
}

/// Says why on the emulator's terminal.
pub(super) fn say(reason: &CStr) {
    // Safety: the host reads the text up to its zero byte.
    unsafe { syscall1(nr::WRITE0, reason.as_ptr().expose_provenance()) };
}

/// Ends the emulator with this exit code.
pub(super) fn exit(code: usize) -> ! {
    loop {
        // Safety: the host reads the two words, which live until the call returns; it does not return.
        unsafe { syscall(EXIT_EXTENDED, &[APPLICATION_EXIT, code]) };
    }
}
