//! A record's bytes, and the hashes that chain it. One definition for the device and for who checks an export.
//!
//! All numbers little-endian, all fields of fixed length, all domains ASCII without a terminator:
//!
//! ```text
//! anchor, 48 bytes, the first item of a bank
//!  0  "SJ", 2, 0: magic, version of the layout         4  number of the bank, from 1, u32
//!  8  sequence of the record that completes the bank, u32; 0: complete from the start (the very first bank)
//! 12  sequence that the first record follows, u32     16  hash that it follows, 32 bytes; zeros in a new chain
//!
//! record, 168 bytes; blanked, the first 104 of them
//!  0  sequence, u32, from 1                            4  counter, u32
//!  8  commitment, 32 bytes                            40  signature, Ed25519, 64 bytes
//! 104 salt, 16 bytes                                  120  content, 48 bytes, see `entry.rs`
//!
//! commitment = SHA-256("sordina 1 content" | salt | content)
//! hash       = SHA-256("sordina 1 record" | hash before | sequence | counter | commitment)
//! signature  = Ed25519 over ("sordina 1 head" | hash | sequence | counter)
//! ```

use super::entry::{CONTENT, Entry};
use sha2::{Digest, Sha256};

/// Bytes of a hash.
pub const HASH: usize = 32;
/// Bytes of a salt.
pub const SALT: usize = 16;
/// Bytes of a signature.
pub const SIGNATURE: usize = 64;

/// Bytes of an anchor in flash.
pub const ANCHOR: usize = 48;
/// Bytes of a record in flash, unless it is blanked.
pub const RECORD: usize = BLANKED + SALT + CONTENT;
const BLANKED: usize = 8 + HASH + SIGNATURE;
const MAGIC: [u8; 4] = *b"SJ\x02\x00";
/// Bytes that the device signs for a record.
pub(super) const HEAD: usize = 14 + HASH + 8;

/// What the first record of a bank follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Number of the bank; the higher is the newer.
    pub number: u32,
    /// Sequence of the record that completes the bank; 0 for the very first, which is complete from the start.
    pub completed_by: u32,
    /// Sequence of the last record that is not there any more; 0 none.
    pub sequence: u32,
    /// Hash of that record; zeros where a chain begins.
    pub hash: [u8; HASH],
}

impl Anchor {
    /// The very first.
    pub(super) const FIRST: Self = Self { number: 1, completed_by: 0, sequence: 0, hash: [0; HASH] };

    /// Its bytes in flash.
    #[must_use]
    pub fn to_bytes(self) -> [u8; ANCHOR] {
        join(&[
            &MAGIC,
            &self.number.to_le_bytes(),
            &self.completed_by.to_le_bytes(),
            &self.sequence.to_le_bytes(),
            &self.hash,
        ])
    }

    /// Reads an anchor; `None` for bytes that are none.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; ANCHOR]) -> Option<Self> {
        let (magic, rest) = bytes.split_first_chunk()?;
        let (number, rest) = rest.split_first_chunk()?;
        let (completed_by, rest) = rest.split_first_chunk()?;
        let (sequence, hash) = rest.split_first_chunk()?;
        let [number, completed_by, sequence] =
            [number, completed_by, sequence].map(|n| u32::from_le_bytes(*n));
        (*magic == MAGIC).then_some(Self { number, completed_by, sequence, hash: hash.try_into().ok()? })
    }
}

/// What a record says, and the salt that hides it in the commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disclosed {
    /// Random bytes.
    pub salt: [u8; SALT],
    /// Bytes of an [`Entry`].
    pub content: [u8; CONTENT],
}

impl Disclosed {
    /// What the record commits to.
    #[must_use]
    pub fn commitment(&self) -> [u8; HASH] {
        let hash = Sha256::new().chain_update(b"sordina 1 content").chain_update(self.salt);
        hash.chain_update(self.content).finalize().into()
    }

    /// The entry; `None` for bytes that are none.
    #[must_use]
    pub fn entry(&self) -> Option<Entry> {
        Entry::from_bytes(&self.content)
    }
}

/// One record as it lies in flash. Having one proves nothing; see [`super::verify::Checker`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its place in the chain, from 1.
    pub sequence: u32,
    /// What the machine's counter reads once the record is acknowledged.
    pub counter: u32,
    /// Hash of salt and content.
    pub commitment: [u8; HASH],
    /// The device's, over the head that this record makes.
    pub signature: [u8; SIGNATURE],
    /// What it says; `None` once its profile was erased.
    pub disclosed: Option<Disclosed>,
}

impl Record {
    /// The record without what it says.
    pub(super) const fn blanked(self) -> Self {
        Self { disclosed: None, ..self }
    }

    /// What it says; `None` once its profile was erased, and for bytes that are no entry.
    #[must_use]
    pub fn entry(&self) -> Option<Entry> {
        self.disclosed?.entry()
    }

    /// Its bytes in flash, in `buffer`.
    pub fn write(self, buffer: &mut [u8; RECORD]) -> &[u8] {
        let Disclosed { salt, content } =
            self.disclosed.unwrap_or(Disclosed { salt: [0; SALT], content: [0; CONTENT] });
        *buffer = join(&[
            &self.sequence.to_le_bytes(),
            &self.counter.to_le_bytes(),
            &self.commitment,
            &self.signature,
            &salt,
            &content,
        ]);
        let length = if self.disclosed.is_some() { RECORD } else { BLANKED };
        buffer.get(..length).unwrap_or_default()
    }

    /// Reads a record; `None` for bytes that are none.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (sequence, rest) = bytes.split_first_chunk()?;
        let (counter, rest) = rest.split_first_chunk()?;
        let (commitment, rest) = rest.split_first_chunk()?;
        let (signature, rest) = rest.split_first_chunk()?;
        let disclosed = match rest.split_first_chunk() {
            None if rest.is_empty() => None,
            None => return None,
            Some((salt, content)) => Some(Disclosed { salt: *salt, content: content.try_into().ok()? }),
        };
        let [sequence, counter] = [sequence, counter].map(|number| u32::from_le_bytes(*number));
        Some(Self { sequence, counter, commitment: *commitment, signature: *signature, disclosed })
    }
}

/// Where a chain stands: its last record's sequence, counter and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Sequence of the last record; 0 none.
    pub sequence: u32,
    /// Its counter.
    pub counter: u32,
    /// Its hash.
    pub hash: [u8; HASH],
}

impl Head {
    /// Where a new chain begins.
    pub(super) const NONE: Self = Self { sequence: 0, counter: 0, hash: [0; HASH] };

    /// The head once a record with these parts follows.
    pub(super) fn after(&self, sequence: u32, counter: u32, commitment: &[u8; HASH]) -> Self {
        let hash = Sha256::new().chain_update(b"sordina 1 record").chain_update(self.hash);
        let hash = hash.chain_update(sequence.to_le_bytes()).chain_update(counter.to_le_bytes());
        Self { sequence, counter, hash: hash.chain_update(commitment).finalize().into() }
    }

    /// What the device signs.
    pub(super) fn message(&self) -> [u8; HEAD] {
        join(&[b"sordina 1 head", &self.hash, &self.sequence.to_le_bytes(), &self.counter.to_le_bytes()])
    }
}

/// The parts one after the other; as long as they say, which the callers' constants see to.
pub(super) fn join<const N: usize>(parts: &[&[u8]]) -> [u8; N] {
    let mut bytes = [0; N];
    for (to, from) in bytes.iter_mut().zip(parts.iter().copied().flatten()) {
        *to = *from;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_the_head_and_nothing_else() {
        let head = Head { sequence: 0x0403_0201, counter: 0x0807_0605, hash: [9; HASH] };
        let numbers = [1, 2, 3, 4, 5, 6, 7, 8];
        assert_eq!(head.message()[..], [b"sordina 1 head".as_slice(), &[9; HASH], &numbers].concat());
    }

    #[test]
    fn a_record_has_one_of_two_lengths() {
        let bytes = [7; RECORD + 1];
        let lengths: std::vec::Vec<_> =
            (0..=RECORD + 1).filter(|&length| Record::from_bytes(&bytes[..length]).is_some()).collect();
        assert_eq!(lengths, [BLANKED, RECORD]);
    }
}
