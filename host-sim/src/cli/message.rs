//! `message` as it is typed.

use crate::language::Language;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum Message {
    /// Read a recipient's messages to a person and refuse what is said in a way that nobody should be spoken to.
    ///
    /// Refused: naming or implying what was heard, feigned intimacy, a name in a text for anybody, repeating, chasing,
    /// and mailboxes that nobody reads. Exit code 1 when something is refused; every finding has file and line, the
    /// words, the rule, and what to write instead.
    #[command(after_help = "Example:\n  host-sim message check message.toml --lang es")]
    Check(Check),
}

#[derive(Args, Debug)]
pub(crate) struct Check {
    /// Messages: TOML with one `[[message]]` each, of recipient, from, tag (optional), tone (implicit or explicit), and
    /// the text in es, en or both.
    pub(crate) file: PathBuf,
    /// Language of the reasons and remedies.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) lang: Language,
    /// Print one JSON object instead.
    #[arg(long)]
    pub(crate) json: bool,
}
