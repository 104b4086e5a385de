//! Without a command: the bundled drive.

use crate::Outcome;
use crate::cli::Drive;
use crate::error::Error;
use std::io::Write;

pub(super) fn run(_drive: &Drive, _out: &mut impl Write) -> Result<Outcome, Error> {
    Err(Error::input(
        "this build has no bundled drive yet",
        "play a recording, e.g. host-sim replay talk.wav",
    ))
}
