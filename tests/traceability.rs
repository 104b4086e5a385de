//! Every requirement and every case names its tests, and every one of these tests its requirement: the matrix of the book.
//!
//! A test names requirements by number (`R3`, `P10`) in the comment at the head of its file, in the inner comment of its `mod tests`,
//! or in the comment directly above it. The matrix is made of nothing else, so a hole in it is a requirement without a test, and a
//! number in it that is none of the requirements is a mistake.

use sordina_tests::generated;
use sordina_tests::tree::{files, read};
use std::collections::{BTreeMap, BTreeSet};

const REQUIREMENTS: &str = "docs/src/requirements.md";
const MATRIX: &str = "docs/src/traceability.md";

/// Folders with tests of the product. Others of the tree hold copies and builds.
const PLACES: [&str; 6] = ["tests", "host-sim", "firmware", "benches", "hal", "fuzz"];
/// What ends a file's name that may hold tests.
const KINDS: [&str; 4] = ["rs", "mjs", "py", "txt"];

/// A requirement or a case: its letter and its number.
type Number = (char, u32);

/// Where a requirement is tested: file, and the test in it unless it is all of the file.
type Place = (String, Option<String>);

/// The numbers in a text, as `R3` or `P10`.
fn numbers(text: &str) -> BTreeSet<Number> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.filter_map(number).collect()
}

fn number(word: &str) -> Option<Number> {
    let letter = word.chars().next().filter(|letter| matches!(letter, 'R' | 'P'))?;
    let digits = word.get(1..).filter(|digits| digits.len() <= 2)?;
    Some((letter, digits.parse().ok()?))
}

/// Requirements with their names, as the list has them.
fn requirements() -> BTreeMap<Number, String> {
    let name = |line: &str| {
        let bold = line.strip_prefix("- **").and_then(|rest| rest.split_once("**"));
        let row = line.strip_prefix("| P").and_then(|rest| rest.split_once(" | "));
        let (id, name) = match (bold, row) {
            (Some((title, _)), _) => title.split_once(' ').map(|(id, name)| (id.to_owned(), name))?,
            (_, Some((id, rest))) => (format!("P{id}"), rest.split(" | ").next()?),
            _ => return None,
        };
        Some((number(&id)?, name.trim_end_matches('.').to_owned()))
    };
    read(REQUIREMENTS).lines().filter_map(name).collect()
}

/// Whether everything in the file is there to test.
fn is_all_test(file: &str) -> bool {
    let is_image_that_proves = file.starts_with("firmware/boards/no-panic");
    let parts: Vec<&str> = file.split('/').collect();
    let begins = |name: &str| parts.iter().any(|part| *part == name || *part == format!("{name}.rs"));
    is_image_that_proves
        || ["tests", "benches", "fuzz", "search", "scenarios"].iter().any(|name| begins(name))
}

fn comment(line: &str) -> Option<&str> {
    let line = line.trim();
    ["//!", "///", "//", "#", "\"\"\""].iter().find_map(|mark| line.strip_prefix(mark))
}

/// What the tests of a file say that they test.
fn traced(file: &str, text: &str) -> Vec<(Number, Place)> {
    let mut found = Vec::new();
    let mut note = |text: &str, test: Option<&str>| {
        let place = (file.to_owned(), test.map(str::to_owned));
        found.extend(numbers(text).into_iter().map(|number| (number, place.clone())));
    };
    if is_all_test(file) {
        let is_head =
            |line: &&str| comment(line).is_some() || line.trim().is_empty() || line.starts_with("case ");
        text.lines().take_while(is_head).for_each(|line| note(line, None));
    } else if let Some((_, tests)) = text.split_once("#[cfg(test)]") {
        tests.lines().filter(|line| line.trim().starts_with("//!")).for_each(|line| note(line, None));
    }
    let lines: Vec<&str> = text.lines().collect();
    for at in (0..lines.len()).filter(|at| lines[*at].trim() == "#[test]") {
        let name = lines[at..].iter().find_map(|line| line.trim().strip_prefix("fn ")?.split('(').next());
        let above = lines[..at].iter().rev().take_while(|line| comment(line).is_some());
        above.for_each(|line| note(line, name));
    }
    found
}

fn link((file, test): &Place) -> String {
    let short = file.rsplit('/').next().unwrap_or(file);
    let name = test.as_ref().map_or_else(|| short.to_owned(), |test| format!("{short}: {test}"));
    format!("[{name}](../../{file})")
}

#[test]
fn every_requirement_has_a_test_and_the_matrix_says_which() {
    let requirements = requirements();
    assert_eq!(requirements.keys().filter(|(letter, _)| *letter == 'R').count(), 40);
    assert_eq!(requirements.keys().filter(|(letter, _)| *letter == 'P').count(), 37);
    let mut matrix: BTreeMap<Number, BTreeSet<Place>> = BTreeMap::new();
    for path in PLACES.iter().flat_map(|place| files(place, &KINDS)) {
        let file = path.to_str().expect("UTF-8").replace('\\', "/");
        for (number, place) in traced(&file, &read(&file)) {
            assert!(
                requirements.contains_key(&number),
                "{place:?} names {number:?}, which is no requirement"
            );
            matrix.entry(number).or_default().insert(place);
        }
    }
    // A file that names a requirement as a whole need not name it again per test.
    for places in matrix.values_mut() {
        let whole: Vec<String> =
            places.iter().filter(|(_, test)| test.is_none()).map(|(file, _)| file.clone()).collect();
        places.retain(|(file, test)| test.is_none() || !whole.contains(file));
    }
    let holes: Vec<_> = requirements.iter().filter(|(number, _)| !matrix.contains_key(number)).collect();
    assert!(holes.is_empty(), "requirements without a test: {holes:?}");
    let row = |(number, name): (&Number, &String)| {
        let places: Vec<String> = matrix[number].iter().map(link).collect();
        format!("| {}{} | {name} | {} |\n", number.0, number.1, places.join(", "))
    };
    let mut rows: Vec<_> = requirements.iter().collect();
    rows.sort_by_key(|((letter, number), _)| (*letter == 'P', *number));
    let table: String = rows.into_iter().map(row).collect();
    generated::check(MATRIX, "matrix", &format!("| | what | tests |\n|---|---|---|\n{table}"));
}
