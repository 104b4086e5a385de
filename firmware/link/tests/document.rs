//! The README's example of each message is what the code sends (R15).

use sordina_link::{Answer, Channels, Frame, LONGEST_FRAME, Message, Tone, encode};

fn row(sequence: u16, message: Message) -> String {
    let name = format!("{message:?}");
    let mut buffer = [0; LONGEST_FRAME];
    let bytes = encode(&Frame { sequence, message }, &mut buffer);
    let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("| `{name}` | {sequence} | `{}` |", bytes.join(" "))
}

#[test]
fn the_document_shows_the_bytes_of_every_message() {
    let tag = Answer::tag(725, 20_000, 1, Tone::Implicit, Channels::Car);
    let expected = [
        row(1, Message::Ask { recipient: 3 }),
        row(2, Message::Propose { purpose: 1 }),
        row(3, Message::GetState),
        row(4, Message::Answer(tag)),
        row(5, Message::State { purposes: 2, reason: 0 }),
    ];
    let document = include_str!("../README.md");
    let rows: Vec<&str> = document.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(rows, expected);
}
