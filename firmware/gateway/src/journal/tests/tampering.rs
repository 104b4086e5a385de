//! Somebody with a soldering iron: the flash is changed bit by bit, rewritten with good checksums, or put back (R29, P35).

use super::bank::Bank;
use super::record::RECORD;
use super::verify::Fault;
use super::*;

/// The record of [`journal`] that completes its bank.
const MOVED: u32 = 4;

/// Six records: the second blanked, the fourth says so, the newest two closings.
fn journal() -> Simulated {
    let mut machine = machine(2);
    let entries = [
        given(Kind::Given, 0, Purposes::ALL, 100),
        given(Kind::Given, 1, Purposes::ALL, 100),
        act(Kind::Withdrawn, 0, Purposes::ALL, 101),
    ];
    let mut journal = written(&mut machine, &entries);
    journal.erase(&mut machine, only(1)).unwrap();
    for day in [102, 103] {
        journal.append(&mut machine, &closed(day)).unwrap();
    }
    machine.restart();
    machine
}

/// A flash that holds these records, every checksum of its own right.
fn rewritten(anchor: &Anchor, records: &[Record]) -> Flash {
    let mut rewritten = Flash::erased(2);
    let flash = RefCell::new(&mut rewritten);
    assert!(Bank::Second.push(&flash, &anchor.to_bytes()).is_ok());
    for record in records {
        assert!(Bank::Second.push(&flash, record.write(&mut [0; RECORD])).is_ok());
    }
    rewritten
}

/// What the device, with a counter and without one, finds wrong with [`journal`] after `change`.
fn after(machine: &Simulated, change: impl FnOnce(&mut Anchor, &mut Vec<Record>)) -> [Option<Broken>; 2] {
    let (anchor, mut records) = exported(&mut machine.clone());
    let mut anchor = anchor.unwrap();
    change(&mut anchor, &mut records);
    let flash = rewritten(&anchor, &records);
    let mut forged = Simulated { flash, ..machine.clone() };
    let mut without_counter = Simulated { counter: Counter::Missing, ..forged.clone() };
    [read(&mut forged).err(), read(&mut without_counter).err()]
}

const fn at(sequence: u32, fault: Fault) -> [Option<Broken>; 2] {
    [Some(Broken::Record { sequence, fault }); 2]
}

#[test]
fn what_nobody_changed_holds() {
    assert_eq!(after(&journal(), |_, _| {}), [None, None]);
}

#[test]
fn whichever_bit_of_an_export_is_changed_its_record_is_the_first_that_does_not_hold() {
    let mut machine = journal();
    let key = read(&mut machine).unwrap().0.public_key();
    let (anchor, records) = exported(&mut machine);
    let mut checker = Checker::new(&anchor.unwrap()).unwrap();
    for record in records {
        let bytes = record.write(&mut [0; RECORD]).to_vec();
        for bit in 0..bytes.len() * 8 {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let changed = Record::from_bytes(&bytes).unwrap();
            let found = checker.clone().check_signed(&changed, &key);
            assert!(found.is_err(), "record {}, bit {bit}", record.sequence);
        }
        checker.check_signed(&record, &key).unwrap();
    }
    assert!(checker.is_complete());
}

#[test]
fn whichever_byte_of_a_record_is_changed_the_device_does_not_start() {
    let machine = journal();
    let (_, records) = exported(&mut machine.clone());
    let newest = records.len() - 1;
    for (place, record) in records.iter().enumerate() {
        let length = record.write(&mut [0; RECORD]).len();
        for byte in 0..length {
            let [found, _] = after(&machine, |_, records| {
                let mut bytes = record.write(&mut [0; RECORD]).to_vec();
                bytes[byte] ^= 1 << (byte % 8);
                records[place] = Record::from_bytes(&bytes).unwrap();
            });
            // A signature is needed at the start only if no other follows it.
            let is_needed = !(40..104).contains(&byte) || place == newest;
            assert_eq!(found.is_some(), is_needed, "record {}, byte {byte}: {found:?}", record.sequence);
        }
    }
}

#[test]
fn whichever_byte_of_the_flash_decays_the_device_says_the_same_or_does_not_start() {
    let machine = journal();
    let (_, entries) = read(&mut machine.clone()).unwrap();
    let mut unharmed = 0;
    // Every byte that is used, and some of those that are free.
    let bytes = machine.flash.bytes();
    let is_used = |byte: &usize| bytes[byte / 32 * 32..][..32].iter().any(|byte| *byte != 0xFF);
    let bytes: Vec<_> = (0..bytes.len()).filter(|byte| is_used(byte) || byte % 16 == 0).collect();
    for &byte in &bytes {
        let mut bytes = machine.flash.bytes().to_vec();
        bytes[byte] ^= 1 << (byte % 8);
        let mut decayed = Simulated { flash: Flash::from_bytes(bytes).unwrap(), ..machine.clone() };
        if let Ok((mut journal, found)) = read(&mut decayed) {
            assert_eq!(found, entries, "byte {byte}");
            journal.append(&mut decayed, &closed(104)).unwrap();
            assert_eq!(read(&mut decayed).unwrap().0.head().counter, journal.head().counter);
            unharmed += 1;
        }
    }
    // Neither are padding and the other bank guarded, nor do they say anything.
    assert!(unharmed < bytes.len() - 6 * (8 + 104), "{unharmed} of {}", bytes.len());
}

#[test]
fn a_record_that_is_removed_moved_doubled_or_made_up_is_named() {
    let machine = journal();
    let (_, records) = exported(&mut machine.clone());
    let numbers: Vec<_> = records.iter().map(|record| record.sequence).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    for place in 0..5 {
        let next = numbers[place + 1];
        assert_eq!(
            after(&machine, |_, records| {
                records.remove(place);
            }),
            at(next, Fault::Sequence)
        );
        assert_eq!(after(&machine, |_, records| records.swap(place, place + 1)), at(next, Fault::Sequence));
        let doubled = after(&machine, |_, records| records.insert(place, records[place]));
        assert_eq!(doubled, at(numbers[place], Fault::Sequence));
    }
    let made_up = after(&machine, |_, records| {
        let entry = given(Kind::Given, 0, Purposes::ALL, 104);
        let head = Head { sequence: 6, counter: 6, hash: [1; HASH] };
        records.push(seal(&Keypair::from(&[8; 32]), &head, [0; SALT], 7, &entry).unwrap().0);
    });
    assert_eq!(made_up, [Some(Broken::Signature); 2]);
}

#[test]
fn nobody_but_the_device_blanks_a_record_or_cuts_off_the_oldest() {
    let machine = journal();
    for sequence in [1, 3] {
        let blanked = |_: &mut Anchor, records: &mut Vec<Record>| {
            let record = &mut records[sequence - 1];
            *record = record.blanked();
        };
        assert_eq!(after(&machine, blanked), at(MOVED, Fault::Blanked));
    }
    let newest = after(&machine, |_, records| records[5] = records[5].blanked());
    assert_eq!(newest, at(6, Fault::Blanked));
    let oldest_gone = after(&machine, |anchor, records| {
        let gone = records.remove(0);
        let head = Head::NONE.after(gone.sequence, gone.counter, &gone.commitment);
        *anchor = Anchor { sequence: 1, hash: head.hash, ..*anchor };
    });
    assert_eq!(oldest_gone, at(MOVED, Fault::Blanked));
    let unvouched = after(&machine, |anchor, _| anchor.completed_by = 0);
    assert_eq!(unvouched, [Some(Broken::Unreadable); 2]);
}

#[test]
fn the_newest_records_cut_off_are_missed_by_the_counter_and_only_by_it() {
    for gone in 1..3 {
        let [found, without_counter] = after(&journal(), |_, records| records.truncate(6 - gone));
        let counter = u32::try_from(6 - gone).unwrap();
        assert_eq!(found, Some(Broken::RolledBack { journal: counter, machine: 6 }));
        assert_eq!(without_counter, None);
    }
    let incomplete = after(&journal(), |_, records| records.truncate(3));
    assert_eq!(incomplete, [Some(Broken::Unreadable); 2]);
}

#[test]
fn an_earlier_flash_and_an_empty_one_are_missed_by_the_counter_and_only_by_it() {
    let mut machine = machine(2);
    let mut journal = written(&mut machine, &[]);
    let mut copies = std::vec![machine.flash.clone()];
    for number in 0..25 {
        let entry = if number == 3 { act(Kind::Withdrawn, 0, Purposes::ALL, 100) } else { closed(100) };
        journal.append(&mut machine, &entry).unwrap();
        copies.push(machine.flash.clone());
    }
    let newest = copies.pop().unwrap();
    for flash in copies {
        let mut put_back = Simulated { flash, ..machine.clone() };
        let mut without_counter = Simulated { counter: Counter::Missing, ..put_back.clone() };
        assert!(matches!(read(&mut put_back).err(), Some(Broken::RolledBack { .. })));
        assert!(read(&mut without_counter).is_ok());
    }
    assert!(read(&mut Simulated { flash: newest, ..machine }).is_ok());
}

#[test]
fn a_journal_of_another_device_is_refused() {
    let mut machine = journal();
    machine.device_seed = [9; 32];
    assert_eq!(read(&mut machine).err(), Some(Broken::Signature));
}

#[test]
fn a_statement_covers_the_whole_journal_and_nothing_less() {
    let mut machine = journal();
    let journal = read(&mut machine).unwrap().0;
    let statement = journal.attest(&mut machine).unwrap();
    assert!(statement.is_signed_by(&journal.public_key()) && !statement.is_signed_by(&[9; 32]));
    let (anchor, records) = exported(&mut machine);
    let mut checker = Checker::new(&anchor.unwrap()).unwrap();
    for record in records {
        assert!(!statement.covers(checker.head()));
        assert_eq!(checker.is_complete(), record.sequence > MOVED);
        checker.check_signed(&record, &journal.public_key()).unwrap();
    }
    assert!(statement.covers(checker.head()));
    let later = Statement { machine_counter: Some(7), ..statement };
    assert!(!later.covers(checker.head()) && !later.is_signed_by(&journal.public_key()));
}

#[test]
fn a_broken_journal_can_be_begun_anew_and_the_old_one_does_not_come_back() {
    let mut machine = journal();
    let old = machine.flash.clone();
    let mut bytes = machine.flash.bytes().to_vec();
    let used = bytes.iter().position(|byte| *byte != 0xFF).unwrap();
    bytes[used + 300] ^= 1;
    machine.flash = Flash::from_bytes(bytes).unwrap();
    assert!(read(&mut machine).is_err());
    let mut journal = Journal::restart(&mut machine).unwrap();
    assert_eq!(journal.append(&mut machine, &closed(200)), Ok(2));
    let (_, entries) = read(&mut machine).unwrap();
    assert_eq!(entries[0].1.content().cause(), Some(Cause::Restarted));
    machine.flash = old;
    assert!(matches!(read(&mut machine).err(), Some(Broken::RolledBack { .. })));
}
