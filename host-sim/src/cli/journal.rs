//! `journal` and `consent` as they are typed.

use super::{PurposeName, region};
use crate::date::Date;
use crate::language::Language;
use clap::{Args, Subcommand};
use sordina::policy::Region;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum Journal {
    /// Print what the journal says, entry by entry.
    #[command(after_help = "Example:\n  host-sim journal show --state car --lang es")]
    Show(Show),
    /// Print the journal as a document that anybody can check: consent records by ISO/IEC TS 27560, with the device's
    /// own bytes and signatures.
    #[command(after_help = "Example:\n  host-sim journal export --state car > journal.json")]
    Export(Export),
    /// Check an exported journal: chain, commitments, signatures, and that it shows what its bytes say.
    ///
    /// Needs nothing but the file. Names the first entry that does not hold, and exits with 1.
    #[command(after_help = "Example:\n  host-sim journal verify journal.json")]
    Verify(Verify),
    /// Erase a profile, or everything, by the act of a person in the parked car.
    #[command(after_help = "Example:\n  host-sim journal erase --state car --everything")]
    Erase(Erase),
}

/// Which board.
#[derive(Args, Debug)]
pub(crate) struct State {
    /// Folder of the simulated flash, device key and counter.
    #[arg(long, value_name = "DIR", default_value = "sordina-state")]
    pub(crate) state: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct Show {
    #[command(flatten)]
    pub(crate) state: State,
    /// Language of the entries.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) lang: Language,
    /// Print one JSON object instead: the exported document.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) state: State,
    /// Print it on one line.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Verify {
    /// An exported journal.
    pub(crate) file: PathBuf,
    /// The device's public key, 64 hexadecimal digits. Without it the key inside the file is trusted.
    #[arg(long, value_name = "PUBKEY")]
    pub(crate) key: Option<String>,
    /// Print one JSON object instead.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Erase {
    #[command(flatten)]
    pub(crate) state: State,
    /// The profile that the driver's key belongs to.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..4))]
    pub(crate) profile: u8,
    /// Every profile: the car is sold, or a rental returned.
    #[arg(long, conflicts_with = "profile")]
    pub(crate) everything: bool,
    /// Day of the act.
    #[arg(long, value_name = "YYYY-MM-DD", default_value_t = crate::date::DEFAULT)]
    pub(crate) date: Date,
    /// Language of what is printed.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) lang: Language,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Consent {
    /// The driver, alone and parked, says yes to a purpose.
    #[command(after_help = "Example:\n  host-sim consent give interest_tags --state car")]
    Give(Decision),
    /// The driver says no more.
    #[command(after_help = "Example:\n  host-sim consent withdraw interest_tags --state car")]
    Withdraw(Decision),
    /// Where the consent stands. Exit code 1 when it does not count on that day.
    #[command(after_help = "Example:\n  host-sim consent status interest_tags --state car")]
    Status(Decision),
}

#[derive(Args, Debug)]
pub(crate) struct Decision {
    /// What for.
    #[arg(value_enum)]
    pub(crate) purpose: PurposeName,
    #[command(flatten)]
    pub(crate) state: State,
    /// The profile that the driver's key belongs to.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..4))]
    pub(crate) profile: u8,
    /// Whose rules apply: floor, ar, eu, de, us-ca, br or cn. With --state the board keeps it.
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub(crate) region: Option<&'static Region>,
    /// Day of the act; it is noon UTC.
    #[arg(long, value_name = "YYYY-MM-DD", default_value_t = crate::date::DEFAULT)]
    pub(crate) date: Date,
    /// Language of the notice and of what is printed.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) lang: Language,
    /// Print one JSON object instead.
    #[arg(long)]
    pub(crate) json: bool,
}
