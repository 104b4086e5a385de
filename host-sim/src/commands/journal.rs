//! `journal`: what was recorded, for people, for auditors, and gone when its person wants it gone.

use super::parked::parked;
use crate::Outcome;
use crate::cli::journal::{Erase, Export, Journal, Show, Verify};
use crate::error::Error;
use crate::journal::{Document, Verdict, bytes_of_hex, check, line};
use crate::state_directory::StateDirectory;
use serde_json::json;
use sordina::journal::Record;
use sordina_hal::{Choice, Seat};
use std::io::Write;

pub(super) fn run(journal: &Journal, out: &mut impl Write) -> Result<Outcome, Error> {
    match journal {
        Journal::Show(show) => self::show(show, out),
        Journal::Export(export) => self::export(export, out),
        Journal::Verify(verify) => self::verify(verify, out),
        Journal::Erase(erase) => self::erase(erase, out),
    }
}

fn show(show: &Show, out: &mut impl Write) -> Result<Outcome, Error> {
    let (_folder, mut machine) = StateDirectory::reopen(&show.state.state)?;
    let document = Document::export(&mut machine)?;
    if show.json {
        writeln!(out, "{}", document.render())?;
        return Ok(Outcome::Done);
    }
    let said = |record: &Record| {
        let entry = record.entry();
        let erased = || show.lang.pick("erased", "borrado").to_owned();
        entry.as_ref().map_or_else(erased, |entry| line(entry, show.lang))
    };
    for record in document.records() {
        writeln!(out, "{:>4}. {}", record.sequence, said(record))?;
    }
    if document.records().is_empty() {
        writeln!(out, "{}", show.lang.pick("The journal is empty.", "El registro está vacío."))?;
    }
    Ok(Outcome::Done)
}

fn export(export: &Export, out: &mut impl Write) -> Result<Outcome, Error> {
    let (_folder, mut machine) = StateDirectory::reopen(&export.state.state)?;
    let document = Document::export(&mut machine)?.render();
    if export.json {
        writeln!(out, "{document}")?;
    } else {
        writeln!(out, "{document:#}")?;
    }
    Ok(Outcome::Done)
}

fn verify(verify: &Verify, out: &mut impl Write) -> Result<Outcome, Error> {
    let text = std::fs::read_to_string(&verify.file).map_err(|error| Error::missing(&verify.file, &error))?;
    let key = verify.key.as_deref().map(public_key).transpose()?;
    let verdict = check(&verify.file, &text, key.as_ref())?;
    if verify.json {
        writeln!(out, "{}", as_data(&verdict, key.is_some()))?;
    } else {
        tell(&verdict, key.is_some(), out)?;
    }
    Ok(if verdict.fault.is_none() { Outcome::Done } else { Outcome::No })
}

fn public_key(digits: &str) -> Result<[u8; 32], Error> {
    let bytes = bytes_of_hex(digits.trim()).and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| Error::input("--key is no public key", "give 64 hexadecimal digits"))
}

fn as_data(verdict: &Verdict, key_was_given: bool) -> serde_json::Value {
    json!({
        "holds": verdict.fault.is_none(),
        "entry": verdict.fault.as_ref().and_then(|fault| fault.entry),
        "why": verdict.fault.as_ref().map(|fault| &fault.why),
        "records": verdict.records,
        "erased": verdict.erased,
        "public_key": verdict.public_key,
        "key_was_given": key_was_given,
        "shows_rollback": verdict.has_counter,
    })
}

fn tell(verdict: &Verdict, key_was_given: bool, out: &mut impl Write) -> Result<(), Error> {
    match &verdict.fault {
        Some(fault) => {
            let what = fault.entry.map_or_else(|| "the file".to_owned(), |entry| format!("entry {entry}"));
            writeln!(out, "DOES NOT HOLD: {what}: {}", fault.why)?;
        }
        None => writeln!(out, "holds: {} entries, {} of them erased", verdict.records, verdict.erased)?,
    }
    if !key_was_given {
        writeln!(
            out,
            "The key is the one inside the file. Compare it with the device's, or give it with --key:"
        )?;
        writeln!(out, "{}", verdict.public_key)?;
    }
    if !verdict.has_counter {
        writeln!(
            out,
            "The device has no monotonic counter: an older copy of its flash would not show here."
        )?;
    }
    Ok(())
}

fn erase(erase: &Erase, out: &mut impl Write) -> Result<Outcome, Error> {
    let (folder, machine) = StateDirectory::open_unchecked(&erase.state.state)?;
    let before = machine.counter;
    let recognised = (Seat::Driver, Choice::Profile(erase.profile));
    let choice = if erase.everything { Choice::EraseEverything } else { Choice::EraseProfile };
    let acts = [recognised, (Seat::Driver, choice)];
    let mut machine = parked(machine, folder.region(None)?, erase.date, erase.lang, &acts)?.machine;
    let is_done = machine.counter != before;
    if !is_done {
        let nothing = erase.lang.pick("There was nothing to erase.", "No había nada que borrar.");
        writeln!(out, "{nothing}")?;
        return Ok(Outcome::Done);
    }
    folder.save(&machine)?;
    let document = Document::export(&mut machine)?;
    let (erased, left) = erase.lang.pick(("Erased.", "entries are left"), ("Borrado.", "asientos quedan"));
    writeln!(out, "{erased} {} {left}.", document.records().len())?;
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date;
    use crate::language::Language;
    use serde_json::Value;
    use sordina::gate::Purpose;
    use sordina::policy::Region;
    use sordina_machine::Simulated;
    use std::path::Path;

    fn exported() -> Value {
        let choices = [
            Choice::Profile(0),
            Choice::Give(Purpose::InterestTags),
            Choice::Withdraw(Purpose::InterestTags),
            Choice::Declare { subject: 725, days: 14 },
            Choice::Trust { recipient: 3, level: 2 },
        ];
        let choices = choices.map(|choice| (Seat::Driver, choice));
        let parked = parked(Simulated::new(), Region::floor(), date::DEFAULT, Language::Es, &choices);
        Document::export(&mut parked.unwrap().machine).unwrap().render()
    }

    fn holds(document: &Value) -> bool {
        check(Path::new("journal.json"), &document.to_string(), None)
            .is_ok_and(|verdict| verdict.fault.is_none())
    }

    /// The path of every member of every object.
    fn members(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
        match value {
            Value::Object(object) => object.iter().for_each(|(name, member)| {
                found.push((path.to_owned(), name.clone()));
                members(member, &format!("{path}/{name}"), found);
            }),
            Value::Array(list) => {
                list.iter()
                    .enumerate()
                    .for_each(|(place, member)| members(member, &format!("{path}/{place}"), found));
            }
            _ => {}
        }
    }

    #[test]
    fn no_field_of_an_export_can_be_dropped_or_emptied() {
        let document = exported();
        assert!(holds(&document));
        let mut fields = Vec::new();
        members(&document, "", &mut fields);
        assert!(fields.len() > 100, "{}", fields.len());
        for (path, name) in fields {
            for change in [None, Some(Value::from("")), Some(Value::from(7))] {
                let mut changed = document.clone();
                let object = changed.pointer_mut(&path).and_then(Value::as_object_mut).unwrap();
                match change {
                    None => object.remove(&name),
                    Some(value) => object.insert(name.clone(), value),
                };
                assert!(changed == document || !holds(&changed), "{path}/{name}");
            }
        }
    }
}
