//! `lexicon drives`: recordings as drives to which everybody in the car agreed, and the tag that each of them ends with.
//!
//! Everything is the product's own: words, thresholds, rule of evidence, denied words. A drive begins with an empty journal.

use super::super::player::AFTER_MS;
use super::super::spot::{end_seconds, listening_car, nats};
use crate::Outcome;
use crate::car::{Action, Happening, Parts};
use crate::cli::lexicon::Drives;
use crate::error::Error;
use crate::evaluation::drives::{Drive, Ended, Heard, plan};
use crate::evaluation::manifest;
use crate::evaluation::outcome::Outcomes;
use crate::evaluation::stream::{self, Noise, RATE};
use crate::lexicon::sources;
use crate::terminal;
use sordina::policy::LEXICON;
use sordina_hal::{Format, Rate, Signal, SystemState};
use std::io::Write;

/// Samples of a block: 10 ms.
const BLOCK: usize = RATE / 100;

pub(super) fn run(drives: &Drives, out: &mut impl Write) -> Result<Outcome, Error> {
    let clips = manifest::read(&drives.recordings, drives.root.as_deref())?;
    let sources = sources::built_in();
    let planned = plan(&clips, &sources::taxonomy(&sources)?, drives.join, drives.hours)
        .map_err(|what| Error::input(format!("{}:{what}", drives.recordings.display()), REMEDY))?;
    let noise = Noise::of(&drives.under)?;
    let bar = terminal::progress(planned.len() as u64, drives.json);
    let mut ended = Vec::new();
    for drive in &planned {
        ended.push(play(drive, noise.as_ref())?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let words: Vec<String> = sources::entries(&sources)?.into_iter().map(|entry| entry.text).collect();
    let outcomes = Outcomes::of(&ended, &words);
    if drives.json {
        writeln!(out, "{}", outcomes.json())?;
    } else {
        outcomes.print(out)?;
    }
    Ok(Outcome::Done)
}

const REMEDY: &str = "write into the second column what is talked about, a row of taxonomy.csv, or -";

/// One drive, from the act that opened the gate to the end.
fn play(drive: &Drive<'_>, noise: Option<&Noise>) -> Result<Ended, Error> {
    let mut parts = <Parts>::new(LEXICON);
    let mut car = listening_car(&mut parts, Format { channels: 1, rate: Rate::Hz16000 })?;
    let mut samples = 0;
    for (number, clip) in &drive.clips {
        let stream = stream::samples(&clip.path, *number, noise)?;
        samples += stream.len();
        for block in stream.chunks_exact(BLOCK) {
            car.block(block);
        }
    }
    for _ in 0..AFTER_MS / 10 {
        car.block(&[0; BLOCK]);
    }
    car.act(&Action::Signal(Signal::SystemState(SystemState::Off)));
    car.wait(20);
    let noticed = car.interests().shelf(car.driver()).and_then(|shelf| shelf.live().next());
    let tag = noticed.map(|live| live.subject.row().tag);
    let heard = car.take_moments().into_iter().filter_map(|moment| match moment.happening {
        Happening::Detected { detection, .. } => Some(Heard {
            word: detection.word,
            seconds: end_seconds(&detection),
            score: nats(detection.score),
        }),
        _ => None,
    });
    Ok(Ended {
        topic: drive.topic.clone(),
        line: drive.clips.first().map_or(0, |(_, clip)| clip.line),
        tag,
        heard: heard.collect(),
        hours: samples as f64 / RATE as f64 / 3600.0,
    })
}
