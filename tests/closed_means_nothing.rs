//! Closed means nothing (R2, P5): whatever is said, every output is the same to the byte.

use sordina_hal::Key;
use sordina_link::Message;
use sordina_tests::{BLOCK, Car, recordings};

/// All that leaves a car while its gate is closed for a whole drive.
#[derive(Debug, PartialEq, Eq)]
struct Outputs {
    audio: Vec<i16>,
    link: Vec<u8>,
    flash: Vec<u8>,
    lamp: bool,
    line: bool,
    feeds: u64,
    analysis: Vec<u8>,
}

fn closed_drive(speech: &[i16]) -> Outputs {
    let mut car = Car::driving();
    let blank = car.analysis_memory();
    let mut audio = Vec::new();
    for (number, block) in speech.chunks(BLOCK).enumerate() {
        audio.extend(car.speak(block));
        if number == 10 {
            car.press(sordina_hal::Seat::Driver, Key::Stop);
        }
        car.request(Message::Ask { recipient: 0 });
        car.request(Message::GetState);
    }
    car.ignition(false);
    car.request(Message::Ask { recipient: 0 });
    car.tick();
    let analysis = car.analysis_memory();
    // Pointers differ between two cars, so each is held against its own beginning.
    let analysis = analysis.iter().zip(&blank).map(|(is, was)| is ^ was).collect();
    let machine = &mut car.machine;
    Outputs {
        audio,
        link: machine.link.take(),
        flash: machine.flash.bytes().to_vec(),
        lamp: machine.lamp.level(),
        line: machine.microphone_line.level(),
        feeds: machine.watchdog_feeds,
        analysis,
    }
}

#[test]
fn two_recordings_and_silence_give_byte_equal_outputs() {
    let [mut first, mut second] = recordings();
    let length = first.len().min(second.len());
    first.truncate(length);
    second.truncate(length);
    assert_ne!(first, second);
    let silence = closed_drive(&vec![0; length]);
    assert_eq!(closed_drive(&first), silence);
    assert_eq!(closed_drive(&second), silence);
    assert!(silence.audio.iter().all(|sample| *sample == 0));
    assert!(silence.analysis.iter().all(|changed| *changed == 0), "the later stages never ran");
    assert!(
        !silence.link.is_empty() && silence.flash.iter().any(|byte| *byte != 0xff),
        "the drive did happen"
    );
}
