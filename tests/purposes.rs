//! Purposes do not leak into each other (R8, P13).

use sordina::gate::{Purpose, Purposes};
use sordina_hal::Key;
use sordina_tests::{Car, recordings};

#[test]
fn the_assistant_alone_never_runs_the_analysis() {
    let [_, speech] = recordings();
    let mut car = Car::listening(&[Key::Assistant]);
    let (analysis, shared) = (car.analysis_memory(), car.shared_memory());
    assert_eq!(car.speak(&speech), speech, "audio passes unchanged, in the call that brought it");
    assert_eq!(car.analysis_memory(), analysis, "no later stage has seen anything");
    assert_eq!(car.shared_memory(), shared, "and nothing has been put aside for it");
}

#[test]
fn interest_tags_alone_never_pass_audio_to_the_assistant() {
    let [_, speech] = recordings();
    let mut car = Car::listening(&[Key::InterestTags]);
    let analysis = car.analysis_memory();
    assert!(car.speak(&speech).iter().all(|sample| *sample == 0));
    assert_ne!(car.analysis_memory(), analysis, "while the analysis did hear it");
}

#[test]
fn both_are_open_only_when_both_were_given() {
    let mut car = Car::listening(&[Key::Assistant]);
    assert_eq!(car.open(), Purposes::only(Purpose::Assistant));
    let first = car.gateway.gate().grant().generation();
    car.press(sordina_hal::Seat::Driver, Key::InterestTags);
    assert_eq!(car.open(), Purposes::ALL);
    assert_ne!(car.gateway.gate().grant().generation(), first, "another opening, another generation (R9)");
}
