//! What a person says about her interests holds at once, everywhere, and after every restart (R17, R22 to R24, R33, R36).

use sordina::consent::{Fault, Profile};
use sordina::interest::Subject;
use sordina::journal;
use sordina::policy::{LEXICON, RECIPIENT_TEXTS, REPEAT_DAYS, Recipient};
use sordina_hal::{Choice, Seat, Signal, UnixSeconds, vss::Speed};
use sordina_link::{Answer, LONGEST_FRAME, Message, Receiver, Sender, Side, Tone};
use sordina_tests::Car;

const SECONDS_PER_DAY: u64 = 86_400;

/// A drive, with the driver recognised as this profile.
fn driven_by(car: &mut Car, profile: u8) {
    car.ignition(false);
    car.ignition(true);
    choose(car, Choice::Profile(profile));
}

fn choose(car: &mut Car, choice: Choice) {
    car.machine.choose(Seat::Driver, choice);
    for _ in 0..4 {
        car.tick();
    }
}

/// The same board, switched off and on, as many days later.
fn restarted(car: Car, days: u64) -> Car {
    let mut machine = car.machine;
    machine.restart();
    let now = machine.clock.wall_seconds().map_or(0, |now| now.0);
    machine.clock.set_wall(UnixSeconds(now + days * SECONDS_PER_DAY));
    let mut car = Car::with(machine, LEXICON);
    driven_by(&mut car, 0);
    car
}

fn number(tag: &str) -> u16 {
    Subject::by_tag(tag).map_or(0, |subject| subject.row().iab)
}

fn recipient(id: &str) -> u8 {
    RECIPIENT_TEXTS.iter().find(|text| text.id == id).map_or(255, |text| text.number)
}

fn declare(tag: &str, days: u16) -> Choice {
    Choice::Declare { subject: number(tag), days }
}

/// Every byte that the link gives to a recipient's question.
fn ask_bytes(car: &mut Car, recipient: u8) -> Vec<u8> {
    car.request(Message::Ask { recipient });
    car.tick();
    car.machine.link.take()
}

fn ask(car: &mut Car, recipient: u8) -> Option<Answer> {
    let mut receiver = Receiver::new(Side::HeadUnit);
    let reply = ask_bytes(car, recipient).into_iter().find_map(|byte| receiver.push(byte))?;
    let Message::Answer(answer) = reply else { return None };
    Some(answer).filter(|answer| *answer != Answer::SILENCE)
}

fn screen(car: &mut Car) -> Option<Answer> {
    ask(car, Recipient::CAR_SCREEN)
}

/// How many records were ever written.
fn written(car: &Car) -> Option<u32> {
    car.gateway.journal().map(|journal| journal.head().sequence)
}

/// Days for which the interest is stated: it is told on the first of them, and once more.
const STATED: u16 = REPEAT_DAYS + 2;

/// A car whose driver, profile 0, has stated an interest in parenting.
fn stated() -> Car {
    let mut car = Car::new();
    driven_by(&mut car, 0);
    choose(&mut car, declare("family.parenting", STATED));
    car
}

#[test]
fn a_statement_is_told_with_an_explicit_tone_once_in_some_days_until_its_date() {
    let mut car = stated();
    assert!(car.open().is_empty(), "nobody listens");
    let answer = screen(&mut car);
    assert_eq!(answer.and_then(|answer| answer.iab_audience_id()), Some(350));
    assert_eq!(answer.and_then(|answer| answer.tone()), Some(Tone::Explicit));
    assert!((0..1_000).all(|_| screen(&mut car).is_none()), "once, however often it is asked");
    let mut car = restarted(car, 0);
    assert_eq!(screen(&mut car), None, "nor after a restart");
    let mut car = restarted(car, u64::from(REPEAT_DAYS) - 1);
    assert_eq!(screen(&mut car), None, "not yet again");
    let mut car = restarted(car, 1);
    assert!(screen(&mut car).is_some());
    let mut car = restarted(stated(), u64::from(STATED));
    assert_eq!(screen(&mut car), None, "its date has come");
}

#[test]
fn stating_needs_a_parked_car_and_a_person_who_is_known_taking_back_needs_nothing() {
    let mut car = Car::new();
    car.ignition(true);
    let before = written(&car);
    choose(&mut car, declare("movies", 7));
    assert_eq!((screen(&mut car), written(&car)), (None, before), "nobody knows whose it would be");
    driven_by(&mut car, 0);
    car.machine.signal(Signal::Speed(Speed(4_000)));
    choose(&mut car, declare("movies", 7));
    assert_eq!(screen(&mut car), None, "on the move");
    let mut car = stated();
    car.machine.signal(Signal::Speed(Speed(4_000)));
    choose(&mut car, Choice::Dismiss(number("family.parenting")));
    assert_eq!(screen(&mut car), None);
    assert_eq!(screen(&mut restarted(car, 1)), None, "and it stays so");
}

#[test]
fn whoever_else_is_at_the_wheel_hears_nothing_of_it() {
    let mut car = stated();
    driven_by(&mut car, 1);
    assert_eq!(screen(&mut car), None);
    car.ignition(false);
    car.ignition(true);
    assert_eq!(screen(&mut car), None, "nor a guest");
    driven_by(&mut car, 0);
    assert!(screen(&mut car).is_some());
}

#[test]
fn what_a_guest_states_stands_while_she_is_at_the_wheel_and_goes_with_her() {
    let guest = |mut car: Car| {
        car.ignition(false);
        car.ignition(true);
        choose(&mut car, Choice::Guest);
        car
    };
    let stated = || {
        let mut car = guest(Car::new());
        choose(&mut car, declare("family.parenting", STATED));
        car
    };
    assert!(screen(&mut stated()).is_some());
    assert_eq!(screen(&mut guest(stated())), None, "another guest");
    assert_eq!(screen(&mut guest(restarted(stated(), 1))), None, "nor does the journal bring it back");
}

#[test]
fn after_a_purchase_care_is_told_once_and_nothing_more_of_the_same() {
    let mut car = stated();
    assert!(screen(&mut car).is_some());
    choose(&mut car, Choice::Bought(number("family.parenting")));
    let mut car = restarted(car, 1);
    assert_eq!(screen(&mut car).and_then(|answer| answer.tone()), Some(Tone::Care));
    for _ in 0..2 {
        car = restarted(car, REPEAT_DAYS.into());
        assert_eq!(screen(&mut car), None);
    }
}

#[test]
fn a_preference_reaches_the_recipient_that_the_person_raised_and_no_other() {
    let mut car = Car::new();
    driven_by(&mut car, 0);
    let radio = recipient("quiet_radio");
    choose(&mut car, Choice::Trust { recipient: radio, level: 1 });
    choose(&mut car, declare("prefer.quiet_ride", 180));
    for other in (0..=u8::MAX).filter(|other| *other != radio) {
        assert_eq!(ask(&mut car, other), None, "recipient {other}");
    }
    let answer = ask(&mut car, radio);
    assert_eq!(answer.and_then(|answer| answer.iab_audience_id()), Some(number("prefer.quiet_ride")));
    assert!(car.open().is_empty() && car.heard.is_empty());
    choose(&mut car, Choice::Trust { recipient: radio, level: 0 });
    assert_eq!(ask(&mut restarted(car, 1), radio), None);
}

#[test]
fn what_says_less_holds_also_when_it_cannot_be_recorded_and_what_says_more_does_not() {
    let (parenting, movies) = (number("family.parenting"), number("movies"));
    let [radio, shop] = ["quiet_radio", "camping_shop"].map(recipient);
    let at_rest = || {
        let mut car = stated();
        choose(&mut car, Choice::Trust { recipient: radio, level: 1 });
        choose(&mut car, Choice::Block(movies));
        car
    };
    // Whether parenting stands, whether movies are closed, and how far radio and shop are trusted.
    let after = |choice| {
        let mut car = at_rest();
        car.machine.flash.cut_power_after(0);
        choose(&mut car, choice);
        assert!(car.gateway.state().faults().has(Fault::Storage), "{choice:?}");
        let shelf = car.gateway.interests().shelf(car.gateway.driver()).copied().unwrap_or_default();
        (
            Subject::by_number(parenting).and_then(|it| shelf.of(it)).is_some(),
            Subject::by_number(movies).map(|it| shelf.is_closed(it)),
            [radio, shop].map(|it| shelf.level(it)),
        )
    };
    let before = (true, Some(true), [1, 0]);
    assert_eq!(after(Choice::Dismiss(parenting)), (false, Some(true), [1, 0]));
    assert_eq!(after(Choice::Block(parenting)), (false, Some(true), [1, 0]));
    assert_eq!(after(Choice::Trust { recipient: radio, level: 0 }), (true, Some(true), [0, 0]));
    assert_eq!(after(Choice::Trust { recipient: shop, level: 1 }), before);
    assert_eq!(after(Choice::Allow(movies)), before);
    assert_eq!(after(declare("movies", 7)), before);
}

#[test]
fn what_a_person_says_again_is_not_written_again() {
    let mut car = stated();
    for choice in
        [Choice::Block(number("movies")), Choice::Trust { recipient: recipient("quiet_radio"), level: 1 }]
    {
        let before = written(&car);
        choose(&mut car, choice);
        let once = written(&car);
        assert_ne!(once, before, "{choice:?}");
        choose(&mut car, choice);
        assert_eq!(written(&car), once, "{choice:?}");
    }
}

#[test]
fn whatever_the_reason_silence_is_the_same_bytes() {
    let frame = |car: &mut Car, recipient| ask_bytes(car, recipient)[4..].to_vec();
    let mut nothing = Car::driving();
    let silence = frame(&mut nothing, Recipient::CAR_SCREEN);
    let mut blocked = stated();
    choose(&mut blocked, Choice::Block(number("family.parenting")));
    let (mut told, mut stranger, mut killed, mut unknown_day) = (stated(), stated(), stated(), stated());
    screen(&mut told);
    killed.machine.kill_switch.is_high = true;
    unknown_day.machine.clock.wall = None;
    unknown_day.tick();
    let shop = recipient("camping_shop");
    for (why, car, who) in [
        ("blocked", &mut blocked, 0),
        ("told", &mut told, 0),
        ("a stranger", &mut stranger, shop),
        ("no recipient", &mut nothing, 200),
        ("kill switch", &mut killed, 0),
        ("no day", &mut unknown_day, 0),
    ] {
        // A frame carries its sequence number and so its own checksum; everything else is the same.
        let bytes = frame(car, who);
        assert_eq!((bytes.len(), &bytes[..4]), (silence.len(), &silence[..4]), "{why}");
    }
}

#[test]
fn nothing_that_arrives_on_the_link_puts_anything_into_a_profile() {
    let mut car = Car::new();
    driven_by(&mut car, 0);
    let before = (*car.gateway.interests(), car.machine.flash.bytes().to_vec());
    let answer = Answer::tag(350, 20_000, 28, Tone::Explicit, sordina_link::Channels::CarAndPhone);
    let mut buffer = [0; LONGEST_FRAME];
    let forged = Sender::new().frame(Message::Answer(answer), &mut buffer).to_vec();
    for byte in 0..=u8::MAX {
        car.machine.link.send(&forged);
        car.machine.link.send(&[3, 1, byte, byte, byte, byte, 0]);
        car.tick();
    }
    assert_eq!((*car.gateway.interests(), car.machine.flash.bytes().to_vec()), before);
}

#[test]
fn a_power_cut_at_any_byte_undoes_no_dismissal_and_no_statement_that_was_acknowledged() {
    let (mut acknowledged, mut cuts) = (0, 0);
    for bytes in (0..600).step_by(3) {
        for choice in [Choice::Dismiss(number("family.parenting")), declare("movies", 5)] {
            let mut car = stated();
            car.machine.flash.cut_power_after(bytes);
            choose(&mut car, choice);
            cuts += 1;
            if matches!(choice, Choice::Dismiss(_)) {
                assert_eq!(screen(&mut car), None, "it holds at once, whatever the flash does");
            }
            let is_acknowledged = !car.gateway.state().faults().has(Fault::Storage);
            let car = restarted(car, 1);
            let shelf = Profile::stored(0).and_then(|her| car.gateway.interests().shelf(her).copied());
            let stands = |tag| {
                shelf.is_some_and(|shelf| Subject::by_tag(tag).and_then(|it| shelf.of(it).copied()).is_some())
            };
            if is_acknowledged {
                acknowledged += 1;
                let holds = if matches!(choice, Choice::Dismiss(_)) {
                    !stands("family.parenting")
                } else {
                    stands("movies")
                };
                assert!(holds, "{choice:?} after {bytes} bytes");
            }
        }
    }
    assert!(acknowledged > 100 && acknowledged < cuts, "{acknowledged} of {cuts}");
}

#[test]
fn what_stands_survives_a_journal_that_is_full_and_is_gone_when_erased() {
    let mut car = stated();
    choose(&mut car, Choice::Block(number("travel.beach")));
    for _ in 0..200 {
        driven_by(&mut car, 1);
        choose(&mut car, declare("movies", 5));
        choose(&mut car, Choice::Dismiss(number("movies")));
    }
    let mut moved = false;
    let each = |entry: &journal::Entry| moved |= entry.content().kind == journal::Kind::Stands;
    assert_eq!(journal::for_each(&mut car.machine.flash, each), Ok(()));
    assert!(moved, "the journal was never full");
    let mut car = restarted(car, 1);
    assert!(screen(&mut car).is_some(), "still told");
    choose(&mut car, Choice::EraseProfile);
    let mut car = restarted(car, REPEAT_DAYS.into());
    assert_eq!(screen(&mut car), None);
}
