//! Any fault of microphone line, lamp, flash, clock or control closes the gate and says why (R4, R6, R7).

use sordina::consent::{Fault, Reason};
use sordina::journal::{self, HASH};
use sordina_hal::{Key, Millis, Seat, UnixSeconds};
use sordina_machine::{PinFault, Simulated};
use sordina_tests::{BLOCK, Car};

/// Opens a car, breaks something, and tells why the gate closed.
fn closed_by(break_it: impl FnOnce(&mut Simulated)) -> Option<Reason> {
    let mut car = Car::listening(&[Key::Assistant, Key::InterestTags]);
    assert_eq!(car.pass(&[7; BLOCK]), [7; BLOCK]);
    break_it(&mut car.machine);
    car.tick();
    assert_eq!(car.pass(&[7; BLOCK]), [0; BLOCK], "silent from the next block");
    assert!(!car.machine.microphone_line.is_driven_high && !car.machine.lamp.is_driven_high);
    let reason = car.reason();
    car.machine.microphone_line.fault = None;
    car.machine.lamp.fault = None;
    car.press(Seat::Driver, Key::Assistant);
    assert!(car.open().is_empty(), "a fault stays latched until the next drive");
    reason
}

#[test]
fn a_lamp_that_is_dark_while_the_gate_is_open_closes_it() {
    assert_eq!(closed_by(|machine| machine.lamp.fault = Some(PinFault::StuckLow)), Some(Reason::LampFault));
    assert_eq!(closed_by(|machine| machine.lamp.fault = Some(PinFault::Unreadable)), Some(Reason::LampFault));
}

#[test]
fn a_microphone_line_that_cannot_be_proven_closes_the_gate() {
    let stuck = closed_by(|machine| machine.microphone_line.fault = Some(PinFault::StuckLow));
    assert_eq!(stuck, Some(Reason::MicrophoneLineFault));
    let mute = closed_by(|machine| machine.microphone_line.fault = Some(PinFault::Unreadable));
    assert_eq!(mute, Some(Reason::MicrophoneLineFault));
}

#[test]
fn a_clock_that_jumps_or_goes_back_closes_the_gate() {
    let day = 86_400;
    let forward = |machine: &mut Simulated| machine.clock.set_wall(UnixSeconds(1_790_000_000 + day));
    assert_eq!(closed_by(forward), Some(Reason::ClockFault));
    let back = |machine: &mut Simulated| machine.clock.set_wall(UnixSeconds(1_790_000_000 - day));
    assert_eq!(closed_by(back), Some(Reason::ClockFault));
    assert_eq!(closed_by(|machine| machine.clock.now = Millis(0)), Some(Reason::ClockFault));
}

#[test]
fn no_date_no_listening() {
    let mut car = Car::listening(&[Key::Assistant]);
    car.machine.clock.wall = None;
    car.tick();
    assert_eq!(car.reason(), Some(Reason::ClockUnknown));
}

#[test]
fn flash_that_fails_keeps_the_gate_from_opening() {
    let mut car = Car::driving();
    car.machine.flash.cut_power_after(0);
    car.press(Seat::Driver, Key::Assistant);
    assert!(car.open().is_empty(), "what cannot be recorded is not opened");
    assert_eq!(car.reason(), Some(Reason::StorageFault));
}

#[test]
fn flash_that_fails_at_a_withdrawal_still_closes_first() {
    let mut car = Car::listening(&[Key::Assistant]);
    car.machine.flash.cut_power_after(0);
    car.machine.press(Seat::Driver, Key::Stop);
    car.tick();
    assert_eq!(car.pass(&[7; BLOCK]), [0; BLOCK]);
    assert!(car.gateway.state().faults().has(Fault::Storage));
}

/// The reason why a car is closed in whose flash one bit was changed, in this byte of the second of three records.
fn closed_after_changing(byte: usize) -> Option<Reason> {
    let mut car = Car::listening(&[Key::Assistant]);
    car.press(Seat::Driver, Key::Stop);
    let mut records = Vec::new();
    let read = journal::raw(&mut car.machine.flash, |_| {}, |record| records.push(*record));
    assert!(read.is_ok() && records.len() >= 3);
    let bytes = car.machine.flash.bytes();
    let commitment = bytes.windows(HASH).position(|window| window == records[1].commitment);
    let record = commitment.unwrap_or_default() - 8;
    let mut bytes = bytes.to_vec();
    bytes[record + byte] ^= 1;
    let flash = sordina_machine::Flash::from_bytes(bytes).unwrap_or_default();
    let machine = Simulated { flash, counter: car.machine.counter, ..Simulated::new() };
    let mut car = Car::with(machine, sordina::policy::LEXICON);
    car.ignition(true);
    car.press(Seat::Driver, Key::Assistant);
    car.reason()
}

#[test]
fn a_changed_record_keeps_the_gate_closed_from_the_start() {
    // Sequence, counter, commitment, signature, salt and content.
    for byte in [0, 4, 8, 40, 104, 120] {
        assert_eq!(closed_after_changing(byte), Some(Reason::StorageFault), "byte {byte}");
    }
}

#[test]
fn a_flash_that_was_put_back_keeps_the_gate_closed_from_the_start() {
    let mut car = Car::listening(&[Key::Assistant]);
    let flash = car.machine.flash.clone();
    car.press(Seat::Driver, Key::Stop);
    let machine = Simulated { flash, counter: car.machine.counter, ..Simulated::new() };
    let mut car = Car::with(machine, sordina::policy::LEXICON);
    car.ignition(true);
    car.press(Seat::Driver, Key::Assistant);
    assert_eq!(car.reason(), Some(Reason::StorageFault));
}

#[test]
fn a_lamp_that_shines_without_reason_is_a_fault_too() {
    let mut car = Car::driving();
    car.machine.lamp.fault = Some(PinFault::StuckHigh);
    car.press(Seat::Driver, Key::Assistant);
    assert_eq!(car.reason(), Some(Reason::LampFault));
}
