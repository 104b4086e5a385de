//! A simulated car with the gateway in it: one thread, one block of audio at a time, no chance.
//!
//! What the gateway does is told as [`Happening`]s, seen from outside: by comparing pins, bytes on the link and
//! the control path's published state before and after each turn. The microphones deliver whatever the power
//! line says: stricter than hardware, where a dark line delivers nothing.

mod choice;
mod happening;
mod scene;

pub(crate) use choice::{choice_by_name, choice_name};
pub(crate) use happening::{Answered, Happening, Moment, seat_name, snake_case};
pub(crate) use scene::{Action, Situation};

use sordina::consent::{Fault, Phase, Profile, State};
use sordina::gate::Purpose;
use sordina::interest::{Interests, Mention, Pending};
use sordina::policy::{Recipient, Region};
use sordina::spotter::{Detection, PLACES, Spotter, SpotterMemory};
use sordina::{AudioPath, Gateway, Memory};
use sordina_hal::{Choice, Format, Key, Millis, Seat, Signal, SystemState};
use sordina_lexicon::{Lexicon, Meaning, Word};
use sordina_link::{LONGEST_FRAME, Message, Receiver, Sender, Side};
use sordina_machine::Simulated;
use std::collections::BTreeMap;

/// Time between two turns of the control path.
pub(crate) const TICK_MS: u64 = 10;

/// How long the simulated fingers hold a key.
pub(crate) const PRESS_MS: u64 = 100;

/// The car.
pub(crate) struct Car<'m, const P: usize = PLACES> {
    pub(crate) machine: Simulated,
    /// Until somebody takes it to where the audio is.
    audio: Option<AudioPath<'m>>,
    gateway: Gateway<'m, P>,
    lexicon: Lexicon<'m>,
    format: Format,
    /// When the audio began; moments count from here.
    zero: Millis,
    seen: Seen,
    head_unit: HeadUnit,
    /// Detections per row of the taxonomy since the gate opened.
    counts: BTreeMap<usize, u32>,
    /// Detections that a denied word may still drop, by the gateway's own rule.
    pending: Pending,
    told: Vec<Moment>,
    output: Vec<i16>,
}

/// What was last told about the gateway.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Seen {
    phase: Phase,
    lamp_is_lit: bool,
    faults: [bool; Fault::ALL.len()],
}

/// The other end of the link.
struct HeadUnit {
    receiver: Receiver,
    sender: Sender,
}

/// What a car needs that outlives it.
pub(crate) struct Parts<'l, const P: usize = PLACES> {
    memory: Memory,
    spotter: Box<SpotterMemory<P>>,
    lexicon: Lexicon<'l>,
}

impl<'l, const P: usize> Parts<'l, P> {
    /// Parts that watch these words.
    pub(crate) fn new(lexicon: Lexicon<'l>) -> Self {
        Self { memory: Memory::default(), spotter: Box::default(), lexicon }
    }
}

impl<'m, const P: usize> Car<'m, P> {
    /// Starts the gateway on `machine`.
    pub(crate) fn start(
        parts: &'m mut Parts<'m, P>,
        format: Format,
        region: &Region,
        mut machine: Simulated,
    ) -> Self {
        let lexicon = parts.lexicon;
        let spotter = Spotter::new(lexicon, &mut parts.spotter);
        let (audio, gateway) = Gateway::start(&mut parts.memory, spotter, format, region, &mut machine);
        let seen = Seen { phase: Phase::Proving, lamp_is_lit: false, faults: [false; Fault::ALL.len()] };
        Self {
            zero: machine.clock.now,
            machine,
            audio: Some(audio),
            gateway,
            lexicon,
            format,
            seen,
            head_unit: HeadUnit { receiver: Receiver::new(Side::HeadUnit), sender: Sender::new() },
            counts: BTreeMap::new(),
            pending: Pending::new(),
            told: Vec::new(),
            output: Vec::new(),
        }
    }

    /// Brings the car into a situation and lets the control path see it.
    pub(crate) fn arrange(&mut self, situation: &Situation) {
        self.machine.signals.extend(situation.signals());
        self.tick();
    }

    /// The driver presses a key, holds it and lets it go.
    pub(crate) fn press(&mut self, seat: Seat, key: Key) {
        self.act(&Action::Press(seat, key));
        self.wait(PRESS_MS);
        self.act(&Action::Release(seat, key));
        self.wait(2 * TICK_MS);
    }

    /// Somebody chooses something on the gateway's own screen, or comes with a car key.
    pub(crate) fn choose(&mut self, seat: Seat, choice: Choice) {
        self.act(&Action::Choose(seat, choice));
        self.wait(2 * TICK_MS);
    }

    /// The control path's state, as the gateway's own screen shows it.
    pub(crate) const fn state(&self) -> &State {
        self.gateway.state()
    }

    /// What stands about everybody's interests, as the gateway's own screen shows it.
    pub(crate) const fn interests(&self) -> &Interests {
        self.gateway.interests()
    }

    /// The person at the wheel, of this drive or the last.
    pub(crate) const fn driver(&self) -> Profile {
        self.gateway.driver()
    }

    /// From here on moments count from zero: the audio begins.
    pub(crate) fn begin(&mut self) {
        self.zero = self.machine.clock.now;
    }

    /// Somebody or something acts on the car; the gateway learns of it in its next turn.
    pub(crate) fn act(&mut self, action: &Action) {
        action.apply(&mut self.machine);
        if let Action::Ask(recipient) = action {
            self.send(Message::Ask { recipient: *recipient });
        }
        if let Some(happening) = action.told() {
            self.tell(happening);
        }
    }

    /// One block: time passes, the block goes through, control takes its turn, the worker works. Returns what the
    /// assistant port put out.
    pub(crate) fn block(&mut self, input: &[i16]) -> &[i16] {
        let frames = input.len() / usize::from(self.format.channels);
        self.machine.advance((frames as u64 * 1000).div_ceil(u64::from(self.format.rate.hz())));
        self.output.resize(input.len(), 0);
        if let Some(audio) = &mut self.audio {
            audio.process(input, &mut self.output);
        }
        self.tick();
        self.analyse();
        &self.output
    }

    /// The audio context, for a thread of its own.
    #[cfg(live)]
    pub(crate) fn take_audio(&mut self) -> Option<AudioPath<'m>> {
        self.audio.take()
    }

    /// The gate, to look at.
    #[cfg(live)]
    pub(crate) const fn gate(&self) -> &'m sordina::gate::Gate {
        self.gateway.gate()
    }

    /// Time has passed while audio took its own way: control takes its turn, the worker works.
    #[cfg(live)]
    pub(crate) fn turn(&mut self, milliseconds: u64) {
        self.machine.advance(milliseconds);
        self.tick();
        self.analyse();
    }

    /// Lets time pass without audio.
    pub(crate) fn wait(&mut self, milliseconds: u64) {
        for _ in 0..milliseconds.div_ceil(TICK_MS) {
            self.machine.advance(TICK_MS);
            self.tick();
        }
    }

    /// The drive ends, and the car's screen asks for what it may know.
    pub(crate) fn end_drive(&mut self) {
        self.machine.signal(Signal::SystemState(SystemState::Off));
        self.wait(TICK_MS);
        self.send(Message::Ask { recipient: Recipient::CAR_SCREEN });
        self.wait(TICK_MS);
    }

    /// Milliseconds since the audio began.
    pub(crate) fn now(&self) -> u64 {
        self.machine.clock.now.since(self.zero)
    }

    /// Whether the gate is open for a purpose.
    pub(crate) fn is_open_for(&self, purpose: Purpose) -> bool {
        matches!(self.gateway.state().phase(), Phase::Open(purposes) if purposes.contains(purpose))
    }

    /// Whether the gate is open for anything.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.gateway.state().phase(), Phase::Open(_))
    }

    /// The worker, to look at.
    pub(crate) const fn analysis(&self) -> &sordina::analysis::Analysis<'m, P> {
        self.gateway.analysis()
    }

    /// Why the gate is closed.
    pub(crate) fn closed_reason(&self) -> Option<sordina::consent::Reason> {
        match self.gateway.state().phase() {
            Phase::Closed(reason) => Some(reason),
            _ => None,
        }
    }

    /// Blocks that the analysis had no room for. Anything but 0 is a bug of the player.
    pub(crate) fn dropped_blocks(&self) -> u32 {
        self.gateway.analysis().dropped_blocks()
    }

    /// Hands over what has happened since the last time.
    pub(crate) fn take_moments(&mut self) -> Vec<Moment> {
        std::mem::take(&mut self.told)
    }

    fn tell(&mut self, happening: Happening) {
        self.told.push(Moment { t_ms: self.now(), happening });
    }

    fn tick(&mut self) {
        self.gateway.tick(&mut self.machine);
        self.observe();
        self.listen_to_link();
    }

    fn analyse(&mut self) {
        let mut heard: Vec<Detection> = Vec::new();
        while self.gateway.analyse(&self.machine, |detection| heard.push(*detection)) {}
        for detection in heard {
            let word = self.lexicon.words().get(usize::from(detection.word)).copied();
            if let Some(word) = word.filter(|word| self.is_told(&detection, *word)) {
                self.tell(Happening::Detected { detection, row: word.tag });
            }
        }
    }

    /// Counts as the gateway does. Of what it drops, and of denied words, nothing is told.
    fn is_told(&mut self, detection: &Detection, word: Word) -> bool {
        let now = self.machine.clock.now;
        let Self { pending, counts, .. } = self;
        pending.settle(now, |mention| *counts.entry(mention.row()).or_default() += 1);
        match word.meaning() {
            Meaning::Tag(row) => pending.add(Mention::of(row, detection, word, now)),
            Meaning::Denied => {
                pending.deny(now);
                false
            }
            Meaning::Nothing => true,
        }
    }

    fn observe(&mut self) {
        let state = self.gateway.state();
        // To people the gate is closed until lamp and line are proven.
        let phase = if state.phase() == Phase::Proving { self.seen.phase } else { state.phase() };
        let faults = Fault::ALL.map(|fault| state.faults().has(fault));
        let now = Seen { phase, lamp_is_lit: self.machine.lamp.level(), faults };
        let before = std::mem::replace(&mut self.seen, now);
        for fault in Fault::ALL {
            if faults[fault as usize] && !before.faults[fault as usize] {
                self.tell(Happening::Fault(fault));
            }
        }
        if now.phase != before.phase {
            self.tell_counts();
            self.tell(match now.phase {
                Phase::Open(purposes) => Happening::Opened(purposes),
                Phase::Closed(reason) => Happening::Closed(reason),
                Phase::Proving => return,
            });
        }
        if now.lamp_is_lit != before.lamp_is_lit {
            self.tell(Happening::Lamp { is_lit: now.lamp_is_lit });
        }
    }

    /// An opening is over: how often each subject was heard in it.
    fn tell_counts(&mut self) {
        for mention in std::mem::take(&mut self.pending).waiting() {
            *self.counts.entry(mention.row()).or_default() += 1;
        }
        for (row, count) in std::mem::take(&mut self.counts) {
            let row = u8::try_from(row).unwrap_or(Word::NOTHING);
            self.tell(Happening::Counted { row, count });
        }
    }

    /// The head unit sends a message.
    pub(crate) fn send(&mut self, message: Message) {
        let mut buffer = [0; LONGEST_FRAME];
        self.machine.link.send(self.head_unit.sender.frame(message, &mut buffer));
    }

    /// Every byte that left is told, also one that is part of no answer.
    fn listen_to_link(&mut self) {
        let bytes = self.machine.link.take();
        if bytes.is_empty() {
            return;
        }
        let messages = bytes.iter().filter_map(|byte| self.head_unit.receiver.push(*byte));
        let answer = messages.filter_map(|message| match message {
            Message::Answer(answer) => Some(answer),
            _ => None,
        });
        let answer = answer.last();
        self.tell(Happening::Left(Answered { bytes, answer }));
    }
}
