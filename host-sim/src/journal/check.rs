//! Checking an exported journal with nothing but the file and, better, the device's public key.
//!
//! What is checked, in this order: every record follows the one before it, commits to what it says and is signed by the
//! device; the file shows for it exactly what its bytes say; and the device's statement speaks of the last record, so that
//! none is missing at the end.

use super::document::{FORMAT, read_bytes, read_statement, render_record};
use super::{bytes_of_hex, hex};
use crate::error::Error;
use serde_json::Value;
use sordina::journal::verify::Checker;
use sordina::journal::{Anchor, Record};
use std::path::Path;

/// What a check came to.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    /// The key that it was checked with, hexadecimal.
    pub(crate) public_key: String,
    /// Records in the file.
    pub(crate) records: usize,
    /// Of these, erased ones.
    pub(crate) erased: usize,
    /// Whether the device has a counter that would show an older copy.
    pub(crate) has_counter: bool,
    /// The first thing that does not hold.
    pub(crate) fault: Option<Fault>,
}

/// Something that does not hold.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    /// Sequence number of the entry; `None` if it is about the file as a whole.
    pub(crate) entry: Option<u64>,
    /// What is wrong.
    pub(crate) why: String,
}

impl Fault {
    fn file(why: impl Into<String>) -> Self {
        Self { entry: None, why: why.into() }
    }
}

/// Checks the text of an exported journal; with `key` instead of the key in the file, if given.
pub(crate) fn check(path: &Path, text: &str, key: Option<&[u8; 32]>) -> Result<Verdict, Error> {
    let remedy = "give a file that host-sim journal export has written";
    let document: Value =
        serde_json::from_str(text).map_err(|error| Error::unreadable(path, error, remedy))?;
    if document.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(Error::unreadable(path, format!("its format is not \"{FORMAT}\""), remedy));
    }
    let inside: [u8; 32] = document
        .get("public_key")
        .and_then(read_bytes)
        .ok_or_else(|| Error::unreadable(path, "it names no public key", remedy))?;
    let rows = document.get("records").and_then(Value::as_array);
    let rows = rows.ok_or_else(|| Error::unreadable(path, "it has no list of records", remedy))?;
    let key = key.unwrap_or(&inside);
    let fault = if *key == inside {
        check_records(&document, rows, key).err()
    } else {
        Some(Fault::file(format!("it is the journal of another device, whose key is {}", hex(&inside))))
    };
    Ok(Verdict {
        public_key: hex(key),
        records: rows.len(),
        erased: rows.iter().filter(|row| row.get("says").is_some_and(Value::is_null)).count(),
        has_counter: read_statement(&document).is_some_and(|statement| statement.machine_counter.is_some()),
        fault,
    })
}

fn check_records(document: &Value, rows: &[Value], key: &[u8; 32]) -> Result<(), Fault> {
    let statement =
        read_statement(document).ok_or_else(|| Fault::file("it has no statement of the device"))?;
    if !statement.is_signed_by(key) {
        return Err(Fault::file("the device's statement is not signed by this key"));
    }
    let anchor = match document.get("anchor") {
        Some(Value::Null) if rows.is_empty() && statement.head.sequence == 0 => return Ok(()),
        Some(anchor) => read_bytes(anchor).and_then(|bytes| Anchor::from_bytes(&bytes)),
        None => None,
    };
    let anchor = anchor.ok_or_else(|| Fault::file("its anchor cannot be read"))?;
    let mut checker = Checker::new(&anchor).map_err(|fault| Fault::file(format!("its anchor {fault}")))?;
    for (row, expected) in rows.iter().zip(u64::from(anchor.sequence) + 1..) {
        check_row(row, key, &mut checker).map_err(|why| Fault { entry: Some(expected), why })?;
    }
    if !checker.is_complete() {
        return Err(Fault::file("the record that completes it is missing"));
    }
    if statement.covers(checker.head()) {
        return Ok(());
    }
    let (last, stated) = (checker.head().sequence, statement.head.sequence);
    Err(Fault::file(format!("it ends at entry {last}, and the device's statement speaks of entry {stated}")))
}

/// Checks one record, and that the file shows what its bytes say.
fn check_row(row: &Value, key: &[u8; 32], checker: &mut Checker) -> Result<(), String> {
    let bytes = row.get("record").and_then(Value::as_str).and_then(bytes_of_hex);
    let record = bytes.as_deref().and_then(Record::from_bytes).ok_or("its bytes are no record")?;
    checker.check(&record).map_err(|fault| format!("it {fault}"))?;
    if !checker.head().is_signed_by(key, &record.signature) {
        return Err("it is not signed by this key".to_owned());
    }
    if *row == render_record(key, &record) {
        return Ok(());
    }
    Err("the file shows something else than its bytes say (or was written by another version)".to_owned())
}
