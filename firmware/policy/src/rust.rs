//! The policy as Rust source, for the gateway to include where its types are in scope.
//!
//! Numbers and texts are separate tables: a table is linked whole or not at all, and a board that only needs the
//! numbers must not carry the texts.

use std::fmt::Write;

use crate::notices::{Notice, Parts, is_current};
use crate::purposes::Purpose;
use crate::recipients::{Level, Recipient};
use crate::regions::{Number, Region, Ruled};
use crate::{Policy, Sentence};

/// Names of the gateway's purposes, in the order of their numbers.
const PURPOSES: [&str; 2] = ["Purpose::Assistant", "Purpose::InterestTags"];

pub(crate) fn write(policy: &Policy) -> String {
    let mut rust = String::new();
    let rows = policy.purposes.iter().enumerate().map(|(number, row)| purpose(number, row)).collect();
    table(&mut rust, "Purposes, by number", "PURPOSES", "PurposeText", rows);
    let rows = policy.recipients.levels.iter().map(level).collect();
    table(&mut rust, "Levels of trust, by number", "LEVELS", "Level", rows);
    let rows = policy.recipients.all.iter().map(recipient).collect();
    table(&mut rust, "Recipients, by number", "RECIPIENTS", "Recipient", rows);
    let rows = policy.recipients.all.iter().map(recipient_text).collect();
    table(
        &mut rust,
        "What people read about recipients, by number",
        "RECIPIENT_TEXTS",
        "RecipientText",
        rows,
    );
    notices(&mut rust, &policy.notices);
    let rows = policy.regions.iter().map(region).collect();
    table(&mut rust, "Regions; the floor is the first", "REGIONS", "Region", rows);
    let rows = policy.regions.iter().map(region_text).collect();
    table(
        &mut rust,
        "Where the numbers of regions come from, in their order",
        "REGION_TEXTS",
        "RegionText",
        rows,
    );
    rust
}

fn table(rust: &mut String, doc: &str, name: &str, of: &str, rows: Vec<String>) {
    // Writing to a String cannot fail.
    let _ = writeln!(rust, "/// {doc}.\npub static {name}: [{of}; {}] = [", rows.len());
    for row in rows {
        let _ = writeln!(rust, "    {row},");
    }
    rust.push_str("];\n");
}

fn notices(rust: &mut String, all: &[Notice]) {
    table(
        rust,
        "All notices, of each purpose the newest last",
        "NOTICES",
        "Notice",
        all.iter().map(notice).collect(),
    );
    let texts = all.iter().map(notice_text).collect();
    table(rust, "What the notices say, in their order", "NOTICE_TEXTS", "NoticeText", texts);
    let current = (0..PURPOSES.len()).filter_map(|purpose| {
        all.iter().position(|notice| notice.purpose == purpose && is_current(notice, all))
    });
    let rows = current.map(|place| format!("&NOTICES[{place}]")).collect();
    table(rust, "The notice that is shown, by number of the purpose", "CURRENT_NOTICES", "&Notice", rows);
}

fn sentence(said: &Sentence) -> String {
    format!("Sentence {{ es: {:?}, en: {:?} }}", said.es, said.en)
}

/// Purposes as a set.
fn set(numbers: &[usize]) -> String {
    let names = numbers.iter().filter_map(|number| PURPOSES.get(*number));
    names.fold("Purposes::NONE".to_owned(), |set, name| format!("{set}.with({name})"))
}

fn purpose(number: usize, row: &Purpose) -> String {
    format!(
        "PurposeText {{ purpose: {}, name: {}, sentence: {}, purpose_terms: &{:?}, processing_terms: &{:?}, \
         data_terms: &{:?}, lawful_basis: {:?}, recipients: &{:?}, controllers: &{:?}, data: {}, collection: {}, \
         processing: {}, storage_location: {}, retention: {}, withdrawal: {}, rights: &{:?} }}",
        PURPOSES.get(number).unwrap_or(&""),
        sentence(&row.name),
        sentence(&row.sentence),
        row.purpose_terms,
        row.processing_terms,
        row.data_terms,
        row.lawful_basis,
        row.recipients,
        row.controllers,
        sentence(&row.data),
        sentence(&row.collection),
        sentence(&row.processing),
        sentence(&row.storage_location),
        sentence(&row.retention),
        sentence(&row.withdrawal),
        row.rights,
    )
}

fn level(row: &Level) -> String {
    format!(
        "Level {{ number: {}, name: {}, may_receive: {} }}",
        row.number,
        sentence(&row.name),
        sentence(&row.may_receive)
    )
}

fn recipient(row: &Recipient) -> String {
    format!(
        "Recipient {{ number: {}, uses_car: {}, uses_phone: {}, highest_level: {}, subjects: {:#x} }}",
        row.number,
        row.uses_car,
        row.uses_phone,
        row.highest_level,
        row.subjects.iter().fold(0_u64, |all, number| all | 1 << (number & 63)),
    )
}

fn recipient_text(row: &Recipient) -> String {
    format!(
        "RecipientText {{ number: {}, id: {:?}, name: {}, role: {:?}, receives: {}, address: {:?}, contact: \
         Contact {{ role: {}, email: {:?}, phone: {:?} }} }}",
        row.number,
        row.id,
        sentence(&row.name),
        row.role,
        sentence(&row.receives),
        row.address,
        sentence(&row.contact.role),
        row.contact.email,
        row.contact.phone,
    )
}

fn notice(row: &Notice) -> String {
    format!(
        "Notice {{ purpose: {}, version: {}, hash: {:?}, recipients: &{:?} }}",
        PURPOSES.get(row.purpose).unwrap_or(&""),
        row.version,
        row.hash,
        row.recipients
    )
}

fn notice_text(row: &Notice) -> String {
    format!("NoticeText {{ hash: {:?}, es: {}, en: {} }}", row.hash, parts(&row.es), parts(&row.en))
}

fn parts([who, what_for, how_long, who_answers, saying_no]: &Parts) -> String {
    format!(
        "NoticeParts {{ who: {who:?}, what_for: {what_for:?}, how_long: {how_long:?}, who_answers: \
         {who_answers:?}, saying_no: {saying_no:?} }}"
    )
}

fn region(row: &Region) -> String {
    format!(
        "Region {{ number: {}, id: {:?}, consent_days: {}, unused_days: {}, ask_again_days: {}, answer_seconds: {}, \
         age: {}, ask_every_drive: {}, purposes: {} }}",
        row.number,
        row.id,
        row.number(Number::ConsentDays),
        row.number(Number::UnusedDays),
        row.number(Number::AskAgainDays),
        row.number(Number::AnswerSeconds),
        row.number(Number::Age),
        row.ask_every_drive.value,
        set(&row.purposes.value),
    )
}

fn region_text(row: &Region) -> String {
    let [consent, unused, again, answer, age] = &row.numbers;
    format!(
        "RegionText {{ number: {}, name: {}, jurisdiction: {:?}, authority: {}, consent_days: {}, unused_days: {}, \
         ask_again_days: {}, answer_seconds: {}, age: {}, ask_every_drive: {}, purposes: {} }}",
        row.number,
        sentence(&row.name),
        row.jurisdiction,
        sentence(&row.authority),
        ruled(consent),
        ruled(unused),
        ruled(again),
        ruled(answer),
        ruled(age),
        ruled(&row.ask_every_drive),
        ruled(&row.purposes),
    )
}

fn ruled<T>(row: &Ruled<T>) -> String {
    format!(
        "SourceText {{ source: {:?}, inherited_from: {:?} }}",
        row.source,
        row.inherited_from.as_deref().unwrap_or("")
    )
}
