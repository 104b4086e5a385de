//! Without a command: the bundled drive, which is part of the program.

use super::replay::{Plan, perform};
use crate::Outcome;
use crate::audio::{Programme, Recording};
use crate::car::Situation;
use crate::cli::Drive;
use crate::error::Error;
use crate::timeline::Timeline;
use sordina_machine::Flash;
use std::io::{BufReader, Cursor, Write};
use std::path::Path;

const AUDIO: &[u8] = include_bytes!("../../drive/drive.flac");
const TIMELINE: &str = include_str!("../../drive/timeline.tsv");

pub(super) fn run(drive: &Drive, out: &mut impl Write) -> Result<Outcome, Error> {
    let recording = Recording::read(Path::new("drive.flac"), BufReader::new(Box::new(Cursor::new(AUDIO))))?;
    let plan = Plan {
        programme: Programme::of(vec![recording])?,
        timeline: Timeline::parse("timeline.tsv", TIMELINE)?,
        situation: Situation::Unknown,
        keys: Vec::new(),
        flash: Flash::default(),
        date: crate::date::DEFAULT,
        events: drive.events.as_deref(),
        output: None,
        language: drive.lang,
        json: drive.json,
    };
    perform(plan, out)?;
    Ok(Outcome::Done)
}
