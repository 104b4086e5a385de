//! A bank: how much it holds, and what is none.

use super::bank::Bank;
use super::flash::{Blocking, wait};
use super::record::RECORD;
use super::*;
use embedded_storage::nor_flash::{ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash};
use embedded_storage_async::nor_flash as asynchronous;

/// Two erased sectors of so many bytes, in words of so many.
struct Sectors<const WORD: usize, const BYTES: usize>;

impl<const WORD: usize, const BYTES: usize> ErrorType for Sectors<WORD, BYTES> {
    type Error = NorFlashErrorKind;
}

impl<const WORD: usize, const BYTES: usize> ReadNorFlash for Sectors<WORD, BYTES> {
    const READ_SIZE: usize = 1;

    fn read(&mut self, _: u32, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.fill(0xFF);
        Ok(())
    }

    fn capacity(&self) -> usize {
        2 * BYTES
    }
}

impl<const WORD: usize, const BYTES: usize> NorFlash for Sectors<WORD, BYTES> {
    const WRITE_SIZE: usize = WORD;
    const ERASE_SIZE: usize = BYTES;

    fn erase(&mut self, _: u32, _: u32) -> Result<(), Self::Error> {
        Err(NorFlashErrorKind::Other)
    }

    fn write(&mut self, _: u32, _: &[u8]) -> Result<(), Self::Error> {
        Err(NorFlashErrorKind::Other)
    }
}

/// An anchor, three things that stand of each of four profiles, `Moved`, the entry that caused the move, and one record.
const LEAST_SLOTS: u32 = 1 + 4 * 3 + 1 + 1 + 1;

fn slots<const WORD: usize, const BYTES: usize>() -> Option<u32> {
    Bank::slots(&RefCell::new(&mut Sectors::<WORD, BYTES>)).ok()
}

#[test]
fn a_bank_has_at_least_room_for_what_a_move_adds_and_one_record() {
    // A record takes 8 and 168 bytes, each in whole words; a sector begins and ends with a word of its own.
    const LEAST: usize = LEAST_SLOTS as usize;
    assert_eq!(slots::<32, { (LEAST * 7 + 1) * 32 }>(), None);
    assert_eq!(slots::<32, { (LEAST * 7 + 2) * 32 }>(), Some(LEAST_SLOTS));
    assert_eq!(slots::<32, { (LEAST * 7 + 9) * 32 }>(), Some(LEAST_SLOTS + 1));
    assert_eq!(slots::<1, { LEAST * 176 + 1 }>(), None);
    assert_eq!(slots::<1, { LEAST * 176 + 2 }>(), Some(LEAST_SLOTS));
}

#[test]
fn a_bank_holds_as_many_records_as_it_says() {
    let (_, records) = exported(&mut with_a_record());
    let mut bytes = [0; RECORD];
    let record = records[0].write(&mut bytes);
    for sectors in [2, 4, 6, 7] {
        let mut flash = Flash::erased(sectors);
        let flash = RefCell::new(&mut flash);
        for bank in Bank::ALL {
            assert!(bank.begin(&flash, &Anchor::FIRST).is_ok());
            let fitted = (1..).find(|_| bank.push(&flash, record).is_err());
            assert_eq!(fitted, Bank::slots(&flash).ok(), "{sectors} sectors");
        }
    }
}

/// A machine whose journal has one record.
fn with_a_record() -> Simulated {
    let mut machine = machine(2);
    written(&mut machine, &[closed(100)]);
    machine.restart();
    machine
}

#[test]
fn a_bank_begins_with_its_anchor_and_has_no_other() {
    let machine = with_a_record();
    let (anchor, records) = exported(&mut machine.clone());
    let (anchor, mut bytes) = (anchor.unwrap().to_bytes(), [0; RECORD]);
    let record = records[0].write(&mut bytes);
    let items: [(&[&[u8]], _); 4] = [
        (&[&anchor, record], None),
        (&[&anchor, record, &anchor], Some(Broken::Unreadable)),
        (&[record, &anchor], Some(Broken::Unreadable)),
        (&[record], Some(Broken::Unreadable)),
    ];
    for (items, broken) in items {
        let mut found = Simulated { flash: Flash::erased(2), ..machine.clone() };
        for item in items {
            assert!(Bank::First.push(&RefCell::new(&mut found.flash), item).is_ok());
        }
        assert_eq!(read(&mut found).err(), broken);
    }
}

#[test]
fn a_bank_that_cannot_be_read_is_not_taken_for_one_that_holds_nothing() {
    let mut machine = with_a_record();
    machine.flash.cut_power_after(0);
    assert!(machine.flash.erase(0, 4096).is_err());
    assert_eq!(Bank::First.survey(&RefCell::new(&mut machine.flash)).err(), Some(Broken::Flash));
    assert_eq!(read(&mut machine).err(), Some(Broken::Flash));
}

#[test]
fn only_a_torn_first_anchor_is_no_journal_yet() {
    let anchor = 4; // words, with the sector's own first
    for word in 0..2 * sordina_machine::SECTOR / sordina_machine::WORD {
        let mut machine = machine(2);
        let offset = u32::try_from(word * sordina_machine::WORD).unwrap();
        machine.flash.write(offset, &[0x5A; sordina_machine::WORD]).unwrap();
        let found = read(&mut machine).err();
        assert_eq!(found.is_none(), word < anchor, "word {word}: {found:?}");
    }
}

#[test]
fn a_queue_sees_the_whole_flash_and_cannot_erase() {
    let mut flash = Flash::erased(2);
    let flash = RefCell::new(&mut flash);
    assert_eq!(asynchronous::ReadNorFlash::capacity(&Blocking(&flash)), 2 * sordina_machine::SECTOR);
    assert!(wait(asynchronous::NorFlash::erase(&mut Blocking(&flash), 0, 4096)).is_err());
}
