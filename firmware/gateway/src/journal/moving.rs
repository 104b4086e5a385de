//! The journal moves to its other bank: because it is full, to erase profiles, or to begin anew.
//!
//! ```text
//! 1  erase the other bank, also if it reads erased
//! 2  its anchor: one number higher, following the last record that is dropped
//! 3  the records that stay, byte for byte; those of an erased profile without salt and content
//! 4  what stands by a record dropped here, or was changed by one blanked in 3, said again (`standing.rs`), and all that
//!    stands about interests, in place of every earlier record of them
//! 5  a `Moved` entry: it completes the bank, says why and how many records were dropped, and vouches for the rest
//! 6  advance the machine's counter
//! 7  erase the old bank
//! ```
//! A cut before the end of 5 leaves the old bank in use, and 1 begins again some day. A cut after it leaves the new
//! bank in use, and [`Journal::open`] does 6 and 7.

use super::bank::Bank;
use super::entry::Entry;
use super::flash::Shared;
use super::kind::Cause;
use super::record::{Anchor, Disclosed, HASH, Head, RECORD, Record, SALT, join};
use super::standing::{self, Standing};
use super::verify::{Blanked, Checker};
use super::{Broken, Journal};
use crate::consent::Profiles;
use crate::interest::Interests;
use core::cell::RefCell;
use salty::Keypair;
use sha2::{Digest, Sha256};
use sordina_hal::{Machine, NorFlash};

/// Slots that stay free for what a move adds: carried consents, `Moved`, and the entry that caused it. What stands about
/// interests comes on top, as much as there is.
const RESERVE: u32 = standing::MOST + 2;
/// The least slots of a bank: its anchor, the reserve, and one record. A bank that is to hold everything that can stand
/// about interests as well needs 28 more (three sectors); in a smaller one a move that finds no room fails, which closes.
pub(super) const LEAST_SLOTS: u32 = 1 + RESERVE + 1;

/// Writes new records to a bank: all with the same counter, salts from one draw of random bytes.
struct Writer<'k, 's, 'f, F> {
    flash: &'s Shared<'f, F>,
    bank: Bank,
    key: &'k Keypair,
    head: Head,
    counter: u32,
    secret: [u8; HASH],
}

impl<F: NorFlash> Writer<'_, '_, '_, F> {
    fn push(&mut self, entry: &Entry) -> Result<(), Broken> {
        let number = self.head.sequence.checked_add(1).ok_or(Broken::UsedUp)?;
        let salt: [u8; HASH] =
            Sha256::new().chain_update(self.secret).chain_update(number.to_le_bytes()).finalize().into();
        let (record, head) = seal(self.key, &self.head, join(&[&salt]), self.counter, entry)?;
        self.bank.push(self.flash, record.write(&mut [0; RECORD])).map_err(|_| Broken::Flash)?;
        self.head = head;
        Ok(())
    }
}

/// The record that says `entry` after `head`, and the head that it makes.
pub(super) fn seal(
    key: &Keypair,
    head: &Head,
    salt: [u8; SALT],
    counter: u32,
    entry: &Entry,
) -> Result<(Record, Head), Broken> {
    let sequence = head.sequence.checked_add(1).ok_or(Broken::UsedUp)?;
    let disclosed = Disclosed { salt, content: entry.to_bytes() };
    let commitment = disclosed.commitment();
    let head = head.after(sequence, counter, &commitment);
    let signature = key.sign(&head.message()).to_bytes();
    Ok((Record { sequence, counter, commitment, signature, disclosed: Some(disclosed) }, head))
}

impl Journal {
    /// Moves, and leaves behind what `cause` allows to be dropped and everything that concerns `erased`.
    pub(super) fn move_over<M: Machine>(
        &mut self,
        machine: &mut M,
        cause: Cause,
        erased: Profiles,
    ) -> Result<(), Broken> {
        let Some(old) = self.bank else { return Ok(()) };
        let counter = self.next_counter()?;
        let secret = random(machine)?;
        let flash: Shared<'_, M::Flash> = RefCell::new(machine.flash());
        let interests = self.interests(old, &flash, erased)?;
        let again = u32::try_from(interests.entries().count()).map_err(|_| Broken::UsedUp)?;
        let last_dropped = self.last_to_drop(cause, Bank::slots(&flash)?.saturating_sub(again));
        let (standing, hash) = self.survey_before_move(old, &flash, last_dropped, erased)?;
        let carried = standing.count_up_to(last_dropped).saturating_add(again);
        let completed_by = self.head.sequence.checked_add(carried).and_then(|last| last.checked_add(1));
        let anchor = Anchor {
            number: self.anchor.number.checked_add(1).ok_or(Broken::UsedUp)?,
            completed_by: completed_by.ok_or(Broken::UsedUp)?,
            sequence: last_dropped,
            hash,
        };
        let bank = old.other();
        bank.begin(&flash, &anchor)?;
        let blanked = self.copy(old, bank, &flash, &anchor, erased)?;
        let mut writer = Writer { flash: &flash, bank, key: &self.key, head: self.head, counter, secret };
        old.records(&flash, |record| {
            let entry = record.entry();
            let Some(entry) = entry.filter(|_| record.sequence <= self.head.sequence) else { return Ok(()) };
            let mut carried = standing.carry(record.sequence, &entry, last_dropped);
            carried.try_for_each(|entry| writer.push(&entry))
        })?;
        interests.entries().try_for_each(|entry| writer.push(&entry))?;
        let dropped = last_dropped.saturating_sub(self.anchor.sequence);
        writer.push(&Entry::moved(cause, dropped, standing.day, blanked.digest()))?;
        let head = writer.head;
        self.settle(machine, bank, anchor, head)
    }

    /// What stands about interests when these profiles are erased. That the records hold is checked by the survey.
    fn interests<F: NorFlash>(
        &self,
        old: Bank,
        flash: &Shared<'_, F>,
        erased: Profiles,
    ) -> Result<Interests, Broken> {
        let mut interests = Interests::default();
        old.records(flash, |record| {
            let entry = record.entry();
            if let Some(entry) = entry.filter(|_| record.sequence <= self.head.sequence) {
                interests.replay(&entry);
            }
            Ok(())
        })?;
        interests.forget(erased);
        Ok(interests)
    }

    /// The sequence of the last record that goes.
    fn last_to_drop(&self, cause: Cause, slots: u32) -> u32 {
        let kept = self.head.sequence.saturating_sub(self.anchor.sequence);
        let room = slots.saturating_sub(1).saturating_sub(RESERVE);
        let stay = match cause {
            Cause::Full => kept.min(slots / 2).min(room),
            // Nothing but what was asked for is lost, as far as there is room.
            Cause::Erased => kept.min(room),
            Cause::Restarted => 0,
        };
        self.head.sequence.saturating_sub(stay)
    }

    /// What stands, and the hash of the last record that goes, if these profiles are erased. Checks the old bank once more: nothing that does not
    /// hold is copied and signed.
    fn survey_before_move<F: NorFlash>(
        &self,
        old: Bank,
        flash: &Shared<'_, F>,
        last_dropped: u32,
        erased: Profiles,
    ) -> Result<(Standing, [u8; HASH]), Broken> {
        let mut checker = Checker::new(&self.anchor).map_err(|_| Broken::Unreadable)?;
        let (mut standing, mut hash) = (Standing::new(erased), self.anchor.hash);
        old.records(flash, |record| {
            if record.sequence > self.head.sequence {
                return Ok(());
            }
            let entry = checker.check(record).map_err(|fault| Broken::record(record, fault))?;
            if let Some(entry) = entry {
                standing.add(record.sequence, &entry);
            }
            if record.sequence == last_dropped {
                hash = checker.head().hash;
            }
            Ok(())
        })?;
        standing.forget_erased();
        if checker.head() == &self.head { Ok((standing, hash)) } else { Err(Broken::Unreadable) }
    }

    /// Copies the records that stay; tells which of them are blanked.
    fn copy<F: NorFlash>(
        &self,
        old: Bank,
        new: Bank,
        flash: &Shared<'_, F>,
        anchor: &Anchor,
        erased: Profiles,
    ) -> Result<Blanked, Broken> {
        let mut blanked = Blanked::new(anchor);
        old.records(flash, |record| {
            if record.sequence <= anchor.sequence || record.sequence > self.head.sequence {
                return Ok(());
            }
            let entry = record.entry();
            let stays = entry.is_some_and(|entry| !entry.content().profiles.meets(erased));
            let record = if stays { *record } else { record.blanked() };
            if !stays {
                blanked.add(record.sequence);
            }
            new.push(flash, record.write(&mut [0; RECORD])).map_err(|_| Broken::Flash)
        })?;
        Ok(blanked)
    }

    /// The new bank is complete: the counter follows, and the old bank goes.
    fn settle<M: Machine>(
        &mut self,
        machine: &mut M,
        bank: Bank,
        anchor: Anchor,
        head: Head,
    ) -> Result<(), Broken> {
        machine.advance_counter().map_err(|_| Broken::Counter)?;
        bank.other().erase(&RefCell::new(machine.flash()))?;
        self.bank = Some(bank);
        self.anchor = anchor;
        self.head = head;
        Ok(())
    }

    /// Begins a new chain in place of whatever the flash holds; everything that it held is erased.
    ///
    /// A person's last resort for a journal that is [`Broken`], and the way to erase everything. The counter goes on, so
    /// an earlier copy of the flash stays found.
    ///
    /// # Errors
    /// [`Broken`] when flash, counter or entropy fail.
    pub fn restart<M: Machine>(machine: &mut M) -> Result<Self, Broken> {
        let key = Keypair::from(&machine.device_seed());
        let counter = machine.monotonic_counter().map_err(|_| Broken::Counter)?;
        let secret = random(machine)?;
        let flash: Shared<'_, M::Flash> = RefCell::new(machine.flash());
        let [first, second] = [Bank::First.survey(&flash)?.number, Bank::Second.survey(&flash)?.number];
        let (bank, number) = if first > second { (Bank::Second, first) } else { (Bank::First, second) };
        let number = match number.checked_add(1) {
            Some(number) => number,
            None => {
                // Nobody writes that many banks: it is no number of ours, and must not win over the new one.
                bank.other().erase(&flash)?;
                1
            }
        };
        let anchor = Anchor { number, completed_by: 1, sequence: 0, hash: [0; HASH] };
        bank.begin(&flash, &anchor)?;
        let counter = counter.unwrap_or(0).checked_add(1).ok_or(Broken::UsedUp)?;
        let mut writer = Writer { flash: &flash, bank, key: &key, head: Head::NONE, counter, secret };
        let blanked = Blanked::new(&anchor).digest();
        writer.push(&Entry::moved(Cause::Restarted, 0, crate::interest::Epoch(0), blanked))?;
        let head = writer.head;
        let mut journal = Self { key, bank: None, anchor, head, is_uncertain: false };
        journal.settle(machine, bank, anchor, head)?;
        Ok(journal)
    }
}

fn random<M: Machine>(machine: &mut M) -> Result<[u8; HASH], Broken> {
    let mut bytes = [0; HASH];
    machine.entropy(&mut bytes).map_err(|_| Broken::Entropy)?;
    Ok(bytes)
}
