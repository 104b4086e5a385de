//! Withdrawal silences the next block and wipes what was in flight (R3, R9, R14, P10), read back from memory.

use sordina::consent::Reason;
use sordina::gate::Purposes;
use sordina_hal::{Key, Seat};
use sordina_machine::Simulated;
use sordina_tests::{ANY_SPEECH, BLOCK, Car, recordings};

/// Frames of a block that, with its header, fills the ring in whole turns, so that its cursors return too.
const TURN: usize = 512 - 4;

fn open_for_everything() -> Car {
    Car::listening(&[Key::Assistant, Key::InterestTags])
}

#[test]
fn withdrawal_silences_the_next_block() {
    let mut car = open_for_everything();
    assert_eq!(car.pass(&[123; BLOCK]), [123; BLOCK]);
    car.machine.press(Seat::Driver, Key::Stop);
    car.tick();
    assert_eq!(car.pass(&[123; BLOCK]), [0; BLOCK]);
    assert_eq!(car.reason(), Some(Reason::Withdrawn));
    assert!(!car.machine.lamp.level() && !car.machine.microphone_line.level());
}

/// So many times round, four seconds of speech at 16 kHz: long enough for detections.
const TURNS: usize = 2;

/// Passes blocks for [`TURNS`] through audio and worker, withdraws while the last is in flight, and runs the worker
/// once more. Afterwards every cursor is where it was.
fn listen_and_withdraw(car: &mut Car, speech: &[i16]) {
    car.press(Seat::Driver, Key::InterestTags);
    assert!(!car.open().is_empty());
    let blocks: Vec<_> = speech.chunks_exact(TURN).cycle().take(64 * TURNS).collect();
    for (number, block) in blocks.into_iter().enumerate() {
        car.pass(block);
        if number + 1 < 64 * TURNS {
            car.work();
        }
    }
    car.press(Seat::Driver, Key::Stop);
    car.work();
}

/// Places at which two dumps differ; few enough to print.
fn differences(one: &[u8], other: &[u8]) -> Vec<usize> {
    assert_eq!(one.len(), other.len());
    (0..one.len()).filter(|place| one[*place] != other[*place]).collect()
}

#[test]
fn nothing_that_was_heard_stays_in_memory() {
    let [_, speech] = recordings();
    let mut car = Car::with(Simulated::new(), ANY_SPEECH);
    car.ignition(true);
    listen_and_withdraw(&mut car, &[0; TURN]);
    let (analysis, shared) = (car.analysis_memory(), car.shared_memory());
    listen_and_withdraw(&mut car, &speech);
    assert_eq!(
        differences(&car.analysis_memory(), &analysis),
        [],
        "every stage is as if it had heard silence"
    );
    let word = std::ptr::from_ref(car.gateway.gate()).addr() - car.shared.0;
    let outside = |place: &usize| !(word..word + 4).contains(place);
    let mut remains = differences(&car.shared_memory(), &shared);
    remains.retain(outside);
    assert_eq!(remains, [], "and the ring holds nothing; only the grant word counts openings");
}

#[test]
fn this_test_would_see_what_stays() {
    let [_, speech] = recordings();
    let mut car = Car::driving();
    listen_and_withdraw(&mut car, &[0; TURN]);
    let (analysis, shared) = (car.analysis_memory(), car.shared_memory());
    car.press(Seat::Driver, Key::InterestTags);
    let loudest =
        speech.chunks_exact(TURN).max_by_key(|block| block.iter().map(|s| i64::from(*s).abs()).sum::<i64>());
    car.pass(loudest.unwrap_or_default());
    assert!(differences(&car.shared_memory(), &shared).len() > 100, "in flight, audio is in the ring");
    car.work();
    assert!(
        differences(&car.analysis_memory(), &analysis).len() > 100,
        "and what was made of it in the stages"
    );
}

#[test]
fn consent_given_again_at_once_starts_from_nothing() {
    let [first, second] = recordings();
    let mut memories = [&vec![0; first.len()], &first].map(|before| {
        let mut car = Car::driving();
        car.press(Seat::Driver, Key::InterestTags);
        for block in before.chunks_exact(TURN).take(12) {
            car.pass(block);
        }
        car.press(Seat::Driver, Key::Stop);
        car.press(Seat::Driver, Key::InterestTags);
        assert!(!car.open().is_empty(), "open again before the worker has run once");
        car.work();
        car.speak(&second);
        addresses_aside(&car)
    });
    let [silence, speech] = memories.each_mut();
    assert_eq!(
        differences(silence, speech),
        [],
        "what was heard before left no trace in what is heard after"
    );
}

/// The analysis' memory with every address of this car counted from the car's own start.
fn addresses_aside(car: &Car) -> Vec<u8> {
    let own = [car.shared, car.spotter].map(|(address, length)| address..address + length);
    let mut memory = car.analysis_memory();
    for word in memory.chunks_exact_mut(size_of::<usize>()) {
        let value = word.iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte));
        if let Some(own) = own.iter().find(|own| own.contains(&value)) {
            word.copy_from_slice(&(value - own.start).to_le_bytes());
        }
    }
    memory
}

#[test]
fn audio_of_an_old_opening_is_refused() {
    let [speech, _] = recordings();
    let mut car = open_for_everything();
    let before = car.analysis_memory();
    car.pass(&speech[..BLOCK]);
    car.press(Seat::Driver, Key::Stop);
    car.press(Seat::Driver, Key::InterestTags);
    car.work();
    let changed = differences(&car.analysis_memory(), &before);
    assert!(
        changed.len() <= 4 + 2 * 8,
        "{changed:?}: more than the opening's number and the ring's two cursors"
    );
}

#[test]
fn a_second_consent_does_not_reach_back_to_audio_of_the_first() {
    let [speech, _] = recordings();
    let mut car = Car::listening(&[Key::InterestTags]);
    car.work();
    let before = car.analysis_memory();
    car.pass(&speech[16_000..][..BLOCK]);
    car.press(Seat::Driver, Key::Assistant);
    assert_eq!(car.open(), Purposes::ALL, "never closed in between, yet another opening");
    car.work();
    let changed = differences(&car.analysis_memory(), &before);
    assert!(
        changed.len() <= 4 + 2 * 8,
        "{changed:?}: more than the opening's number and the ring's two cursors"
    );
}
