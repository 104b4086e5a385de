//! Everything of the simulator that reads foreign bytes, one function each, for fuzzers: whatever comes in, an error comes out and
//! never a panic.

use crate::audio::Recording;
use crate::dashboard::{Client, Values, Wanted};
use crate::scenario::Scenario;
use crate::timeline::Timeline;
use crate::{journal, message, timeline};
use std::io::Cursor;
use std::path::Path;
use std::sync::mpsc;

/// An audio file, decoded to its end, a minute of it at most.
pub fn audio(bytes: &[u8]) {
    let source = Box::new(Cursor::new(bytes.to_vec()));
    if let Ok(recording) = Recording::read(Path::new("fuzz"), source)
        && let Ok(samples) = recording.first_channel_at(16_000)
    {
        let _count = samples.take(16_000 * 60).take_while(Result::is_ok).count();
    }
}

/// A scenario's text.
pub fn scenario(text: &str) {
    let _read = Scenario::parse("fuzz", text, Path::new(""));
}

/// A timeline's text.
pub fn timeline(text: &str) {
    let _read = Timeline::parse("fuzz", text);
}

/// An exported journal.
pub fn journal(text: &str) {
    let _verdict = journal::check(Path::new("fuzz"), text, None);
}

/// A recipient's messages.
pub fn message(text: &str) {
    let _refusing = message::refusing(Path::new("fuzz"), text);
}

/// What comes over a dashboard's WebSockets. Each line is a line for the desk, and a request of a client of the car's interface that
/// knows the secret; such a client moves the car and nothing else.
pub fn websocket(text: &str) {
    let (car, wanted) = mpsc::channel();
    let mut client = Client::new(true);
    for line in text.lines() {
        let (what, value) = line.split_once(' ').unwrap_or((line, ""));
        let _actions = timeline::actions(what, value);
        let answer = client.answer(line, &Values::new(), |_| false, &car);
        assert!(serde_json::from_str::<serde_json::Value>(&answer).is_ok(), "{answer}");
    }
    for wanted in wanted.try_iter() {
        assert!(matches!(&wanted, Wanted::Line(line) if line.starts_with("Vehicle.")));
    }
}
