//! What may come between an act and its record, and the days at which a consent counts: orders of events that the exhaustive
//! search goes through as well, in milliseconds (R25, R26, R28, R37).

use super::search::act;
use super::search::worlds::{DAY, OFF, ON, RECORDED, SHINES, STANDS, WITHDRAW, car, seat};
use super::{
    Effect, Effects, Event, Fault, Ledger, Phase, Profile, Profiles, Reason, Rules, State, Status, step,
};
use crate::gate::{Purpose, Purposes};
use crate::interest::{Epoch, Subject};
use crate::journal::Kind;
use crate::policy::{Notice, Region};
use sordina_hal::{Choice, Occupancy, Seat, Signal};
use std::vec::Vec;

const GIVE: Choice = Choice::Give(Purpose::Assistant);

fn rules() -> Rules {
    Rules::of(Region::floor())
}

/// What `events` make of the state, and every effect on the way.
fn after(state: State, events: impl IntoIterator<Item = Event>) -> (State, Vec<Effects>) {
    events.into_iter().fold((state, Vec::new()), |(state, mut all), event| {
        let (state, effects) = step(state, event);
        all.push(effects);
        (state, all)
    })
}

/// A parked car on a known day, with people on these seats.
fn parked(taken: &[Seat]) -> State {
    after(car(rules(), taken).state, [ON, STANDS]).0
}

/// The driver's stored profile has given a purpose, and the gate waits for the lamp.
fn given(purpose: Purpose) -> State {
    let give =
        [act(Seat::Driver, Choice::Profile(0)), act(Seat::Driver, Choice::Give(purpose)), RECORDED, RECORDED];
    after(parked(&[Seat::Driver]), give).0
}

/// Whether a yes of the driver's is still on its way to the journal after `events`.
fn still_waits(state: State, events: impl IntoIterator<Item = Event>) -> bool {
    let (state, _) = after(state, [act(Seat::Driver, GIVE)]);
    assert!(state.recording.is_some());
    after(state, events).0.recording.is_some()
}

#[test]
fn a_set_of_profiles_has_what_was_put_in_and_not_what_was_taken_out() {
    let all = Profile::all().fold(Profiles::NONE, Profiles::with);
    assert_eq!(all, Profiles::ALL);
    let stored = u8::try_from(Profile::STORED).expect("few");
    assert!(Profile::stored(stored - 1).is_some() && Profile::stored(stored).is_none());
    for profile in Profile::all() {
        let rest = all.without(profile);
        assert!(Profiles::only(profile).contains(profile) && !rest.contains(profile));
        assert_eq!(rest.with(profile), all);
        assert!(!rest.meets(Profiles::only(profile)) && all.meets(Profiles::only(profile)));
        assert_eq!(rest.iter().count() + 1, all.iter().count());
    }
}

#[test]
fn a_drive_lasts_from_ignition_on_to_ignition_off() {
    let car = parked(&[Seat::Driver]);
    assert!(!State::new(rules(), Ledger::default()).is_driving() && car.is_driving());
    assert!(!step(car, OFF).0.is_driving());
}

#[test]
fn every_status_has_its_own_word_of_the_dpv_except_a_question_without_an_answer() {
    let words = Status::ALL.map(Status::dpv);
    assert!(words.iter().all(|word| word.contains("Consent")));
    let same = |place: usize| words.iter().filter(|word| **word == words[place]).count();
    let alone = |status| !matches!(status, Status::Unknown | Status::RequestTimedOut);
    assert!((0..words.len()).all(|place| (same(place) == 1) == alone(Status::ALL[place])));
    assert_eq!(Status::RequestTimedOut.dpv(), Status::Unknown.dpv());
}

#[test]
fn a_purpose_is_shown_with_the_recipients_that_its_notice_names() {
    for purpose in Purpose::ALL {
        let named = Notice::current(purpose).recipients;
        let shown = rules().shown(purpose).recipients;
        assert!(named.iter().all(|number| shown & 1 << number != 0));
        assert_eq!(shown.count_ones() as usize, named.len());
    }
}

#[test]
fn only_the_same_persons_no_to_the_same_purpose_overtakes_a_yes() {
    let car = parked(&[Seat::Driver, Seat::Passenger]);
    assert!(!still_waits(car, [act(Seat::Driver, WITHDRAW)]));
    assert!(!still_waits(car, [act(Seat::Driver, Choice::Stop)]));
    assert!(still_waits(car, [act(Seat::Driver, Choice::Withdraw(Purpose::InterestTags))]));
    assert!(still_waits(car, [act(Seat::Passenger, WITHDRAW)]));
}

#[test]
fn a_yes_on_its_way_goes_with_the_person_and_with_nobody_else() {
    let car = parked(&[Seat::Driver, Seat::Passenger]);
    assert!(!still_waits(car, [seat(Seat::Driver, Occupancy::Empty)]));
    assert!(still_waits(car, [seat(Seat::Passenger, Occupancy::Empty)]));
}

#[test]
fn erasing_a_profile_takes_its_own_yes_along_and_no_other() {
    let (car, _) = after(
        parked(&[Seat::Driver, Seat::Passenger]),
        [act(Seat::Driver, Choice::Profile(0)), act(Seat::Passenger, Choice::Profile(1))],
    );
    assert!(!still_waits(car, [act(Seat::Driver, Choice::EraseProfile)]));
    assert!(still_waits(car, [act(Seat::Passenger, Choice::EraseProfile)]));
}

#[test]
fn a_flash_that_fails_drops_what_is_on_its_way_and_no_other_fault_does() {
    let car = parked(&[Seat::Driver]);
    for fault in Fault::ALL {
        assert_eq!(still_waits(car, [Event::Failed(fault)]), fault != Fault::Storage, "{fault:?}");
    }
}

#[test]
fn what_ends_an_interest_is_recorded_always_what_opens_it_again_only_when_parked() {
    let (parked, _) = after(parked(&[Seat::Driver]), [act(Seat::Driver, Choice::Profile(0))]);
    let (moving, _) = after(parked, [Event::Signal(Signal::IsMoving(true))]);
    let subject = Subject::by_tag("travel.camping").map_or(0, |subject| subject.row().iab);
    let wishes = [
        (Choice::Dismiss(subject), Kind::Dismissed, true),
        (Choice::Block(subject), Kind::Blocked, true),
        (Choice::Bought(subject), Kind::Bought, true),
        (Choice::TripOver, Kind::TripOver, true),
        (Choice::Trust { recipient: 0, level: 0 }, Kind::Trusted, true),
        (Choice::Allow(subject), Kind::Allowed, false),
        (Choice::Declare { subject, days: 1 }, Kind::Declared, false),
        (Choice::Trust { recipient: 0, level: 1 }, Kind::Trusted, false),
    ];
    for (choice, kind, always) in wishes {
        let is_recorded = |state: State| {
            let (_, effects) = step(state, act(Seat::Driver, choice));
            let wanted =
                |effect: &Effect| matches!(effect, Effect::Record(entry) if entry.content().kind == kind);
            effects.iter().any(wanted)
        };
        assert!(is_recorded(parked), "{choice:?}");
        assert_eq!(is_recorded(moving), always, "{choice:?} while moving");
    }
}

#[test]
fn a_record_that_comes_when_a_condition_has_failed_lights_nothing() {
    let given = [act(Seat::Driver, GIVE), RECORDED];
    let (waiting, _) = after(parked(&[Seat::Driver]), given);
    assert!(waiting.recording.is_some(), "the opening is on its way to the journal");
    let (closed, effects) = after(waiting, [seat(Seat::Passenger, Occupancy::Occupied), RECORDED]);
    assert!(matches!(closed.phase, Phase::Closed(_)));
    let lights = |effect: &Effect| matches!(effect, Effect::SetLamp(_) | Effect::SetMicrophoneLine(_));
    assert!(!effects.iter().flatten().any(lights), "{effects:?}");
}

#[test]
fn what_was_withdrawn_while_the_lamp_was_proven_makes_room_for_what_was_given() {
    let tags = Purpose::InterestTags;
    let proving =
        [act(Seat::Driver, GIVE), RECORDED, RECORDED, act(Seat::Driver, Choice::Give(tags)), RECORDED];
    let (state, _) = after(parked(&[Seat::Driver]), proving);
    assert_eq!(state.phase, Phase::Proving);
    let (state, _) = after(state, [act(Seat::Driver, WITHDRAW), RECORDED, SHINES]);
    assert_eq!(state.phase, Phase::Open(Purposes::only(tags)));
}

#[test]
fn a_purpose_that_was_withdrawn_before_its_record_came_changes_nothing() {
    let tags = Purpose::InterestTags;
    let give = |purpose| act(Seat::Driver, Choice::Give(purpose));
    let open = [give(Purpose::Assistant), RECORDED, RECORDED, SHINES, give(tags), RECORDED];
    let (state, _) = after(parked(&[Seat::Driver]), open);
    let wider = |events: Vec<Event>| {
        let (state, effects) = after(state, events);
        let grants = effects.iter().flatten().filter(|effect| matches!(effect, Effect::SetGrant(_))).count();
        (state.phase, grants)
    };
    assert_eq!(wider(Vec::from([RECORDED])), (Phase::Open(Purposes::ALL), 1));
    let withdrawn = Vec::from([act(Seat::Driver, Choice::Withdraw(tags)), RECORDED]);
    assert_eq!(wider(withdrawn), (Phase::Open(Purposes::only(Purpose::Assistant)), 0));
}

#[test]
fn a_condition_that_fails_before_the_lamp_is_proven_switches_all_off_again() {
    let state = given(Purpose::Assistant);
    assert_eq!(state.phase, Phase::Proving);
    let (closed, effects) = step(state, Event::KillSwitch { is_set: true });
    assert!(matches!(closed.phase, Phase::Closed(_)));
    assert_eq!(closed.opening, super::Opening::default());
    assert_eq!(effects, [Effect::SetMicrophoneLine(false), Effect::SetLamp(false)]);
}

/// How an open gate is closed by `event`: on whose consents a tag may form, and why the journal says that it closed.
fn closing(purpose: Purpose, event: Event) -> (Option<u32>, Option<Reason>) {
    let (state, _) = after(given(purpose), [SHINES]);
    assert_eq!(state.phase, Phase::Open(Purposes::only(purpose)));
    let (_, effects) = step(state, event);
    let tag = effects.iter().find_map(|effect| match effect {
        Effect::FormTag { rests_on, .. } => Some(*rests_on),
        _ => None,
    });
    (tag, reason(&effects))
}

/// Why the journal says that something closed.
fn reason(effects: &Effects) -> Option<Reason> {
    effects.iter().find_map(|effect| match effect {
        Effect::Record(entry) if entry.content().kind == Kind::Closed => {
            Reason::from_code(entry.content().code)
        }
        _ => None,
    })
}

#[test]
fn a_tag_may_form_only_when_a_drive_ends_in_which_tags_were_open() {
    assert_eq!(closing(Purpose::InterestTags, OFF), (Some(7), Some(Reason::NotDriving)));
    assert_eq!(closing(Purpose::Assistant, OFF), (None, Some(Reason::NotDriving)));
    let killed = Event::KillSwitch { is_set: true };
    assert_eq!(closing(Purpose::InterestTags, killed), (None, Some(Reason::KillSwitch)));
}

#[test]
fn one_of_two_purposes_that_is_withdrawn_closes_alone_and_says_why() {
    let tags = Purpose::InterestTags;
    let open = [SHINES, act(Seat::Driver, Choice::Give(tags)), RECORDED, RECORDED];
    let (state, _) = after(given(Purpose::Assistant), open);
    assert_eq!(state.phase, Phase::Open(Purposes::ALL));
    let (state, effects) = step(state, act(Seat::Driver, Choice::Withdraw(tags)));
    assert_eq!(state.phase, Phase::Open(Purposes::only(Purpose::Assistant)));
    assert!(effects.contains(&Effect::Forget));
    assert_eq!(reason(&effects), Some(Reason::Withdrawn));
}

#[test]
fn a_consent_counts_from_its_day_to_its_end() {
    let purpose = Purpose::InterestTags;
    let state = given(purpose);
    let profile = state.seat(Seat::Driver).profile(Seat::Driver);
    let counts = |day: u16| !state.ledger.valid(profile, Epoch(day), &rules()).is_empty();
    assert!(counts(DAY.0) && counts(DAY.0 + 1));
    assert!(!counts(DAY.0 - 1), "before it was given");
    assert!(!counts(DAY.0 + rules().consent_days), "after its end");
    assert!(!counts(DAY.0 + rules().unused_days), "unused for too long");
}

#[test]
fn a_clock_that_was_wrong_ends_every_consent_on_the_day_that_is_confirmed() {
    let purpose = Purpose::InterestTags;
    let state = given(purpose);
    let earlier = Epoch(DAY.0 - 3);
    let wrong = [Event::Clock { today: Some(earlier) }, act(Seat::Driver, Choice::ConfirmDate), RECORDED];
    let (state, _) = after(state, wrong);
    let profile = state.seat(Seat::Driver).profile(Seat::Driver);
    let consent = state.ledger.consent(profile, purpose);
    assert_eq!((consent.status, consent.since), (Status::Expired, earlier));
}
