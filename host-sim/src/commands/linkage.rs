//! `linkage`: answer policies side by side, by how well two recipients find the same car.

use crate::Outcome;
use crate::cli::linkage::Linkage;
use crate::error::Error;
use crate::linkage::{self, FEW, Fared, Found, RULES, Rule, Study};
use crate::terminal;
use serde_json::{Value, json};
use std::io::Write;

/// Cars that attacks learn from.
const LEARNING: usize = 3_000;
/// Pools of the smallest size, that a few cars more or less are not taken for a difference.
const POOLS: usize = 20;

pub(super) fn run(typed: &Linkage, out: &mut impl Write) -> Result<Outcome, Error> {
    let pools: Vec<usize> = typed.cars.iter().map(|cars| *cars as usize).collect();
    let [least, most] = [pools.iter().min(), pools.iter().max()].map(|cars| cars.copied().unwrap_or(0));
    let weeks = usize::from(typed.weeks);
    let study = Study { cars: most.max(POOLS * least), pools, weeks, seed: typed.seed, learning: LEARNING };
    let rules = rules(&typed.only)?;
    let progress = terminal::progress(rules.len() as u64, !typed.json);
    let mut all = Vec::new();
    if !typed.json {
        head(&study, out)?;
    }
    for rule in rules {
        let outcome = linkage::run(&study, rule);
        if !typed.json {
            row(&study, &outcome, out)?;
        }
        all.push(data(&outcome));
        progress.inc(1);
    }
    progress.finish_and_clear();
    if typed.json {
        let (weeks, seed) = (typed.weeks, typed.seed);
        writeln!(out, "{}", json!({ "weeks": weeks, "seed": seed, "answers": FEW, "policies": all }))?;
    }
    Ok(Outcome::Done)
}

fn rules(only: &[String]) -> Result<Vec<Rule>, Error> {
    let names = || RULES.iter().map(|rule| rule.name).collect::<Vec<_>>().join(", ");
    if let Some(stray) = only.iter().find(|name| !RULES.iter().any(|rule| rule.name == **name)) {
        return Err(Error::input(
            format!("no policy is called \"{stray}\""),
            format!("choose from {}", names()),
        ));
    }
    let chosen = |rule: &Rule| only.is_empty() || only.iter().any(|name| name == rule.name);
    Ok(RULES.into_iter().filter(chosen).collect())
}

fn head(study: &Study, out: &mut impl Write) -> Result<(), Error> {
    write!(out, "| policy | bits a day | days served | tags told | answers a year |")?;
    for pool in &study.pools {
        write!(out, " {pool} cars: {FEW} answers | {} weeks | by |", study.weeks)?;
    }
    writeln!(out, "\n|---|---|---|---|---|{}", "---|---|---|".repeat(study.pools.len()))?;
    out.flush()?;
    Ok(())
}

fn row(study: &Study, outcome: &linkage::Outcome, out: &mut impl Write) -> Result<(), Error> {
    let linkage::Outcome { rule, bits, days_served, tags_told, answers_a_year, .. } = outcome;
    let (days, tags) = (100.0 * days_served, 100.0 * tags_told);
    write!(out, "| {rule} | {bits:.1} | {days:.0} % | {tags:.0} % | {answers_a_year:.0} |")?;
    for [few, all] in study.pools.iter().filter_map(|pool| outcome.strongest(*pool)) {
        let (first, after_weeks) = (few.few.per_cent(), all.all.per_cent());
        write!(out, " {first:.2} % | {after_weeks:.2} % | {} |", all.attack)?;
    }
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

fn data(outcome: &linkage::Outcome) -> Value {
    let found =
        |found: &Found| json!({ "tries": found.tries, "first": found.first, "first_five": found.first_five });
    let fared = |fared: &Fared| {
        let Fared { pool, attack, few, all } = fared;
        json!({ "cars": pool, "attack": attack, "few_answers": found(few), "all_weeks": found(all) })
    };
    json!({
        "policy": outcome.rule,
        "bits_a_day": outcome.bits,
        "days_served": outcome.days_served,
        "tags_told": outcome.tags_told,
        "answers_a_year": outcome.answers_a_year,
        "attacks": outcome.fared.iter().map(fared).collect::<Vec<_>>(),
    })
}
