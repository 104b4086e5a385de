//! Tables in Markdown files that tests make: checked in every run, written anew on request.

use crate::tree;
use std::fs;

/// The environment variable that asks for it.
const WRITE: &str = "WRITE_TABLES";
const END: &str = "<!-- generated until here -->";

/// Looks whether this table stands in this file, between the mark with its name and the next end mark. Numbers may differ by
/// two in a hundred: an image holds paths of the machine that builds it.
///
/// # Panics
/// If it does not stand there; with `WRITE_TABLES=1` it is written instead.
pub fn check(file: &str, name: &str, table: &str) {
    let text = tree::read(file);
    let begin = format!("<!-- generated: {name} -->\n");
    let parts = text.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(END)?)));
    let Some((before, (old, after))) = parts else { panic!("{file} has no marks for {name}") };
    if agree(old, table) {
        return;
    }
    let remedy = format!("write it anew: {WRITE}=1, and the same test");
    assert!(
        std::env::var_os(WRITE).is_some(),
        "{file}: the table \"{name}\" is old, it would be\n{table}{remedy}"
    );
    fs::write(tree::root().join(file), [before, &begin, table, END, after].concat())
        .unwrap_or_else(|error| panic!("{file}: {error}"));
}

fn agree(old: &str, new: &str) -> bool {
    let (old, new): (Vec<_>, Vec<_>) = (old.split_whitespace().collect(), new.split_whitespace().collect());
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| *old == new || are_near(old, new))
}

fn are_near(old: &str, new: &str) -> bool {
    let number = |word: &str| word.replace(',', "").parse::<f64>().ok();
    number(old).zip(number(new)).is_some_and(|(old, new)| (old - new).abs() <= old.abs() / 50.0)
}
