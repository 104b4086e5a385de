//! Bank 2 of the internal flash: the journal's two sectors, and one for the device's secret.
//!
//! | offset in bank 2 | what |
//! |---|---|
//! | 0x00000 | journal, one sector of 128 KiB per bank of the journal |
//! | 0xE0000 | the device's secret, the last sector |
//!
//! A flash word of 32 bytes that a power cut tore may fail its error correction; the processor would fault on
//! reading it. Reads here run while such faults are masked, and a word that cannot be corrected reads as zeros.
//!
//! Programming and erasing wait in thread mode with interrupts on: audio goes on, code runs from bank 1. Erasing a
//! sector takes up to some seconds, in which control stands; stops are seen by the audio context meanwhile.

use core::arch::asm;
use cortex_m::peripheral::SCB;
use embassy_stm32::flash::{Blocking, Error, Flash as Driver};
use embassy_stm32::pac::FLASH;
use embedded_storage::nor_flash::{ErrorType, NorFlash, ReadNorFlash};
use sordina_board::part::Part;

/// Where bank 2 begins, as the driver counts and as an address.
const BANK_2: u32 = 0x10_0000;
const ADDRESS: u32 = 0x0810_0000;
const SECTOR: u32 = 128 * 1024;
const WORD: usize = 32;
/// The journal: offset and bytes.
const JOURNAL: (u32, u32) = (0, 2 * SECTOR);
/// The device's secret: offset and bytes.
const SECRET: (u32, u32) = (7 * SECTOR, SECTOR);

/// The journal's part.
pub(super) type Journal = Part<Bank2>;

/// Bank 2, whole.
pub(super) struct Bank2 {
    driver: Driver<'static, Blocking>,
}

impl Bank2 {
    pub(super) const fn new(driver: Driver<'static, Blocking>) -> Self {
        Self { driver }
    }

    /// The sector of the device's secret.
    pub(super) fn secret(&mut self) -> Part<&mut Self> {
        Part::new(self, SECRET.0, SECRET.1)
    }

    pub(super) const fn into_journal(self) -> Journal {
        Part::new(self, JOURNAL.0, JOURNAL.1)
    }
}

/// Source: *ARMv7-M Architecture Reference Manual*, B3.2.8 (BFHFNMIGN); RM0433, 4.3.8 (double ECC errors).
fn read_word(address: u32) -> [u8; WORD] {
    const IGNORE_BUS_FAULTS: u32 = 1 << 8;
    let mut words = [0; WORD / 4];
    // Safety: the address lies in bank 2, which is mapped and holds no Rust object; between masking and unmasking
    // nothing but these loads can fault, and the register's bit takes effect only while faults are masked.
    unsafe {
        (*SCB::PTR).ccr.modify(|control| control | IGNORE_BUS_FAULTS);
        asm!("cpsid f", "dsb", "isb", options(nostack, preserves_flags));
        for (word, address) in words.iter_mut().zip((address..).step_by(4)) {
            *word = core::ptr::with_exposed_provenance::<u32>(address as usize).read_volatile();
        }
        asm!("dsb", "cpsie f", "isb", options(nostack, preserves_flags));
        (*SCB::PTR).ccr.modify(|control| control & !IGNORE_BUS_FAULTS);
    }
    let bank = FLASH.bank(1);
    if bank.sr().read().dbeccerr() {
        bank.ccr().write(|clear| clear.set_clr_dbeccerr(true));
        words = [0; WORD / 4];
    }
    bytemuck::must_cast(words)
}

impl ErrorType for Bank2 {
    type Error = Error;
}

impl ReadNorFlash for Bank2 {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Error> {
        if offset as usize + bytes.len() > self.capacity() {
            return Err(Error::Size);
        }
        let mut place = offset;
        let mut rest = bytes;
        while !rest.is_empty() {
            let word = read_word(ADDRESS + place / 32 * 32);
            let from = &word[place as usize % WORD..];
            let (now, later) = rest.split_at_mut(from.len().min(rest.len()));
            now.copy_from_slice(&from[..now.len()]);
            place = place / 32 * 32 + 32;
            rest = later;
        }
        Ok(())
    }

    fn capacity(&self) -> usize {
        8 * SECTOR as usize
    }
}

impl NorFlash for Bank2 {
    const WRITE_SIZE: usize = WORD;
    const ERASE_SIZE: usize = SECTOR as usize;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), Error> {
        self.driver.blocking_erase(BANK_2 + from, BANK_2 + to)
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Error> {
        self.driver.blocking_write(BANK_2 + offset, bytes)
    }
}
