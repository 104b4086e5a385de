//! Consent and gate together: brings the gate in line with the table of conditions.
//!
//! ```text
//! Closed ──every row holds──▸ record the opening ──recorded──▸ Proving ──lamp and line read back──▸ Open
//!    ◂─────────────────────── any row fails, in the step that learns of it ───────────────────────────┘
//! ```
//! Promises:
//! - An opening is recorded before the first sample passes, and again before a further purpose is added (R37).
//! - A purpose that somebody no longer agrees to is taken away in the step that learns of it, the others stay open.
//! - Every change of what passes is a generation of its own (R9).

use super::step::{Effect, Effects, push};
use super::{Fault, Opening, Phase, Profiles, Reason, State, Status, Who, condition};
use crate::gate::{Grant, Purpose, Purposes};
use crate::journal::Entry;
use sordina_hal::Seat;

/// Brings the gate in line with the table of conditions.
pub(super) fn settle(state: &mut State, effects: &mut Effects) {
    let agreed = state.agreed_by_all();
    match (state.phase, condition::failing(state)) {
        (Phase::Closed(_), Some(reason)) => state.phase = Phase::Closed(reason),
        (Phase::Closed(_), None) => record(state, agreed, effects),
        (Phase::Proving, Some(reason)) => abandon(state, reason, effects),
        (Phase::Proving, None) if state.opening.purposes.intersection(agreed).is_empty() => {
            abandon(state, Reason::SeatNotCovered, effects);
            record(state, agreed, effects);
        }
        (Phase::Proving, None) => {}
        (Phase::Open(open), Some(reason)) => close(state, open, reason, effects),
        (Phase::Open(open), None) => adjust(state, open, agreed, effects),
    }
}

/// The record of an opening is in the journal: power up and prove, or let a further purpose through.
pub(super) fn recorded(state: &mut State, entry: &Entry, effects: &mut Effects) {
    let content = entry.content();
    state.opening = Opening {
        purposes: content.purposes,
        profiles: content.profiles,
        rests_on: rests_on(state, content.profiles, content.purposes),
    };
    if condition::failing(state).is_some() {
        return;
    }
    match state.phase {
        Phase::Closed(_) => {
            state.phase = Phase::Proving;
            push(effects, Effect::SetMicrophoneLine(true));
            push(effects, Effect::SetLamp(true));
        }
        Phase::Open(open) => {
            let wider = content.purposes.intersection(state.agreed_by_all());
            if wider != open && wider.intersection(open) == open {
                grant(state, wider, effects);
            }
        }
        Phase::Proving => {}
    }
}

/// Lamp and line are on: let through what was recorded and is still agreed to.
pub(super) fn proven(state: &mut State, effects: &mut Effects) {
    let purposes = state.opening.purposes.intersection(state.agreed_by_all());
    if !purposes.is_empty() {
        grant(state, purposes, effects);
    }
}

/// Opens under a generation of its own. When the generations are used up, an internal fault closes instead.
fn grant(state: &mut State, purposes: Purposes, effects: &mut Effects) {
    let Some(generation) = state.generation.next() else {
        return state.faults.latch(Fault::Internal);
    };
    state.generation = generation;
    state.phase = Phase::Open(purposes);
    push(effects, Effect::SetGrant(Grant::open(generation, purposes)));
}

/// Asks for the record of an opening, if nothing else is on its way to the journal.
fn record(state: &mut State, purposes: Purposes, effects: &mut Effects) {
    if state.recording.is_some() {
        return;
    }
    let Some(generation) = state.generation.next() else {
        return state.faults.latch(Fault::Internal);
    };
    let entry = Entry::opened(generation, profiles(state), purposes);
    state.recording = Some(entry);
    push(effects, Effect::RecordFirst(entry));
}

/// Takes away what is no longer agreed to, and asks for the record of what is new.
fn adjust(state: &mut State, open: Purposes, agreed: Purposes, effects: &mut Effects) {
    let kept = open.intersection(agreed);
    if kept.is_empty() {
        close(state, open, Reason::SeatNotCovered, effects);
    } else if kept != open {
        grant(state, kept, effects);
        state.opening.purposes = kept;
        let gone = open.without(kept);
        if gone.contains(Purpose::InterestTags) {
            push(effects, Effect::Forget);
        }
        push(effects, Effect::Record(Entry::closed(state.generation, gone, why_gone(state, gone))));
    }
    if agreed != kept {
        record(state, agreed, effects);
    }
}

fn abandon(state: &mut State, reason: Reason, effects: &mut Effects) {
    state.phase = Phase::Closed(reason);
    state.opening = Opening::default();
    push(effects, Effect::SetMicrophoneLine(false));
    push(effects, Effect::SetLamp(false));
}

fn close(state: &mut State, open: Purposes, reason: Reason, effects: &mut Effects) {
    let Opening { profiles, rests_on, .. } = core::mem::take(&mut state.opening);
    state.phase = Phase::Closed(reason);
    push(effects, Effect::SetGrant(Grant::closed(state.generation)));
    push(effects, Effect::SetMicrophoneLine(false));
    push(effects, Effect::SetLamp(false));
    if reason == Reason::NotDriving && open.contains(Purpose::InterestTags) {
        push(effects, Effect::FormTag { profiles, rests_on });
    }
    push(effects, Effect::Forget);
    push(effects, Effect::Record(Entry::closed(state.generation, open, reason)));
}

/// Why some purposes were taken away while others stay open.
fn why_gone(state: &State, gone: Purposes) -> Reason {
    let withdrawn = profiles(state).iter().any(|profile| {
        gone.iter().any(|purpose| state.ledger.consent(profile, purpose).status == Status::Withdrawn)
    });
    if withdrawn { Reason::Withdrawn } else { Reason::SeatNotCovered }
}

/// Everybody in the car.
fn profiles(state: &State) -> Profiles {
    let taken = Seat::ALL.into_iter().zip(&state.seats).filter(|(_, person)| person.is_taken());
    let known =
        taken.filter_map(|(_, person)| if let Who::Known(who) = person.who { Some(who) } else { None });
    known.fold(Profiles::NONE, Profiles::with)
}

/// The record of the first consent that an opening rests on.
fn rests_on(state: &State, profiles: Profiles, purposes: Purposes) -> u32 {
    let purpose = purposes.iter().last().unwrap_or(Purpose::Assistant);
    profiles.iter().next().map_or(0, |profile| state.ledger.consent(profile, purpose).record)
}
