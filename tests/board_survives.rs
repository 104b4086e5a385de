//! A board that fails, ages, is flooded or loses its power passes nothing, misses nothing and forgets nothing (R4, R7, R10, R37, R38).
//!
//! Everything happens to the image for mps2-an500 in QEMU.

use mps2_an500::random::SplitMix;
use mps2_an500::words::LEXICON;
use sordina::consent::Reason;
use sordina::journal::{Entry, Journal, Kind};
use sordina::policy::Recipient;
use sordina_emulated::{Drive, Emulator, Outcome, pc};
use sordina_link::{Answer, Message};
use sordina_machine::Flash;
use sordina_tests::drives::{
    OFF, ON, SETTING_OFF, TALKS, drive, image, press, replies, send, talk, test_image,
};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Lamp and microphone line, as a block's pins tell.
const BOTH: u8 = 3;

/// Cause, and pins as read back after they were put low, of the epitaph that a broken image leaves.
fn death(way: &str) -> (u32, u32) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let events = [press(100, "assistant"), format!("600 break {way}\n900 end\n")];
    let board = Emulator::new(test_image(), folder.path());
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

/// Whether the last reply is the state of a gate that a fault of the product's own closed.
fn is_closed_by_an_internal_fault(board: &Outcome) -> bool {
    let closed = Message::State { purposes: 0, reason: Reason::InternalFault as u8 };
    board.pins.last() == Some(&0) && replies(&board.link).last() == Some(&closed)
}

#[test]
fn one_bit_of_its_constants_that_changes_while_it_listens_closes_it_within_a_minute() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let events = [
        press(200, "assistant"),
        "1000 break rot\n".to_owned(),
        press(61_200, "assistant"),
        send(61_500, Message::GetState),
        "61600 end\n".to_owned(),
    ];
    let board = Emulator::new(test_image(), folder.path()).play(&drive(&[0], &events));
    let board = board.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(board.pins.get(101), Some(&BOTH), "it must listen when the bit changes");
    assert!(is_closed_by_an_internal_fault(&board), "{:?}", replies(&board.link));
}

#[test]
fn one_wrong_bit_of_the_network_keeps_it_closed_from_the_start() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut image = fs::read(test_image()).expect("an image");
    let weights = &include_bytes!("../firmware/model/weights.bin")[16_000..16_064];
    let places: Vec<_> =
        image.windows(weights.len()).enumerate().filter(|(_, bytes)| *bytes == weights).collect();
    let [(place, _)] = places[..] else { panic!("the weights are there {} times", places.len()) };
    image[place] ^= 1;
    let path = folder.path().join("image");
    fs::write(&path, image).expect("a folder to write to");
    let events = [press(200, "assistant"), send(500, Message::GetState), "600 end\n".to_owned()];
    let board = Emulator::new(&path, folder.path()).play(&drive(&[0], &events));
    let board = board.unwrap_or_else(|error| panic!("{error}"));
    assert!(board.pins.iter().all(|pins| *pins == 0) && board.port.iter().all(|byte| *byte == 0));
    assert!(is_closed_by_an_internal_fault(&board), "{:?}", replies(&board.link));
}

/// So many minutes of talk while both purposes are open and the head unit sends without sense, as much as the line carries.
fn flooded(minutes: u64) -> Drive {
    let talk = TALKS.map(talk).concat();
    let length = 60 * 16_000 * usize::try_from(minutes).expect("a number of minutes");
    let events = [
        press(200, "interest_tags"),
        press(400, "assistant"),
        "500 flood on\n".to_owned(),
        format!("{} {OFF}", minutes * 60_000),
    ];
    let recording = talk.into_iter().cycle().take(length).collect();
    Drive { recording, script: SETTING_OFF.to_owned() + &events.concat() }
}

/// Plays it and looks whether everything kept up.
fn keeps_up_with_a_flood(image: &Path, minutes: u64) -> (Drive, Outcome) {
    let (folder, drive) = (tempfile::tempdir().expect("a temporary folder"), flooded(minutes));
    let board = Emulator::new(image, folder.path());
    let outcome = board.play(&drive).unwrap_or_else(|error| panic!("{error}"));
    let pace = board.pace().expect("a drive that ended");
    println!("{pace:?}");
    assert!(
        u64::from(pace.blocks) >= minutes * 6_000 && (pace.late, pace.behind, pace.dropped) == (0, 1, 0),
        "{pace:?}"
    );
    assert!(
        outcome.port.len() as u64 >= minutes * 60 * 32_000
            && replies(&outcome.link).len() as u64 > minutes * 1_000
    );
    (drive, outcome)
}

#[test]
fn a_flood_on_the_link_changes_nothing_and_costs_no_block() {
    let (drive, board) = keeps_up_with_a_flood(test_image(), 2);
    let pc = pc::play(&mut pc::machine(), LEXICON, &drive).expect("a drive");
    assert_eq!(pc.difference(&board), None);
}

/// With all words of the product.
#[test]
#[ignore = "takes minutes: cargo test -p sordina-tests --test board_survives hour -- --ignored --nocapture"]
fn an_hour_of_flood_costs_no_block() {
    keeps_up_with_a_flood(&image(""), 60);
}

/// Kinds of the entries after this sequence number, and the last sequence number, in a flash that must verify.
fn journal(flash: Vec<u8>, after: u32) -> (Vec<Kind>, u32) {
    let (mut machine, mut kinds) = (pc::machine(), Vec::new());
    machine.flash = Flash::from_bytes(flash).expect("whole sectors");
    let visit = |sequence: u32, entry: &Entry| {
        if sequence > after {
            kinds.push(entry.content().kind);
        }
    };
    let journal = Journal::open(&mut machine, visit).unwrap_or_else(|broken| panic!("{broken:?}"));
    (kinds, journal.head().sequence)
}

/// On the day with this number: a drive for tags and the question for one, then a drive of twelve openings and closings.
fn eventful(day: u64) -> Drive {
    let tags = [press(200, "interest_tags"), format!("5000 {OFF}"), send(5_100, ASK), format!("5200 {ON}")];
    let acts = (0..12).flat_map(|n| [press(5_400 + 500 * n, "assistant"), press(5_650 + 500 * n, "stop")]);
    let events: Vec<_> = tags.into_iter().chain(acts).chain(["11500 end\n".to_owned()]).collect();
    let mut drive = drive(&[1, 0, 1, 2], &events);
    drive.script = on_day(day, &drive.script);
    drive
}

/// After the power is back the driver does nothing, and the head unit asks.
fn idle(day: u64) -> Drive {
    let script = SETTING_OFF.to_owned() + &send(100, Message::GetState) + &send(200, ASK) + "300 end\n";
    Drive { recording: sordina_tests::recording(0)[..4_800].to_vec(), script: on_day(day, &script) }
}

const ASK: Message = Message::Ask { recipient: Recipient::CAR_SCREEN };

fn on_day(day: u64, script: &str) -> String {
    script.replace("wall 1790000000", &format!("wall {}", 1_790_000_000 + day * 86_400))
}

/// What somebody outside saw: how often the lamp went on, and how many tags left.
fn acknowledged(board: &Outcome) -> (usize, usize) {
    let lit =
        [&[0], &board.pins[..]].concat().windows(2).filter(|pair| pair[0] != BOTH && pair[1] == BOTH).count();
    let silence = Message::Answer(Answer::SILENCE);
    let told = replies(&board.link)
        .into_iter()
        .filter(|reply| matches!(reply, Message::Answer(_)) && *reply != silence);
    (lit, told.count())
}

/// Plays the drive until so many blocks of audio have passed, and cuts the power then, whatever the board is at.
fn cut_after(blocks: u64, board: &Emulator, drive: &Drive) {
    let pins = board.folder.join("pins.bin");
    let _none_yet = fs::remove_file(&pins);
    let mut running = board.start(drive).expect("an emulator");
    loop {
        let has_ended = running.try_wait().expect("an emulator").is_some();
        if fs::metadata(&pins).map_or(0, |pins| pins.len()) >= blocks {
            break;
        }
        assert!(!has_ended, "it ended before its power was cut");
        std::thread::sleep(Duration::from_micros(100));
    }
    running.kill().and_then(|()| running.wait()).expect("an emulator");
}

/// Days from one drive to the next: the car screen has its turn again, and a tag that was told has waited long enough.
const DAYS: u64 = 15;
const CUTS: u64 = 200;

#[test]
fn the_power_may_go_at_any_moment_of_a_drive() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let board = Emulator::new(test_image(), folder.path());
    let whole = board.play(&eventful(0)).unwrap_or_else(|error| panic!("{error}"));
    let blocks = whole.pins.len() as u64;
    assert_eq!(acknowledged(&whole), (13, 1), "an eventful drive");
    let mut last = journal(whole.flash, 0).1;
    let (mut random, mut seen) = (SplitMix(0), (0, 0));
    for cut in 1..=CUTS {
        let mut bytes = [0; 8];
        random.fill(&mut bytes);
        cut_after(u64::from_le_bytes(bytes) % blocks, &board, &eventful(cut * DAYS));
        let before = board.outcome().unwrap_or_default();
        let after = board.play(&idle(cut * DAYS)).unwrap_or_else(|error| panic!("cut {cut}: {error}"));
        assert!(
            after.pins.iter().all(|pins| *pins == 0) && after.port.iter().all(|byte| *byte == 0),
            "cut {cut}"
        );
        let replies = replies(&after.link);
        assert!(matches!(replies[0], Message::State { purposes: 0, .. }), "cut {cut}: {replies:?}");
        let (kinds, sequence) = journal(after.flash, last);
        let count = |kind: Kind| kinds.iter().filter(|one| **one == kind).count();
        let (lit, told) = acknowledged(&before);
        assert!(count(Kind::Opened) >= lit && count(Kind::Told) >= told, "cut {cut}: {lit} {told} {kinds:?}");
        assert!(
            told == 0 || replies[1] == Message::Answer(Answer::SILENCE),
            "cut {cut}: told twice in a day"
        );
        (last, seen) = (sequence, (seen.0 + lit, seen.1 + told));
    }
    println!("{CUTS} cuts: {} openings and {} tags before them", seen.0, seen.1);
    assert!(seen.0 > 100 && seen.1 > 10, "too little happened before the cuts: {seen:?}");
}
