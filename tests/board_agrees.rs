//! The emulated Cortex-M7 and the PC pass, tell, record and hear the same, to the byte (R39).
//!
//! The same recordings and scripts are played on the simulated machine and on mps2-an500 in QEMU. Compared are the
//! samples of the assistant port, the pins, the bytes on the link, the flash with the journal, and every detection
//! with its score. The words are those of `mps2_an500::words`, which hear something in any speech.

use mps2_an500::{nor, words::LEXICON};
use sordina::policy::Recipient;
use sordina_emulated::{Drive, Emulator, Outcome, pc};
use sordina_link::{Message, Receiver, Side};
use sordina_tests::drives::{self, SETTING_OFF, press, send};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const OFF: &str = "signal Vehicle.LowVoltageSystemState OFF\n";

fn image() -> &'static Path {
    static IMAGE: OnceLock<PathBuf> = OnceLock::new();
    IMAGE.get_or_init(|| drives::image("emulator-test"))
}

fn recording(number: usize) -> Vec<i16> {
    let bytes: [&[u8]; 3] = [
        include_bytes!("../firmware/model/reference/0.wave"),
        include_bytes!("../firmware/model/reference/1.wave"),
        include_bytes!("../firmware/model/reference/2.wave"),
    ];
    bytes[number].chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect()
}

/// These recordings after half a second of silence, and this script after the driver has set off.
fn drive(recordings: &[usize], events: &[String]) -> Drive {
    let silence = vec![0; 8_000];
    let speech = recordings.iter().flat_map(|number| recording(*number));
    Drive {
        recording: silence.into_iter().chain(speech).collect(),
        script: SETTING_OFF.to_owned() + &events.concat(),
    }
}

/// Plays the drives one after the other, on the same flash, on both; returns what they agree on.
fn agreed(drives: &[Drive]) -> Vec<Outcome> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let board = Emulator::new(image(), folder.path());
    let mut machine = pc::machine();
    assert_eq!(machine.flash.bytes().len(), nor::CAPACITY);
    let play = |drive: &Drive| {
        pc::restart(&mut machine);
        let pc = pc::play(&mut machine, LEXICON, drive).expect("a drive");
        let board = board.play(drive).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(pc.difference(&board), None);
        pc
    };
    drives.iter().map(play).collect()
}

fn answers(link: &[u8]) -> Vec<Message> {
    let mut receiver = Receiver::new(Side::HeadUnit);
    link.iter().filter_map(|byte| receiver.push(*byte)).collect()
}

fn has_sound(port: &[u8]) -> bool {
    port.iter().any(|byte| *byte != 0)
}

#[test]
fn a_drive_for_tags_says_what_it_says_on_the_pc() {
    let ask = Message::Ask { recipient: Recipient::CAR_SCREEN };
    let events = [
        press(200, "interest_tags"),
        send(3_000, ask),
        format!("8000 {OFF}"),
        send(8_100, ask),
        send(8_200, ask),
    ];
    let outcomes = agreed(&[drive(&[1, 0], &events)]);
    assert!(outcomes[0].heard.lines().count() >= 5, "too little to compare: {}", outcomes[0].heard);
    let replies = answers(&outcomes[0].link);
    assert_eq!(replies.len(), 3);
    assert!(replies[0] == replies[2] && replies[1] != replies[0], "the tag is told once: {replies:?}");
    assert!(!has_sound(&outcomes[0].port));
}

#[test]
fn a_stop_in_mid_speech_and_a_new_consent_fall_on_the_same_samples() {
    let events = [
        press(200, "assistant"),
        press(400, "interest_tags"),
        send(1_000, Message::Propose { purpose: 1 }),
        press(2_345, "stop"),
        send(2_500, Message::GetState),
        press(3_010, "interest_tags"),
        press(3_210, "assistant"),
        send(4_000, Message::GetState),
        format!("9000 {OFF}9100 end\n"),
    ];
    let outcomes = agreed(&[drive(&[0, 1, 2], &events)]);
    assert!(has_sound(&outcomes[0].port) && !outcomes[0].heard.is_empty());
    let replies = answers(&outcomes[0].link);
    assert!(
        matches!(replies[..], [Message::State { purposes: 0, .. }, Message::State { purposes: 3, .. }]),
        "{replies:?}"
    );
}

#[test]
fn kill_switch_passenger_and_restart_leave_the_same_journal() {
    let first = [
        press(100, "assistant"),
        "900 kill set\n1200 kill clear\n".to_owned(),
        press(1_300, "assistant"),
        "1700 signal Vehicle.Cabin.Seat.Row1.PassengerSide.IsOccupied true\n".to_owned(),
        format!("2000 {OFF}"),
    ];
    let second = [press(100, "interest_tags"), press(700, "stop"), format!("3000 {OFF}")];
    let outcomes = agreed(&[drive(&[2], &first), drive(&[0], &second), drive(&[2], &first)]);
    assert_ne!(outcomes[0].flash, outcomes[1].flash);
    assert_eq!(outcomes[0].port, outcomes[2].port);
}

/// The simulator's own comparison, on the image that a board would get and with all words of the product.
#[test]
fn the_bundled_drive_is_the_same_to_the_byte_and_one_coarse_tag_leaves() {
    let image = drives::image("");
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "host-sim", "--", "board", "--qemu", "--selftest", "--image"])
        .arg(&image)
        .output()
        .expect("the simulator");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(told.matches("travel.camping").count(), 1, "{told}");
    assert_eq!((told.matches("lamp on").count(), told.matches("lamp off").count()), (2, 2), "{told}");
}

/// Cause, and pins as read back after they were put low, of the epitaph that a broken image leaves.
fn death(way: &str) -> (u32, u32) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let events = [press(100, "assistant"), format!("600 break {way}\n900 end\n")];
    let board = Emulator::new(image(), folder.path());
    let output = board.run(&drive(&[2], &events)).expect("an emulator");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(board.outcome().expect("files").pins.last(), Some(&3), "the lamp must be lit before");
    let epitaph = std::fs::read(folder.path().join("epitaph.bin")).expect("an epitaph");
    let word = |place: usize| u32::from_le_bytes([0, 1, 2, 3].map(|byte| epitaph[place + byte]));
    (word(4), word(16))
}

#[test]
fn an_image_that_fails_puts_line_and_lamp_low_and_says_how_it_died() {
    assert_eq!(death("panic"), (1, 0));
    assert_eq!(death("overflow"), (2, 0));
    assert_eq!(death("wild"), (2, 0));
    assert_eq!(death("hang"), (4, 0), "reset by the watchdog");
}
