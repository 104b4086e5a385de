//! `scenario` as it is typed.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum Scenario {
    /// Play scenarios, one row each; exit code 1 when one fails.
    #[command(after_help = "Example:\n  host-sim scenario run p3.txt --json")]
    Run(Run),
}

#[derive(Args, Debug)]
pub(crate) struct Run {
    /// Scenario files; their form stands in host-sim/src/scenario/mod.rs.
    #[arg(required_unless_present = "all", value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// All cases of the requirements, from the source tree that this program was built in.
    #[arg(long, conflicts_with = "paths")]
    pub(crate) all: bool,
    /// Print one JSON list instead.
    #[arg(long)]
    pub(crate) json: bool,
}
