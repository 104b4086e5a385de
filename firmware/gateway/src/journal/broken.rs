//! Why a journal cannot be used, and what a person can do about it.

use super::record::Record;
use super::verify::Fault;
use core::fmt;

/// Why the journal cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Broken {
    /// The flash does not answer, or refuses.
    Flash,
    /// The flash has too few sectors for two banks.
    TooSmall,
    /// The flash is not empty, and holds no complete bank that can be read.
    Unreadable,
    /// This record does not hold.
    Record {
        /// Its sequence number, as it says itself.
        sequence: u32,
        /// What is wrong with it.
        fault: Fault,
    },
    /// The newest record is not signed by this device.
    Signature,
    /// The flash is not the one that the machine's counter belongs to: put back, emptied or swapped.
    RolledBack {
        /// The newest record's counter; 0 for an empty flash.
        journal: u32,
        /// The machine's.
        machine: u32,
    },
    /// The machine's counter does not answer.
    Counter,
    /// There are no random bytes for a salt.
    Entropy,
    /// Sequence numbers or the counter ran out.
    UsedUp,
}

impl Broken {
    pub(super) const fn record(record: &Record, fault: Fault) -> Self {
        Self::Record { sequence: record.sequence, fault }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flash => f.write_str("the journal's flash fails; replace the part"),
            Self::TooSmall => {
                f.write_str("the journal's flash is too small for two banks; give it more sectors")
            }
            Self::Unreadable => {
                f.write_str("the flash holds no complete journal; keep it as evidence, or restart it")
            }
            Self::Record { sequence, fault } => {
                write!(f, "record {sequence} {fault}; keep the flash as evidence, or restart the journal")
            }
            Self::Signature => {
                f.write_str("the newest record is not signed by this device; was its flash or key swapped?")
            }
            Self::RolledBack { journal, machine } => {
                write!(
                    f,
                    "the journal ends at counter {journal}, the machine's reads {machine}; was the flash put back?"
                )
            }
            Self::Counter => f.write_str("the monotonic counter does not answer; replace the part"),
            Self::Entropy => f.write_str("no random bytes for a salt; replace the entropy source"),
            Self::UsedUp => f.write_str("the journal's numbers ran out; replace the device"),
        }
    }
}

impl core::error::Error for Broken {}
