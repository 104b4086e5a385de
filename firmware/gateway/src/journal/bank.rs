//! One half of the flash: a queue of an anchor and the records that follow it.

use super::Broken;
use super::flash::{Blocking, Shared, wait};
use super::moving::LEAST_SLOTS;
use super::record::{ANCHOR, Anchor, RECORD, Record};
use core::ops::Range;
use sequential_storage::Error;
use sequential_storage::cache::{Cache, Uncached};
use sequential_storage::queue::{QueueConfig, QueueStorage};
use sordina_hal::NorFlash;

/// Largest word of a flash that `sequential-storage` takes; an item is padded to whole words.
const LARGEST_WORD: usize = 32;
/// Bytes before an item.
const ITEM_HEADER: usize = 8;
const BUFFER: usize = RECORD.next_multiple_of(LARGEST_WORD);
const ERASED: u8 = 0xFF;

/// One half of the flash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bank {
    First,
    Second,
}

/// An item was not written: there is no room, or a word could not be programmed, since the power is off, the word worn,
/// or torn by an earlier cut.
pub(super) struct NotWritten;

/// An item of a bank.
pub(super) enum Item {
    Anchor(Anchor),
    Record(Record),
}

/// What a bank holds at first sight, unchecked.
#[derive(Clone, Copy, Default)]
pub(super) struct Survey {
    /// Its anchor, if the bank has one and is complete.
    pub(super) complete: Option<Anchor>,
    /// The number of its anchor, complete or not; 0 none.
    pub(super) number: u32,
}

type Queue<'s, 'f, F> = QueueStorage<Blocking<'s, 'f, F>, Cache<Uncached, Uncached, Uncached, ()>>;

impl Bank {
    pub(super) const ALL: [Self; 2] = [Self::First, Self::Second];

    pub(super) const fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }

    /// Records that fit into a bank, its anchor counted as one; [`Broken::TooSmall`] if fewer than [`LEAST_SLOTS`].
    pub(super) fn slots<F: NorFlash>(flash: &Shared<'_, F>) -> Result<u32, Broken> {
        let word = F::WRITE_SIZE;
        let item = ITEM_HEADER.next_multiple_of(word) + RECORD.next_multiple_of(word);
        let bank = Self::First.range(flash)?;
        let in_sector = F::ERASE_SIZE.saturating_sub(2 * word) / item;
        let slots = u32::try_from(bank.len() / F::ERASE_SIZE * in_sector).map_err(|_| Broken::TooSmall)?;
        if slots < LEAST_SLOTS { Err(Broken::TooSmall) } else { Ok(slots) }
    }

    fn range<F: NorFlash>(self, flash: &Shared<'_, F>) -> Result<Range<u32>, Broken> {
        let capacity = flash.try_borrow().map_err(|_| Broken::Flash)?.capacity();
        let half = capacity / 2 / F::ERASE_SIZE * F::ERASE_SIZE;
        let half = u32::try_from(half).map_err(|_| Broken::TooSmall)?;
        Ok(match self {
            Self::First => 0..half,
            Self::Second => half..half.saturating_mul(2),
        })
    }

    fn queue<'s, 'f, F: NorFlash>(self, flash: &'s Shared<'f, F>) -> Result<Queue<'s, 'f, F>, Broken> {
        let config = QueueConfig::try_new(self.range(flash)?).map_err(|_| Broken::TooSmall)?;
        Ok(QueueStorage::new(Blocking(flash), config, Cache::new_uncached()))
    }

    /// Hands every item to `visit`, oldest first. `flash` is free to be used inside.
    pub(super) fn walk<F: NorFlash>(
        self,
        flash: &Shared<'_, F>,
        mut visit: impl FnMut(Item) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        let mut queue = self.queue(flash)?;
        let mut items = wait(queue.iter()).map_err(|error| broken(&error))?;
        let mut buffer = [0; BUFFER];
        while let Some(found) = wait(items.next(&mut buffer)).map_err(|error| broken(&error))? {
            let bytes: &[u8] = &found;
            let item = match bytes.try_into() {
                Ok(anchor) => Anchor::from_bytes(anchor).map(Item::Anchor),
                Err(_) => Record::from_bytes(bytes).map(Item::Record),
            };
            visit(item.ok_or(Broken::Unreadable)?)?;
        }
        Ok(())
    }

    /// The records alone.
    pub(super) fn records<F: NorFlash>(
        self,
        flash: &Shared<'_, F>,
        mut visit: impl FnMut(&Record) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        self.walk(flash, |item| match item {
            Item::Anchor(_) => Ok(()),
            Item::Record(record) => visit(&record),
        })
    }

    /// Looks what the bank holds. A bank that cannot be read as one holds nothing.
    pub(super) fn survey<F: NorFlash>(self, flash: &Shared<'_, F>) -> Result<Survey, Broken> {
        let (mut anchor, mut last) = (None::<Anchor>, 0);
        let walked = self.walk(flash, |item| {
            match item {
                Item::Anchor(found) if anchor.is_none() => anchor = Some(found),
                Item::Record(record) if anchor.is_some() => last = record.sequence,
                _ => return Err(Broken::Unreadable),
            }
            Ok(())
        });
        let number = anchor.map_or(0, |anchor| anchor.number);
        match walked {
            Ok(()) => Ok(Survey { complete: anchor.filter(|anchor| last >= anchor.completed_by), number }),
            Err(Broken::Unreadable) => Ok(Survey { complete: None, number }),
            Err(broken) => Err(broken),
        }
    }

    pub(super) fn push<F: NorFlash>(self, flash: &Shared<'_, F>, item: &[u8]) -> Result<(), NotWritten> {
        let mut queue = self.queue(flash).map_err(|_| NotWritten)?;
        wait(queue.push(item, false)).map_err(|_| NotWritten)
    }

    /// Erases the bank, also if it looks erased: an erase that a power cut tore reads erased and is not.
    pub(super) fn erase<F: NorFlash>(self, flash: &Shared<'_, F>) -> Result<(), Broken> {
        let Range { start, end } = self.range(flash)?;
        flash.try_borrow_mut().map_err(|_| Broken::Flash)?.erase(start, end).map_err(|_| Broken::Flash)
    }

    /// Erases the bank and makes it the one that `anchor` begins.
    pub(super) fn begin<F: NorFlash>(self, flash: &Shared<'_, F>, anchor: &Anchor) -> Result<(), Broken> {
        self.erase(flash)?;
        self.push(flash, &anchor.to_bytes()).map_err(|_| Broken::Flash)
    }

    /// Whether every byte reads erased; `but_anchor`: every byte after the place of the anchor.
    pub(super) fn reads_erased<F: NorFlash>(
        self,
        flash: &Shared<'_, F>,
        but_anchor: bool,
    ) -> Result<bool, Broken> {
        let Range { start, end } = self.range(flash)?;
        let anchor = F::WRITE_SIZE
            + ITEM_HEADER.next_multiple_of(F::WRITE_SIZE)
            + ANCHOR.next_multiple_of(F::WRITE_SIZE);
        let skipped = if but_anchor { anchor } else { 0 };
        let start = start.saturating_add(u32::try_from(skipped).unwrap_or(u32::MAX));
        let mut flash = flash.try_borrow_mut().map_err(|_| Broken::Flash)?;
        let mut word = [0; LARGEST_WORD];
        let size = F::WRITE_SIZE.clamp(1, LARGEST_WORD);
        let word = word.get_mut(..size).ok_or(Broken::TooSmall)?;
        for offset in (start..end).step_by(size) {
            flash.read(offset, word).map_err(|_| Broken::Flash)?;
            if word.iter().any(|byte| *byte != ERASED) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn broken<E>(error: &Error<E>) -> Broken {
    match error {
        Error::Storage { .. } => Broken::Flash,
        _ => Broken::Unreadable,
    }
}
