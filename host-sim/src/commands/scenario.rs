//! `scenario run`: cases as drives, played and judged.

use crate::Outcome;
use crate::cli::scenario::Scenario as Command;
use crate::error::Error;
use crate::scenario::{self, Scenario, Verdict};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where the cases stand.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");

pub(super) fn run(command: &Command, out: &mut impl Write) -> Result<Outcome, Error> {
    let Command::Run(run) = command;
    let paths = if run.all { all()? } else { run.paths.clone() };
    let scenarios = paths.iter().map(|path| Scenario::read(path)).collect::<Result<Vec<_>, _>>()?;
    let mut verdicts = Vec::new();
    for scenario in &scenarios {
        let verdict = scenario::run(scenario, &mut |_, _| {})?;
        if !run.json {
            tell(&verdict, out)?;
        }
        verdicts.push(verdict);
    }
    let failed = verdicts.iter().filter(|verdict| verdict.fault.is_some()).count();
    if run.json {
        writeln!(out, "{}", Value::from(verdicts.iter().map(data).collect::<Vec<_>>()))?;
    } else {
        writeln!(out, "{} of {} pass", verdicts.len() - failed, verdicts.len())?;
    }
    Ok(if failed == 0 { Outcome::Done } else { Outcome::No })
}

/// The cases in the order of their numbers.
fn all() -> Result<Vec<PathBuf>, Error> {
    let folder = Path::new(FOLDER);
    let entries = std::fs::read_dir(folder).map_err(|error| Error::missing(folder, &error))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort_by_key(|path| {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        name.trim_start_matches('p').parse::<u32>().unwrap_or(u32::MAX)
    });
    Ok(paths)
}

fn left(verdict: &Verdict) -> String {
    if verdict.left.is_empty() { "nothing".to_owned() } else { verdict.left.join(", ") }
}

pub(super) fn tell(verdict: &Verdict, out: &mut impl Write) -> Result<(), Error> {
    let word = if verdict.fault.is_none() { "pass" } else { "FAIL" };
    writeln!(out, "{:<4} {word}  {}  Left: {}.", verdict.case, verdict.title, left(verdict))?;
    if let Some(fault) = &verdict.fault {
        writeln!(out, "           {fault}")?;
    }
    out.flush()?;
    Ok(())
}

fn data(verdict: &Verdict) -> Value {
    json!({
        "case": verdict.case,
        "verdict": if verdict.fault.is_none() { "pass" } else { "fail" },
        "why": verdict.fault.clone().unwrap_or_else(|| format!("{} Left: {}.", verdict.title, left(verdict))),
    })
}
