//! `shell-files`: completions and manual pages, made of the command line's own description.

use crate::Outcome;
use crate::cli::Cli;
use crate::error::Error;
use clap::CommandFactory;
use clap_complete::Shell;
use std::path::Path;

const NAME: &str = "host-sim";

pub(super) fn run(folder: &Path) -> Result<Outcome, Error> {
    let pages = folder.join("man");
    std::fs::create_dir_all(&pages).map_err(|error| Error::unwritable(&pages, &error))?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        clap_complete::generate_to(shell, &mut Cli::command(), NAME, folder)
            .map_err(|error| Error::unwritable(folder, &error))?;
    }
    clap_mangen::generate_to(Cli::command(), &pages).map_err(|error| Error::unwritable(&pages, &error))?;
    Ok(Outcome::Done)
}
