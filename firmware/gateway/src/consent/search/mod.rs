//! Exhaustive search: every state that a world can reach, and every event in each of its states. What holds here holds
//! for every order of events, however long (R1, R4, R5, R18, R25, R26, R28).
//!
//! All seats, profiles, purposes and days together are too many to enumerate, so there are several worlds, each whole in
//! what it is about (`worlds.rs`). The promises (`promises.rs`) are the same in all of them, and are said in plain terms,
//! without the table of conditions that they check.

mod promises;
pub(super) mod worlds;

use super::act::PhysicalAct;
use super::{Effect, Effects, Event, Fault, Phase, State, step};
use crate::gate::{Generation, Purpose, Purposes};
use crate::journal::{Entry, Kind};
use sordina_hal::{Choice, Seat, Signal};
use std::collections::HashSet;
use std::vec::Vec;

/// The seats that the worlds' people sit on; the others are known to be empty.
const SEATS: [Seat; 2] = [Seat::Driver, Seat::Passenger];

/// A state, and what an onlooker has seen: not what the state says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct World {
    pub(super) state: State,
    lamp: bool,
    line: bool,
    /// The record that was asked for and has not been confirmed.
    asked: Option<Entry>,
    /// Purposes of the last opening that is in the journal, since the gate closed.
    opened: Purposes,
    /// What was given at each seat, on record, since the kill switch was last set or the drive began.
    gave: [Purposes; SEATS.len()],
    /// The kill switch was set in this drive.
    killed: bool,
}

/// One step as an onlooker sees it.
struct Transition<'a> {
    before: &'a World,
    event: &'a Event,
    after: &'a World,
    effects: &'a Effects,
}

/// Says where a promise broke.
impl Drop for Transition<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            std::println!("{:?}\n  before {:?}\n  after  {:?}", self.event, self.before, self.after);
            std::println!("  effects {:?}", self.effects);
        }
    }
}

impl World {
    fn new(state: State) -> Self {
        Self {
            state,
            lamp: false,
            line: false,
            asked: None,
            opened: Purposes::NONE,
            gave: [Purposes::NONE; SEATS.len()],
            killed: false,
        }
    }

    const fn open(&self) -> Purposes {
        if let Phase::Open(purposes) = self.state.phase { purposes } else { Purposes::NONE }
    }

    /// What an onlooker sees when `event` happens.
    fn after(&self, event: &Event, state: State, effects: &Effects) -> Self {
        let mut after = Self { state, ..*self };
        match event {
            Event::Recorded { .. } => after.see_recorded(),
            Event::Failed(Fault::Storage) => after.asked = None,
            Event::KillSwitch { is_set: true } => {
                after.killed = true;
                after.gave = [Purposes::NONE; SEATS.len()];
            }
            Event::Signal(Signal::SystemState(_)) if state.is_driving != self.state.is_driving => {
                after.killed = false;
                after.gave = [Purposes::NONE; SEATS.len()];
            }
            _ => {}
        }
        for effect in effects {
            match effect {
                Effect::SetLamp(on) => after.lamp = *on,
                Effect::SetMicrophoneLine(on) => after.line = *on,
                Effect::RecordFirst(entry) => after.asked = Some(*entry),
                _ => {}
            }
        }
        if matches!(state.phase, Phase::Closed(_)) {
            after.opened = Purposes::NONE;
        }
        after.finite()
    }

    fn see_recorded(&mut self) {
        let Some(entry) = self.asked.take() else { return };
        let content = entry.content();
        match content.kind {
            Kind::Opened => self.opened = content.purposes,
            Kind::Given | Kind::Renewed => {
                let place = SEATS.into_iter().position(|seat| Some(seat) == content.seat);
                let Some(gave) = place.and_then(|place| self.gave.get_mut(place)) else { return };
                *gave = content.purposes.iter().fold(*gave, Purposes::with);
            }
            _ => {}
        }
    }

    /// Generations only count up; without them the states are finitely many.
    fn finite(mut self) -> Self {
        self.state.generation = Generation::NONE;
        let unnumbered = |entry: Entry| entry.unnumbered();
        self.state.recording = self.state.recording.map(unnumbered);
        self.asked = self.asked.map(unnumbered);
        self
    }
}

/// Visits every transition once; returns how many states there are.
fn search(starts: &[World], events: &[Event], mut visit: impl FnMut(&Transition<'_>)) -> usize {
    let mut seen: HashSet<World> = starts.iter().copied().collect();
    let mut open: Vec<World> = starts.to_vec();
    while let Some(before) = open.pop() {
        for event in events {
            let (state, effects) = step(before.state, copy_of(event));
            let after = before.after(event, state, &effects);
            visit(&Transition { before: &before, event, after: &after, effects: &effects });
            if seen.insert(after) {
                open.push(after);
            }
        }
    }
    seen.len()
}

pub(super) fn act(seat: Seat, choice: Choice) -> Event {
    Event::Act(PhysicalAct::for_search(seat, choice))
}

/// An act cannot be copied outside of this search: one press is one act.
fn copy_of(event: &Event) -> Event {
    match event {
        Event::Act(done) => act(done.seat(), done.choice()),
        Event::Proposed(proposal) => Event::Proposed(*proposal),
        Event::RequestTimedOut => Event::RequestTimedOut,
        Event::Signal(signal) => Event::Signal(*signal),
        Event::KillSwitch { is_set } => Event::KillSwitch { is_set: *is_set },
        Event::Clock { today } => Event::Clock { today: *today },
        Event::Recorded { sequence } => Event::Recorded { sequence: *sequence },
        Event::ReadBack(proof) => Event::ReadBack(*proof),
        Event::Failed(fault) => Event::Failed(*fault),
    }
}

/// Purposes, for a promise about each of them.
fn each(purposes: Purposes) -> impl Iterator<Item = Purpose> {
    purposes.iter()
}
