//! Options of the car's screen in a browser.

use clap::Args;
use std::path::PathBuf;

/// Options of `dashboard`.
#[derive(Args, Debug)]
pub(crate) struct Dashboard {
    /// WAV or FLAC files, played one after the other to the microphones.
    #[arg(value_name = "AUDIO")]
    pub(crate) audio: Vec<PathBuf>,
    /// Play a scenario in place of audio files.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["audio", "timeline", "state", "region"])]
    pub(crate) scenario: Option<PathBuf>,
    /// Show what a head unit knows of the board at this serial port.
    #[arg(long, value_name = "PORT", conflicts_with_all = ["audio", "scenario", "timeline", "state", "region"])]
    pub(crate) serial: Option<PathBuf>,
    /// This computer's microphone in place of audio files.
    #[cfg(live)]
    #[arg(long, conflicts_with_all = ["audio", "scenario", "serial"])]
    pub(crate) live: bool,
    #[cfg(live)]
    #[command(flatten)]
    pub(crate) devices: super::live::Devices,
    /// Port on 127.0.0.1; 0 is any that is free.
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    #[command(flatten)]
    pub(crate) desk: super::desk::AtDesk,
}
