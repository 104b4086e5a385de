//! One drive, end to end, through the simulator that users run: what leaves is one coarse tag, and not before the drive ends (P4, P10,
//! R11, R15, R20).

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// Runs the simulator as a user does, from the root of the project.
fn host_sim(arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--package", "host-sim", "--"]).args(arguments).current_dir(root);
    match command.output() {
        Ok(output) => output,
        Err(error) => panic!("cannot run the simulator: {error}"),
    }
}

/// The events of a run, one JSON object per line.
fn events(arguments: &[&str]) -> (Vec<Value>, String) {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
    let file = folder.path().join("events.jsonl");
    let output = host_sim(&[arguments, &["--events", &file.to_string_lossy()]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    (text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(), text)
}

fn named<'e>(events: &'e [Value], name: &str) -> Vec<&'e Value> {
    events.iter().filter(|event| event["event"] == name).collect()
}

#[test]
fn exactly_one_coarse_tag_leaves_the_car() {
    let (events, text) = events(&[]);
    let tags = named(&events, "tag");
    assert_eq!(tags.len(), 1, "{text}");
    assert_eq!(tags[0]["tag"], "travel.camping");
    assert_eq!(tags[0]["bytes"].as_str().map(str::len), Some(16), "eight bytes in hex");
    assert!(named(&events, "fault").is_empty());
    for word in ["carpa", "acampar", "mochila", "backpack"] {
        assert!(!text.contains(word), "no word is in the events");
    }
}

#[test]
fn the_gate_opens_twice_and_the_withdrawal_is_among_its_closings() {
    let (events, _) = events(&[]);
    let gates = named(&events, "gate");
    let states: Vec<_> = gates.iter().filter(|gate| gate["state"] == "open").collect();
    assert_eq!(states.len(), 2);
    assert_eq!(gates.iter().filter(|gate| gate["reason"] == "withdrawn").count(), 1);
    let lamps: Vec<_> = named(&events, "lamp").iter().map(|lamp| lamp["lit"].clone()).collect();
    assert_eq!(lamps, [true, false, true, false].map(Value::from), "lit exactly while it is open");
}

#[test]
fn without_a_grant_the_same_talk_leaves_nothing_and_its_events_are_those_of_silence() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
    let drive = "host-sim/drive/drive.flac";
    let (spoken, spoken_text) = events(&["replay", drive]);
    let silence = folder.path().join("silence.wav");
    std::fs::write(&silence, silent_wav(samples_of_drive())).unwrap_or_else(|error| panic!("{error}"));
    let (_, silent_text) = events(&["replay", &silence.to_string_lossy()]);
    assert_eq!(spoken_text, silent_text, "byte for byte");
    assert!(named(&spoken, "tag").is_empty() && named(&spoken, "detections").is_empty());
}

#[test]
fn the_same_talk_with_a_grant_leaves_the_tag() {
    let (events, _) = events(&["replay", "host-sim/drive/drive.flac", "--grant", "interest_tags"]);
    assert_eq!(named(&events, "tag").first().map(|tag| tag["tag"].clone()), Some("travel.camping".into()));
}

#[test]
fn bad_input_is_one_line_and_exit_code_2() {
    for arguments in [
        &["replay", "no-such-file.wav"][..],
        &["replay", "README.md"],
        &["spot", "host-sim/drive/drive.flac", "--words", "xqzt"],
        &["evaluate", "README.md", "--words", "coffee"],
    ] {
        let output = host_sim(arguments);
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
}

/// Length of the bundled drive in samples of 48 kHz, from its FLAC header (STREAMINFO, bytes 21 to 26).
fn samples_of_drive() -> usize {
    let flac = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../host-sim/drive/drive.flac"));
    let header = flac.unwrap_or_default();
    header.get(22..26).map_or(0, |bytes| bytes.iter().fold(0, |value, byte| value << 8 | usize::from(*byte)))
}

/// A WAV file of silence: 48 kHz, one channel, 16 bits.
fn silent_wav(samples: usize) -> Vec<u8> {
    let bytes = u32::try_from(samples * 2).unwrap_or(0);
    let mut wav = Vec::with_capacity(samples * 2 + 44);
    wav.extend(b"RIFF");
    wav.extend((36 + bytes).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend(48_000_u32.to_le_bytes());
    wav.extend(96_000_u32.to_le_bytes());
    wav.extend(b"\x02\0\x10\0data");
    wav.extend(bytes.to_le_bytes());
    wav.resize(samples * 2 + 44, 0);
    wav
}
