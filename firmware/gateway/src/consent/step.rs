//! The state machine: `step(state, event) -> (state, effects)`, pure and total.
//!
//! Every event may arrive in every state. [`step`] first takes in what the event says about the world, then settles the
//! gate against the table of conditions (`opening`). Opening takes four events, so that nothing opens on hope: the act
//! ([`Event::Act`], in this drive or, for a stored consent, an earlier one), its record, the record of the opening
//! ([`Event::Recorded`]), and the read-back of lamp and line ([`Event::ReadBack`]). Closing takes one.

use super::{Fault, Phase, PhysicalAct, Profiles, Proposal, State, condition, opening};
use crate::gate::Grant;
use crate::interest::Epoch;
use crate::journal::{Entry, Kind};
use sordina_hal::Signal;

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
    /// Somebody used the trusted control.
    Act(PhysicalAct),
    /// The head unit would like to be allowed something. It stays a wish.
    Proposed(Proposal),
    /// Nobody answered the question on the screen in time.
    RequestTimedOut,
    /// The car says something.
    Signal(Signal),
    /// Level of the kill switch.
    KillSwitch {
        /// Whether it is set.
        is_set: bool,
    },
    /// The day; `None` while it is not known.
    Clock {
        /// The day.
        today: Option<Epoch>,
    },
    /// What [`Effect::RecordFirst`] or [`Effect::Erase`] asked for is in the journal.
    Recorded {
        /// Sequence number of the record.
        sequence: u32,
    },
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
    FormTag {
        /// On whose consent.
        profiles: Profiles,
        /// Sequence number of the first of those consents.
        rests_on: u32,
    },
    /// Wipe everything that was heard.
    Forget,
    /// Write to the journal and answer with [`Event::Recorded`]: it takes effect only then.
    RecordFirst(Entry),
    /// Write to the journal. What it says about consent has taken effect already; what it says about interests takes
    /// effect by being recorded, and at once if it lets less out.
    Record(Entry),
    /// Erase what the journal says about these profiles, salts and all.
    Erase(Profiles),
}

/// Effects of one step. The longest step has 8: the last purpose that was open is withdrawn, and another one, which was
/// given since, is recorded to be opened.
pub type Effects = heapless::Vec<Effect, 10>;

/// The next state, and what has to be done about it.
#[must_use]
pub fn step(mut state: State, event: Event) -> (State, Effects) {
    let mut effects = Effects::new();
    let mut last = None;
    match event {
        Event::Act(act) => last = state.take_act(&act),
        Event::Proposed(proposal) => state.take_proposal(proposal),
        Event::RequestTimedOut => state.time_out(),
        Event::Signal(signal) => state.take_signal(signal),
        Event::KillSwitch { is_set } => state.take_kill_switch(is_set),
        Event::Clock { today } => last = state.take_day(today),
        Event::Recorded { sequence } => state.take_record(sequence, &mut effects),
        Event::ReadBack(proof) => state.take_proof(proof, &mut effects),
        Event::Failed(fault) => state.take_fault(fault),
    }
    opening::settle(&mut state, &mut effects);
    if let Some(effect) = last {
        push(&mut effects, effect);
    }
    (state, effects)
}

/// The list is longer than any step needs; the exhaustive search over all steps proves it.
pub(super) fn push(effects: &mut Effects, effect: Effect) {
    let _fits = effects.push(effect).is_ok();
    debug_assert!(_fits);
}

impl State {
    /// A new day may end consents; each end is recorded, one per look at the clock.
    fn take_day(&mut self, today: Option<Epoch>) -> Option<Effect> {
        self.today = today;
        let today = today.filter(|today| *today >= self.ledger.latest())?;
        let (profile, purpose, kind) = self.ledger.ending(today, &self.rules)?;
        let entry = Entry::ended(kind, profile, crate::gate::Purposes::only(purpose));
        self.ledger.take(&entry, 0, today, &self.rules);
        Some(Effect::Record(entry))
    }

    /// What was waiting for its record takes effect.
    fn take_record(&mut self, sequence: u32, effects: &mut Effects) {
        let Some(entry) = self.recording.take() else { return };
        let Some(today) = self.today else { return };
        if entry.content().kind == Kind::AskEveryDrive {
            self.affirm_what_is_agreed(&entry);
        }
        self.ledger.take(&entry, sequence, today, &self.rules);
        match entry.content().kind {
            Kind::Opened => opening::recorded(self, &entry, effects),
            Kind::Given | Kind::Renewed => self.take_given(&entry),
            _ => {}
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
            opening::proven(self, effects);
        }
    }

    /// What could not be recorded has not happened.
    fn take_fault(&mut self, fault: Fault) {
        self.faults.latch(fault);
        if fault == Fault::Storage {
            self.recording = None;
        }
    }
}
