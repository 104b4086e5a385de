//! The emulated Cortex-M7 and the PC pass, tell, record and hear the same, to the byte (R39).
//!
//! The same recordings and scripts are played on the simulated machine and on mps2-an500 in QEMU. Compared are the
//! samples of the assistant port, the pins, the bytes on the link, the flash with the journal, and every detection
//! with its score. The words are those of `mps2_an500::words`, which hear something in any speech.

use mps2_an500::{nor, words::LEXICON};
use sordina::policy::Recipient;
use sordina_emulated::{BLOCK, Drive, Emulator, Outcome, pc};
use sordina_link::Message;
use sordina_tests::drives::{self, OFF, SETTING_OFF, TALKS, drive, press, replies, send, test_image};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;

/// A conversation while both purposes are open, and the question for a tag after it.
fn conversation(name: &str) -> Drive {
    let recording = drives::talk(name);
    let end = recording.len() as u64 / 16 + 200;
    let events = [
        press(200, "interest_tags"),
        press(400, "assistant"),
        format!("{end} {OFF}"),
        send(end + 100, Message::Ask { recipient: Recipient::CAR_SCREEN }),
        format!("{} end\n", end + 200),
    ];
    Drive { recording, script: SETTING_OFF.to_owned() + &events.concat() }
}

/// Plays the drives one after the other, on the same flash, on both; returns what they agree on.
fn agreed(drives: &[Drive]) -> Vec<Outcome> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let board = Emulator::new(test_image(), folder.path());
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
    let replies = replies(&outcomes[0].link);
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
    let replies = replies(&outcomes[0].link);
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

#[test]
fn conversations_are_heard_with_the_same_scores() {
    for name in TALKS {
        let outcome = &agreed(&[conversation(name)])[0];
        let count = outcome.heard.lines().count();
        assert!(has_sound(&outcome.port) && count >= 10, "{name}: {count} detections");
    }
}

/// On a core so slow that signatures and steps of the analysis take longer than a block, audio interrupts them; what is open
/// opens some blocks later, and what passes is what the microphones heard.
#[test]
fn audio_that_interrupts_a_slow_core_at_work_passes_the_same_samples() {
    let (folder, drive) = (tempfile::tempdir().expect("a temporary folder"), conversation("camping"));
    let pc = pc::play(&mut pc::machine(), LEXICON, &drive).expect("a drive");
    let board = Emulator { shift: Emulator::SLOW, ..Emulator::new(test_image(), folder.path()) };
    let slow = board.play(&drive).unwrap_or_else(|error| panic!("{error}"));
    let pace = board.pace().expect("a drive that ended");
    assert!(pace.preemptions > 100 && pace.late == 0 && pace.dropped == 0, "{pace:?}");
    let heard: Vec<u8> = drive.recording.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let blocks = |port: &[u8]| port.chunks(2 * BLOCK).filter(|block| has_sound(block)).count();
    for (passed, heard) in slow.port.chunks(2 * BLOCK).zip(heard.chunks(2 * BLOCK)) {
        assert!(!has_sound(passed) || passed.starts_with(heard));
    }
    assert!(blocks(&pc.port).abs_diff(blocks(&slow.port)) < 20, "{pace:?}");
    assert!(slow.heard.lines().count() > pc.heard.lines().count() / 2, "{}", slow.heard);
}

/// The simulator's own comparison, on the image that a board would get and with all words of the product.
fn selftest(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .args(["run", "--quiet", "--package", "host-sim", "--", "board", "--selftest"])
        .args(arguments)
        .output()
        .expect("the simulator");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    told
}

#[test]
fn with_all_words_every_drive_is_the_same_to_the_byte_and_one_coarse_tag_leaves() {
    let image = drives::image("");
    let emulated = ["--qemu", "--image", image.to_str().expect("UTF-8")];
    let told = selftest(&emulated);
    assert_eq!(told.matches("travel.camping").count(), 1, "{told}");
    assert_eq!((told.matches("lamp on").count(), told.matches("lamp off").count()), (2, 2), "{told}");
    for name in TALKS {
        let told =
            selftest(&[&emulated[..], &[&drives::talk_path(name), "--grant", "interest_tags"]].concat());
        assert_eq!(told.contains("travel.camping"), name == "camping", "{name}: {told}");
    }
}

#[test]
fn a_board_on_a_serial_port_says_what_the_simulated_one_says() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let drive = Drive { recording: Vec::new(), script: "0 wall 1790000000\n3600000 end\n".to_owned() };
    let mut attached = Emulator::new(test_image(), folder.path()).attach(&drive).expect("an emulator");
    let mut controls = File::options().read(true).write(true).open(&attached.controls).expect("a terminal");
    controls.write_all(b"fly away\nkill set\n").expect("a board that listens");
    let mut answers = [0; 6];
    controls.read_exact(&mut answers).expect("a board that answers");
    let told = selftest(&["--serial", attached.link.to_str().expect("UTF-8")]);
    attached.board.kill().expect("a running board");
    attached.board.wait().expect("a board that ran");
    assert_eq!(answers, *b"no\nok\n");
    assert!(told.contains("5 messages, the same"), "{told}");
}
