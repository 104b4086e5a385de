//! `--events`: one JSON object per line.
//!
//! | event | fields |
//! |---|---|
//! | `gate` | `state` (open, closed), `purposes`, `reason` (null while open) |
//! | `lamp` | `lit` |
//! | `detections` | `tag`, `count`: once per opening and tag, when the gate closes; never the word |
//! | `tag` | `tag`, `bytes` of the answer in hex; silence is no event |
//! | `fault` | `what` |
//!
//! `t_ms` counts from the start of the audio. With the gate closed nothing here depends on the audio.

use crate::car::{Happening, Moment, snake_case};
use crate::error::Error;
use crate::journal::hex;
use crate::tags;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// The file being written.
pub(crate) struct Events {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Events {
    /// Starts an empty file.
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        let file = File::create(path).map_err(|error| Error::unwritable(path, &error))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file) })
    }

    /// Writes what machines are told of a moment.
    pub(crate) fn write(&mut self, moment: &Moment) -> Result<(), Error> {
        let Some(event) = event(moment) else { return Ok(()) };
        writeln!(self.file, "{event}").map_err(|error| Error::unwritable(&self.path, &error))
    }

    /// Completes the file.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        self.file.flush().map_err(|error| Error::unwritable(&self.path, &error))
    }
}

fn event(moment: &Moment) -> Option<Value> {
    let t_ms = moment.t_ms;
    let event = match &moment.happening {
        Happening::Opened(purposes) => {
            let purposes: Vec<_> = purposes.iter().map(sordina::gate::Purpose::name).collect();
            json!({"t_ms": t_ms, "event": "gate", "state": "open", "purposes": purposes, "reason": null})
        }
        Happening::Closed(reason) => {
            let reason = snake_case(reason);
            json!({"t_ms": t_ms, "event": "gate", "state": "closed", "purposes": [], "reason": reason})
        }
        Happening::Lamp { is_lit } => json!({"t_ms": t_ms, "event": "lamp", "lit": is_lit}),
        Happening::Counted { row, count } => {
            let tag = tags::by_row(*row)?.tag;
            json!({"t_ms": t_ms, "event": "detections", "tag": tag, "count": count})
        }
        Happening::Fault(fault) => json!({"t_ms": t_ms, "event": "fault", "what": snake_case(fault)}),
        Happening::Left(left) => {
            let answer = left.answer?;
            let tag = tags::by_id(answer.iab_audience_id()?)?.tag;
            json!({"t_ms": t_ms, "event": "tag", "tag": tag, "bytes": hex(answer.bytes())})
        }
        Happening::Pressed(..)
        | Happening::Chose(..)
        | Happening::KillSwitch { .. }
        | Happening::Signalled(_)
        | Happening::Detected { .. } => return None,
    };
    Some(event)
}
