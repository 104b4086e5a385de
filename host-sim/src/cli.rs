//! The command line as it is typed. Doc comments are the help; every command's example is run by a test.

pub(crate) mod dashboard;
pub(crate) mod desk;
pub(crate) mod interest;
pub(crate) mod journal;
pub(crate) mod lexicon;
pub(crate) mod linkage;
#[cfg(live)]
pub(crate) mod live;
pub(crate) mod message;
pub(crate) mod scenario;

use crate::car::Action;
use crate::date::Date;
use crate::language::Language;
use clap::{Args, Parser, Subcommand, ValueEnum};
use sordina::gate::Purpose;
use sordina::policy::{REGIONS, Region};
use sordina_hal::{Key, Seat};
use std::path::PathBuf;

/// Simulates the Sordina microphone firewall: the same gateway as in the car, on a simulated machine.
///
/// Without a command it plays the bundled drive. Nothing is granted unless asked, now or in a stored consent.
#[derive(Debug, Parser)]
#[command(
    name = "host-sim",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Example:\n  host-sim --lang es\n\nExit code: 0 done, 1 the answer is no, 2 bad input."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) drive: Drive,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Options of the bundled drive.
#[derive(Args, Debug)]
pub(crate) struct Drive {
    /// Language of the timeline and the summary.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) lang: Language,
    /// Print the summary as one JSON object instead.
    #[arg(long)]
    pub(crate) json: bool,
    /// Write one JSON object per event to this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) events: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Play audio through the gateway; at the end the drive ends and the car's screen asks for a tag.
    #[command(
        after_help = "Example:\n  host-sim replay talk.wav --grant interest_tags --events events.jsonl"
    )]
    Replay(Replay),
    /// Listen for words, through the gate that the simulated driver opens. Simulator only.
    #[command(after_help = "Example:\n  host-sim spot talk.wav --words \"coffee,snow boy=s n OU b OI\"")]
    Spot(Spot),
    /// Measure how many spoken words are missed, and how often one is heard that nobody said.
    ///
    /// A manifest has the columns path, word (or -) and seconds, separated by tabs; further ones are ignored. Several
    /// words of one sentence are separated by commas.
    #[command(after_help = "Example:\n  host-sim evaluate clips.tsv --words coffee,espresso --det det.svg")]
    Evaluate(Evaluate),
    /// Give, withdraw or look up a stored consent, as the driver does on the gateway's own screen.
    #[command(subcommand, after_help = "Example:\n  host-sim consent give interest_tags --state car")]
    Consent(journal::Consent),
    /// Read, export, check or erase the record of consents.
    #[command(subcommand, after_help = "Example:\n  host-sim journal show --state car")]
    Journal(journal::Journal),
    /// Why a tag stands, since when, until when, and who was told.
    #[command(after_help = "Example:\n  host-sim explain --state car")]
    Explain(interest::Explain),
    /// Take a tag back: it ends everywhere, and the subject is not noticed again.
    #[command(after_help = "Example:\n  host-sim dismiss travel.camping --state car")]
    Dismiss(interest::About),
    /// Close a subject, or a whole branch, in advance.
    #[command(after_help = "Example:\n  host-sim block travel --state car")]
    Block(interest::About),
    /// Open a closed subject again.
    #[command(after_help = "Example:\n  host-sim allow travel --state car")]
    Allow(interest::About),
    /// State an interest or a preference, until a date.
    #[command(after_help = "Example:\n  host-sim declare prefer.quiet_ride --days 90 --state car")]
    Declare(interest::Declare),
    /// Say that something was bought: nothing more of the same, at most one hint at care.
    #[command(after_help = "Example:\n  host-sim bought home.gardening --state car")]
    Bought(interest::About),
    /// Say that the trip is over: tags about trips end.
    #[command(after_help = "Example:\n  host-sim trip-over --state car")]
    TripOver(interest::Person),
    /// Decide how far a recipient is trusted, 0 to 3.
    #[command(after_help = "Example:\n  host-sim trust camping_shop 2 --state car")]
    Trust(interest::Trust),
    /// Play drives that are written as text, and judge them.
    #[command(subcommand, after_help = "Example:\n  host-sim scenario run p3.txt")]
    Scenario(scenario::Scenario),
    /// Check, extend and try the word lists.
    #[command(subcommand, after_help = "Example:\n  host-sim lexicon check --json")]
    Lexicon(lexicon::Lexicon),
    /// Check what a recipient wants to say to a person.
    #[command(subcommand, after_help = "Example:\n  host-sim message check message.toml")]
    Message(message::Message),
    /// Measure how well two recipients who put together what they were told find the same car, by answer policy.
    ///
    /// Cars are simulated; the attacks are those published on Chrome's Topics, and one that learns.
    #[command(after_help = "Example:\n  host-sim linkage --cars 100 --weeks 4 --only built_in")]
    Linkage(linkage::Linkage),
    /// Say what the eight bytes of an answer mean, or what of them an advertising exchange may be told.
    ///
    /// Exit code 1 when an exchange may be told nothing.
    #[command(after_help = "Example:\n  host-sim answer \"d5 02 f4 4f 01 00 01 01\" --openrtb")]
    Answer(AnswerBytes),
    /// Play a drive on the gateway's image for a Cortex-M7, which QEMU emulates; or talk to a board on a serial port.
    ///
    /// Without audio it is the bundled drive. --qemu needs the image and qemu-system-arm. Exit code 1 when board and PC
    /// differ, or when nothing answers on the port.
    #[command(after_help = "Example:\n  host-sim board --qemu --selftest")]
    Board(Board),
    /// Show the car's screen in a browser, in real time: who listens and why, what has left, what stands about you.
    ///
    /// Without audio the microphones hear silence. Lines on standard input do what a timeline's rows do; `quit` ends it.
    #[command(after_help = "Example:\n  host-sim dashboard talk.wav --seconds 1")]
    Dashboard(dashboard::Dashboard),
    /// Write completions for shells and manual pages into a folder, for packages.
    #[command(after_help = "Example:\n  host-sim shell-files --dir shell")]
    ShellFiles(ShellFiles),
    /// Listen to this computer's microphone, as the car would: a person opens it, sees what leaves, and closes it.
    ///
    /// Lines on standard input do what a timeline's rows do, now: `press driver assistant`, `Vehicle.Speed 50`. `quit` ends
    /// the drive.
    #[cfg(live)]
    #[command(after_help = "Example:\n  host-sim live --grant interest_tags --seconds 60")]
    Live(live::Live),
    /// List microphones and outputs, and the rates of theirs that the gate takes.
    #[cfg(live)]
    #[command(after_help = "Example:\n  host-sim devices")]
    Devices,
    /// Measure callbacks, the way from capture to the assistant, and from a withdrawal to silence.
    #[cfg(live)]
    #[command(after_help = "Example:\n  host-sim latency --seconds 30 --svg latency.svg")]
    Latency(live::Latency),
}

/// Where they go.
#[derive(Args, Debug)]
pub(crate) struct ShellFiles {
    /// The folder; it is made if it is not there.
    #[arg(long)]
    pub(crate) dir: PathBuf,
}

/// Options of the board.
#[derive(Args, Debug)]
#[command(group = clap::ArgGroup::new("which").required(true))]
pub(crate) struct Board {
    /// WAV or FLAC files, played one after the other to the emulated board; the driver is alone.
    #[arg(value_name = "AUDIO", conflicts_with = "serial")]
    pub(crate) audio: Vec<PathBuf>,
    /// On the emulated board.
    #[arg(long, group = "which")]
    pub(crate) qemu: bool,
    /// On the board at this serial port, e.g. /dev/ttyACM0.
    #[arg(long, value_name = "PORT", group = "which")]
    pub(crate) serial: Option<PathBuf>,
    /// Compare with the PC: every byte of port, pins, link and flash; on a serial port, whose kill switch must be set, every
    /// message.
    #[arg(long)]
    pub(crate) selftest: bool,
    /// Keys that the driver presses once at the beginning of the audio.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PURPOSES", requires = "audio")]
    pub(crate) grant: Vec<PurposeName>,
    /// What happens when, as for replay.
    #[arg(long, value_name = "FILE", requires = "audio")]
    pub(crate) timeline: Option<PathBuf>,
    /// Seconds to ask the board on the serial port.
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
    /// The image.
    #[arg(long, value_name = "FILE", default_value = "target/thumbv7em-none-eabihf/release/mps2-an500")]
    pub(crate) image: PathBuf,
    /// Language of what is told.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) lang: Language,
}

/// A purpose, as named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PurposeName {
    /// Keywords are analysed inside; a coarse tag may leave.
    #[value(name = "interest_tags")]
    InterestTags,
    /// Audio passes to the voice assistant.
    Assistant,
}

impl PurposeName {
    /// The driver presses the keys of `--grant`, the first a moment after the beginning.
    pub(crate) fn presses(grant: &[Self]) -> impl Iterator<Item = (u64, Action)> {
        const FIRST_MS: u64 = 200;
        let presses = Action::presses(Seat::Driver, grant.iter().copied().map(Self::key));
        presses.into_iter().map(|(after, action)| (FIRST_MS + after, action))
    }

    /// The purpose of this name.
    pub(crate) const fn purpose(self) -> Purpose {
        match self {
            Self::InterestTags => Purpose::InterestTags,
            Self::Assistant => Purpose::Assistant,
        }
    }

    /// The key that gives consent for it.
    pub(crate) const fn key(self) -> Key {
        match self {
            Self::InterestTags => Key::InterestTags,
            Self::Assistant => Key::Assistant,
        }
    }
}

/// A region by its name in the policy.
fn region(name: &str) -> Result<&'static Region, String> {
    let names = || REGIONS.iter().map(|region| region.id).collect::<Vec<_>>().join(", ");
    Region::by_id(name).ok_or_else(|| format!("not a region; write one of {}", names()))
}

#[derive(Args, Debug)]
pub(crate) struct Replay {
    /// WAV or FLAC files, played one after the other.
    #[arg(required = true, value_name = "AUDIO")]
    pub(crate) audio: Vec<PathBuf>,
    /// Keys that the driver, alone and parked, presses once before the audio.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PURPOSES")]
    pub(crate) grant: Vec<PurposeName>,
    /// Write one JSON object per event to this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) events: Option<PathBuf>,
    /// Keep the simulated flash, device key and counter in this folder between runs; the driver is then recognised as
    /// profile 0, whose stored consents open the gate.
    #[arg(long, value_name = "DIR")]
    pub(crate) state: Option<PathBuf>,
    /// What happens when: rows of seconds, VSS path or "press", and value.
    #[arg(long, value_name = "FILE")]
    pub(crate) timeline: Option<PathBuf>,
    /// Write what the assistant port put out to this WAV file.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Whose rules apply: floor, ar, eu, de, us-ca, br or cn. With --state the board keeps it.
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub(crate) region: Option<&'static Region>,
    /// Day of the drive; it starts at noon UTC.
    #[arg(long, value_name = "YYYY-MM-DD", default_value_t = crate::date::DEFAULT)]
    pub(crate) date: Date,
    /// Language of the timeline and the summary.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) lang: Language,
    /// Print the summary as one JSON object instead.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Words to listen for.
#[derive(Args, Debug)]
pub(crate) struct Words {
    /// Words, separated by commas; one that the dictionary lacks as word=PHONEMES.
    #[arg(long, value_delimiter = ',', required = true, value_name = "WORDS")]
    pub(crate) words: Vec<String>,
    /// Language of the words.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) lang: Language,
}

#[derive(Args, Debug)]
pub(crate) struct Spot {
    /// WAV or FLAC files, played one after the other.
    #[arg(required = true, value_name = "AUDIO")]
    pub(crate) audio: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) words: Words,
    /// Score that counts as heard: nats per phoneme, from -4 (anything) to 0 (perfect).
    #[arg(long, allow_negative_numbers = true, default_value_t = crate::words::DEFAULT_THRESHOLD)]
    pub(crate) threshold: f32,
    /// Print one JSON object instead.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Evaluate {
    /// List of clips.
    pub(crate) manifest: PathBuf,
    #[command(flatten)]
    pub(crate) words: Words,
    /// Folder of the clips, if not the manifest's own.
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) under: Under,
    /// Write the best score of each word in each clip to this file.
    #[arg(long, value_name = "FILE.tsv")]
    pub(crate) scores: Option<PathBuf>,
    /// Run another spotter beside, on the same samples: a shell command that reads 16 kHz, 16 bit, mono from its input and
    /// prints rows of seconds, word and score, and `cpu` with its seconds of processor time.
    #[arg(long, value_name = "COMMAND")]
    pub(crate) against: Option<String>,
    /// Draw misses over false accepts to this file.
    #[arg(long, value_name = "FILE.svg")]
    pub(crate) det: Option<PathBuf>,
    /// Print one JSON object instead.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct AnswerBytes {
    /// The payload as hexadecimal digits.
    #[arg(required = true, value_name = "BYTES")]
    pub(crate) bytes: Vec<String>,
    /// Print the `user` object of an OpenRTB 2.6 bid request (segtax 4).
    #[arg(long)]
    pub(crate) openrtb: bool,
    /// Day on which it is told; after the answer's own day nothing may be.
    #[arg(long, value_name = "YYYY-MM-DD", default_value_t = crate::date::DEFAULT)]
    pub(crate) date: Date,
    /// Language of the output.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) lang: Language,
}

/// What is mixed under recordings.
#[derive(Args, Debug)]
pub(crate) struct Under {
    /// Mix in the noise of a road, so many decibels below the speech.
    #[arg(long, value_name = "DB", allow_negative_numbers = true)]
    pub(crate) snr: Option<f64>,
    /// Or, by chance, pieces of the WAV and FLAC files of this folder.
    #[arg(long, value_name = "DIR", requires = "snr")]
    pub(crate) noise: Option<PathBuf>,
}
