//! Checking a journal without its device: chain, commitments, signatures, and the device's statement.
//!
//! The device opens its own journal with the same [`Checker`]. For an exported file: make one from the anchor, hand
//! every record, oldest first, to [`Checker::check_signed`] with the device's public key; the first that it refuses is
//! the first that does not hold. At the end [`Checker::is_complete`], and a [`Statement`] of the device covers the head.
//!
//! ```text
//! statement: Ed25519 over ("sordina 1 statement" | sequence | counter | 1 if the machine has a counter, else 0 |
//!                          the machine's counter, or 0 | hash)
//! blanked:   first 16 bytes of SHA-256("sordina 1 blanked" | number of the bank | sequence of the anchor |
//!            hash of the anchor | sequence of every blanked record, oldest first); it stands in the field `notice` of
//!            the `Moved` record that completes the bank
//! ```
//! Numbers are u32 little-endian. The `Moved` record is signed like every other, so nobody but the device can cut off
//! old records or blank one: a withdrawal that is blanked would un-happen.

use super::entry::{Entry, NOTICE};
use super::kind::Kind;
use super::record::{Anchor, HASH, Head, Record, SIGNATURE, join};
use salty::{PublicKey, Signature};
use sha2::{Digest, Sha256};

const STATEMENT: usize = 19 + 4 + 4 + 1 + 4 + HASH;

/// What does not hold about a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It does not follow the record before it: one is missing, doubled or in another place.
    Sequence,
    /// Its counter does not follow the one before it.
    Counter,
    /// It commits to something other than what it says.
    Commitment,
    /// What it says is no entry.
    Entry,
    /// It is blanked, or records before the anchor are gone, and the device did not do it.
    Blanked,
    /// The device did not sign the head that it makes: it, or one before it, is not the device's.
    Signature,
}

impl core::fmt::Display for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Sequence => "does not follow the one before it",
            Self::Counter => "has a counter that does not follow the one before it",
            Self::Commitment => "commits to something other than what it says",
            Self::Entry => "says nothing that is an entry",
            Self::Blanked => "is blanked, or what was before it is gone, and the device did not do it",
            Self::Signature => "is not signed by this device",
        })
    }
}

impl core::error::Error for Fault {}

/// Follows a chain, record by record.
#[derive(Clone, Debug)]
pub struct Checker {
    anchor: Anchor,
    head: Head,
    blanked: Blanked,
}

impl Checker {
    /// Starts at the anchor of a bank.
    ///
    /// # Errors
    /// [`Fault::Blanked`] for an anchor that no device writes.
    pub fn new(anchor: &Anchor) -> Result<Self, Fault> {
        // Without a `Moved` record that vouches for it, an anchor must be the one beginning of all chains.
        if anchor.completed_by == 0 && *anchor != Anchor::FIRST {
            return Err(Fault::Blanked);
        }
        let head = Head { sequence: anchor.sequence, counter: 0, hash: anchor.hash };
        Ok(Self { anchor: *anchor, head, blanked: Blanked::new(anchor) })
    }

    /// Checks everything about the next record but its signature; what it says, unless it is blanked.
    ///
    /// # Errors
    /// What does not hold.
    pub fn check(&mut self, record: &Record) -> Result<Option<Entry>, Fault> {
        if Some(record.sequence) != self.head.sequence.checked_add(1) {
            return Err(Fault::Sequence);
        }
        let is_first = self.head.sequence == self.anchor.sequence;
        if !is_first && !matches!(record.counter.checked_sub(self.head.counter), Some(0 | 1)) {
            return Err(Fault::Counter);
        }
        let entry = match &record.disclosed {
            Some(disclosed) if disclosed.commitment() != record.commitment => return Err(Fault::Commitment),
            Some(disclosed) => Some(disclosed.entry().ok_or(Fault::Entry)?),
            None => {
                self.blanked.add(record.sequence);
                None
            }
        };
        if record.sequence == self.anchor.completed_by {
            let vouches = |entry: &Entry| {
                let content = entry.content();
                content.kind == Kind::Moved && content.notice == self.blanked.digest()
            };
            entry.as_ref().filter(|entry| vouches(entry)).ok_or(Fault::Blanked)?;
        } else if entry.is_none() && record.sequence > self.anchor.completed_by {
            return Err(Fault::Blanked);
        }
        self.head = self.head.after(record.sequence, record.counter, &record.commitment);
        Ok(entry)
    }

    /// As [`Self::check`], and that the device with this public key signed the head that the record makes.
    ///
    /// # Errors
    /// What does not hold.
    pub fn check_signed(&mut self, record: &Record, public_key: &[u8; 32]) -> Result<Option<Entry>, Fault> {
        let entry = self.check(record)?;
        let is_signed = self.head.is_signed_by(public_key, &record.signature);
        is_signed.then_some(entry).ok_or(Fault::Signature)
    }

    /// Where the chain stands after the records so far.
    #[must_use]
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// Whether the record that completes the bank has been there.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.head.sequence >= self.anchor.completed_by
    }
}

/// The digest of what a bank left out: its anchor, and the records that are blanked.
#[derive(Clone, Debug)]
pub(super) struct Blanked(Sha256);

impl Blanked {
    pub(super) fn new(anchor: &Anchor) -> Self {
        let hash = Sha256::new().chain_update(b"sordina 1 blanked").chain_update(anchor.number.to_le_bytes());
        Self(hash.chain_update(anchor.sequence.to_le_bytes()).chain_update(anchor.hash))
    }

    pub(super) fn add(&mut self, sequence: u32) {
        self.0.update(sequence.to_le_bytes());
    }

    pub(super) fn digest(&self) -> [u8; NOTICE] {
        let hash: [u8; HASH] = self.0.clone().finalize().into();
        join(&[&hash])
    }
}

impl Head {
    /// Whether the device with this public key signed this head.
    #[must_use]
    pub fn is_signed_by(&self, public_key: &[u8; 32], signature: &[u8; SIGNATURE]) -> bool {
        is_signed(public_key, &self.message(), signature)
    }
}

/// What the device says, now, about where its journal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The journal's head.
    pub head: Head,
    /// What the machine's counter reads; `None` where it has none.
    pub machine_counter: Option<u32>,
    /// The device's signature over both.
    pub signature: [u8; SIGNATURE],
}

impl Statement {
    pub(super) fn message(head: &Head, machine_counter: Option<u32>) -> [u8; STATEMENT] {
        join(&[
            b"sordina 1 statement",
            &head.sequence.to_le_bytes(),
            &head.counter.to_le_bytes(),
            &[u8::from(machine_counter.is_some())],
            &machine_counter.unwrap_or(0).to_le_bytes(),
            &head.hash,
        ])
    }

    /// Whether the device with this public key made it.
    #[must_use]
    pub fn is_signed_by(&self, public_key: &[u8; 32]) -> bool {
        is_signed(public_key, &Self::message(&self.head, self.machine_counter), &self.signature)
    }

    /// Whether it speaks of records that end at `head`, and these are the newest that there were.
    #[must_use]
    pub fn covers(&self, head: &Head) -> bool {
        self.head == *head && self.machine_counter.is_none_or(|counter| counter == head.counter)
    }
}

fn is_signed(public_key: &[u8; 32], message: &[u8], signature: &[u8; SIGNATURE]) -> bool {
    PublicKey::try_from(public_key).is_ok_and(|key| key.verify(message, &Signature::from(signature)).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_signs_head_and_counter_and_nothing_else() {
        let head = Head { sequence: 0x0403_0201, counter: 0x0807_0605, hash: [9; HASH] };
        let signed = |counter: &[u8]| {
            [b"sordina 1 statement".as_slice(), &[1, 2, 3, 4, 5, 6, 7, 8], counter, &[9; HASH]].concat()
        };
        assert_eq!(Statement::message(&head, Some(0x0403_0201))[..], signed(&[1, 1, 2, 3, 4]));
        assert_eq!(Statement::message(&head, None)[..], signed(&[0; 5]));
    }
}
