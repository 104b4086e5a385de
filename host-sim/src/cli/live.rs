//! Options of what needs a real microphone.

use super::PurposeName;
use crate::language::Language;
use crate::live::device::Wish;
use clap::Args;
use std::path::PathBuf;

/// Which devices.
#[derive(Args, Debug)]
pub(crate) struct Devices {
    /// Audio system, e.g. alsa, jack or pipewire; this computer's usual one without it.
    #[arg(long)]
    host: Option<String>,
    /// A part of the name of microphone and output; the usual ones without it.
    #[arg(long, value_name = "NAME")]
    device: Option<String>,
    /// Frames per callback; what the system likes without it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(16..=8192))]
    block: Option<u32>,
}

impl Devices {
    pub(crate) fn wish(&self) -> Wish {
        Wish { host: self.host.clone(), device: self.device.clone(), block: self.block }
    }
}

/// Options of `live`.
#[derive(Args, Debug)]
pub(crate) struct Live {
    #[command(flatten)]
    pub(crate) devices: Devices,
    /// Keys that the driver presses at the beginning.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PURPOSES")]
    pub(crate) grant: Vec<PurposeName>,
    #[command(flatten)]
    pub(crate) desk: super::desk::AtDesk,
    /// Language of what is printed.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) lang: Language,
}

/// Options of `latency`.
#[derive(Args, Debug)]
pub(crate) struct Latency {
    #[command(flatten)]
    pub(crate) devices: Devices,
    /// How long.
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
    /// Print one JSON object instead.
    #[arg(long)]
    pub(crate) json: bool,
    /// Draw the distributions.
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
}
