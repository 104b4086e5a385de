//! NOR flash: program-once words, erase by sector, wear, and a power cut at any byte.
//!
//! The shape is the STM32H7's where it is strictest: a word of [`WORD`] bytes carries one checksum, so it can be
//! programmed once after an erase and never again, not even with the same bytes. A torn word counts as
//! programmed. Sectors are small, so that a short test wears through many of them.
//!
//! A power cut is armed with [`Flash::cut_power_after`]. It strikes the moment that many more bytes have been
//! programmed or erased: the operation under way stays torn at exactly that byte, its caller gets
//! [`FlashError::PowerIsOff`] even if the last byte was done, and so does everybody else until the power returns.

use embedded_storage::nor_flash::{ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash};

/// Bytes of a word, the least that can be programmed.
pub const WORD: usize = 32;
/// Bytes of a sector, the least that can be erased.
pub const SECTOR: usize = 4096;
/// Sectors of [`Flash::default`].
pub const DEFAULT_SECTORS: usize = 16;

const ERASED: u8 = 0xFF;

/// Why the flash refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FlashError {
    /// Offset or length is not a multiple of [`WORD`] (programming) or [`SECTOR`] (erasing).
    NotAligned,
    /// Beyond the end.
    OutOfBounds,
    /// The word at this offset has been programmed since its sector was erased.
    ProgrammedTwice {
        /// Offset of the word.
        offset: u32,
    },
    /// The power is cut until [`crate::Simulated::restart`].
    PowerIsOff,
}

impl core::fmt::Display for FlashError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::NotAligned => {
                write!(f, "flash access off its grid; program {WORD} and erase {SECTOR} bytes")
            }
            Self::OutOfBounds => f.write_str("flash access beyond its end; look at `capacity`"),
            Self::ProgrammedTwice { offset } => {
                write!(f, "flash word at {offset:#x} programmed twice; erase its sector first")
            }
            Self::PowerIsOff => f.write_str("flash has no power; restart the machine"),
        }
    }
}

impl core::error::Error for FlashError {}

impl NorFlashError for FlashError {
    fn kind(&self) -> NorFlashErrorKind {
        match self {
            Self::NotAligned => NorFlashErrorKind::NotAligned,
            Self::OutOfBounds => NorFlashErrorKind::OutOfBounds,
            Self::ProgrammedTwice { .. } | Self::PowerIsOff => NorFlashErrorKind::Other,
        }
    }
}

/// These bytes are not the contents of a flash: their number is no positive multiple of [`SECTOR`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongLength(pub usize);

impl core::fmt::Display for WrongLength {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} bytes are no flash contents; they come in sectors of {SECTOR}", self.0)
    }
}

impl core::error::Error for WrongLength {}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Power {
    On,
    /// Off after this many more bytes.
    Failing(usize),
    Off,
}

/// The flash. Fields are private because the words' state must follow from what was done to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    bytes: Vec<u8>,
    /// Per word: programmed since its sector was erased.
    is_programmed: Vec<bool>,
    /// Per sector: how often it was erased.
    wear: Vec<u32>,
    power: Power,
}

impl Default for Flash {
    fn default() -> Self {
        Self::erased(DEFAULT_SECTORS)
    }
}

impl Flash {
    /// A new flash of this many sectors.
    #[must_use]
    pub fn erased(sectors: usize) -> Self {
        Self {
            bytes: vec![ERASED; sectors * SECTOR],
            is_programmed: vec![false; sectors * SECTOR / WORD],
            wear: vec![0; sectors],
            power: Power::On,
        }
    }

    /// A flash with these contents, unworn. A word that does not read erased counts as programmed.
    ///
    /// # Errors
    /// [`WrongLength`] when `bytes` are not whole sectors.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, WrongLength> {
        if bytes.is_empty() || !bytes.len().is_multiple_of(SECTOR) {
            return Err(WrongLength(bytes.len()));
        }
        let is_programmed = bytes.chunks(WORD).map(|word| word.iter().any(|byte| *byte != ERASED)).collect();
        Ok(Self { is_programmed, wear: vec![0; bytes.len() / SECTOR], bytes, power: Power::On })
    }

    /// The contents, as a thief with a reader would see them: power does not matter.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How often each sector was erased.
    #[must_use]
    pub fn wear(&self) -> &[u32] {
        &self.wear
    }

    /// Cuts the power the moment `bytes` more bytes have been programmed or erased; 0 spares not even one.
    pub fn cut_power_after(&mut self, bytes: usize) {
        self.power = Power::Failing(bytes);
    }

    /// Whether an armed power cut has struck.
    #[must_use]
    pub fn is_powered(&self) -> bool {
        self.power != Power::Off
    }

    pub(crate) fn restore_power(&mut self) {
        self.power = Power::On;
    }

    fn range(&self, offset: u32, length: usize, grid: usize) -> Result<core::ops::Range<usize>, FlashError> {
        if self.power == Power::Off {
            return Err(FlashError::PowerIsOff);
        }
        let start = offset as usize;
        if !start.is_multiple_of(grid) || !length.is_multiple_of(grid) {
            return Err(FlashError::NotAligned);
        }
        match start.checked_add(length) {
            Some(end) if end <= self.bytes.len() => Ok(start..end),
            _ => Err(FlashError::OutOfBounds),
        }
    }

    /// How many of `wanted` bytes the power lasts for, and whether it is off after them.
    fn spend(&mut self, wanted: usize) -> (usize, Result<(), FlashError>) {
        match self.power {
            Power::Failing(left) if left <= wanted => {
                self.power = Power::Off;
                (left, Err(FlashError::PowerIsOff))
            }
            Power::Failing(left) => {
                self.power = Power::Failing(left - wanted);
                (wanted, Ok(()))
            }
            Power::On | Power::Off => (wanted, Ok(())),
        }
    }

    fn program_word(&mut self, start: usize, word: &[u8]) -> Result<(), FlashError> {
        if self.is_programmed[start / WORD] {
            let offset = u32::try_from(start).unwrap_or(u32::MAX);
            return Err(FlashError::ProgrammedTwice { offset });
        }
        let (done, outcome) = self.spend(word.len());
        self.bytes[start..start + done].copy_from_slice(&word[..done]);
        self.is_programmed[start / WORD] = done > 0;
        outcome
    }

    fn erase_sector(&mut self, start: usize) -> Result<(), FlashError> {
        let (done, outcome) = self.spend(SECTOR);
        self.bytes[start..start + done].fill(ERASED);
        if outcome.is_ok() {
            self.is_programmed[start / WORD..(start + SECTOR) / WORD].fill(false);
        }
        self.wear[start / SECTOR] += 1;
        outcome
    }
}

impl ErrorType for Flash {
    type Error = FlashError;
}

impl ReadNorFlash for Flash {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), FlashError> {
        let range = self.range(offset, bytes.len(), Self::READ_SIZE)?;
        bytes.copy_from_slice(&self.bytes[range]);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.bytes.len()
    }
}

impl NorFlash for Flash {
    const WRITE_SIZE: usize = WORD;
    const ERASE_SIZE: usize = SECTOR;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), FlashError> {
        let length = to.checked_sub(from).ok_or(FlashError::OutOfBounds)? as usize;
        let mut sectors = self.range(from, length, SECTOR)?.step_by(SECTOR);
        sectors.try_for_each(|start| self.erase_sector(start))
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), FlashError> {
        let range = self.range(offset, bytes.len(), WORD)?;
        let mut words = range.step_by(WORD).zip(bytes.chunks(WORD));
        words.try_for_each(|(start, word)| self.program_word(start, word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_programmed_once_even_with_the_same_bytes() {
        let mut flash = Flash::erased(1);
        flash.write(64, &[ERASED; WORD]).unwrap();
        assert_eq!(flash.write(64, &[ERASED; WORD]), Err(FlashError::ProgrammedTwice { offset: 64 }));
        flash.erase(0, 4096).unwrap();
        assert_eq!(flash.write(64, &[0; WORD]), Ok(()));
        assert_eq!(flash.wear(), [1]);
    }

    #[test]
    fn accesses_off_the_grid_or_beyond_the_end_are_refused() {
        let mut flash = Flash::erased(2);
        assert_eq!(flash.write(8, &[0; WORD]), Err(FlashError::NotAligned));
        assert_eq!(flash.write(0, &[0; 8]), Err(FlashError::NotAligned));
        assert_eq!(flash.write(8192, &[0; WORD]), Err(FlashError::OutOfBounds));
        assert_eq!(flash.erase(0, 100), Err(FlashError::NotAligned));
        assert_eq!(flash.erase(4096, 0), Err(FlashError::OutOfBounds));
        assert_eq!(flash.read(8190, &mut [0; 3]), Err(FlashError::OutOfBounds));
    }

    #[test]
    fn a_power_cut_tears_the_write_at_its_byte_and_nothing_answers_after() {
        for cut in 0..=2 * WORD {
            let mut flash = Flash::erased(1);
            flash.cut_power_after(cut);
            assert_eq!(flash.write(0, &[0; 2 * WORD]), Err(FlashError::PowerIsOff));
            assert_eq!(flash.read(0, &mut [0]), Err(FlashError::PowerIsOff));
            assert_eq!(flash.erase(0, 4096), Err(FlashError::PowerIsOff));
            assert_eq!(flash.bytes().iter().position(|byte| *byte == ERASED), Some(cut));
            flash.restore_power();
            let torn = u32::try_from(cut.saturating_sub(1) / WORD * WORD).unwrap();
            assert_eq!(flash.write(torn, &[0; WORD]).is_ok(), cut == 0);
        }
    }

    #[test]
    fn a_torn_erase_leaves_a_sector_that_cannot_be_programmed() {
        let mut flash = Flash::erased(1);
        flash.write(0, &[0; WORD]).unwrap();
        flash.cut_power_after(10);
        assert_eq!(flash.erase(0, 4096), Err(FlashError::PowerIsOff));
        flash.restore_power();
        assert_eq!(flash.bytes()[..WORD], [[ERASED; 10].as_slice(), &[0; WORD - 10]].concat());
        assert!(flash.write(0, &[0; WORD]).is_err());
    }

    #[test]
    fn contents_survive_a_file() {
        let mut flash = Flash::erased(3);
        flash.write(4096, &[5; WORD]).unwrap();
        let mut copy = Flash::from_bytes(flash.bytes().to_vec()).unwrap();
        assert_eq!(copy.bytes(), flash.bytes());
        assert_eq!(copy.write(4096, &[5; WORD]), Err(FlashError::ProgrammedTwice { offset: 4096 }));
        assert_eq!(copy.write(0, &[5; WORD]), Ok(()));
        assert_eq!(Flash::from_bytes(vec![0; 100]).unwrap_err(), WrongLength(100));
    }
}
