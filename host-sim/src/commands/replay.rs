//! `replay`: recordings through the product's own gateway.

use super::player::Player;
use crate::Outcome;
use crate::audio::{Output, Programme};
use crate::car::{Car, Moment, Parts, Situation};
use crate::cli::{PurposeName, Replay};
use crate::date::Date;
use crate::error::Error;
use crate::journal::Kept;
use crate::language::Language;
use crate::state_directory::StateDirectory;
use crate::story::{Events, Lines, Record, report, summarise};
use crate::timeline::Timeline;
use crate::words;
use sordina::policy::{LEXICON, Region};
use sordina_hal::{Choice, Key, Seat};
use sordina_machine::{Entropy, Simulated};
use std::collections::VecDeque;
use std::io::Write;
use std::path::Path;

/// What is played and told, resolved from the command line.
pub(super) struct Plan<'p> {
    pub(super) programme: Programme,
    pub(super) timeline: Timeline,
    pub(super) situation: Situation,
    /// The driver's stored profile, if her car key is recognised.
    pub(super) profile: Option<u8>,
    pub(super) keys: Vec<Key>,
    pub(super) machine: Simulated,
    pub(super) region: &'static Region,
    pub(super) date: Date,
    pub(super) events: Option<&'p Path>,
    pub(super) output: Option<&'p Path>,
    pub(super) language: Language,
    pub(super) json: bool,
    /// What is said, and from when, ms: shown to people who cannot hear it.
    pub(super) captions: VecDeque<(u64, String)>,
}

pub(super) fn run(replay: &Replay, out: &mut impl Write) -> Result<Outcome, Error> {
    let (state, machine, region) = StateDirectory::board(replay.state.as_deref(), replay.region)?;
    let plan = Plan {
        programme: Programme::open(&replay.audio)?,
        timeline: replay.timeline.as_deref().map(Timeline::read).transpose()?.unwrap_or_default(),
        situation: Situation::DriverAlone,
        keys: replay.grant.iter().copied().map(PurposeName::key).collect(),
        profile: state.is_some().then_some(0),
        machine,
        region,
        date: replay.date,
        events: replay.events.as_deref(),
        output: replay.out.as_deref(),
        language: replay.lang,
        json: replay.json,
        captions: VecDeque::new(),
    };
    let machine = perform(plan, out)?;
    if let Some(state) = state {
        state.save(&machine)?;
    }
    Ok(Outcome::Done)
}

/// Plays and tells a drive; hands back the board as the drive left it.
pub(super) fn perform(mut plan: Plan<'_>, out: &mut impl Write) -> Result<Simulated, Error> {
    let mut machine = std::mem::take(&mut plan.machine);
    machine.entropy = Entropy::System;
    machine.clock.set_wall(plan.date.noon());
    let earlier = Kept::read(&mut machine.flash);
    let mut parts = <Parts>::new(LEXICON);
    let format = plan.programme.format;
    let mut car = Car::start(&mut parts, format, plan.region, machine);
    let mut teller = Teller::new(&mut plan, &mut *out)?;
    let output = plan.output.map(|path| Output::create(path, format)).transpose()?;
    car.arrange(&plan.situation);
    if let Some(number) = plan.profile {
        car.choose(Seat::Driver, Choice::Profile(number));
    }
    for key in plan.keys {
        car.press(Seat::Driver, key);
    }
    car.begin();
    car.take_moments().iter().try_for_each(|moment| teller.tell(&at_zero(moment)))?;
    let player =
        Player { programme: plan.programme, timeline: plan.timeline, output, prints_lines: !plan.json };
    player.play(&mut car, &mut |moment| teller.tell(moment))?;
    car.end_drive();
    car.take_moments().iter().try_for_each(|moment| teller.tell(moment))?;
    let record = teller.finish(car.now())?;
    let kept = Kept::read(&mut car.machine.flash).since(&earlier);
    if plan.json {
        writeln!(out, "{}", report(&record, &kept))?;
    } else {
        summarise(out, &record, &kept, plan.language)?;
    }
    Ok(car.machine)
}

/// What happened before the audio has the time of its beginning.
fn at_zero(moment: &Moment) -> Moment {
    Moment { t_ms: 0, ..moment.clone() }
}

/// Everybody who is told of a moment.
struct Teller<'e, W> {
    events: Option<Events>,
    lines: Option<Lines<&'e mut W>>,
    captions: VecDeque<(u64, String)>,
    record: Record,
}

impl<'e, W: Write> Teller<'e, W> {
    fn new(plan: &mut Plan<'_>, out: &'e mut W) -> Result<Self, Error> {
        Ok(Self {
            events: plan.events.map(Events::create).transpose()?,
            lines: (!plan.json).then(|| Lines::new(out, plan.language, words::of_the_product())),
            captions: std::mem::take(&mut plan.captions),
            record: Record::default(),
        })
    }

    fn tell(&mut self, moment: &Moment) -> Result<(), Error> {
        self.record.note(moment);
        if let Some(events) = &mut self.events {
            events.write(moment)?;
        }
        let Some(lines) = &mut self.lines else { return Ok(()) };
        while let Some((t_ms, text)) = self.captions.pop_front_if(|(t_ms, _)| *t_ms <= moment.t_ms) {
            lines.caption(t_ms, &text)?;
        }
        lines.tell(moment)
    }

    fn finish(mut self, t_ms: u64) -> Result<Record, Error> {
        self.record.finish(t_ms);
        self.events.map_or(Ok(()), Events::finish)?;
        Ok(self.record)
    }
}
