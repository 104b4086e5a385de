//! A part of a flash, as a flash of its own: the journal's, and the one that keeps the device's secret.

use embedded_storage::nor_flash::{ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash};

/// Bytes `start..start + length` of `flash`; both are multiples of its sectors.
pub struct Part<F> {
    flash: F,
    start: u32,
    length: u32,
}

/// Why a part did not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartError<E> {
    /// Outside the part.
    OutOfBounds,
    /// The flash itself refused.
    Flash(E),
}

impl<E: NorFlashError> NorFlashError for PartError<E> {
    fn kind(&self) -> NorFlashErrorKind {
        match self {
            Self::OutOfBounds => NorFlashErrorKind::OutOfBounds,
            Self::Flash(error) => error.kind(),
        }
    }
}

impl<F: ErrorType> Part<F> {
    /// The part.
    pub const fn new(flash: F, start: u32, length: u32) -> Self {
        Self { flash, start, length }
    }

    fn place(&self, offset: u32, length: usize) -> Result<u32, PartError<F::Error>> {
        let end = u64::from(offset) + length as u64;
        if end > u64::from(self.length) { Err(PartError::OutOfBounds) } else { Ok(self.start + offset) }
    }
}

impl<F: ErrorType> ErrorType for Part<F> {
    type Error = PartError<F::Error>;
}

impl<F: ReadNorFlash> ReadNorFlash for Part<F> {
    const READ_SIZE: usize = F::READ_SIZE;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Self::Error> {
        let place = self.place(offset, bytes.len())?;
        self.flash.read(place, bytes).map_err(PartError::Flash)
    }

    fn capacity(&self) -> usize {
        self.length as usize
    }
}

impl<F: NorFlash> NorFlash for Part<F> {
    const WRITE_SIZE: usize = F::WRITE_SIZE;
    const ERASE_SIZE: usize = F::ERASE_SIZE;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), Self::Error> {
        let length = to.checked_sub(from).ok_or(PartError::OutOfBounds)?;
        let place = self.place(from, length as usize)?;
        self.flash.erase(place, place + length).map_err(PartError::Flash)
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Self::Error> {
        let place = self.place(offset, bytes.len())?;
        self.flash.write(place, bytes).map_err(PartError::Flash)
    }
}
