//! Without a command: the bundled drive, part of the binary, so that it plays from anywhere.

use super::replay::{Plan, perform};
use crate::Outcome;
use crate::audio::{Programme, Recording};
use crate::car::Situation;
use crate::cli::Drive;
use crate::error::Error;
use crate::timeline::Timeline;
use sordina::policy::Region;
use sordina_machine::Simulated;
use std::collections::VecDeque;
use std::io::{Cursor, Write};
use std::path::Path;

static AUDIO: &[u8] = include_bytes!("../../drive/drive.flac");
const TIMELINE: &str = include_str!("../../drive/timeline.tsv");
const UTTERANCES: &str = include_str!("../../drive/drive.tsv");

pub(super) fn run(drive: &Drive, out: &mut impl Write) -> Result<Outcome, Error> {
    let plan = Plan {
        programme: Programme::of(vec![recording()?])?,
        timeline: timeline()?,
        situation: Situation::Unknown,
        keys: Vec::new(),
        profile: None,
        machine: Simulated::new(),
        region: Region::floor(),
        date: crate::date::DEFAULT,
        events: drive.events.as_deref(),
        output: None,
        language: drive.lang,
        json: drive.json,
        captions: captions(),
    };
    perform(plan, out)?;
    Ok(Outcome::Done)
}

/// What the microphones hear.
pub(super) fn recording() -> Result<Recording, Error> {
    Recording::read(Path::new("drive.flac"), Box::new(Cursor::new(AUDIO)))
}

/// What people and car do.
pub(super) fn timeline() -> Result<Timeline, Error> {
    Timeline::parse("timeline.tsv", TIMELINE)
}

/// Start and text of what is said; the columns are start, end, voice, language, text.
fn captions() -> VecDeque<(u64, String)> {
    let caption = |row: &str| {
        let [start, _, _, _, text] = row.split('\t').collect::<Vec<_>>()[..] else { return None };
        let start: f32 = start.parse().ok()?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of our own file")]
        Some(((start * 1000.0) as u64, text.to_owned()))
    };
    UTTERANCES.lines().filter_map(caption).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_drive_can_be_read() {
        assert!(timeline().is_ok());
        assert!(captions().len() > 5);
    }
}
