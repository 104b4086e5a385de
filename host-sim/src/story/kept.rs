//! What the journal holds, entry by entry.

use super::meaning::{person, purpose};
use crate::car::{seat_name, snake_case};
use crate::date::Date;
use crate::language::Language;
use crate::tags;
use serde_json::{Value, json};
use sordina::journal::{self, Entry};
use sordina_machine::Flash;

/// The journal's entries, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    entries: Vec<Entry>,
}

impl Kept {
    /// Reads the journal; what cannot be read is not there.
    pub(crate) fn read(flash: &mut Flash) -> Self {
        let mut entries = Vec::new();
        let _readable = journal::for_each(flash, |entry| entries.push(*entry)).is_ok();
        Self { entries }
    }

    /// The entries that `earlier` did not have yet.
    pub(crate) fn since(mut self, earlier: &Self) -> Self {
        let known = earlier.entries.len().min(self.entries.len());
        self.entries.drain(..known);
        self
    }

    /// A line per entry.
    pub(crate) fn lines(&self, language: Language) -> Vec<String> {
        self.entries.iter().map(|entry| line(entry, language)).collect()
    }

    /// An object per entry.
    pub(crate) fn json(&self) -> Vec<Value> {
        self.entries.iter().map(object).collect()
    }
}

fn line(entry: &Entry, language: Language) -> String {
    let who = entry.seat().map_or("?", |seat| person(seat, language));
    if let Some(given) = entry.purpose() {
        let given = purpose(given, language);
        return language.pick(format!("{who} agreed to {given}"), format!("{who} aceptó {given}"));
    }
    if let Some(reason) = entry.reason() {
        let why = super::lines::why(reason, language);
        return language.pick(format!("the gate closed: {why}"), format!("se cerró: {why}"));
    }
    if let Some((id, epoch)) = entry.tagged() {
        let (name, day) = (tags::by_id(id).map_or("?", |row| row.tag), Date(u32::from(epoch)));
        return language.pick(format!("tag {name} of {day}"), format!("etiqueta {name} del {day}"));
    }
    language.pick(format!("{who} withdrew everything"), format!("{who} retiró todo"))
}

fn object(entry: &Entry) -> Value {
    let tagged = entry.tagged();
    json!({
        "kind": snake_case(&entry.kind()),
        "seat": entry.seat().map(seat_name),
        "purpose": entry.purpose().map(sordina::gate::Purpose::name),
        "reason": entry.reason().map(|reason| snake_case(&reason)),
        "tag": tagged.and_then(|(id, _)| tags::by_id(id)).map(|row| row.tag),
        "day": tagged.map(|(_, epoch)| Date(u32::from(epoch)).to_string()),
    })
}
