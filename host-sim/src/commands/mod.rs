//! The commands: each resolves what was typed, runs, and prints.

mod answer;
mod board;
mod consent;
mod dashboard;
mod drive;
mod evaluate;
mod interest;
mod journal;
#[cfg(live)]
mod latency;
mod lexicon;
mod linkage;
#[cfg(live)]
mod live;
mod message;
mod parked;
mod player;
mod replay;
mod scenario;
mod shell_files;
mod spot;
mod typed;

use crate::Outcome;
use crate::cli::{Cli, Command};
use crate::error::Error;
use clap::Parser;
use clap::error::ErrorKind;
use std::ffi::OsString;
use std::io::{BufWriter, Write};

/// Parses the command line and runs what it asks for.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> Result<Outcome, Error> {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(answer) if matches!(answer.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            answer.print()?;
            return Ok(Outcome::Done);
        }
        Err(refusal) => return Err(Error::Usage(one_line(&refusal))),
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    let outcome = match &cli.command {
        None => drive::run(&cli.drive, &mut out),
        Some(Command::Replay(replay)) => replay::run(replay, &mut out),
        Some(Command::Spot(spot)) => spot::run(spot, &mut out),
        Some(Command::Evaluate(evaluate)) => evaluate::run(evaluate, &mut out),
        Some(Command::Consent(consent)) => consent::run(consent, &mut out),
        Some(Command::Journal(journal)) => journal::run(journal, &mut out),
        Some(Command::Explain(explain)) => interest::explain(explain, &mut out),
        Some(Command::Dismiss(about)) => interest::about(interest::Act::Dismiss, about, &mut out),
        Some(Command::Block(about)) => interest::about(interest::Act::Block, about, &mut out),
        Some(Command::Allow(about)) => interest::about(interest::Act::Allow, about, &mut out),
        Some(Command::Bought(about)) => interest::about(interest::Act::Bought, about, &mut out),
        Some(Command::Declare(declare)) => interest::declare(declare, &mut out),
        Some(Command::TripOver(person)) => interest::trip_over(person, &mut out),
        Some(Command::Trust(trust)) => interest::trust(trust, &mut out),
        Some(Command::Scenario(scenario)) => scenario::run(scenario, &mut out),
        Some(Command::Lexicon(lexicon)) => lexicon::run(lexicon, &mut out),
        Some(Command::Linkage(linkage)) => linkage::run(linkage, &mut out),
        Some(Command::Message(message)) => message::run(message, &mut out),
        Some(Command::Answer(answer)) => answer::run(answer, &mut out),
        Some(Command::Board(board)) => board::run(board, &mut out),
        Some(Command::ShellFiles(files)) => shell_files::run(&files.dir),
        Some(Command::Dashboard(dashboard)) => dashboard::run(dashboard, &mut out),
        #[cfg(live)]
        Some(Command::Live(live)) => live::run(live, &mut out),
        #[cfg(live)]
        Some(Command::Devices) => live::devices(&mut out),
        #[cfg(live)]
        Some(Command::Latency(latency)) => latency::run(latency, &mut out),
    }?;
    out.flush()?;
    Ok(outcome)
}

/// The parser explains itself over many lines; its first paragraph says what is wrong.
fn one_line(refusal: &clap::Error) -> String {
    let text = refusal.to_string();
    let paragraph = text.lines().take_while(|line| !line.is_empty()).map(str::trim);
    let what = paragraph.collect::<Vec<_>>().join(" ");
    let hint = text.lines().find_map(|line| line.trim().strip_prefix("tip: "));
    let hint = hint.map_or_else(|| "see host-sim --help".to_owned(), |tip| tip.trim().to_owned());
    format!("{}; {hint}", what.strip_prefix("error: ").unwrap_or(&what))
}
