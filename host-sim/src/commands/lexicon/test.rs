//! `lexicon test`: recordings through the real spotter, and which words of the lists were heard. Simulator only.

use super::super::player::Player;
use super::super::spot::{end_seconds, listening_car, nats};
use crate::Outcome;
use crate::audio::Programme;
use crate::car::{Happening, Parts};
use crate::cli::lexicon::Test;
use crate::error::Error;
use crate::lexicon::sources::{self, Listed};
use crate::timeline::Timeline;
use crate::words::{MANY, refused, threshold};
use serde_json::json;
use sordina::spotter::Detection;
use sordina_lexicon::{Entry, Tables, Word, rivals};
use std::io::Write;

pub(super) fn run(test: &Test, out: &mut impl Write) -> Result<Outcome, Error> {
    let sources = sources::read(test.lists.policy.as_deref())?;
    let (mut entries, mut listed) = (sources::entries(&sources)?, sources::listed(&sources)?);
    if let Some(language) = test.lang {
        listed.retain(|word| word.language == language.of_words());
        entries.retain(|entry| listed.iter().any(|word| word.text == entry.text));
    }
    let tables = tables(&entries, test.threshold)?;
    let programme = Programme::open(&test.audio)?;
    let mut parts = Parts::<MANY>::new(tables.lexicon());
    let mut car = listening_car(&mut parts, programme.format)?;
    let player = Player { programme, timeline: Timeline::default(), output: None, prints_lines: !test.json };
    let mut heard = Vec::new();
    player.play(&mut car, &mut |moment| {
        let Happening::Detected { detection, .. } = moment.happening else { return Ok(()) };
        if let Some(word) = named(&detection, &entries, &listed) {
            heard.push((detection, word));
            if !test.json {
                let Listed { text, kind, row, .. } = word;
                let (time, score) = (end_seconds(&detection), nats(detection.score));
                writeln!(out, "{time:9.2} s  {text}  {score:.2}  {} {row}", kind.name())?;
            }
        }
        Ok(())
    })?;
    if test.json {
        let objects = heard.iter().map(|(detection, word)| {
            json!({"time": (end_seconds(detection) * 100.0).round() / 100.0, "word": word.text,
                "score": nats(detection.score), "kind": word.kind.name(), "row": word.row})
        });
        writeln!(out, "{}", json!({"heard": objects.collect::<Vec<_>>()}))?;
    } else if heard.is_empty() {
        writeln!(out, "none of the {} words was heard", entries.len())?;
    }
    Ok(Outcome::Done)
}

fn named<'l>(detection: &Detection, entries: &[Entry], listed: &'l [Listed]) -> Option<&'l Listed> {
    let entry = entries.get(usize::from(detection.word))?;
    listed.iter().find(|word| word.text == entry.text)
}

/// Tables in which every word counts for nothing, so that all that is heard is told, and no denied word drops it.
pub(super) fn tables(entries: &[Entry], own: Option<f32>) -> Result<Tables, Error> {
    let own = own.map(threshold).transpose()?;
    let entry = |entry: &Entry| Entry {
        tag: Word::NOTHING,
        threshold: own.unwrap_or(entry.threshold),
        ..entry.clone()
    };
    let entries: Vec<Entry> = entries.iter().map(entry).collect();
    let mut tables = Tables::build(&entries).map_err(|problem| refused(&problem.into()))?;
    tables.rivals = rivals::compile(&entries).map_err(|error| refused(&error))?;
    Ok(tables)
}
