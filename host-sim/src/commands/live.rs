//! `live`: the drive at a desk; and `devices`.

use crate::Outcome;
use crate::car::{Action, PRESS_MS, Situation};
use crate::cli::PurposeName;
use crate::cli::live::Live;
use crate::error::Error;
use crate::language::Language;
use crate::live::device;
use crate::live::session::Session;
use crate::state_directory::StateDirectory;
use crate::story::Lines;
use crate::timeline::{self, Timeline};
use crate::words;
use sordina::policy::Region;
use sordina_hal::{Choice, Seat};
use sordina_machine::{Entropy, Simulated};
use std::io::{BufRead, Write};
use std::sync::mpsc::{self, Receiver};

/// The line that ends the drive.
const QUIT: &str = "quit";

pub(super) fn run(live: &Live, out: &mut impl Write) -> Result<Outcome, Error> {
    let (state, machine) = match &live.state {
        Some(folder) => StateDirectory::open(folder).map(|(state, machine)| (Some(state), machine))?,
        None => (None, Simulated { entropy: Entropy::System, ..Simulated::new() }),
    };
    let region = match &state {
        Some(state) => state.region(live.region)?,
        None => live.region.unwrap_or(Region::floor()),
    };
    let timeline = live.timeline.as_deref().map(Timeline::read).transpose()?.unwrap_or_default();
    let mut session = Session::start(&live.devices.wish(), region, machine)?;
    session.act(first(live, state.is_some()));
    session.act(timeline.actions());
    let mut drive =
        Drive { session, state, lines: Lines::new(out, live.lang, words::of_the_product()), told: None };
    drive.until_quit(live)?;
    drive.end()
}

/// The driver sits down, is recognised, and presses what the command line says.
fn first(live: &Live, is_known: bool) -> Vec<(u64, Action)> {
    let mut actions: Vec<_> =
        Situation::DriverAlone.signals().into_iter().map(|signal| (0, Action::Signal(signal))).collect();
    actions.extend(is_known.then_some((0, Action::Choose(Seat::Driver, Choice::Profile(0)))));
    for (number, key) in (1..).zip(live.grant.iter().copied().map(PurposeName::key)) {
        let at = number * 2 * PRESS_MS;
        actions.push((at, Action::Press(Seat::Driver, key)));
        actions.push((at + PRESS_MS, Action::Release(Seat::Driver, key)));
    }
    actions
}

struct Drive<W> {
    session: Session,
    state: Option<StateDirectory>,
    lines: Lines<W>,
    /// What was last told about the audio system.
    told: Option<String>,
}

impl<W: Write> Drive<W> {
    fn until_quit(&mut self, live: &Live) -> Result<(), Error> {
        let typed = typed();
        while live.seconds.is_none_or(|seconds| self.session.now() < seconds * 1000) {
            for line in typed.try_iter() {
                if line.trim() == QUIT {
                    return Ok(());
                }
                self.obey(&line)?;
            }
            self.turn(live.lang)?;
        }
        Ok(())
    }

    fn turn(&mut self, language: Language) -> Result<(), Error> {
        let before = self.session.car.machine.flash.wear().to_vec();
        let moments = self.session.turn();
        moments.iter().try_for_each(|moment| self.lines.tell(moment))?;
        if self.session.trouble() != self.told.as_ref() {
            self.told = self.session.trouble().cloned();
            let words = self.told.as_ref().map_or_else(
                || language.pick("audio is back", "volvió el audio").to_owned(),
                |why| format!("{}: {why}", language.pick("no audio", "sin audio")),
            );
            self.lines.note(self.session.now(), &words)?;
        }
        if !moments.is_empty() || before != self.session.car.machine.flash.wear() {
            self.save()?;
        }
        self.lines.flush()
    }

    /// Where the journal cannot be kept, nothing may open.
    fn save(&mut self) -> Result<(), Error> {
        let machine = &mut self.session.car.machine;
        let Some(Err(error)) = self.state.as_ref().map(|state| state.save(machine)) else { return Ok(()) };
        machine.flash.cut_power_after(0);
        self.lines.note(self.session.now(), &error.to_string())
    }

    /// A line does what a row of a timeline does.
    fn obey(&mut self, line: &str) -> Result<(), Error> {
        let (what, value) = line.trim().split_once(char::is_whitespace).unwrap_or((line.trim(), ""));
        match timeline::actions(what, value.trim()) {
            Ok(actions) => self.session.act(actions),
            Err((what, remedy)) => self.lines.note(self.session.now(), &format!("{what}; {remedy}"))?,
        }
        Ok(())
    }

    /// The drive ends, and the car's screen asks.
    fn end(mut self) -> Result<Outcome, Error> {
        self.session.car.end_drive();
        for moment in self.session.car.take_moments() {
            self.lines.tell(&moment)?;
        }
        self.save()?;
        Ok(Outcome::Done)
    }
}

/// Lines of standard input as they are typed. The thread ends with the process.
fn typed() -> Receiver<String> {
    let (send, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

pub(super) fn devices(out: &mut impl Write) -> Result<Outcome, Error> {
    let lines = device::list();
    for line in &lines {
        writeln!(out, "{line}")?;
    }
    Ok(if lines.is_empty() { Outcome::No } else { Outcome::Done })
}
