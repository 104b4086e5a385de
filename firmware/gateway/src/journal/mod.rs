//! The journal: what was given, withdrawn, closed and let out, in flash, in a chain.
//!
//! Promises:
//! - Append-only while the ring of sectors lasts; the oldest sector is erased to make room, so flash wear is
//!   even and consent is never refused for lack of space (R37).
//! - Every record carries the hash of the one before it and its own (SHA-256). A record that was changed, removed
//!   or slipped in between two others is found when the gateway starts, and the gate then stays closed (R4).
//!   Loss of the newest or oldest records, or a whole flash put back to an earlier copy, is not found by a chain.
//! - Never audio, words, scores, counts or times of day: an [`Entry`] cannot hold them (R11, R20).
//!
//! ```text
//! record, 80 bytes
//!  0  version, 1         1  kind: 1 given, 2 withdrawn, 3 closed, 4 tag
//!  2  code: purpose (given), reason (closed), else 0         3  seat (given, withdrawn), else 0
//!  4  generation, u32 little-endian (closed), else 0
//!  8  IAB audience id, u16 LE (tag), else 0                 10  epoch, u16 LE (tag), else 0
//! 12  four zeros
//! 16  hash of the record before; 32 zeros in the first
//! 48  hash of this record: SHA-256 of (bytes 16..48 | bytes 0..16)
//! ```

mod entry;
mod flash;

pub(crate) use entry::Terms;
pub use entry::{CONTENT, Cause, Content, Entry, Kind, NOTICE};

use flash::Blocking;
use sequential_storage::cache::Cache;
use sequential_storage::queue::{QueueConfig, QueueStorage};
use sha2::{Digest, Sha256};
use sordina_hal::NorFlash;

const BODY: usize = CONTENT;
const HASH: usize = 32;
const RECORD: usize = BODY + 2 * HASH;

/// The journal cannot be read, written, or does not hold together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// The journal's head: what the next record is chained to.
#[derive(Clone, Debug)]
pub struct Journal {
    head: [u8; HASH],
}

type Queue<'f, F> = QueueStorage<
    Blocking<'f, F>,
    Cache<
        sequential_storage::cache::Uncached,
        sequential_storage::cache::Uncached,
        sequential_storage::cache::Uncached,
        (),
    >,
>;

impl Journal {
    /// Reads the journal from the start of `flash` to its capacity and checks its chain.
    ///
    /// # Errors
    /// [`Broken`] when flash fails or a record does not follow from the one before it.
    pub fn open<F: NorFlash>(flash: &mut F) -> Result<Self, Broken> {
        let mut previous = None;
        read(flash, |_, record| {
            let (body, before, hash) = split(record)?;
            let follows = previous.is_none_or(|previous| previous == *before);
            previous = Some(*hash);
            (follows && chain(before, body) == *hash).then_some(()).ok_or(Broken)
        })?;
        Ok(Self { head: previous.unwrap_or([0; HASH]) })
    }

    /// Adds a record. When this returns `Ok`, the record survives a power cut.
    ///
    /// # Errors
    /// [`Broken`] when flash fails; the head then stays where it was.
    pub fn append<F: NorFlash>(&mut self, flash: &mut F, entry: &Entry) -> Result<(), Broken> {
        let body = entry.to_bytes();
        let hash = chain(&self.head, &body);
        let mut record = [0; RECORD];
        for (to, from) in record.iter_mut().zip(body.iter().chain(&self.head).chain(&hash)) {
            *to = *from;
        }
        let mut queue = queue(flash)?;
        flash::wait(queue.push(&record, true)).map_err(|_| Broken)?;
        self.head = hash;
        Ok(())
    }
}

/// Hands every entry that is still kept to `visit`, oldest first.
///
/// # Errors
/// [`Broken`] when flash fails or bytes are not an entry; [`Journal::open`] also checks the chain.
pub fn for_each<F: NorFlash>(flash: &mut F, mut visit: impl FnMut(&Entry)) -> Result<(), Broken> {
    read(flash, |entry, _| {
        visit(entry);
        Ok(())
    })
}

fn read<F: NorFlash>(
    flash: &mut F,
    mut visit: impl FnMut(&Entry, &[u8; RECORD]) -> Result<(), Broken>,
) -> Result<(), Broken> {
    let mut queue = queue(flash)?;
    let mut records = flash::wait(queue.iter()).map_err(|_| Broken)?;
    let mut buffer = [0; 2 * RECORD];
    while let Some(found) = flash::wait(records.next(&mut buffer)).map_err(|_| Broken)? {
        let record: &[u8; RECORD] = (&*found).try_into().map_err(|_| Broken)?;
        let (body, ..) = split(record)?;
        visit(&Entry::from_bytes(body).ok_or(Broken)?, record)?;
    }
    Ok(())
}

fn queue<F: NorFlash>(flash: &mut F) -> Result<Queue<'_, F>, Broken> {
    let end = u32::try_from(flash.capacity()).map_err(|_| Broken)?;
    let config = QueueConfig::try_new(0..end).map_err(|_| Broken)?;
    Ok(QueueStorage::new(Blocking(flash), config, Cache::new_uncached()))
}

type Parts<'r> = (&'r [u8; BODY], &'r [u8; HASH], &'r [u8; HASH]);

/// Body, hash of the record before, hash of this one.
fn split(record: &[u8; RECORD]) -> Result<Parts<'_>, Broken> {
    let (body, hashes) = record.split_first_chunk::<BODY>().ok_or(Broken)?;
    let (before, hash) = hashes.split_first_chunk::<HASH>().ok_or(Broken)?;
    Ok((body, before, hash.first_chunk().ok_or(Broken)?))
}

fn chain(previous: &[u8; HASH], body: &[u8; BODY]) -> [u8; HASH] {
    Sha256::new().chain_update(previous).chain_update(body).finalize().into()
}
