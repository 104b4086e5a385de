//! Stored consents (R26, R28, R30, R37): they outlive the drive, end when they must, and never come back by themselves.

use proptest::prelude::*;
use sordina::consent::{Consent, Profile, Reason, Status};
use sordina::gate::{Purpose, Purposes};
use sordina::journal::{self, Kind};
use sordina::policy::{LEXICON, Region};
use sordina_hal::{Choice, Key, Occupancy, Seat, Signal, UnixSeconds, vss::Speed};
use sordina_link::Message;
use sordina_machine::Simulated;
use sordina_tests::{Car, MONO_16};

const TAGS: Purposes = Purposes::only(Purpose::InterestTags);
const SECONDS_PER_DAY: u64 = 86_400;

/// A car in which the driver, recognised by the key of profile 0, has given consent and has switched off.
fn with_consent() -> Car {
    let mut car = Car::new();
    recognised(&mut car);
    car.press(Seat::Driver, Key::InterestTags);
    assert_eq!(car.open(), TAGS);
    car.ignition(false);
    car
}

/// The next drive, with the driver recognised.
fn recognised(car: &mut Car) {
    car.ignition(true);
    choose(car, Choice::Profile(0));
}

fn choose(car: &mut Car, choice: Choice) {
    choose_from(car, Seat::Driver, choice);
}

fn choose_from(car: &mut Car, seat: Seat, choice: Choice) {
    car.machine.choose(seat, choice);
    settle(car);
}

/// Until what was chosen is in the journal and has its effect.
fn settle(car: &mut Car) {
    for _ in 0..4 {
        car.tick();
    }
}

/// Days pass while the car is off.
fn days_pass(car: &mut Car, days: i64) {
    let now = car.machine.clock.wall_seconds();
    let seconds = days * SECONDS_PER_DAY as i64;
    car.machine.clock.set_wall(UnixSeconds(now.map_or(0, |now| now.0).saturating_add_signed(seconds)));
    car.tick();
}

/// How the driver, profile 0, stands with keyword analysis.
fn consent(car: &Car) -> &Consent {
    let profile = Profile::stored(0).unwrap_or(Profile::guest(Seat::Driver));
    car.gateway.state().ledger().consent(profile, Purpose::InterestTags)
}

fn status(car: &Car) -> Status {
    consent(car).status
}

fn kinds(car: &mut Car) -> Vec<Kind> {
    let mut kinds = Vec::new();
    assert_eq!(journal::for_each(&mut car.machine.flash, |entry| kinds.push(entry.content().kind)), Ok(()));
    kinds
}

/// How many records of this kind there are.
fn count(car: &mut Car, wanted: Kind) -> usize {
    kinds(car).into_iter().filter(|kind| *kind == wanted).count()
}

/// The same board, switched on again in this region.
fn restarted_in(car: Car, region: &str) -> Car {
    let mut machine = car.machine;
    machine.restart();
    let Some(region) = Region::by_id(region) else { panic!("a shipped region") };
    Car::start_in(machine, LEXICON, MONO_16, region)
}

/// The same board, switched on again.
fn restarted(car: Car) -> Car {
    let mut machine = car.machine;
    machine.restart();
    Car::with(machine, LEXICON)
}

#[test]
fn the_next_drive_opens_for_whom_the_key_recognises_and_for_nobody_else() {
    let mut car = restarted(with_consent());
    car.ignition(true);
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::NotGiven)), "nobody is recognised");
    choose(&mut car, Choice::Profile(1));
    assert_eq!(car.open(), Purposes::NONE, "somebody else is");
    choose(&mut car, Choice::Profile(0));
    assert_eq!(car.open(), TAGS, "no key was pressed in this drive");
}

#[test]
fn somebody_who_is_recognised_on_the_move_waits_for_the_next_stop() {
    let mut car = with_consent();
    car.ignition(true);
    car.machine.signal(Signal::Speed(Speed(4_000)));
    choose(&mut car, Choice::Profile(0));
    assert!(car.open().is_empty());
}

#[test]
fn a_withdrawal_stays_a_withdrawal_whatever_is_switched_off_and_on() {
    let mut car = with_consent();
    recognised(&mut car);
    car.press(Seat::Driver, Key::Stop);
    for _ in 0..3 {
        car = restarted(car);
        recognised(&mut car);
        assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::Withdrawn)));
    }
}

#[test]
fn a_consent_that_is_not_used_runs_out_and_the_journal_says_so() {
    let mut car = with_consent();
    for days in [29, 20] {
        days_pass(&mut car, days);
        recognised(&mut car);
        assert_eq!(car.open(), TAGS, "each use counts anew");
        car.ignition(false);
    }
    days_pass(&mut car, 30);
    recognised(&mut car);
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::Expired)));
    assert_eq!(kinds(&mut car).last(), Some(&Kind::Expired));
    days_pass(&mut car, -30);
    let mut car = restarted(car);
    recognised(&mut car);
    assert!(car.open().is_empty(), "what ran out does not revive when the clock is turned back");
}

#[test]
fn a_clock_that_was_turned_back_closes_until_a_person_confirms_the_date() {
    let mut car = with_consent();
    days_pass(&mut car, -1);
    let mut car = restarted(car);
    recognised(&mut car);
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::ClockBack)));
    choose(&mut car, Choice::ConfirmDate);
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::NotGiven)), "nobody is recognised");
    choose(&mut car, Choice::Profile(0));
    assert_eq!(car.reason(), Some(Reason::Expired), "nobody knows how long the clock was wrong");
    car.press(Seat::Driver, Key::InterestTags);
    assert_eq!((car.open(), status(&car)), (TAGS, Status::RenewedGiven));
}

#[test]
fn a_consent_names_the_record_of_the_act_that_gave_it_last() {
    let mut car = with_consent();
    let given = consent(&car).record;
    recognised(&mut car);
    assert!(given > 0 && consent(&car).record == given, "opening on it changes nothing");
    car.press(Seat::Driver, Key::InterestTags);
    assert!(consent(&car).record > given, "given again");
}

#[test]
fn what_is_no_longer_offered_is_revoked_for_good() {
    let mut car = restarted_in(with_consent(), "cn");
    recognised(&mut car);
    assert_eq!((car.open(), status(&car)), (Purposes::NONE, Status::Revoked));
    let mut car = restarted(car);
    recognised(&mut car);
    assert_eq!((car.open(), status(&car)), (Purposes::NONE, Status::Revoked));
}

#[test]
fn a_date_is_confirmed_only_when_it_went_back_and_at_rest() {
    let mut car = with_consent();
    recognised(&mut car);
    choose(&mut car, Choice::ConfirmDate);
    assert_eq!(count(&mut car, Kind::DateConfirmed), 0, "it is the same day");
    days_pass(&mut car, -1);
    car.machine.signal(Signal::Speed(Speed(4_000)));
    choose(&mut car, Choice::ConfirmDate);
    assert_eq!(count(&mut car, Kind::DateConfirmed), 0, "on the move");
    car.machine.signal(Signal::Speed(Speed::ZERO));
    choose(&mut car, Choice::ConfirmDate);
    assert_eq!(count(&mut car, Kind::DateConfirmed), 1);
}

#[test]
fn everything_is_erased_by_the_driver_at_rest_and_by_nobody_else() {
    let mut car = with_consent();
    recognised(&mut car);
    car.machine.choose(Seat::Passenger, Choice::EraseEverything);
    choose(&mut car, Choice::Guest);
    assert_eq!(status(&car), Status::Given, "by a passenger");
    car.machine.signal(Signal::Speed(Speed(4_000)));
    choose(&mut car, Choice::EraseEverything);
    assert_eq!(status(&car), Status::Given, "on the move");
    car.machine.signal(Signal::Speed(Speed::ZERO));
    choose(&mut car, Choice::EraseEverything);
    assert_eq!(status(&car), Status::Unknown);
}

#[test]
fn another_region_voids_what_was_given() {
    let mut car = restarted_in(with_consent(), "ar");
    recognised(&mut car);
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::Invalidated)));
    assert_eq!(kinds(&mut car).last(), Some(&Kind::Invalidated));
}

#[test]
fn a_region_that_asks_in_every_drive_needs_an_act_in_every_drive() {
    let Some(region) = Region::by_id("cn") else { panic!("a shipped region") };
    let mut car = Car::start_in(Simulated::new(), LEXICON, MONO_16, region);
    recognised(&mut car);
    car.press(Seat::Driver, Key::InterestTags);
    assert!(car.open().is_empty(), "not offered here");
    car.press(Seat::Driver, Key::Assistant);
    assert_eq!(car.open(), Purposes::only(Purpose::Assistant));
    car.ignition(false);
    recognised(&mut car);
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::AskEveryDrive)));
    car.press(Seat::Driver, Key::Assistant);
    assert_eq!(car.open(), Purposes::only(Purpose::Assistant));
}

#[test]
fn whoever_wants_to_be_asked_is_asked_also_after_a_restart() {
    let mut car = with_consent();
    recognised(&mut car);
    choose(&mut car, Choice::AskEveryDrive(true));
    assert_eq!(car.open(), TAGS, "this drive goes on");
    let mut car = restarted(car);
    recognised(&mut car);
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::AskEveryDrive)));
}

#[test]
fn an_erased_profile_is_gone_and_the_gate_closes_at_once() {
    let mut car = with_consent();
    recognised(&mut car);
    assert_eq!(car.open(), TAGS);
    choose(&mut car, Choice::EraseProfile);
    assert_eq!((car.open(), status(&car)), (Purposes::NONE, Status::Unknown));
    assert!(!kinds(&mut car).contains(&Kind::Given), "{:?}", kinds(&mut car));
    let mut car = restarted(car);
    recognised(&mut car);
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::NotGiven)));
}

#[test]
fn somebody_under_age_closes_and_cannot_give() {
    let mut car = with_consent();
    recognised(&mut car);
    car.sit(Seat::Passenger, Occupancy::Occupied);
    car.machine.choose(Seat::Passenger, Choice::UnderAge);
    car.tick();
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::UnderAge)));
    car.press(Seat::Passenger, Key::InterestTags);
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::UnderAge)));
}

#[test]
fn a_question_that_nobody_answers_goes_away_and_a_refusal_silences_it_for_its_days() {
    let mut car = Car::new();
    recognised(&mut car);
    let asks = |car: &mut Car| {
        car.request(Message::Propose { purpose: Purpose::InterestTags as u8 });
        car.tick();
        status(car)
    };
    assert_eq!(asks(&mut car), Status::Requested);
    for _ in 0..=u32::from(Region::floor().answer_seconds) * 100 {
        car.tick();
    }
    assert_eq!((status(&car), asks(&mut car)), (Status::RequestTimedOut, Status::RequestTimedOut));
    choose(&mut car, Choice::Refuse(Purpose::InterestTags));
    assert_eq!(asks(&mut car), Status::Refused);
    car.ignition(false);
    days_pass(&mut car, i64::from(Region::floor().ask_again_days) - 1);
    recognised(&mut car);
    assert_eq!(asks(&mut car), Status::Refused);
    car.ignition(false);
    days_pass(&mut car, 1);
    recognised(&mut car);
    assert_eq!(asks(&mut car), Status::Requested);
    assert!(car.open().is_empty());
}

#[test]
fn a_broken_journal_stays_closed_until_a_person_has_everything_erased() {
    let mut machine = with_consent().machine;
    machine.restart();
    machine.counter = sordina_machine::Counter::At(99);
    let mut car = Car::with(machine, LEXICON);
    recognised(&mut car);
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::StorageFault)));
    assert_eq!(status(&car), Status::Unknown, "what a journal says counts only if it holds together");
    choose(&mut car, Choice::EraseEverything);
    car.ignition(false);
    recognised(&mut car);
    assert_eq!((car.open(), car.reason()), (Purposes::NONE, Some(Reason::NotGiven)));
    car.press(Seat::Driver, Key::InterestTags);
    assert_eq!(car.open(), TAGS);
}

/// What a person can do with days in between.
#[derive(Clone, Copy, Debug)]
enum Step {
    Give,
    Withdraw,
    Drive,
    Days(u16),
    Restart,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        Just(Step::Give),
        Just(Step::Withdraw),
        Just(Step::Drive),
        Just(Step::Restart),
        (1..40_u16).prop_map(Step::Days),
        (100..200_u16).prop_map(Step::Days),
    ];
    prop::collection::vec(step, 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Against a model of two days: open exactly if the consent was given less than its days ago, was used lately, was not
    /// withdrawn, and had not run out on any day on which the board was on.
    #[test]
    fn a_consent_counts_on_its_days_and_on_no_other(steps in steps()) {
        let (floor, mut car, mut today) = (Region::floor(), Car::new(), 0_u32);
        let mut given: Option<(u32, u32)> = None;
        for step in steps {
            match step {
                Step::Days(days) => {
                    today += u32::from(days);
                    days_pass(&mut car, i64::from(days));
                }
                Step::Restart => car = restarted(car),
                Step::Give | Step::Withdraw | Step::Drive => recognised(&mut car),
            }
            let counts = |(since, used): &(u32, u32)| {
                today - since < u32::from(floor.consent_days) && today - used < u32::from(floor.unused_days)
            };
            given = given.filter(counts);
            match step {
                Step::Give => {
                    car.press(Seat::Driver, Key::InterestTags);
                    given = Some((today, today));
                }
                Step::Withdraw => {
                    car.press(Seat::Driver, Key::Stop);
                    given = None;
                }
                Step::Drive => given = given.map(|(since, _)| (since, today)),
                Step::Days(_) | Step::Restart => continue,
            }
            prop_assert_eq!(!car.open().is_empty(), given.is_some());
            car.ignition(false);
        }
    }
}

#[test]
fn to_be_asked_in_every_drive_is_written_once_and_only_by_whom_the_car_knows_and_at_rest() {
    let mut car = with_consent();
    recognised(&mut car);
    car.machine.signal(Signal::Speed(Speed(4_000)));
    choose(&mut car, Choice::AskEveryDrive(true));
    assert_eq!(count(&mut car, Kind::AskEveryDrive), 0, "on the move");
    car.machine.signal(Signal::Speed(Speed::ZERO));
    choose(&mut car, Choice::AskEveryDrive(false));
    assert_eq!(count(&mut car, Kind::AskEveryDrive), 0, "what is so already");
    for _ in 0..3 {
        choose(&mut car, Choice::AskEveryDrive(true));
    }
    assert_eq!(count(&mut car, Kind::AskEveryDrive), 1);
    choose(&mut car, Choice::Guest);
    choose(&mut car, Choice::AskEveryDrive(true));
    choose(&mut car, Choice::AskEveryDrive(false));
    assert_eq!(count(&mut car, Kind::AskEveryDrive), 1, "by a guest");
}

#[test]
fn a_person_sits_on_one_seat_at_a_time() {
    let mut car = with_consent();
    recognised(&mut car);
    choose(&mut car, Choice::Profile(0));
    assert_eq!(car.open(), TAGS, "she says again who she is");
    car.sit(Seat::Passenger, Occupancy::Occupied);
    car.tick();
    choose_from(&mut car, Seat::Passenger, Choice::Profile(0));
    assert!(car.open().is_empty(), "nobody knows who the driver is");
    car.sit(Seat::Driver, Occupancy::Empty);
    settle(&mut car);
    assert_eq!(car.open(), TAGS);
}

#[test]
fn later_is_an_answer_to_a_question_and_to_nothing_else() {
    let mut car = Car::new();
    recognised(&mut car);
    choose(&mut car, Choice::Later(Purpose::InterestTags));
    assert_eq!(status(&car), Status::Unknown);
    car.request(Message::Propose { purpose: 1 });
    car.tick();
    assert_eq!(status(&car), Status::Requested);
    choose(&mut car, Choice::Later(Purpose::InterestTags));
    assert_eq!(status(&car), Status::RequestDeferred);
    car.ignition(false);
    recognised(&mut car);
    assert_eq!(status(&car), Status::Unknown, "a question ends with its drive");
    car.press(Seat::Driver, Key::InterestTags);
    choose(&mut car, Choice::Later(Purpose::InterestTags));
    assert_eq!((status(&car), car.open()), (Status::Given, TAGS), "nothing is withdrawn by it");
}
