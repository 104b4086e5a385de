//! PipeWire without hardware: a virtual microphone, a virtual loudspeaker, a player and a recorder.

use std::ffi::OsStr;
use std::ops::Range;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Hz.
pub(crate) const RATE: u32 = 48_000;
/// Samples are whole numbers over this: exact in 32 bits, none of them 0.
const SCALE: f32 = 8_388_608.0;
/// Seconds that the player speaks.
const SPEECH: u32 = 60;
/// What the folder of a server of ours begins with.
const PREFIX: &str = "sordina-pipewire-";
/// A recorder's file.
const RECORDING: &str = "assistant.wav";
const PATIENCE: Duration = Duration::from_secs(20);

/// A folder for the server's socket.
pub(crate) fn runtime_folder() -> tempfile::TempDir {
    tempfile::Builder::new().prefix(PREFIX).tempdir().expect("a folder")
}

pub(crate) fn is_ours(folder: &OsStr) -> bool {
    Path::new(folder).file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX))
}

/// A program that ends with its owner.
pub(crate) struct Running(Child);

impl Running {
    fn start(program: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().unwrap_or_else(|error| panic!("{program}: {error}")))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A recorder finishes its file when it is asked to end.
        let _gone = Command::new("kill").arg(self.0.id().to_string()).status();
        let _gone = self.0.wait();
    }
}

/// A recorder and its file.
pub(crate) struct Recorder {
    /// Finishes the file when it is dropped.
    running: Running,
    folder: tempfile::TempDir,
}

impl Recorder {
    /// How many numbers of this kind came so far.
    pub(crate) fn count(&self, is_such: impl Fn(f64) -> bool) -> usize {
        numbers(&self.folder).into_iter().filter(|number| is_such(*number)).count()
    }
}

/// What came so far, in the numbers that are spoken. While a file is written its header tells no length.
fn numbers(folder: &tempfile::TempDir) -> Vec<f64> {
    let file = std::fs::read(folder.path().join(RECORDING)).unwrap_or_default();
    let header = file.windows(4).position(|name| name == b"data").map_or(file.len(), |at| at + 8);
    let (samples, _) = file.get(header..).unwrap_or_default().as_chunks();
    samples.iter().map(|sample| f64::from(f32::from_le_bytes(*sample)) * f64::from(SCALE)).collect()
}

pub(crate) struct Server {
    _running: [Running; 2],
    folder: tempfile::TempDir,
}

impl Server {
    pub(crate) fn start() -> Self {
        let server = Running::start("pipewire", &[]);
        until("the server answers", || said(&["pw-cli", "info", "0"]).contains("core"));
        let manager = Running::start("wireplumber", &[]);
        until("the session manager is there", || said(&["pw-cli", "ls", "Client"]).contains("WirePlumber"));
        for (name, class) in [("vmic", "Audio/Duplex"), ("vspk", "Audio/Sink")] {
            let properties = format!(
                "{{ factory.name=support.null-audio-sink node.name={name} media.class={class} object.linger=true audio.position=[MONO] }}"
            );
            said(&["pw-cli", "create-node", "adapter", &properties]);
        }
        until("the virtual devices have ports", || {
            let inputs = said(&["pw-link", "-i"]);
            inputs.contains("vmic:playback_MONO") && inputs.contains("vspk:playback_MONO")
        });
        Self { _running: [server, manager], folder: tempfile::tempdir().expect("a folder") }
    }

    /// Speaks the numbers from 1 into the microphone.
    pub(crate) fn play(&self) -> Running {
        let path = self.folder.path().join("numbers.wav");
        let mut file = hound::WavWriter::create(&path, format()).expect("a file");
        (1..=RATE * SPEECH).for_each(|number| file.write_sample(number as f32 / SCALE).expect("space"));
        file.finalize().expect("space");
        let player = Running::start("pw-cat", &["-p", "--target", "0", path.to_str().expect("UTF-8")]);
        link("pw-cat:output", "vmic:playback");
        player
    }

    /// Records what the program puts out.
    pub(crate) fn record(&self) -> Recorder {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(RECORDING);
        let rate = RATE.to_string();
        let running = Running::start(
            "pw-cat",
            &[
                "-r",
                "--target",
                "0",
                "--format",
                "f32",
                "--rate",
                &rate,
                "--channels",
                "1",
                path.to_str().expect("UTF-8"),
            ],
        );
        link("host-sim:output", "pw-cat:input");
        Recorder { running, folder }
    }

    /// All devices run at this rate from now on; 0 is as they like.
    pub(crate) fn force_rate(&self, hz: u32) {
        said(&["pw-metadata", "-n", "settings", "0", "clock.force-rate", &hz.to_string()]);
    }

    pub(crate) fn remove_microphone(&self) {
        let id = node("vmic").expect("the microphone");
        said(&["pw-cli", "destroy", &id]);
    }
}

fn format() -> hound::WavSpec {
    hound::WavSpec {
        channels: 1,
        sample_rate: RATE,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    }
}

/// What a program prints; nothing if it fails.
fn said(command: &[&str]) -> String {
    let output = Command::new(command[0]).args(&command[1..]).stdin(Stdio::null()).output();
    output.map_or_else(|_| String::new(), |output| String::from_utf8_lossy(&output.stdout).into_owned())
}

pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < PATIENCE, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Links the ports whose names begin so, once they are there.
fn link(from: &str, to: &str) {
    let port = |direction: &str, begin: &str| {
        said(&["pw-link", direction]).lines().find(|port| port.starts_with(begin)).map(str::to_owned)
    };
    until(&format!("{from} is linked to {to}"), || {
        let (Some(from), Some(to)) = (port("-o", from), port("-i", to)) else { return false };
        let linked = Command::new("pw-link").args([from, to]).stderr(Stdio::null()).status();
        linked.is_ok_and(|status| status.success())
    });
}

/// Number of the node of this name.
fn node(name: &str) -> Option<String> {
    let nodes = said(&["pw-cli", "ls", "Node"]);
    let before = nodes.lines().take_while(|line| !line.contains(&format!("node.name = \"{name}\"")));
    let id = before.filter_map(|line| line.trim().strip_prefix("id ")?.split(',').next()).last();
    id.map(str::to_owned)
}

/// Whether the server knows a capture stream of the program.
pub(crate) fn captures() -> bool {
    said(&["pw-link", "-i"]).contains("host-sim:input")
}

/// What was recorded, as runs of numbers in which none is missing; everything else was exactly 0. On a busy machine the server
/// may let a period pass in silence within a run.
pub(crate) fn assistant_heard(recorder: Recorder) -> Vec<Range<u64>> {
    let mut runs: Vec<Range<u64>> = Vec::new();
    let Recorder { running, folder } = recorder;
    drop(running);
    for number in numbers(&folder) {
        assert!(number.fract() == 0.0 && number >= 0.0, "{number} is no sample that was spoken");
        let number = number as u64;
        match runs.last_mut() {
            _ if number == 0 => {}
            Some(run) if run.end == number => run.end += 1,
            _ => runs.push(number..number + 1),
        }
    }
    runs
}
