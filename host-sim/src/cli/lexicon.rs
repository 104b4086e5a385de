//! `lexicon` as it is typed.

use super::Under;
use crate::language::Language;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum Lexicon {
    /// Read all word lists; errors with file and line, and warnings about words that will be heard by mistake.
    ///
    /// Exit code 1 when there is an error. Warnings are estimates and say how they were made: "computed" from the
    /// phonemes, or "measured" by `lexicon measure`.
    #[command(after_help = "Example:\n  host-sim lexicon check")]
    Check(Check),
    /// Add a word to a list, with its phonemes; comments and order of the file stay as they are.
    ///
    /// Spanish is said by spelling rules, English by dictionary and, for words that it lacks, by letter-to-sound
    /// rules. If espeak-ng is installed, what it says is added, too; if not, nothing is missed but that.
    #[command(
        after_help = "Example:\n  host-sim lexicon add \"piedra caliza\" --tag travel.adventure --lang es --file es.toml"
    )]
    Add(Add),
    /// Play recordings through the real spotter and list which words of the lists were heard. Simulator only.
    #[command(after_help = "Example:\n  host-sim lexicon test talk.wav --lang es")]
    Test(Test),
    /// Count how often each word is heard in recordings in which nobody says it: false accepts per word and hour.
    ///
    /// The list has the columns path, what is said (or -) and seconds, separated by tabs; further ones are ignored.
    #[command(after_help = "Example:\n  host-sim lexicon measure clips.tsv")]
    Measure(Measure),
    /// Play recordings as drives to which everybody agreed: how many end with the right tag, a wrong one, or none.
    ///
    /// The list has the columns path, what is talked about (a row of taxonomy.csv, or -) and seconds, separated by tabs;
    /// further ones are ignored. Of a subject that may not be noticed, and of none, the right end is no tag.
    #[command(after_help = "Examples:\n  host-sim lexicon drives conversations.tsv --snr 10\n  \
                            host-sim lexicon drives recordings.tsv --join 30 --hours 10 --snr 10")]
    Drives(Drives),
}

/// Which word lists.
#[derive(Args, Debug)]
pub(crate) struct Lists {
    /// Folder with taxonomy.csv, evidence.toml and lexicon/; without it, the lists that this program was built with.
    #[arg(long, value_name = "DIR")]
    pub(crate) policy: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// Also warn about words that were often heard by mistake: what `lexicon measure --json` printed.
    #[arg(long, value_name = "FILE.json")]
    pub(crate) measured: Option<PathBuf>,
    /// Print one JSON object instead.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Add {
    /// Word or phrase, or word=PHONEMES, several pronunciations separated by |.
    pub(crate) word: String,
    /// What it is evidence for: an allowed row of the taxonomy; a denied row adds it to the denied words.
    #[arg(long)]
    pub(crate) tag: String,
    /// Language of the word.
    #[arg(long, value_enum)]
    pub(crate) lang: Language,
    /// File to add it to, instead of the language's own below firmware/gateway/policy.
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Print one JSON object instead.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Test {
    /// WAV or FLAC files, played one after the other.
    #[arg(required = true, value_name = "AUDIO")]
    pub(crate) audio: Vec<PathBuf>,
    /// Listen for the words of this language only.
    #[arg(long, value_enum)]
    pub(crate) lang: Option<Language>,
    /// Score that counts as heard, instead of each word's own: nats per phoneme, from -4 to 1.
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) threshold: Option<f32>,
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// Print one JSON object instead.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Measure {
    /// List of recordings.
    pub(crate) recordings: PathBuf,
    /// Folder of the recordings, if not the list's own.
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Score that counts as heard, instead of each word's own: nats per phoneme, from -4 to 1.
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) threshold: Option<f32>,
    #[command(flatten)]
    pub(crate) under: Under,
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// Print one JSON object with every word and false accept instead.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Drives {
    /// List of recordings.
    pub(crate) recordings: PathBuf,
    /// Folder of the recordings, if not the list's own.
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) under: Under,
    /// Join recordings about nothing into drives of so many minutes.
    #[arg(long, value_name = "MINUTES")]
    pub(crate) join: Option<f64>,
    /// Repeat or cut the list to so many hours; noise differs every time.
    #[arg(long)]
    pub(crate) hours: Option<f64>,
    /// Print one JSON object with every drive and detection instead.
    #[arg(long)]
    pub(crate) json: bool,
}
