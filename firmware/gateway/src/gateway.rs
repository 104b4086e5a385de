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
use crate::consent::{Effect, Event, Fault, Phase, Proof, Proposal, State, TrustedControl, step};
use crate::gate::{Gate, Purpose};
use crate::interest::{Epoch, Tag};
use crate::journal::{Entry, Journal};
use crate::spotter::{Detection, Spotter};
use sordina_hal::{Format, InputPin, Machine, OutputPin, Read, ReadReady, Write};
use sordina_link::{Answer, Frame, LONGEST_FRAME, Receiver, Reply, Request, Tone, encode};

/// The memory that the contexts share. One per machine, alive as long as the gateway.
#[derive(Default)]
pub struct Memory {
    gate: Gate,
    ring: Ring,
}

/// Acts, signals and link bytes taken per tick, so that a flood cannot keep the control path (R38).
const PER_TICK: usize = 64;

/// Control and worker context of one gateway, for up to `NODES` trie nodes and `WORDS` words.
pub struct Gateway<'m, const NODES: usize, const WORDS: usize> {
    gate: &'m Gate,
    state: State,
    control: TrustedControl,
    clock: ClockWatch,
    journal: Option<Journal>,
    link: Link,
    analysis: Analysis<'m, NODES, WORDS>,
    /// The tag of the last drive, until it has been told once or taken back.
    tag: Option<Tag>,
}

struct Link {
    receiver: Receiver,
    sequence: u16,
}

impl<'m, const NODES: usize, const WORDS: usize> Gateway<'m, NODES, WORDS> {
    /// Starts closed, with microphone line and lamp off. `spotter` is fresh and lives where the machine has room for it: with
    /// a thousand words it is the largest part, and is never moved.
    pub fn start<M: Machine>(
        memory: &'m mut Memory,
        spotter: &'m mut Spotter<'m, NODES, WORDS>,
        format: Format,
        machine: &mut M,
    ) -> (AudioPath<'m>, Self) {
        let (intake, outlet) = memory.ring.split();
        let gate = &memory.gate;
        let mut gateway = Self {
            gate,
            state: State::new(),
            control: TrustedControl::new(),
            clock: ClockWatch::new(),
            journal: None,
            link: Link { receiver: Receiver::new(), sequence: 0 },
            analysis: Analysis::new(gate, outlet, format.rate, spotter),
            tag: None,
        };
        gateway.apply(machine, &Effect::SetMicrophoneLine(false));
        gateway.apply(machine, &Effect::SetLamp(false));
        gateway.journal = Journal::open(machine.flash()).ok();
        (AudioPath::new(gate, intake, format.channels), gateway)
    }

    /// One turn of the control path: everything that has happened, in the order in which it may close the gate.
    pub fn tick<M: Machine>(&mut self, machine: &mut M) {
        if self.journal.is_none() {
            self.handle(machine, Event::Failed(Fault::Storage));
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

    /// The worker's part.
    #[must_use]
    pub const fn analysis(&self) -> &Analysis<'m, NODES, WORDS> {
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

    /// One step and its effects. An effect that fails is the next event; three in a row are the most there can
    /// be (record fails, line fails, lamp fails), each latching its own fault.
    fn handle<M: Machine>(&mut self, machine: &mut M, event: Event) {
        let mut events = heapless::Deque::<Event, 8>::new();
        let mut next = Some(event);
        while let Some(event) = next {
            let (state, effects) = step(self.state, event);
            self.state = state;
            for effect in &effects {
                if let Some(follows) = self.apply(machine, effect) {
                    let _full = events.push_back(follows);
                }
            }
            next = events.pop_front();
        }
    }

    fn apply<M: Machine>(&mut self, machine: &mut M, effect: &Effect) -> Option<Event> {
        match effect {
            Effect::SetGrant(grant) => self.gate.set(*grant),
            Effect::SetMicrophoneLine(on) => {
                return drive(machine.microphone_line(), *on, Fault::MicrophoneLine);
            }
            Effect::SetLamp(on) => return drive(machine.lamp(), *on, Fault::Lamp),
            Effect::FormTag => return self.form_tag(machine),
            Effect::TakeBackTag => self.tag = None,
            Effect::Forget => self.analysis.wipe(),
            Effect::RecordConsent(entry) => {
                return Some(self.record(machine, entry).unwrap_or(Event::ConsentRecorded));
            }
            Effect::Record(entry) => return self.record(machine, entry),
        }
        None
    }

    /// Writes to the journal; the event that follows if it cannot.
    fn record<M: Machine>(&mut self, machine: &mut M, entry: &Entry) -> Option<Event> {
        let written = self.journal.as_mut().map(|journal| journal.append(machine.flash(), entry));
        (written != Some(Ok(()))).then_some(Event::Failed(Fault::Storage))
    }

    fn form_tag<M: Machine>(&mut self, machine: &mut M) -> Option<Event> {
        let tag = self.analysis.evidence().tag(Epoch::of(machine.wall_clock()?))?;
        let failed = self.record(machine, &Entry::tag(tag, crate::consent::Profiles::NONE, 0));
        self.tag = Some(tag).filter(|_| failed.is_none());
        failed
    }

    fn take_requests<M: Machine>(&mut self, machine: &mut M) {
        for _ in 0..PER_TICK {
            let mut byte = [0];
            let Ok(true) = machine.link().read_ready() else { break };
            let Ok(1) = machine.link().read(&mut byte) else { break };
            let [byte] = byte;
            if let Some(Frame { message, .. }) = self.link.receiver.push::<Request>(byte) {
                self.answer(machine, message);
            }
        }
    }

    fn answer<M: Machine>(&mut self, machine: &mut M, request: Request) {
        let message = match request {
            Request::Ask { recipient } => Reply::Answer(self.tell(recipient, machine)),
            Request::GetState => self.report(),
            Request::Propose { purpose } => {
                if let Some(purpose) = Purpose::ALL.into_iter().find(|known| *known as u8 == purpose) {
                    self.handle(machine, Event::Proposed(Proposal { purpose }));
                }
                return;
            }
        };
        let frame = Frame { sequence: self.link.sequence, message };
        self.link.sequence = self.link.sequence.wrapping_add(1);
        let mut buffer = [0; LONGEST_FRAME];
        let bytes = encode(&frame, &mut buffer).unwrap_or_default();
        // A head unit that does not listen loses its answer; that is no reason to close.
        let _lost = machine.link().write_all(bytes).is_err();
    }

    /// The tag, once, to the car's own screen; silence to everybody else and at any other time (R23, R24).
    fn tell<M: Machine>(&mut self, recipient: u8, machine: &M) -> Answer {
        if recipient != CAR_SCREEN {
            return Answer::SILENCE;
        }
        let today = machine.wall_clock().map(Epoch::of);
        let lives = |tag: &Tag| today.is_some_and(|today| tag.lives_on(today));
        self.tag.take().filter(lives).map_or(Answer::SILENCE, |tag| {
            let row = tag.row();
            Answer::tag(row.iab, tag.epoch().0, row.life_days, Tone::Implicit)
        })
    }

    fn report(&self) -> Reply {
        match self.state.phase() {
            Phase::Open(purposes) => Reply::State { purposes: purposes.bits(), reason: 0 },
            Phase::Closed(reason) => Reply::State { purposes: 0, reason: reason.code() },
            Phase::Proving => Reply::State { purposes: 0, reason: 0 },
        }
    }
}

/// The one recipient so far: the screen of the car itself.
pub const CAR_SCREEN: u8 = 0;

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
