//! The one file that joins the parts: machine, control path, journal, link and analysis.
//!
//! Three contexts, each with its own value, sharing nothing but [`Memory`]:
//!
//! | context | value | call |
//! |---|---|---|
//! | audio (interrupt, callback) | [`AudioPath`] | [`AudioPath::process`], once per block |
//! | control | [`Gateway`] | [`Gateway::tick`], every few milliseconds |
//! | worker | [`Gateway`] | [`Gateway::analyse`], whenever control has nothing to do |
//!
//! Control and worker share a thread and take turns: a hop of analysis is short, and closing does not wait for
//! it to notice, because the audio context reads the grant word itself.

use crate::analysis::Analysis;
use crate::audio::AudioPath;
use crate::audio::ring::Ring;
use crate::clock::ClockWatch;
use crate::consent::{
    Effect, Event, Fault, Ledger, Phase, Profile, Profiles, Proof, Proposal, Rules, State, TrustedControl,
    Who, step,
};
use crate::constants::Watch;
use crate::gate::{Gate, Purpose};
use crate::interest::{Epoch, Interests, Secret};
use crate::journal::{Entry, Journal};
use crate::policy::Region;
use crate::spotter::{Detection, PLACES, Spotter};
use sordina_hal::{Format, InputPin, Machine, Millis, OutputPin, Read, ReadReady, Seat, Write};
use sordina_link::{Answer, LONGEST_FRAME, Message, Receiver, Sender, Side};

/// The memory that the contexts share. One per machine, alive as long as the gateway.
#[derive(Default)]
pub struct Memory {
    gate: Gate,
    ring: Ring,
}

/// Acts and signals taken per tick, so that a flood cannot keep the control path (R38).
const PER_TICK: usize = 64;
/// Steps that one event may be followed by, one after another. The longest are 8: an act, its record, that of the opening, line and lamp
/// that fail, and three more failures when they are switched off again.
const MOST_STEPS: usize = 16;
/// Link bytes taken per tick: somewhat more than a line of 115,200 baud brings in 10 ms.
const BYTES_PER_TICK: usize = 128;

/// Control and worker context of one gateway.
pub struct Gateway<'m, const P: usize = PLACES> {
    gate: &'m Gate,
    state: State,
    control: TrustedControl,
    clock: ClockWatch,
    constants: Watch,
    /// `None` while it does not hold together.
    journal: Option<Journal>,
    /// Since when a question stands on the screen.
    asking_since: Option<Millis>,
    link: Link,
    analysis: Analysis<'m, P>,
    /// What stands about everybody's interests.
    interests: Interests,
    /// The person at the wheel, of this drive or the last: recipients are told about nobody else.
    driver: Profile,
}

/// What follows from a step's effects, in order.
type Events = heapless::Deque<Event, 8>;

struct Link {
    receiver: Receiver,
    sender: Sender,
}

impl<'m, const P: usize> Gateway<'m, P> {
    /// Starts closed, with microphone line and lamp off, and reads the consents that the journal holds. The memory of
    /// `spotter` is fresh, and lives where the machine has room for it: it is a large part, and is never moved.
    pub fn start<M: Machine>(
        memory: &'m mut Memory,
        spotter: Spotter<'m, P>,
        format: Format,
        region: &Region,
        machine: &mut M,
    ) -> (AudioPath<'m>, Self) {
        let (intake, outlet) = memory.ring.split();
        let gate = &memory.gate;
        let rules = Rules::of(region);
        // Before anything that takes time: a reset may have left the pins as they were.
        let failed = [
            drive(machine.microphone_line(), false, Fault::MicrophoneLine),
            drive(machine.lamp(), false, Fault::Lamp),
        ];
        let (journal, ledger, interests) = open(machine, &rules);
        let mut gateway = Self {
            gate,
            state: State::new(rules, ledger),
            control: TrustedControl::new(),
            clock: ClockWatch::new(),
            constants: Watch::start(),
            journal,
            asking_since: None,
            link: Link { receiver: Receiver::new(Side::Gateway), sender: Sender::new() },
            analysis: Analysis::new(gate, outlet, format.rate, spotter),
            interests,
            driver: Profile::guest(Seat::Driver),
        };
        for event in failed.into_iter().flatten() {
            gateway.handle(machine, event);
        }
        (AudioPath::new(gate, intake, format.channels), gateway)
    }

    /// One turn of the control path: everything that has happened, in the order in which it may close the gate.
    pub fn tick<M: Machine>(&mut self, machine: &mut M) {
        if self.journal.is_none() {
            self.handle(machine, Event::Failed(Fault::Storage));
        }
        if !self.constants.holds() {
            self.handle(machine, Event::Failed(Fault::Internal));
        }
        // Levels as the last tick left them: a lamp needs time to follow, so they prove only the phase they are from.
        let (proven, read_back) = (self.state.phase(), read_back(machine));
        let kill_switch = machine.kill_switch().is_high();
        self.handle(
            machine,
            kill_switch.map_or(Event::Failed(Fault::Control), |is_set| Event::KillSwitch { is_set }),
        );
        if self.state.phase() == proven {
            self.handle(machine, read_back);
        }
        for event in self.clock.check(machine.now(), machine.wall_clock(), self.is_listening()) {
            self.handle(machine, event);
        }
        self.take_signals(machine);
        self.take_acts(machine);
        self.take_requests(machine);
        self.time_question(machine);
        self.end_lives(machine);
        machine.feed_watchdog();
    }

    /// One hop of the worker; returns whether there was audio to work on. See [`Analysis::hop`].
    pub fn analyse<M: Machine>(&mut self, machine: &M, heard: impl FnMut(&Detection)) -> bool {
        self.analysis.hop(machine.now(), heard)
    }

    /// The gate, to look at: only the control path can open it.
    #[must_use]
    pub const fn gate(&self) -> &'m Gate {
        self.gate
    }

    /// The control path's state.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The journal; `None` while it does not hold together.
    #[must_use]
    pub const fn journal(&self) -> Option<&Journal> {
        self.journal.as_ref()
    }

    /// What stands about everybody's interests, as the gateway's own screen shows it.
    #[must_use]
    pub const fn interests(&self) -> &Interests {
        &self.interests
    }

    /// The person at the wheel, of this drive or the last.
    #[must_use]
    pub const fn driver(&self) -> Profile {
        self.driver
    }

    /// The worker's part.
    #[must_use]
    pub const fn analysis(&self) -> &Analysis<'m, P> {
        &self.analysis
    }

    fn is_listening(&self) -> bool {
        !matches!(self.state.phase(), Phase::Closed(_))
    }

    fn take_signals<M: Machine>(&mut self, machine: &mut M) {
        for _ in 0..PER_TICK {
            let Some(signal) = machine.next_signal() else { break };
            self.handle(machine, Event::Signal(signal));
        }
    }

    fn take_acts<M: Machine>(&mut self, machine: &mut M) {
        for _ in 0..PER_TICK {
            match self.control.poll(machine) {
                Ok(Some(act)) => self.handle(machine, Event::Act(act)),
                Ok(None) => break,
                Err(_) => return self.handle(machine, Event::Failed(Fault::Control)),
            }
        }
    }

    /// A question that nobody answers goes away by itself; that is not a yes.
    fn time_question<M: Machine>(&mut self, machine: &mut M) {
        let now = machine.now();
        if !self.state.is_asking() {
            self.asking_since = None;
            return;
        }
        let since = *self.asking_since.get_or_insert(now);
        if now.since(since) >= u64::from(self.state.rules().answer_seconds).saturating_mul(1000) {
            self.handle(machine, Event::RequestTimedOut);
        }
    }

    /// One step, its effects, and the steps that follow from these. Steps that follow each other without end would keep the
    /// control path from everything else, so they end in an internal fault, which closes.
    fn handle<M: Machine>(&mut self, machine: &mut M, event: Event) {
        let mut events = Events::new();
        let mut next = Some(event);
        for _ in 0..MOST_STEPS {
            let Some(event) = next else { return };
            self.step(machine, event, &mut events);
            next = events.pop_front();
        }
        if next.is_some() {
            self.step(machine, Event::Failed(Fault::Internal), &mut events);
        }
    }

    /// One step and its effects; what follows from them joins `events`.
    fn step<M: Machine>(&mut self, machine: &mut M, event: Event, events: &mut Events) {
        let (state, effects) = step(self.state, event);
        self.state = state;
        self.follow_driver();
        for effect in &effects {
            if let Some(follows) = self.apply(machine, effect) {
                let _full = events.push_back(follows);
            }
        }
    }

    fn apply<M: Machine>(&mut self, machine: &mut M, effect: &Effect) -> Option<Event> {
        match effect {
            Effect::SetGrant(grant) => self.gate.set(*grant),
            Effect::SetMicrophoneLine(on) => {
                return drive(machine.microphone_line(), *on, Fault::MicrophoneLine);
            }
            Effect::SetLamp(on) => return drive(machine.lamp(), *on, Fault::Lamp),
            Effect::FormTag { profiles, rests_on } => return self.form_tag(machine, *profiles, *rests_on),
            Effect::Forget => self.analysis.wipe(),
            Effect::RecordFirst(entry) => {
                let written = self.record(machine, entry);
                return Some(written.map_or_else(Event::Failed, |sequence| Event::Recorded { sequence }));
            }
            Effect::Record(entry) => return self.note(machine, entry),
            Effect::Erase(profiles) => return self.erase(machine, *profiles),
        }
        None
    }

    /// Who sits at the wheel. A guest who has not said who she is has nothing, and leaves nothing to the next one.
    fn follow_driver(&mut self) {
        if !self.state.is_driving() {
            return;
        }
        let person = self.state.seat(Seat::Driver);
        self.driver = person.profile(Seat::Driver);
        if person.who != Who::Known(Profile::guest(Seat::Driver)) {
            self.interests.forget_guest();
        }
    }

    /// Writes to the journal, with the day on which the control path acts; the record's sequence number.
    fn record<M: Machine>(&mut self, machine: &mut M, entry: &Entry) -> Result<u32, Fault> {
        let entry = self.clock.wall().map_or(*entry, |now| entry.dated(now));
        if entry.content().narrows() {
            self.interests.take(&entry);
        }
        let journal = self.journal.as_mut().ok_or(Fault::Storage)?;
        let sequence = journal.append(machine, &entry).map_err(|_| Fault::Storage)?;
        self.interests.take(&entry);
        Ok(sequence)
    }

    /// Records something that has happened. What a person says about her interests and changes nothing is not written
    /// down, so that it cannot wear the flash.
    fn note<M: Machine>(&mut self, machine: &mut M, entry: &Entry) -> Option<Event> {
        let mut after = self.interests;
        after.take(&self.clock.wall().map_or(*entry, |now| entry.dated(now)));
        if entry.content().is_wish() && after == self.interests {
            return None;
        }
        self.record(machine, entry).err().map(Event::Failed)
    }

    /// Erases what the journal says about these profiles. Erasing all of them begins a new chain, also in place of a
    /// journal that does not hold together.
    fn erase<M: Machine>(&mut self, machine: &mut M, profiles: Profiles) -> Option<Event> {
        self.interests.forget(profiles);
        let erased = if profiles == Profiles::ALL {
            Journal::restart(machine).map(|journal| self.journal = Some(journal)).ok()
        } else {
            self.journal.as_mut().and_then(|journal| journal.erase(machine, profiles).ok())
        };
        erased.is_none().then_some(Event::Failed(Fault::Storage))
    }

    /// The drive is over. The tag is about the person at the wheel, if she is one of those who agreed.
    fn form_tag<M: Machine>(&mut self, machine: &mut M, profiles: Profiles, rests_on: u32) -> Option<Event> {
        let shelf = self.interests.shelf(self.driver).filter(|_| profiles.contains(self.driver))?;
        let today = Epoch::of(self.clock.wall()?);
        let tag = self.analysis.evidence().tag(today, |subject| !shelf.is_closed(subject))?;
        self.record(machine, &Entry::tag(tag, self.driver, profiles, rests_on)).err().map(Event::Failed)
    }

    /// A tag whose days are over ends in the journal too, so that no clock revives it; one per tick.
    fn end_lives<M: Machine>(&mut self, machine: &mut M) {
        let ending = self.state.sane_day().and_then(|today| self.interests.ending(today));
        if let Some((profile, subject)) = ending
            && let Some(failed) = self.note(machine, &Entry::life_over(profile, subject))
        {
            self.handle(machine, failed);
        }
    }

    fn take_requests<M: Machine>(&mut self, machine: &mut M) {
        for _ in 0..BYTES_PER_TICK {
            let mut byte = [0];
            let Ok(true) = machine.link().read_ready() else { break };
            let Ok(1) = machine.link().read(&mut byte) else { break };
            let [byte] = byte;
            if let Some(message) = self.link.receiver.push(byte) {
                self.answer(machine, message);
            }
        }
    }

    fn answer<M: Machine>(&mut self, machine: &mut M, message: Message) {
        let answer = match message {
            Message::Ask { recipient } => Message::Answer(self.tell(recipient, machine)),
            Message::GetState => self.report(),
            Message::Propose { purpose } => {
                if let Some(purpose) = Purpose::ALL.into_iter().find(|known| *known as u8 == purpose) {
                    self.handle(machine, Event::Proposed(Proposal { purpose }));
                }
                return;
            }
            // Not for the gateway; its receiver lets none of them pass.
            Message::Answer(_) | Message::State { .. } => return,
        };
        let mut buffer = [0; LONGEST_FRAME];
        let bytes = self.link.sender.frame(answer, &mut buffer);
        // A head unit that does not listen loses its answer; that is no reason to close.
        let _lost = machine.link().write_all(bytes).is_err();
    }

    /// What the recipient may know today about the person at the wheel, recorded before it is told; else silence (R23, R24).
    fn tell<M: Machine>(&mut self, recipient: u8, machine: &mut M) -> Answer {
        if self.state.kill_switch_is_set() || self.state.faults().has(Fault::Storage) {
            return Answer::SILENCE;
        }
        let Some(today) = self.state.sane_day() else { return Answer::SILENCE };
        let secret = Secret::of(&machine.device_seed());
        let Some(offer) = self.interests.answer(self.driver, recipient, today, secret) else {
            return Answer::SILENCE;
        };
        match self.record(machine, &Entry::told(&offer, self.driver, recipient)) {
            Ok(_) => offer.answer,
            Err(fault) => {
                self.handle(machine, Event::Failed(fault));
                Answer::SILENCE
            }
        }
    }

    fn report(&self) -> Message {
        match self.state.phase() {
            Phase::Open(purposes) => Message::State { purposes: purposes.bits(), reason: 0 },
            Phase::Closed(reason) => Message::State { purposes: 0, reason: reason.code() },
            Phase::Proving => Message::State { purposes: 0, reason: 0 },
        }
    }
}

/// The journal, and the consents and interests that it holds; none of them if it does not hold together (R37).
fn open<M: Machine>(machine: &mut M, rules: &Rules) -> (Option<Journal>, Ledger, Interests) {
    let (mut ledger, mut interests) = (Ledger::default(), Interests::default());
    let journal = Journal::open(machine, |sequence, entry| {
        ledger.replay(entry, sequence, rules);
        interests.replay(entry);
    });
    match journal {
        Ok(journal) => (Some(journal), ledger, interests),
        Err(_) => (None, Ledger::default(), Interests::default()),
    }
}

fn read_back<M: Machine>(machine: &mut M) -> Event {
    let Ok(lamp_is_lit) = machine.lamp().is_high() else { return Event::Failed(Fault::Lamp) };
    let Ok(microphone_is_powered) = machine.microphone_line().is_high() else {
        return Event::Failed(Fault::MicrophoneLine);
    };
    Event::ReadBack(Proof { lamp_is_lit, microphone_is_powered })
}

fn drive(pin: &mut impl OutputPin, on: bool, fault: Fault) -> Option<Event> {
    let driven = if on { pin.set_high() } else { pin.set_low() };
    driven.is_err().then_some(Event::Failed(fault))
}
