//! NOR flash over plain memory: program-once words of 32 bytes, erase by sectors of 4 KiB.
//!
//! The emulator's flash is ordinary memory that a file backs, so the strictness of a real one is here: programming
//! can only clear bits, a word can be programmed once after an erase (one checksum covers it, as on an STM32H7),
//! and only whole sectors become 0xFF again. After a restart a word that does not read erased counts as
//! programmed. What is missing: wear, torn words, and the time that an erase takes.

use embedded_storage::nor_flash::{ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash};

/// Bytes of a word, the least that can be programmed.
pub const WORD: usize = 32;
/// Bytes of a sector, the least that can be erased.
pub const SECTOR: usize = 4096;
/// Bytes of the journal's flash.
pub const CAPACITY: usize = 16 * SECTOR;

const ERASED: u8 = 0xFF;
const WORDS: usize = CAPACITY / WORD;

/// Why the flash refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NorError {
    /// Offset or length is not a multiple of [`WORD`] (programming) or [`SECTOR`] (erasing).
    NotAligned,
    /// Beyond the end.
    OutOfBounds,
    /// A word has been programmed since its sector was erased.
    ProgrammedTwice,
}

impl NorFlashError for NorError {
    fn kind(&self) -> NorFlashErrorKind {
        match self {
            Self::NotAligned => NorFlashErrorKind::NotAligned,
            Self::OutOfBounds => NorFlashErrorKind::OutOfBounds,
            Self::ProgrammedTwice => NorFlashErrorKind::Other,
        }
    }
}

/// The flash. `is_programmed` follows from what was done to the bytes, so both are private.
pub struct Nor<'m> {
    bytes: &'m mut [u8; CAPACITY],
    is_programmed: [bool; WORDS],
}

impl<'m> Nor<'m> {
    /// The flash that keeps its contents in `bytes`.
    #[must_use]
    pub fn new(bytes: &'m mut [u8; CAPACITY]) -> Self {
        let mut is_programmed = [false; WORDS];
        for (state, word) in is_programmed.iter_mut().zip(bytes.chunks(WORD)) {
            *state = word.iter().any(|byte| *byte != ERASED);
        }
        Self { bytes, is_programmed }
    }

    fn range(offset: u32, length: usize, grid: usize) -> Result<core::ops::Range<usize>, NorError> {
        let start = offset as usize;
        if !start.is_multiple_of(grid) || !length.is_multiple_of(grid) {
            return Err(NorError::NotAligned);
        }
        match start.checked_add(length) {
            Some(end) if end <= CAPACITY => Ok(start..end),
            _ => Err(NorError::OutOfBounds),
        }
    }

    fn program_word(&mut self, start: usize, word: &[u8]) -> Result<(), NorError> {
        let state = self.is_programmed.get_mut(start / WORD).ok_or(NorError::OutOfBounds)?;
        if core::mem::replace(state, true) {
            return Err(NorError::ProgrammedTwice);
        }
        for (cell, byte) in self.bytes.iter_mut().skip(start).zip(word) {
            *cell &= byte;
        }
        Ok(())
    }
}

impl ErrorType for Nor<'_> {
    type Error = NorError;
}

impl ReadNorFlash for Nor<'_> {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), NorError> {
        let range = Self::range(offset, bytes.len(), Self::READ_SIZE)?;
        bytes.copy_from_slice(&self.bytes[range]);
        Ok(())
    }

    fn capacity(&self) -> usize {
        CAPACITY
    }
}

impl NorFlash for Nor<'_> {
    const WRITE_SIZE: usize = WORD;
    const ERASE_SIZE: usize = SECTOR;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), NorError> {
        let length = to.checked_sub(from).ok_or(NorError::OutOfBounds)? as usize;
        let range = Self::range(from, length, SECTOR)?;
        self.is_programmed[range.start / WORD..range.end / WORD].fill(false);
        self.bytes[range].fill(ERASED);
        Ok(())
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), NorError> {
        let range = Self::range(offset, bytes.len(), WORD)?;
        let mut words = range.step_by(WORD).zip(bytes.chunks(WORD));
        words.try_for_each(|(start, word)| self.program_word(start, word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_programmed_once_until_its_sector_is_erased() {
        let mut memory = [ERASED; CAPACITY];
        let mut flash = Nor::new(&mut memory);
        assert_eq!(flash.write(64, &[ERASED; WORD]), Ok(()));
        assert_eq!(flash.write(64, &[0; WORD]), Err(NorError::ProgrammedTwice));
        assert_eq!(flash.erase(0, 4096), Ok(()));
        assert_eq!(flash.write(64, &[0; WORD]), Ok(()));
        assert_eq!(Nor::new(&mut memory).write(64, &[0; WORD]), Err(NorError::ProgrammedTwice));
    }

    #[test]
    fn accesses_off_the_grid_or_beyond_the_end_are_refused() {
        let mut memory = [ERASED; CAPACITY];
        let mut flash = Nor::new(&mut memory);
        assert_eq!(flash.write(1, &[0; WORD]), Err(NorError::NotAligned));
        assert_eq!(flash.write(0, &[0; WORD - 1]), Err(NorError::NotAligned));
        assert_eq!(flash.erase(0, 32), Err(NorError::NotAligned));
        assert_eq!(flash.erase(4096, 0), Err(NorError::OutOfBounds));
        assert_eq!(flash.read(65_535, &mut [0; 2]), Err(NorError::OutOfBounds));
        assert_eq!(flash.write(65_536, &[0; WORD]), Err(NorError::OutOfBounds));
    }
}
