//! What the journal holds, entry by entry.

use super::meaning::{person, purposes};
use crate::car::{seat_name, snake_case};
use crate::date::Date;
use crate::language::Language;
use crate::tags;
use serde_json::{Value, json};
use sordina::journal::{self, Entry, Kind};
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
    let content = entry.content();
    let who = content.seat.map_or("?", |seat| person(seat, language));
    let what = purposes(content.purposes, language);
    match content.kind {
        Kind::Closed => {
            let why = content.reason().map_or("", |reason| super::lines::why(reason, language));
            language.pick(format!("the gate closed: {why}"), format!("se cerró: {why}"))
        }
        Kind::Tag => {
            let name = tags::by_id(content.iab_audience_id).map_or("?", |row| row.tag);
            let day = Date(u32::from(content.day.0));
            language.pick(format!("tag {name} of {day}"), format!("etiqueta {name} del {day}"))
        }
        Kind::Withdrawn => language.pick(format!("{who} withdrew everything"), format!("{who} retiró todo")),
        _ => language.pick(format!("{who} agreed to {what}"), format!("{who} aceptó {what}")),
    }
}

fn object(entry: &Entry) -> Value {
    let content = entry.content();
    let tagged = (content.kind == Kind::Tag).then_some(content);
    json!({
        "kind": snake_case(&content.kind),
        "seat": content.seat.map(seat_name),
        "reason": content.reason().map(|reason| snake_case(&reason)),
        "tag": tagged.and_then(|tag| tags::by_id(tag.iab_audience_id)).map(|row| row.tag),
        "day": tagged.map(|tag| Date(u32::from(tag.day.0)).to_string()),
    })
}
