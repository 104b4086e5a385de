//! Options of every car at a desk.

use clap::Args;
use sordina::policy::Region;
use std::path::PathBuf;

/// What happens at the desk, and what is kept.
#[derive(Args, Debug)]
pub(crate) struct AtDesk {
    /// What happens when, as for replay.
    #[arg(long, value_name = "FILE")]
    pub(crate) timeline: Option<PathBuf>,
    /// End after so many seconds; without it at `quit`.
    #[arg(long)]
    pub(crate) seconds: Option<u64>,
    /// Keep consents, interests and the journal in this folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) state: Option<PathBuf>,
    /// Whose rules apply.
    #[arg(long, value_parser = super::region)]
    pub(crate) region: Option<&'static Region>,
}
