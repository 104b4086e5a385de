//! Only a person's own act opens (R25, R26, P3, P8, P9); everybody in the car counts (R18).

use sordina::consent::Reason;
use sordina::gate::Purposes;
use sordina_hal::{Choice, Key, Occupancy, Seat, Signal, vss::Speed};
use sordina_link::Message;
use sordina_tests::{BLOCK, Car};

#[test]
fn a_thousand_proposals_of_the_head_unit_open_nothing() {
    let mut car = Car::driving();
    let flash = car.machine.flash.bytes().to_vec();
    for number in 0..1000_u32 {
        car.request(Message::Propose { purpose: (number % 3) as u8 });
        car.tick();
        assert_eq!(car.pass(&[7; BLOCK]), [0; BLOCK]);
    }
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::NotGiven)));
    assert_eq!(car.machine.flash.bytes(), flash);
    assert!(car.machine.link.take().is_empty(), "a proposal is not even answered");
}

#[test]
fn consent_is_given_only_when_parked_and_withdrawn_always() {
    let mut car = Car::driving();
    car.machine.signal(Signal::Speed(Speed(3_000)));
    car.press(Seat::Driver, Key::InterestTags);
    assert!(car.open().is_empty());
    car.machine.signal(Signal::Speed(Speed::ZERO));
    car.press(Seat::Driver, Key::InterestTags);
    assert!(!car.open().is_empty());
    car.machine.signal(Signal::Speed(Speed(12_000)));
    car.press(Seat::Driver, Key::Stop);
    assert!(car.open().is_empty());
}

#[test]
fn a_passenger_who_has_not_agreed_closes_the_gate_within_a_tick() {
    let mut car = Car::listening(&[Key::InterestTags, Key::Assistant]);
    car.sit(Seat::Passenger, Occupancy::Occupied);
    car.tick();
    assert_eq!(car.pass(&[7; BLOCK]), [0; BLOCK]);
    assert_eq!(car.reason(), Some(Reason::ProfileUnknown));
    car.press(Seat::Passenger, Key::Assistant);
    assert_eq!(
        car.open(),
        Purposes::only(sordina::gate::Purpose::Assistant),
        "what both have agreed to, no more"
    );
}

#[test]
fn a_passenger_who_said_who_she_is_and_did_not_agree_is_another_reason() {
    let mut car = Car::listening(&[Key::InterestTags]);
    car.sit(Seat::Passenger, Occupancy::Occupied);
    car.machine.choose(Seat::Driver, Choice::Guest);
    car.machine.choose(Seat::Passenger, Choice::Guest);
    car.press(Seat::Driver, Key::InterestTags);
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::SeatNotCovered)));
}

#[test]
fn a_car_that_says_again_who_sits_where_changes_nothing() {
    let mut car = Car::listening(&[Key::InterestTags, Key::Assistant]);
    for _ in 0..3 {
        car.sit(Seat::Driver, Occupancy::Occupied);
        car.tick();
        assert_eq!(car.open(), Purposes::ALL);
    }
}

#[test]
fn whoever_leaves_takes_the_consent_along() {
    for gone in [Occupancy::Empty, Occupancy::Unknown] {
        let mut car = Car::listening(&[Key::InterestTags, Key::Assistant]);
        for occupancy in [gone, Occupancy::Occupied] {
            car.sit(Seat::Driver, occupancy);
            car.tick();
            assert!(car.open().is_empty(), "{occupancy:?} after {gone:?}");
        }
    }
}

#[test]
fn a_child_seat_closes_the_gate_for_both_purposes() {
    let mut car = Car::listening(&[Key::InterestTags, Key::Assistant]);
    car.machine.signal(Signal::ChildSeat(Seat::RearMiddle, true));
    car.tick();
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::ChildSeat)));
}

#[test]
fn a_seat_that_is_not_known_counts_as_somebody_who_said_no() {
    let mut car = Car::listening(&[Key::InterestTags]);
    car.sit(Seat::RearPassengerSide, Occupancy::Unknown);
    car.tick();
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::SeatUnknown)));
}

#[test]
fn the_kill_switch_says_no_for_everybody_until_somebody_says_yes_again() {
    let mut car = Car::listening(&[Key::InterestTags, Key::Assistant]);
    car.machine.kill_switch.is_high = true;
    car.tick();
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::KillSwitch)));
    car.machine.kill_switch.is_high = false;
    car.tick();
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::NotGiven)));
}

#[test]
fn a_key_that_was_stuck_before_the_start_gives_nothing() {
    let mut machine = sordina_machine::Simulated::new();
    machine.press(Seat::Driver, Key::InterestTags);
    let mut car = Car::with(machine, sordina::policy::LEXICON);
    car.ignition(true);
    for _ in 0..1000 {
        car.tick();
    }
    assert!(car.open().is_empty());
}

#[test]
fn a_stop_key_that_is_held_keeps_the_gate_closed_also_from_the_start() {
    let mut machine = sordina_machine::Simulated::new();
    machine.press(Seat::RearMiddle, Key::Stop);
    let mut car = Car::with(machine, sordina::policy::LEXICON);
    car.ignition(true);
    car.press(Seat::Driver, Key::Assistant);
    assert!(car.open().is_empty());
    car.machine.release(Seat::RearMiddle, Key::Stop);
    // Whoever held it is gone, as the car says.
    car.sit(Seat::RearMiddle, Occupancy::Empty);
    car.press(Seat::Driver, Key::Assistant);
    car.tick();
    assert!(!car.open().is_empty(), "{:?}", car.reason());
}

#[test]
fn whoever_stops_from_a_seat_that_the_car_takes_for_empty_is_there() {
    for seat in Seat::ALL {
        let mut car = Car::listening(&[Key::InterestTags, Key::Assistant]);
        car.press(seat, Key::Stop);
        assert!(car.open().is_empty(), "{seat:?}");
        // Until the car says something new of the seat, nobody else agrees for it.
        car.press(Seat::Driver, Key::Assistant);
        car.tick();
        assert_eq!(car.open().is_empty(), seat != Seat::Driver, "{seat:?}");
    }
}

#[test]
fn a_key_that_was_going_down_when_its_person_said_no_has_to_be_pressed_again() {
    let mut car = Car::listening(&[]);
    car.machine.press(Seat::Driver, Key::Assistant);
    car.tick();
    car.machine.choose(Seat::Driver, Choice::Stop);
    for _ in 0..50 {
        car.tick();
        assert!(car.open().is_empty());
    }
    car.machine.release(Seat::Driver, Key::Assistant);
    car.press(Seat::Driver, Key::Assistant);
    car.tick();
    assert!(!car.open().is_empty());
}
