//! What a drive added to the journal.

use super::{line, says};
use crate::language::Language;
use serde_json::{Value, json};
use sordina::journal::{self, Entry};
use sordina_machine::Flash;

/// Entries with their sequence numbers, oldest first; `None` for one whose profile was erased.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    entries: Vec<(u32, Option<Entry>)>,
}

impl Kept {
    /// Reads the journal; what cannot be read is not there.
    pub(crate) fn read(flash: &mut Flash) -> Self {
        let mut entries = Vec::new();
        let record = |record: &journal::Record| {
            entries.push((record.sequence, record.entry()));
        };
        let _readable = journal::raw(flash, |_| {}, record).is_ok();
        Self { entries }
    }

    /// The entries that `earlier` did not have yet.
    pub(crate) fn since(mut self, earlier: &Self) -> Self {
        let known = earlier.entries.last().map_or(0, |(sequence, _)| *sequence);
        self.entries.retain(|(sequence, _)| *sequence > known);
        self
    }

    /// A line per entry.
    pub(crate) fn lines(&self, language: Language) -> Vec<String> {
        let line = |(sequence, entry): &(u32, Option<Entry>)| {
            let said = entry
                .as_ref()
                .map_or_else(|| language.pick("erased", "borrado").to_owned(), |entry| line(entry, language));
            format!("{sequence:>4}. {said}")
        };
        self.entries.iter().map(line).collect()
    }

    /// An object per entry.
    pub(crate) fn json(&self) -> Vec<Value> {
        let object = |(sequence, entry): &(u32, Option<Entry>)| json!({"sequence": sequence, "says": entry.as_ref().map(says::brief)});
        self.entries.iter().map(object).collect()
    }
}
