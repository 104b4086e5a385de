//! The journal: what was given, withdrawn, closed and let out, in flash, in a signed chain.
//!
//! Promises:
//! - Append-only. What [`Journal`] acknowledged survives a power cut at any byte; what it did not acknowledge
//!   is there whole or not at all. A withdrawal is a strictly newer record, and nothing brings back what it ended
//!   (R37).
//! - Every record commits to what it says (SHA-256 with a random salt), is chained to the one before it, and carries
//!   the device's signature over the head that it makes (R29). The [record's](Record) layout is in `record.rs`, the
//!   entry's in `entry.rs`; [`verify`] checks them without the device.
//! - A journal that does not hold together is [`Broken`], and the gate then stays closed (R4). Nothing is repaired.
//! - [`Journal::erase`] removes what the records of a profile say, salts included, from the flash; the chain still
//!   verifies (R30).
//! - Never audio, words, scores or counts: an [`Entry`] cannot hold them (R11, R20).
//!
//! ```text
//! flash                one half: bank in use                              other half: erased
//!                 ┌────────┬────────┬─────┬────────┬─────────┬───────┬────────┬───┬┐
//!                 │ anchor │ record │  …  │ record │ carried │ moved │ record │ … ││
//!                 └────────┴────────┴─────┴────────┴─────────┴───────┴────────┴───┴┘
//!                           copied from the bank before      completes  appended here
//! ```
//! A bank is a queue of `sequential-storage` over whole sectors. Exactly one is in use: of the complete ones, the one
//! with the highest number.
//!
//! **Full.** When a record does not fit, the journal moves to its other bank (`moving.rs`) with the newest half of the
//! records. Where a stored profile's consent stands (given, or how it ended), when it was last used, and its answer to
//! "ask every drive" are said again if their record stays behind, with the sequence number of the record of the act; so
//! who folds over the new bank finds what he found before (`standing.rs`). What stands about a stored profile's interests
//! is said again as a whole: its tags that live, what it closed, whom it trusts, and the days of the last answers. Nothing goes silently: the `Moved` record
//! says how many records were dropped, and sequence numbers go on. What is lost is the story that led there: closings,
//! tags, earlier consents. A `Moved` record's day is the latest day that the journal knew, and replaces any later one.
//! A guest's consent ends with the drive, so it is not said again.
//! A word that cannot be programmed, torn by a power cut or worn, makes the journal move too.
//!
//! **Counter.** Each append, and each move as a whole, carries the number that the machine's monotonic counter reads
//! next, and advances it once its records are in flash. At the start the two agree, or the counter is one behind
//! because a cut came between, and is then advanced. Anything else is a flash that was put back, emptied or swapped.
//!
//! **What a thief of the board, or who else reads and writes its flash, can do**:
//!
//! | he | with a counter | without one |
//! |---|---|---|
//! | changes, removes, reorders, inserts or blanks a record, cuts off the oldest | found | found |
//! | cuts off the newest, or a bit of it decays | found | **not found**, back to the record that completes the bank |
//! | puts an earlier copy of the whole flash back, or erases it | found | **not found**, and a withdrawal since then is undone |
//! | changes the signature of a record that is not the newest | found by [`verify`], not at the start | as left |
//! | takes away a record that was not acknowledged, before the next start | not found; nobody relied on it | as left |
//! | reads the flash | reads every entry of profiles that were not erased: it is not encrypted | as left |
//! | guesses what an erased record said | learns nothing: its salt is gone | as left |
//! | keeps a copy of the flash from before an erase | has what was in it | as left |
//! | reads the device's secret | forges any journal | as left |
//!
//! **Wear.** A car that writes 32 records a day (six drives of two openings, two closings and a tag; a consent and its
//! withdrawal) erases each of 16 sectors of 4 KiB 1,762 times in ten years; parts for cars are warranted for 10,000 to
//! 100,000. Both banks wear alike. (`cargo test --release -p sordina ten_years -- --include-ignored --nocapture`)
//!
//! An unacknowledged record that a cut left whole counts: it says what a person did.

mod bank;
mod broken;
mod entry;
mod flash;
mod kind;
mod moving;
mod record;
mod standing;
#[cfg(test)]
mod tests;
pub mod verify;

pub use broken::Broken;
pub(crate) use entry::Terms;
pub use entry::{CONTENT, Content, Entry, NOTICE, Rest};
pub use kind::{Cause, Kind};
pub use record::{ANCHOR, Anchor, Disclosed, HASH, Head, RECORD, Record, SALT, SIGNATURE};

use crate::consent::Profiles;
use bank::{Bank, Item, NotWritten};
use core::cell::RefCell;
use flash::Shared;
use moving::seal;
use salty::Keypair;
use sordina_hal::{Machine, NorFlash};
use verify::{Checker, Statement};

/// The journal of one machine, checked: where it stands, and the key that signs it.
pub struct Journal {
    key: Keypair,
    /// The bank in use; `None` while nothing was ever written.
    bank: Option<Bank>,
    anchor: Anchor,
    head: Head,
    /// A write failed, so the flash may hold more than `head` knows.
    is_uncertain: bool,
}

impl Journal {
    /// Reads and checks the journal, hands every entry with its sequence number to `visit`, oldest first, and finishes
    /// a move that a power cut interrupted. What `visit` was told counts only if this returns `Ok`. A machine's very
    /// first start writes nothing.
    ///
    /// # Errors
    /// What is [`Broken`]; the flash is then left as it is.
    pub fn open<M: Machine>(machine: &mut M, mut visit: impl FnMut(u32, &Entry)) -> Result<Self, Broken> {
        let key = Keypair::from(&machine.device_seed());
        let counter = machine.monotonic_counter().map_err(|_| Broken::Counter)?;
        let flash: Shared<'_, M::Flash> = RefCell::new(machine.flash());
        Bank::slots(&flash)?; // or too small
        let in_use = find(&flash)?;
        let (mut head, mut anchor) = (Head::NONE, Anchor::FIRST);
        if let Some((bank, found)) = in_use {
            anchor = found;
            head = check(bank, &flash, &found, key.public.as_bytes(), &mut visit)?;
        }
        let is_behind = counter.is_some_and(|machine| is_behind(&head, machine));
        match counter {
            Some(machine) if machine != head.counter && !is_behind => {
                return Err(Broken::RolledBack { journal: head.counter, machine });
            }
            _ => {}
        }
        if let Some((bank, _)) = in_use
            && !bank.other().reads_erased(&flash, false)?
        {
            bank.other().erase(&flash)?;
        }
        if is_behind {
            machine.advance_counter().map_err(|_| Broken::Counter)?;
        }
        let bank = in_use.map(|(bank, _)| bank);
        Ok(Self { key, bank, anchor, head, is_uncertain: false })
    }

    /// Adds an entry, dated by its maker: only the gateway's control path does, so that nothing that was read or made
    /// up elsewhere becomes a record; returns its sequence number. When this returns `Ok`, the record survives any
    /// power cut.
    ///
    /// # Errors
    /// What is [`Broken`]; whether the record is there is then uncertain until the next append or start.
    pub(crate) fn append<M: Machine>(&mut self, machine: &mut M, entry: &Entry) -> Result<u32, Broken> {
        self.certainly(machine, |journal, machine| {
            let mut salt = [0; SALT];
            machine.entropy(&mut salt).map_err(|_| Broken::Entropy)?;
            let bank = journal.begun(machine)?;
            match journal.write(machine, bank, salt, entry) {
                Ok(()) => {}
                Err(NotWritten) => {
                    journal.move_over(machine, Cause::Full, Profiles::NONE)?;
                    let bank = journal.begun(machine)?;
                    journal.write(machine, bank, salt, entry).map_err(|_| Broken::Flash)?;
                }
            }
            machine.advance_counter().map_err(|_| Broken::Counter)?;
            Ok(journal.head.sequence)
        })
    }

    /// Erases what all records that concern one of these profiles say. When this returns `Ok`, no byte of it and of its
    /// salts is in flash any more. A power cut leaves it not begun, or has it finished at the next start.
    ///
    /// A record that concerns several profiles is erased with the first of them.
    ///
    /// # Errors
    /// What is [`Broken`].
    pub fn erase<M: Machine>(&mut self, machine: &mut M, which: Profiles) -> Result<(), Broken> {
        self.certainly(machine, |journal, machine| journal.move_over(machine, Cause::Erased, which))
    }

    /// The device's word, given now, on where its journal and its counter stand: without it an exported file could be
    /// a journal that was put back.
    ///
    /// # Errors
    /// [`Broken::Counter`].
    pub fn attest<M: Machine>(&self, machine: &mut M) -> Result<Statement, Broken> {
        let machine_counter = machine.monotonic_counter().map_err(|_| Broken::Counter)?;
        let signature = self.key.sign(&Statement::message(&self.head, machine_counter)).to_bytes();
        Ok(Statement { head: self.head, machine_counter, signature })
    }

    /// The key that checks this device's signatures.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.key.public.to_bytes()
    }

    /// Where the chain stands.
    #[must_use]
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// Runs `operation`; if the one before it failed, looks first what that left in flash.
    fn certainly<M: Machine, T>(
        &mut self,
        machine: &mut M,
        operation: impl FnOnce(&mut Self, &mut M) -> Result<T, Broken>,
    ) -> Result<T, Broken> {
        if self.is_uncertain {
            *self = Self::open(machine, |_, _| {})?;
        }
        self.is_uncertain = true;
        let done = operation(self, machine)?;
        self.is_uncertain = false;
        Ok(done)
    }

    /// The bank in use; the first record of a machine's life begins it.
    fn begun<M: Machine>(&mut self, machine: &mut M) -> Result<Bank, Broken> {
        if let Some(bank) = self.bank {
            return Ok(bank);
        }
        Bank::First.begin(&RefCell::new(machine.flash()), &Anchor::FIRST)?;
        self.bank = Some(Bank::First);
        Ok(Bank::First)
    }

    fn write<M: Machine>(
        &mut self,
        machine: &mut M,
        bank: Bank,
        salt: [u8; SALT],
        entry: &Entry,
    ) -> Result<(), NotWritten> {
        let counter = self.next_counter().map_err(|_| NotWritten)?;
        let (record, head) = seal(&self.key, &self.head, salt, counter, entry).map_err(|_| NotWritten)?;
        bank.push(&RefCell::new(machine.flash()), record.write(&mut [0; RECORD]))?;
        self.head = head;
        Ok(())
    }

    fn next_counter(&self) -> Result<u32, Broken> {
        self.head.counter.checked_add(1).ok_or(Broken::UsedUp)
    }
}

/// The bank in use.
fn find<F: NorFlash>(flash: &Shared<'_, F>) -> Result<Option<(Bank, Anchor)>, Broken> {
    let mut newest = None::<(Bank, Anchor)>;
    for bank in Bank::ALL {
        let found = bank.survey(flash)?.complete.map(|anchor| (bank, anchor));
        newest = match (newest, found) {
            (Some(known), Some(found)) if known.1.number > found.1.number => Some(known),
            (known, found) => found.or(known),
        };
    }
    if newest.is_none() {
        // Nothing was ever written, or a cut tore the very first anchor.
        let is_new = Bank::First.reads_erased(flash, true)? && Bank::Second.reads_erased(flash, false)?;
        is_new.then_some(()).ok_or(Broken::Unreadable)?;
    }
    Ok(newest)
}

/// Checks every record of a bank and the signature of the last; returns where the chain stands.
fn check<F: NorFlash>(
    bank: Bank,
    flash: &Shared<'_, F>,
    anchor: &Anchor,
    public_key: &[u8; 32],
    visit: &mut impl FnMut(u32, &Entry),
) -> Result<Head, Broken> {
    let mut checker = Checker::new(anchor).map_err(|_| Broken::Unreadable)?;
    let mut signature = None;
    bank.records(flash, |record| {
        let entry = checker.check(record).map_err(|fault| Broken::record(record, fault))?;
        if let Some(entry) = entry {
            visit(record.sequence, &entry);
        }
        signature = Some(record.signature);
        Ok(())
    })?;
    let head = *checker.head();
    let is_signed = signature.is_none_or(|signature| head.is_signed_by(public_key, &signature));
    is_signed.then_some(head).ok_or(Broken::Signature)
}

/// A cut came between the newest record and the counter.
fn is_behind(head: &Head, machine: u32) -> bool {
    machine.checked_add(1) == Some(head.counter)
}

/// The bank in use as it lies in flash, unchecked: first its anchor, then every record, oldest first. For exports;
/// [`verify`] tells what holds. A flash in which nothing was ever written has no anchor and no records.
///
/// # Errors
/// [`Broken`] when the flash fails or holds no bank.
pub fn raw<F: NorFlash>(
    flash: &mut F,
    mut anchor: impl FnMut(&Anchor),
    mut record: impl FnMut(&Record),
) -> Result<(), Broken> {
    let flash: Shared<'_, F> = RefCell::new(flash);
    let Some((bank, _)) = find(&flash)? else { return Ok(()) };
    bank.walk(&flash, |item| {
        match item {
            Item::Anchor(found) => anchor(&found),
            Item::Record(found) => record(&found),
        }
        Ok(())
    })
}

/// Hands every entry that can be read to `visit`, oldest first, unchecked; [`Journal::open`] checks.
///
/// # Errors
/// [`Broken`] when the flash fails or holds no bank.
pub fn for_each<F: NorFlash>(flash: &mut F, mut visit: impl FnMut(&Entry)) -> Result<(), Broken> {
    let record = |record: &Record| {
        if let Some(entry) = record.entry() {
            visit(&entry);
        }
    };
    raw(flash, |_| {}, record)
}
