//! The README's example of each message is what the code sends.

use sordina_link::{Answer, Channels, Frame, LONGEST_FRAME, Reply, Request, Tone, encode};

fn row<M: serde::Serialize + std::fmt::Debug>(sequence: u16, message: M) -> String {
    let name = format!("{message:?}");
    let mut buffer = [0; LONGEST_FRAME];
    let bytes = encode(&Frame { sequence, message }, &mut buffer).expect("every message fits");
    let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("| `{name}` | {sequence} | `{}` |", bytes.join(" "))
}

#[test]
fn the_document_shows_the_bytes_of_every_message() {
    let tag = Answer::tag(725, 20_000, 1, Tone::Implicit, Channels::Car);
    let expected = [
        row(1, Request::Ask { recipient: 3 }),
        row(2, Request::Propose { purpose: 1 }),
        row(3, Request::GetState),
        row(4, Reply::Answer(tag)),
        row(5, Reply::State { purposes: 2, reason: 0 }),
    ];
    let document = include_str!("../README.md");
    let rows: Vec<&str> = document.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(rows, expected);
}
