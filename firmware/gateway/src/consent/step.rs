//! The state machine: `step(state, event) -> (state, effects)`, pure and total.
//!
//! Every event may arrive in every state. [`step`] first takes in what the event says about the world, then
//! [`settle`]s the gate against the table of conditions. Opening takes three events, so that nothing opens on
//! hope: the act ([`Event::Act`]), its record ([`Event::ConsentRecorded`]), and the read-back of lamp and line
//! ([`Event::ReadBack`]). Closing takes one.

use super::{Fault, Phase, PhysicalAct, Proposal, Reason, State, condition};
use crate::gate::{Grant, Purpose, Purposes};
use crate::journal::{Entry, Kind};
use sordina_hal::vss::Speed;
use sordina_hal::{Choice, Occupancy, Seat, Signal};

/// Levels read back from the nets of lamp and microphone line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Proof {
    /// The lamp shines.
    pub lamp_is_lit: bool,
    /// The microphones have power.
    pub microphone_is_powered: bool,
}

/// What the control path learns.
#[derive(Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// Somebody pressed a key of the trusted control.
    Act(PhysicalAct),
    /// The head unit would like the gate to be opened. It stays a wish.
    Proposed(Proposal),
    /// The car says something.
    Signal(Signal),
    /// Level of the kill switch.
    KillSwitch {
        /// Whether it is set.
        is_set: bool,
    },
    /// The date has become known (or unknown).
    Clock {
        /// Whether it is known.
        is_known: bool,
    },
    /// The consent that was being recorded is in the journal.
    ConsentRecorded,
    /// Lamp and line as they really are.
    ReadBack(Proof),
    /// Something failed.
    Failed(Fault),
}

/// What has to be done, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Store the grant word.
    SetGrant(Grant),
    /// Switch the microphones' power.
    SetMicrophoneLine(bool),
    /// Switch the lamp.
    SetLamp(bool),
    /// The drive is over: let a tag form from what it said.
    FormTag,
    /// Wipe everything that was heard.
    Forget,
    /// Drop the tag that has not been told yet.
    TakeBackTag,
    /// Write to the journal and answer with [`Event::ConsentRecorded`].
    RecordConsent(Entry),
    /// Write to the journal.
    Record(Entry),
}

/// Effects of one step. The longest step (withdrawing while open) has 6.
pub type Effects = heapless::Vec<Effect, 8>;

/// The next state, and what has to be done about it.
#[must_use]
pub fn step(mut state: State, event: Event) -> (State, Effects) {
    let mut effects = Effects::new();
    let mut record = None;
    match event {
        Event::Act(act) => record = state.take_act(&act, &mut effects),
        Event::Proposed(_) => {}
        Event::Signal(signal) => state.take_signal(signal),
        Event::KillSwitch { is_set } => state.take_kill_switch(is_set, &mut effects),
        Event::Clock { is_known } => state.clock_is_known = is_known,
        Event::ConsentRecorded => state.take_record(),
        Event::ReadBack(proof) => state.take_proof(proof, &mut effects),
        Event::Failed(fault) => state.faults.latch(fault),
    }
    settle(&mut state, &mut effects);
    if let Some(effect) = record {
        push(&mut effects, effect);
    }
    (state, effects)
}

/// Brings the gate in line with the table of conditions.
fn settle(state: &mut State, effects: &mut Effects) {
    let agreed = state.agreed_by_all();
    match (state.phase, condition::failing(state)) {
        (Phase::Closed(_), Some(reason)) => state.phase = Phase::Closed(reason),
        (Phase::Closed(_), None) => {
            state.phase = Phase::Proving;
            push(effects, Effect::SetMicrophoneLine(true));
            push(effects, Effect::SetLamp(true));
        }
        (Phase::Proving, None) => {}
        (Phase::Proving, Some(reason)) => {
            state.phase = Phase::Closed(reason);
            push(effects, Effect::SetMicrophoneLine(false));
            push(effects, Effect::SetLamp(false));
        }
        (Phase::Open(open), None) if open == agreed => {}
        (Phase::Open(_), None) => open(state, agreed, effects),
        (Phase::Open(open), Some(reason)) => close(state, open, reason, effects),
    }
}

/// Opens under a generation of its own. When the generations are used up, an internal fault closes instead.
fn open(state: &mut State, purposes: Purposes, effects: &mut Effects) {
    let Some(generation) = state.generation.next() else {
        state.faults.latch(Fault::Internal);
        return settle(state, effects);
    };
    state.generation = generation;
    state.phase = Phase::Open(purposes);
    push(effects, Effect::SetGrant(Grant::open(generation, purposes)));
}

fn close(state: &mut State, open: Purposes, reason: Reason, effects: &mut Effects) {
    state.phase = Phase::Closed(reason);
    push(effects, Effect::SetGrant(Grant::closed(state.generation)));
    push(effects, Effect::SetMicrophoneLine(false));
    push(effects, Effect::SetLamp(false));
    if reason == Reason::NotDriving && open.contains(Purpose::InterestTags) {
        push(effects, Effect::FormTag);
    }
    push(effects, Effect::Forget);
    push(effects, Effect::Record(Entry::closed(state.generation, open, reason)));
}

/// The list is longer than any step needs; the exhaustive search over all steps proves it.
fn push(effects: &mut Effects, effect: Effect) {
    let _fits = effects.push(effect).is_ok();
    debug_assert!(_fits);
}

impl State {
    fn take_act(&mut self, act: &PhysicalAct, effects: &mut Effects) -> Option<Effect> {
        let purpose = match act.choice() {
            Choice::Stop => return Some(self.withdraw(act, effects)),
            Choice::Give(purpose) => purpose,
            _ => return None,
        };
        self.may_give(act.seat(), purpose).then(|| {
            self.recording = Some((act.seat(), Purposes::only(purpose)));
            Effect::RecordConsent(Entry::of_act(
                Kind::Given,
                act,
                crate::consent::Profile::guest(act.seat()),
                Purposes::only(purpose),
            ))
        })
    }

    /// Consent is given when parked, by somebody who sits there, and only where it could take effect.
    fn may_give(&self, seat: Seat, purpose: Purpose) -> bool {
        let person = self.seat(seat);
        self.is_driving
            && self.is_parked()
            && !self.kill_switch_is_set
            && self.recording.is_none()
            && person.occupancy == Occupancy::Occupied
            && !person.has_child_seat
            && !person.consent.contains(purpose)
    }

    /// Always possible, from every seat, for everything that this seat has given or is giving.
    fn withdraw(&mut self, act: &PhysicalAct, effects: &mut Effects) -> Effect {
        push(effects, Effect::TakeBackTag);
        let seat = self.seat_mut(act.seat());
        seat.consent = Purposes::NONE;
        seat.has_withdrawn = seat.is_taken();
        self.recording = self.recording.filter(|(giving, _)| *giving != act.seat());
        Effect::Record(Entry::of_act(
            Kind::Withdrawn,
            act,
            crate::consent::Profile::guest(act.seat()),
            Purposes::ALL,
        ))
    }

    fn take_record(&mut self) {
        if let Some((seat, purposes)) = self.recording.take() {
            let seat = self.seat_mut(seat);
            seat.consent = purposes.iter().fold(seat.consent, Purposes::with);
            seat.has_withdrawn = false;
        }
    }

    /// The switch says no for everybody: what was given before it does not come back when it is released.
    fn take_kill_switch(&mut self, is_set: bool, effects: &mut Effects) {
        if is_set && !self.kill_switch_is_set {
            self.forget_consents();
            push(effects, Effect::TakeBackTag);
        }
        self.kill_switch_is_set = is_set;
    }

    fn take_signal(&mut self, signal: Signal) {
        match signal {
            Signal::SystemState(ignition) => self.take_ignition(ignition.is_driving()),
            Signal::Speed(Speed::UNKNOWN) => self.speed_is_zero = None,
            Signal::Speed(speed) => self.speed_is_zero = Some(speed == Speed::ZERO),
            Signal::IsMoving(is_moving) => self.is_moving = Some(is_moving),
            Signal::ChildSeat(seat, is_present) => self.seat_mut(seat).has_child_seat = is_present,
            Signal::Occupancy(seat, occupancy) => self.take_occupancy(seat, occupancy),
            Signal::Language(_) => {}
        }
    }

    /// Every drive starts without consents and without the faults of the last one.
    fn take_ignition(&mut self, is_driving: bool) {
        if is_driving != self.is_driving {
            self.is_driving = is_driving;
            self.forget_consents();
            if is_driving {
                self.faults = super::Faults::default();
            }
        }
    }

    /// Whoever leaves takes the consent along: the next person on the seat is asked anew.
    fn take_occupancy(&mut self, seat: Seat, occupancy: Occupancy) {
        let person = self.seat_mut(seat);
        person.occupancy = occupancy;
        if occupancy != Occupancy::Occupied {
            person.consent = Purposes::NONE;
            person.has_withdrawn = false;
            self.recording = self.recording.filter(|(giving, _)| *giving != seat);
        }
    }

    fn forget_consents(&mut self) {
        self.recording = None;
        for seat in &mut self.seats {
            seat.consent = Purposes::NONE;
            seat.has_withdrawn = false;
        }
    }

    /// Lamp and line must be on exactly while the gate is open or about to open.
    fn take_proof(&mut self, proof: Proof, effects: &mut Effects) {
        let expected = !matches!(self.phase, Phase::Closed(_));
        if proof.lamp_is_lit != expected {
            self.faults.latch(Fault::Lamp);
        }
        if proof.microphone_is_powered != expected {
            self.faults.latch(Fault::MicrophoneLine);
        }
        if self.phase == Phase::Proving && condition::failing(self).is_none() {
            open(self, self.agreed_by_all(), effects);
        }
    }
}
