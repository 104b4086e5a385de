//! Documents keep their word: no dead link, every row of the README's promises links to what shows it, and every break of a
//! promise names code that is there.

use sordina_tests::tree::{files, read, root};
use std::collections::BTreeSet;
use std::path::Path;

/// Targets of the links in a Markdown text; code is none.
fn links(text: &str) -> Vec<&str> {
    let mut is_code = false;
    let prose = text.lines().filter(move |line| {
        is_code ^= line.trim_start().starts_with("```");
        !is_code && !line.starts_with("    ")
    });
    prose.flat_map(|line| line.split("](").skip(1)).filter_map(|rest| rest.split(')').next()).collect()
}

/// Anchors that the headings of a Markdown text have.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings =
        text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let anchor = |heading: &str| {
        let kept =
            heading.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
        kept.collect::<String>().to_lowercase().replace(' ', "-")
    };
    headings.map(anchor).collect()
}

/// What is wrong with a link of a document; web addresses are not asked.
fn fault(document: &Path, target: &str) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let folder = document.parent().unwrap_or(Path::new(""));
    let path = if file.is_empty() { document.to_owned() } else { folder.join(file) };
    let there = root().join(&path);
    if !there.exists() {
        return Some(format!("{}: {target} is not there", document.display()));
    }
    let has_anchor = || std::fs::read_to_string(&there).is_ok_and(|text| anchors(&text).contains(anchor));
    let is_dead = !anchor.is_empty() && !has_anchor();
    is_dead.then(|| format!("{}: {target} has no such heading", document.display()))
}

#[test]
fn no_link_is_dead() {
    let all = files("", &["md"]);
    assert!(all.len() > 20, "{all:?}");
    let mut faults = Vec::new();
    for document in &all {
        faults.extend(links(&read(document)).into_iter().filter_map(|target| fault(document, target)));
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(
        fault(Path::new("README.md"), "gone.md").is_some()
            && fault(Path::new("README.md"), "#gone").is_some()
    );
}

#[test]
fn every_promise_of_the_readme_links_to_what_shows_it() {
    let readme = read("README.md");
    let (_, promises) =
        readme.split_once("| promise | test | command |\n|---|---|---|\n").expect("the promises");
    let rows: Vec<&str> = promises.lines().take_while(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 30, "{}", rows.len());
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let [_, shown_by, command] = cells[..] else { panic!("three cells: {row}") };
        assert!(!links(shown_by).is_empty(), "no link to a test: {row}");
        assert!(command.contains('`'), "no command: {row}");
    }
}

/// A figure that nobody has made yet says so.
#[test]
fn every_figure_stands_in_the_book_with_its_command() {
    let (figures, page) = (read("docs/evidence.toml"), read("docs/src/evidence.md"));
    let names: Vec<&str> =
        figures.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        let row = page.lines().find(|line| line.starts_with(&format!("| {name} | ")));
        let row = row.unwrap_or_else(|| panic!("no row for {name}: docs/measure \"{name}\""));
        assert!(row.contains(" | `"), "no command: {row}");
    }
}

/// Whether a line of `mutants.tsv` has its four columns (file, code, broken code, test; the shell that reads them skips one
/// that is empty), and the code that it breaks stands in its file.
fn is_there(line: &str) -> bool {
    let columns: Vec<&str> = line.split('\t').collect();
    let [file, code, broken, test] = columns[..] else { return false };
    !broken.is_empty() && !test.is_empty() && read(Path::new(file)).contains(&code.replace("\\n", "\n"))
}

#[test]
fn every_break_of_a_promise_names_code_that_is_there() {
    let list = read(Path::new("tests/mutants.tsv"));
    let old: Vec<&str> = list.lines().filter(|line| !line.starts_with('#') && !is_there(line)).collect();
    assert!(old.is_empty(), "{old:#?}");
    assert!(is_there("README.md\tSordina\tSord\tdocuments"));
    assert!(
        !is_there("README.md\tnobody wrote this\tSord\tdocuments")
            && !is_there("README.md\tSordina\t\tdocuments")
    );
}
