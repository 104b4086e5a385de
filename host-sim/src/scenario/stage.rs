//! The stage: a board and a car that live through a scenario, restarts included, and what an onlooker sees of them.

use super::Onlooker;
use super::build;
use super::expect::meaning;
use super::script::{Scenario, Step};
use crate::audio::Programme;
use crate::car::{Car, Happening, Parts, Situation};
use crate::error::Error;
use sordina::policy::{LEXICON, Region};
use sordina_hal::{Format, Rate, Signal, SystemState, UnixSeconds};
use sordina_link::{Answer, Channels, Message, Tone};
use sordina_machine::{Flash, Simulated};
use std::path::Path;

const MONO_16: Format = Format { channels: 1, rate: Rate::Hz16000 };
/// Samples of 10 ms.
const BLOCK: usize = 160;
/// Silence after something was said, so that its last word settles; a decoder may look 2.4 s ahead.
const SETTLE_MS: u64 = 3_500;

/// What an onlooker sees of a whole scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Trace {
    /// Every byte on the link, with its time.
    link: Vec<(u64, Vec<u8>)>,
    /// What recipients were told.
    told: Vec<String>,
    /// Every change of gate, lamp and faults, with its time.
    seen: Vec<String>,
    /// The flash at every end of a board's life.
    flash: Vec<Vec<u8>>,
}

impl Trace {
    pub(super) fn left(&self) -> Vec<String> {
        self.told.clone()
    }

    /// What differs from another.
    pub(super) fn difference(&self, other: &Self) -> Option<&'static str> {
        let parts = [
            (self.link == other.link, "the link"),
            (self.seen == other.seen, "gate, lamp or screen"),
            (self.flash == other.flash, "the flash"),
        ];
        parts.into_iter().find(|(is_equal, _)| !is_equal).map(|(_, what)| what)
    }
}

/// A car on the stage.
pub(super) struct Stage<'m, 's> {
    pub(super) car: Car<'m>,
    /// What was told since the last look.
    pub(super) told: Vec<String>,
    /// Whether audio passed to the assistant since the last look.
    pub(super) port_passed: bool,
    trace: &'s mut Trace,
    kept: &'s mut Option<Flash>,
    is_quiet: bool,
    onlooker: &'s mut Onlooker<'s>,
}

/// Plays a scenario; what was seen, and the first expectation that did not hold.
pub(super) fn play(
    scenario: &Scenario,
    is_quiet: bool,
    onlooker: &mut Onlooker<'_>,
) -> Result<(Trace, Option<String>), Error> {
    let (mut trace, mut kept) = (Trace::default(), None);
    let mut machine = Simulated::new();
    machine.clock.set_wall(crate::date::DEFAULT.noon());
    let lives =
        scenario.steps.split_inclusive(|(_, step)| matches!(step, Step::Restart | Step::PutBackFlash));
    for life in lives {
        let mut parts = <Parts>::new(LEXICON);
        let car = Car::start(&mut parts, MONO_16, Region::floor(), machine);
        let mut stage = Stage {
            car,
            told: Vec::new(),
            port_passed: false,
            trace: &mut trace,
            kept: &mut kept,
            is_quiet,
            onlooker: &mut *onlooker,
        };
        for (line, step) in life {
            if let Some(fault) = stage.perform(step)? {
                let place = scenario.place(*line);
                return Ok((trace, Some(format!("{place}: {fault}"))));
            }
        }
        stage.look();
        let Stage { car, .. } = stage;
        machine = car.machine;
        trace.flash.push(machine.flash.bytes().to_vec());
        machine.restart();
    }
    Ok((trace, None))
}

impl Stage<'_, '_> {
    /// One step; what did not hold.
    fn perform(&mut self, step: &Step) -> Result<Option<String>, Error> {
        match step {
            Step::Act(actions) => self.act(actions),
            Step::Drive => self.car.arrange(&Situation::DriverAlone),
            Step::Off => self.ignition(SystemState::Off),
            Step::Wait(ms) => self.silence(*ms),
            Step::Days(days) => self.days(*days),
            Step::Ignitions(times) => (0..*times).for_each(|_| {
                self.ignition(SystemState::Off);
                self.ignition(SystemState::On);
            }),
            Step::Say(file, from, to) => self.say(file, *from, *to)?,
            Step::Cut(bytes) => self.car.machine.flash.cut_power_after(*bytes),
            Step::Ask(recipient, times) => {
                (0..*times).for_each(|_| self.send(Message::Ask { recipient: *recipient }));
            }
            Step::Propose(purpose, times) => {
                (0..*times).for_each(|_| self.send(Message::Propose { purpose: *purpose as u8 }));
            }
            Step::Noise(bytes) => self.noise(*bytes),
            Step::Forge => self.forge(),
            Step::KeepFlash => *self.kept = Some(self.car.machine.flash.clone()),
            Step::PutBackFlash => {
                if let Some(kept) = self.kept.take() {
                    self.car.machine.flash = kept;
                }
            }
            Step::RefuseBuild { file, from, to } => return Ok(refused(file, from, to)),
            Step::Restart => {}
            Step::Expect(expectation) => {
                self.look();
                return Ok(expectation.fault(self));
            }
        }
        self.look();
        Ok(None)
    }

    fn act(&mut self, actions: &[(u64, crate::car::Action)]) {
        for (after, action) in actions {
            self.silence(*after);
            self.car.act(action);
        }
        self.silence(40);
    }

    fn ignition(&mut self, state: SystemState) {
        self.car.machine.signal(Signal::SystemState(state));
        self.car.wait(20);
    }

    fn days(&mut self, days: i64) {
        let now = self.car.machine.clock.wall_seconds().map_or(0, |now| now.0);
        self.car.machine.clock.set_wall(UnixSeconds(now.saturating_add_signed(days * 86_400)));
        self.car.wait(20);
    }

    fn silence(&mut self, milliseconds: u64) {
        for _ in 0..milliseconds.div_ceil(10) {
            self.hear(&[0; BLOCK]);
        }
    }

    fn hear(&mut self, block: &[i16]) {
        let passed = self.car.block(block).iter().any(|sample| *sample != 0);
        self.port_passed |= passed;
        self.look();
    }

    fn say(&mut self, file: &Path, from: f64, to: f64) -> Result<(), Error> {
        let mut programme = Programme::open(&[file.to_owned()])?;
        if programme.format != MONO_16 {
            let what = format!("{} is not 16 kHz, one channel", file.display());
            return Err(Error::input(what, "convert it, e.g. sox talk.wav -r 16000 -c 1 talk.flac"));
        }
        let mut seconds = 0.0;
        while let Some(block) = programme.next_block()? {
            if (from..to).contains(&seconds) {
                let block = if self.is_quiet { vec![0; block.len()] } else { block.to_vec() };
                self.hear(&block);
            }
            seconds += 0.01;
        }
        self.silence(SETTLE_MS);
        Ok(())
    }

    fn send(&mut self, message: Message) {
        self.car.send(message);
        self.car.wait(10);
        self.look();
    }

    /// Bytes that look random and are the same in every run.
    fn noise(&mut self, bytes: u32) {
        let noise = (0..bytes).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8);
        let noise: Vec<u8> = noise.collect();
        for part in noise.chunks(64) {
            self.car.machine.link.send(part);
            self.car.wait(10);
        }
    }

    /// An answer, sent the wrong way round: to the gateway.
    fn forge(&mut self) {
        let answer = Answer::tag(725, 20_468, 14, Tone::Explicit, Channels::CarAndPhone);
        self.car.send(Message::Answer(answer));
        self.car.wait(20);
    }

    /// Notes what has happened since the last look.
    fn look(&mut self) {
        let moments = self.car.take_moments();
        (self.onlooker)(&mut self.car, &moments);
        for moment in moments {
            match &moment.happening {
                Happening::Left(left) => {
                    let told = left.answer.and_then(meaning);
                    self.told.extend(told.clone());
                    self.trace.told.extend(told);
                    self.trace.link.push((moment.t_ms, left.bytes.clone()));
                }
                Happening::Opened(_)
                | Happening::Closed(_)
                | Happening::Lamp { .. }
                | Happening::Fault(_) => {
                    self.trace.seen.push(format!("{} {:?}", moment.t_ms, moment.happening));
                }
                _ => {}
            }
        }
    }
}

fn refused(file: &str, from: &str, to: &str) -> Option<String> {
    match build::refusal(file, from, to) {
        Ok(Some(_)) => None,
        Ok(None) => Some("that policy builds".to_owned()),
        Err(what) => Some(what),
    }
}
