//! An exported journal: the device's own bytes, what they say, and the device's word that they are the newest.
//!
//! ```text
//! format      "sordina journal 1"
//! public_key  Ed25519, hexadecimal
//! anchor      what the first record follows, as in flash, hexadecimal; null for a journal that has never been written
//! records     sequence, record (as in flash, hexadecimal), says (null once its profile was erased)
//! statement   sequence, counter, hash of the last record; machine_counter; signature over all four
//! ```
//! The layouts and what is signed: `firmware/gateway/src/journal/record.rs` and `verify.rs`.

use super::{bytes_of_hex, hex, says};
use crate::error::Error;
use serde_json::{Value, json};
use sordina::journal::verify::Statement;
use sordina::journal::{self, Anchor, HASH, Head, Journal, RECORD, Record, SIGNATURE};
use sordina_machine::Simulated;

/// The value of `format`.
pub(super) const FORMAT: &str = "sordina journal 1";

/// An exported journal.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(super) public_key: [u8; 32],
    pub(super) anchor: Option<Anchor>,
    pub(super) records: Vec<Record>,
    pub(super) statement: Statement,
}

impl Document {
    /// Exports a board's journal.
    pub(crate) fn export(machine: &mut Simulated) -> Result<Self, Error> {
        let broken = |broken: journal::Broken| Error::input("cannot export the journal", broken.to_string());
        let journal = Journal::open(machine, |_, _| {}).map_err(broken)?;
        let statement = journal.attest(machine).map_err(broken)?;
        let (mut anchor, mut records) = (None, Vec::new());
        journal::raw(&mut machine.flash, |found| anchor = Some(*found), |record| records.push(*record))
            .map_err(broken)?;
        Ok(Self { public_key: journal.public_key(), anchor, records, statement })
    }

    /// The records, oldest first.
    pub(crate) fn records(&self) -> &[Record] {
        &self.records
    }

    /// The document as data.
    pub(crate) fn render(&self) -> Value {
        let statement = &self.statement;
        json!({
            "format": FORMAT,
            "public_key": hex(&self.public_key),
            "anchor": self.anchor.map(|anchor| hex(&anchor.to_bytes())),
            "records": self.records.iter().map(|record| self.render_record(record)).collect::<Vec<_>>(),
            "statement": {
                "sequence": statement.head.sequence,
                "counter": statement.head.counter,
                "hash": hex(&statement.head.hash),
                "machine_counter": statement.machine_counter,
                "signature": hex(&statement.signature),
            },
        })
    }

    fn render_record(&self, record: &Record) -> Value {
        render_record(&self.public_key, record)
    }
}

/// One record: its bytes, and what they say.
pub(super) fn render_record(public_key: &[u8; 32], record: &Record) -> Value {
    let [first, second, third, fourth, ..] = public_key;
    let record_id = format!("{}-{}", hex(&[*first, *second, *third, *fourth]), record.sequence);
    let entry = record.entry();
    json!({
        "sequence": record.sequence,
        "record": hex(record.write(&mut [0; RECORD])),
        "says": entry.as_ref().map(|entry| says::whole(entry, &record_id)),
    })
}

/// The parts of a document that is being read; a sentence for each that cannot be.
pub(super) fn read_statement(document: &Value) -> Option<Statement> {
    let statement = document.get("statement")?;
    let number = |name: &str| u32::try_from(statement.get(name)?.as_u64()?).ok();
    let machine_counter = match statement.get("machine_counter")? {
        Value::Null => None,
        _ => Some(number("machine_counter")?),
    };
    let hash: [u8; HASH] = read_bytes(statement.get("hash")?)?;
    let signature: [u8; SIGNATURE] = read_bytes(statement.get("signature")?)?;
    let head = Head { sequence: number("sequence")?, counter: number("counter")?, hash };
    Some(Statement { head, machine_counter, signature })
}

/// So many bytes in hexadecimal digits.
pub(super) fn read_bytes<const N: usize>(value: &Value) -> Option<[u8; N]> {
    bytes_of_hex(value.as_str()?)?.try_into().ok()
}
