//! The worlds: who is in them, what happens in them, and that every promise holds in all their states (R5, R18, P8, P9).

use super::promises::every_promise_holds;
use super::{World, act, search};
use crate::consent::condition::{CONDITIONS, LEFT_OUT};
use crate::consent::{Event, Fault, Ledger, Proof, Proposal, Rules, State, step};
use crate::gate::{Purpose, Purposes};
use crate::interest::Epoch;
use crate::journal::Entry;
use crate::policy::Region;
use sordina_hal::vss::Speed;
use sordina_hal::{Choice, Occupancy, Seat, Signal, SystemState, UnixSeconds};
use std::panic::AssertUnwindSafe;
use std::vec::Vec;

/// A day; the others lie around it.
pub(in crate::consent) const DAY: Epoch = Epoch(20_000);

pub(in crate::consent) const ON: Event = Event::Signal(Signal::SystemState(SystemState::On));
pub(in crate::consent) const OFF: Event = Event::Signal(Signal::SystemState(SystemState::Off));
pub(in crate::consent) const STANDS: Event = Event::Signal(Signal::Speed(Speed::ZERO));
const MOVES: Event = Event::Signal(Signal::Speed(Speed(5_000)));
pub(in crate::consent) const RECORDED: Event = Event::Recorded { sequence: 7 };
pub(in crate::consent) const SHINES: Event =
    Event::ReadBack(Proof { lamp_is_lit: true, microphone_is_powered: true });
const DARK: Event = Event::ReadBack(Proof { lamp_is_lit: false, microphone_is_powered: false });

pub(in crate::consent) const WITHDRAW: Choice = Choice::Withdraw(Purpose::Assistant);

pub(in crate::consent) const fn seat(seat: Seat, occupancy: Occupancy) -> Event {
    Event::Signal(Signal::Occupancy(seat, occupancy))
}

const fn day(after: u16) -> Event {
    Event::Clock { today: Some(Epoch(DAY.0 + after)) }
}

fn after(state: State, events: impl IntoIterator<Item = Event>) -> World {
    let (state, _) = events.into_iter().fold((state, ()), |(state, ()), event| (step(state, event).0, ()));
    World::new(state).finite()
}

/// A car on a known day, with its kill switch released and all seats empty but these.
pub(in crate::consent) fn car(rules: Rules, taken: &[Seat]) -> World {
    let occupancy = |place| if taken.contains(&place) { Occupancy::Occupied } else { Occupancy::Empty };
    let seats = Seat::ALL.map(|place| seat(place, occupancy(place)));
    let events = [day(0), Event::KillSwitch { is_set: false }].into_iter().chain(seats);
    let mut car = after(State::new(rules, Ledger::default()), events);
    car.killed = false;
    car
}

/// Where a search starts, and what can happen in it.
struct Scene {
    name: &'static str,
    starts: Vec<World>,
    events: Vec<Event>,
    /// Fewer states would mean that the search got stuck.
    at_least: usize,
}

impl Scene {
    /// Visits every state; each promise must hold in each transition.
    fn explore(&self) {
        let states = search(&self.starts, &self.events, every_promise_holds);
        std::println!("{}: {states} states, {} events each", self.name, self.events.len());
        assert!(states >= self.at_least, "{}: the search reached only {states} states", self.name);
    }
}

#[test]
fn every_promise_holds_in_every_world() {
    scenes().iter().for_each(Scene::explore);
}

/// Each row of the table is left out once; the search must find a state that this opens, or whose reason is wrong.
#[test]
fn a_condition_that_is_left_out_is_missed() {
    for row in &CONDITIONS {
        LEFT_OUT.set(Some(row.reason));
        let is_missed =
            |scene: &Scene| std::panic::catch_unwind(AssertUnwindSafe(|| scene.explore())).is_err();
        assert!(scenes().iter().any(is_missed), "nothing misses {:?}", row.reason);
    }
    LEFT_OUT.set(None);
}

/// The smallest first.
fn scenes() -> Vec<Scene> {
    let mut scenes = what_has_changed_since();
    scenes.extend([two_purposes(), one_consent_over_time(), the_car()]);
    scenes.extend(asked_in_every_drive());
    scenes.extend([faults(), two_people()]);
    scenes
}

/// Everything that the car can do around one person who gives and withdraws one purpose.
fn the_car() -> Scene {
    let driver = Seat::Driver;
    let mut events = Vec::from([ON, OFF, STANDS, MOVES, RECORDED, SHINES]);
    events.push(Event::Signal(Signal::Speed(Speed::UNKNOWN)));
    events.extend([true, false].map(|moving| Event::Signal(Signal::IsMoving(moving))));
    events.extend([true, false].map(|present| Event::Signal(Signal::ChildSeat(Seat::Passenger, present))));
    events.extend([true, false].map(|is_set| Event::KillSwitch { is_set }));
    events
        .extend([Occupancy::Unknown, Occupancy::Empty, Occupancy::Occupied].map(|taken| seat(driver, taken)));
    events.extend([Choice::Give(Purpose::Assistant), WITHDRAW].map(|choice| act(driver, choice)));
    let floor = Rules::of(Region::floor());
    let starts = [World::new(State::new(floor, Ledger::default())), car(floor, &[driver])];
    Scene { name: "the car", starts: Vec::from(starts), events, at_least: 10_000 }
}

/// Everything that can fail, and a clock that is not known or goes back.
fn faults() -> Scene {
    let driver = Seat::Driver;
    let mut events = Vec::from([ON, OFF, STANDS, MOVES, RECORDED, SHINES, DARK]);
    events.extend([Event::Clock { today: None }, day(0), Event::Clock { today: Some(Epoch(DAY.0 - 1)) }]);
    events.push(act(driver, Choice::ConfirmDate));
    events.extend(Fault::ALL.map(Event::Failed));
    events.push(Event::ReadBack(Proof { lamp_is_lit: true, microphone_is_powered: false }));
    events.extend([Choice::Give(Purpose::Assistant), WITHDRAW].map(|choice| act(driver, choice)));
    let starts = Vec::from([car(Rules::of(Region::floor()), &[driver])]);
    Scene { name: "faults", starts, events, at_least: 10_000 }
}

/// Two people who come, go, say who they are, and agree or not, to one purpose.
fn two_people() -> Scene {
    let mut events = Vec::from([ON, OFF, RECORDED, SHINES]);
    for place in super::SEATS {
        events.extend([Occupancy::Empty, Occupancy::Occupied].map(|taken| seat(place, taken)));
        let purpose = Purpose::Assistant;
        let choices = [Choice::Give(purpose), WITHDRAW, Choice::Profile(0)];
        events.extend(choices.map(|choice| act(place, choice)));
    }
    events.extend(
        [Choice::Guest, Choice::UnderAge, Choice::EraseProfile].map(|choice| act(Seat::Passenger, choice)),
    );
    let floor = Rules::of(Region::floor());
    let parked = after(car(floor, &super::SEATS).state, [STANDS]);
    Scene { name: "two people", starts: Vec::from([parked]), events, at_least: 50_000 }
}

/// One person, recognised by a stored profile, and what can become of a consent over the days at which something ends.
fn one_consent_over_time() -> Scene {
    let driver = Seat::Driver;
    let purpose = Purpose::InterestTags;
    let floor = Rules::of(Region::floor());
    let mut events = Vec::from([RECORDED, SHINES]);
    events.push(Event::Proposed(Proposal { purpose }));
    let choices =
        [Choice::Give(purpose), Choice::Withdraw(purpose), Choice::EraseEverything, Choice::ConfirmDate];
    events.extend(choices.map(|choice| act(driver, choice)));
    events.extend([day(0), day(floor.unused_days), day(floor.consent_days), Event::Clock { today: None }]);
    let known = after(car(floor, &[driver]).state, [ON, STANDS, act(driver, Choice::Profile(0))]);
    Scene { name: "one consent over time", starts: Vec::from([known]), events, at_least: 10_000 }
}

/// One person whose consent is stored but needs an act in every drive: by her own wish, or by the region's rule.
fn asked_in_every_drive() -> [Scene; 2] {
    let driver = Seat::Driver;
    let purpose = Purpose::InterestTags;
    let mut events = Vec::from([ON, OFF, STANDS, MOVES, RECORDED, SHINES]);
    events.extend([true, false].map(|is_set| Event::KillSwitch { is_set }));
    let choices = [
        Choice::Give(purpose),
        Choice::Stop,
        Choice::Profile(0),
        Choice::AskEveryDrive(true),
        Choice::AskEveryDrive(false),
        Choice::EraseProfile,
    ];
    events.extend(choices.map(|choice| act(driver, choice)));
    let floor = Rules::of(Region::floor());
    [floor, Rules { ask_every_drive: true, ..floor }].map(|rules| Scene {
        name: "asked in every drive",
        starts: Vec::from([car(rules, &[driver])]),
        events: events.iter().map(super::copy_of).collect(),
        at_least: 1_000,
    })
}

/// One person and both purposes: none is given, taken or recorded with the other.
fn two_purposes() -> Scene {
    let driver = Seat::Driver;
    let mut events = Vec::from([ON, OFF, RECORDED, SHINES, Event::RequestTimedOut]);
    for purpose in Purpose::ALL {
        events.push(Event::Proposed(Proposal { purpose }));
        let choices = [
            Choice::Give(purpose),
            Choice::Withdraw(purpose),
            Choice::Refuse(purpose),
            Choice::Later(purpose),
        ];
        events.extend(choices.map(|choice| act(driver, choice)));
    }
    events.push(act(driver, Choice::Stop));
    let floor = Rules::of(Region::floor());
    let starts = Vec::from([after(car(floor, &[driver]).state, [STANDS])]);
    Scene { name: "two purposes", starts, events, at_least: 5_000 }
}

/// A consent that was given on another notice, in another region or for what is no longer offered.
fn what_has_changed_since() -> Vec<Scene> {
    let driver = Seat::Driver;
    let floor = Rules::of(Region::floor());
    let mut other_notice = floor;
    for shown in &mut other_notice.shown {
        shown.notice = [1; crate::journal::NOTICE];
    }
    let changed = [
        other_notice,
        Rules { region: floor.region + 1, ..floor },
        Rules { offered: Purposes::only(Purpose::Assistant), ..floor },
    ];
    let events = [
        ON,
        OFF,
        STANDS,
        RECORDED,
        SHINES,
        day(0),
        act(driver, Choice::Profile(0)),
        act(driver, Choice::Give(Purpose::InterestTags)),
        act(driver, Choice::Stop),
    ];
    let given = recorded_consent(car(floor, &[driver]).state, driver, Choice::Give(Purpose::InterestTags));
    let scene = |rules| {
        let mut ledger = Ledger::default();
        ledger.replay(&given, 7, &rules);
        let start = car(rules, &[driver]);
        let start = World { state: State { ledger, ..start.state }, ..start };
        let events = events.iter().map(super::copy_of).collect();
        Scene { name: "what has changed since", starts: Vec::from([start]), events, at_least: 50 }
    };
    changed.into_iter().map(scene).collect()
}

/// The record of what profile 0 gives from `place`, as the journal gets it.
fn recorded_consent(state: State, place: Seat, choice: Choice) -> Entry {
    let given = after(state, [ON, STANDS, act(place, Choice::Profile(0)), act(place, choice)]);
    let entry = given.state.recording.expect("on its way to the journal");
    entry.dated(UnixSeconds(u64::from(DAY.0) * 86_400))
}
