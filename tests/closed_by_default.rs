//! Closed by default (R1, P1): nobody did anything, so nothing gets out. Ever.

use sordina::consent::Reason;
use sordina::gate::Purposes;
use sordina::journal;
use sordina_tests::{BLOCK, Car, recordings};

#[test]
fn ten_thousand_ignitions_leave_the_gate_closed() {
    let [speech, _] = recordings();
    let mut car = Car::new();
    let erased = car.machine.flash.bytes().to_vec();
    for (drive, block) in (0..10_000).zip(speech.chunks_exact(BLOCK).cycle()) {
        car.ignition(true);
        assert_eq!(car.pass(block), [0; BLOCK], "drive {drive}");
        car.work();
        assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::NotGiven)));
        car.ignition(false);
        assert_eq!(car.reason(), Some(Reason::NotDriving));
    }
    assert!(car.heard.is_empty());
    assert_eq!(car.machine.flash.bytes(), erased, "nothing happened, so nothing was recorded");
    assert!(car.machine.link.take().is_empty());
}

#[test]
fn consent_does_not_outlive_the_drive_it_was_given_in() {
    let mut car = Car::listening(&[sordina_hal::Key::InterestTags]);
    assert!(!car.open().is_empty());
    car.ignition(false);
    car.ignition(true);
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::NotGiven)));
}

#[test]
fn a_restart_in_the_middle_of_an_open_drive_starts_closed() {
    let mut machine = Car::listening(&[sordina_hal::Key::Assistant]).machine;
    machine.restart();
    let mut car = Car::with(machine, sordina::policy::LEXICON);
    assert!(!car.machine.lamp.level() && !car.machine.microphone_line.level());
    car.ignition(true);
    assert_eq!(car.pass(&[1000; BLOCK]), [0; BLOCK]);
    let mut kept = 0;
    assert_eq!(journal::for_each(&mut car.machine.flash, |_| kept += 1), Ok(()));
    assert_eq!(kept, 2, "what was given, and that the gate opened on it, stays on record");
}
