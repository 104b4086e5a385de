//! `lexicon check`: errors and warnings of all word lists.

use crate::Outcome;
use crate::cli::lexicon::Check;
use crate::error::Error;
use crate::lexicon::sources::{self, Listed};
use crate::lexicon::warnings::{self, Warning};
use serde_json::{Value, json};
use sordina_lexicon::policy::Policy;
use std::io::Write;
use std::path::Path;

pub(super) fn run(check: &Check, out: &mut impl Write) -> Result<Outcome, Error> {
    let sources = sources::read(check.lists.policy.as_deref())?;
    let report = check.measured.as_deref().map(read_report).transpose()?;
    let policy = match Policy::compile(&sources) {
        Ok(policy) => policy,
        Err(error) => return refuse(&error, check.json, out),
    };
    let listed = sources::listed(&sources)?;
    let mut found = warnings::computed(&listed);
    found.extend(report.iter().flat_map(|report| warnings::measured(&listed, report)));
    found.sort_by_key(|(number, _)| *number);
    let (words, nodes) = (policy.tables.words.len(), policy.tables.nodes.len());
    if check.json {
        let warnings: Vec<_> =
            found.iter().map(|(number, warning)| object(&listed[*number], warning)).collect();
        writeln!(out, "{}", json!({"words": words, "nodes": nodes, "errors": [], "warnings": warnings}))?;
        return Ok(Outcome::Done);
    }
    for (number, warning) in &found {
        let Listed { text, place, .. } = &listed[*number];
        writeln!(out, "{place}: warning: \"{text}\": {warning} ({})", warning.method())?;
    }
    writeln!(out, "{words} words, {nodes} trie nodes, no errors, {} warnings", found.len())?;
    Ok(Outcome::Done)
}

/// The compiler of the lists stops at the first error; correcting it shows the next.
fn refuse(error: &sordina_lexicon::Error, json: bool, out: &mut impl Write) -> Result<Outcome, Error> {
    if json {
        let place = error.place.as_ref();
        let (file, line) = (place.map(|place| &place.file), place.map(|place| place.line));
        let error = json!({"file": file, "line": line, "what": error.problem.to_string()});
        writeln!(out, "{}", json!({"errors": [error], "warnings": []}))?;
    } else {
        writeln!(out, "{error}")?;
    }
    Ok(Outcome::No)
}

fn read_report(path: &Path) -> Result<Value, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::missing(path, &error))?;
    let report: Option<Value> = serde_json::from_str(&text).ok();
    let report = report.filter(|report| report["words"].is_array());
    report.ok_or_else(|| {
        let remedy = "make it with: host-sim lexicon measure LIST.tsv --json";
        Error::unreadable(path, "it is not what lexicon measure prints", remedy)
    })
}

fn object(word: &Listed, warning: &Warning) -> Value {
    json!({"file": word.place.file, "line": word.place.line, "word": word.text, "method": warning.method(),
        "what": warning.to_string()})
}
