//! Exhaustive search: every state that two seats, the car, the keys and the faults can reach, and every event
//! in each of them. What holds here holds for every order of events, however long.

use super::act::PhysicalAct;
use super::{Effect, Effects, Event, Fault, Phase, Proof, Proposal, State, condition, step};
use crate::gate::{Generation, Grant, Purpose, Purposes};
use crate::journal::Kind;
use sordina_hal::vss::Speed;
use sordina_hal::{Choice, Key, Occupancy, Seat, Signal, SystemState};
use std::collections::HashSet;
use std::vec::Vec;

/// A state, and what line and lamp have been told last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct World {
    state: State,
    lamp: bool,
    line: bool,
}

const SEATS: [Seat; 2] = [Seat::Driver, Seat::Passenger];

fn events() -> Vec<Event> {
    let mut events = Vec::from([
        Event::Signal(Signal::SystemState(SystemState::On)),
        Event::Signal(Signal::SystemState(SystemState::Off)),
        Event::Signal(Signal::Speed(Speed::ZERO)),
        Event::Signal(Signal::Speed(Speed(5_000))),
        Event::Signal(Signal::IsMoving(true)),
        Event::Signal(Signal::IsMoving(false)),
        Event::Signal(Signal::ChildSeat(Seat::Passenger, true)),
        Event::Signal(Signal::ChildSeat(Seat::Passenger, false)),
        Event::KillSwitch { is_set: true },
        Event::KillSwitch { is_set: false },
        Event::Clock { is_known: true },
        Event::Clock { is_known: false },
        Event::ConsentRecorded,
        Event::Failed(Fault::Storage),
    ]);
    for seat in SEATS {
        events.extend(Key::ALL.map(|key| Event::Act(PhysicalAct::for_search(seat, key.choice()))));
        let occupancies = [Occupancy::Unknown, Occupancy::Empty, Occupancy::Occupied];
        events.extend(occupancies.map(|who| Event::Signal(Signal::Occupancy(seat, who))));
    }
    events.extend(Purpose::ALL.map(|purpose| Event::Proposed(Proposal { purpose })));
    let levels = [(true, true), (false, false), (true, false)];
    events.extend(
        levels.map(|(lamp, line)| Event::ReadBack(Proof { lamp_is_lit: lamp, microphone_is_powered: line })),
    );
    events
}

/// The start, with the rear seats known to be empty.
fn start() -> World {
    let rear = [Seat::RearDriverSide, Seat::RearMiddle, Seat::RearPassengerSide];
    let empty = |state, seat| step(state, Event::Signal(Signal::Occupancy(seat, Occupancy::Empty))).0;
    World { state: rear.into_iter().fold(State::new(), empty), lamp: false, line: false }
}

/// Visits every transition once.
fn search(mut visit: impl FnMut(&World, &Event, &World, &Effects)) -> usize {
    let mut seen = HashSet::from([start()]);
    let mut open = Vec::from([start()]);
    while let Some(before) = open.pop() {
        for event in events() {
            let copy = copy_of(&event);
            let (state, effects) = step(before.state, event);
            let mut after = World { state, ..before };
            for effect in &effects {
                match effect {
                    Effect::SetLamp(on) => after.lamp = *on,
                    Effect::SetMicrophoneLine(on) => after.line = *on,
                    _ => {}
                }
            }
            visit(&before, &copy, &after, &effects);
            // Generations only count up; without them the states are finitely many.
            after.state.generation = Generation::NONE;
            if seen.insert(after) {
                open.push(after);
            }
        }
    }
    seen.len()
}

fn copy_of(event: &Event) -> Event {
    match event {
        Event::Act(act) => Event::Act(PhysicalAct::for_search(act.seat(), act.choice())),
        Event::Proposed(proposal) => Event::Proposed(*proposal),
        Event::Signal(signal) => Event::Signal(*signal),
        Event::KillSwitch { is_set } => Event::KillSwitch { is_set: *is_set },
        Event::Clock { is_known } => Event::Clock { is_known: *is_known },
        Event::ConsentRecorded => Event::ConsentRecorded,
        Event::ReadBack(proof) => Event::ReadBack(*proof),
        Event::Failed(fault) => Event::Failed(*fault),
    }
}

fn granted(effects: &Effects) -> Option<Grant> {
    effects.iter().find_map(|effect| if let Effect::SetGrant(grant) = effect { Some(*grant) } else { None })
}

fn is_open(world: &World) -> bool {
    matches!(world.state.phase, Phase::Open(_))
}

fn place(effects: &Effects, wanted: impl Fn(&Effect) -> bool) -> Option<usize> {
    effects.iter().position(wanted)
}

#[test]
fn no_order_of_events_breaks_a_promise() {
    let states = search(|before, event, after, effects| {
        opens_only_with_every_condition(before, event, after, effects);
        closes_before_it_records(before, after, effects);
        consent_grows_only_by_a_recorded_act(before, event, after, effects);
        lamp_and_line_follow_the_gate(after);
        proposals_change_nothing(before, event, after, effects);
        stop_stops(event, after);
        assert!(effects.len() < effects.capacity());
    });
    assert!(states > 10_000, "the search reached only {states} states");
}

fn opens_only_with_every_condition(before: &World, event: &Event, after: &World, effects: &Effects) {
    if let Phase::Open(purposes) = after.state.phase {
        assert_eq!(condition::failing(&after.state), None);
        assert_eq!(purposes, after.state.agreed_by_all());
        assert!(!purposes.is_empty());
    }
    if is_open(after) && !is_open(before) {
        let proven = Proof { lamp_is_lit: true, microphone_is_powered: true };
        assert_eq!((before.state.phase, event), (Phase::Proving, &Event::ReadBack(proven)));
    }
    if let Some(grant) = granted(effects) {
        let open = if let Phase::Open(purposes) = after.state.phase { purposes } else { Purposes::NONE };
        assert_eq!(grant.purposes(), open);
        assert!(!is_open(after) || grant.generation() != before.state.generation, "R9");
    } else {
        assert_eq!(is_open(before), is_open(after));
    }
}

fn closes_before_it_records(before: &World, after: &World, effects: &Effects) {
    if is_open(before) && !is_open(after) {
        let closed =
            place(effects, |effect| matches!(effect, Effect::SetGrant(grant) if grant.purposes().is_empty()));
        let forgot = place(effects, |effect| *effect == Effect::Forget);
        let recorded = place(
            effects,
            |effect| matches!(effect, Effect::Record(entry) if entry.content().kind == Kind::Closed),
        );
        assert!(closed.is_some() && closed < forgot && forgot < recorded, "{effects:?}");
        let formed = place(effects, |effect| *effect == Effect::FormTag);
        assert!(formed.is_none() || (closed < formed && formed < forgot && !after.state.is_driving));
    }
}

fn consent_grows_only_by_a_recorded_act(before: &World, event: &Event, after: &World, effects: &Effects) {
    for seat in SEATS {
        let (was, is) = (before.state.seat(seat).consent, after.state.seat(seat).consent);
        if was.intersection(is) != is {
            assert_eq!(event, &Event::ConsentRecorded);
            assert_eq!(before.state.recording.map(|(recorded, _)| recorded), Some(seat));
        }
    }
    if before.state.recording.is_none() && after.state.recording.is_some() {
        assert!(matches!(event, Event::Act(act) if act.choice() != Choice::Stop), "{event:?}");
        assert!(effects.iter().any(|effect| matches!(effect, Effect::RecordConsent(_))));
        assert!(before.state.is_parked() && before.state.is_driving);
    }
}

fn lamp_and_line_follow_the_gate(after: &World) {
    let on = !matches!(after.state.phase, Phase::Closed(_));
    assert_eq!((after.lamp, after.line), (on, on));
}

fn proposals_change_nothing(before: &World, event: &Event, after: &World, effects: &Effects) {
    if matches!(event, Event::Proposed(_)) {
        assert!(effects.is_empty());
        assert_eq!(before, after);
    }
}

fn stop_stops(event: &Event, after: &World) {
    if let Event::Act(act) = event
        && act.choice() == Choice::Stop
    {
        assert!(after.state.seat(act.seat()).consent.is_empty());
        assert!(!is_open(after) || !after.state.seat(act.seat()).is_taken());
    }
}
