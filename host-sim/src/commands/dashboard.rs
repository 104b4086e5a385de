//! `dashboard`: a car at a desk, a scenario, or a board on a serial port, with its screen in a browser.

use super::board::{self, Port};
use super::scenario::tell;
use super::typed::{QUIT, typed};
use crate::Outcome;
use crate::audio::Programme;
use crate::car::{Answered, Car, Moment};
use crate::cli::dashboard::Dashboard;
use crate::dashboard::{Screen, Server, Wanted};
use crate::desk::{Desk, Sound};
use crate::error::Error;
use crate::journal::Document;
use crate::scenario::{self, Scenario};
use crate::timeline::Timeline;
use crate::words;
use serde_json::Value;
use sordina_link::{LONGEST_FRAME, Message, Sender};
use sordina_machine::Simulated;
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

/// Between two screens while nothing happens.
const BETWEEN_SCREENS: Duration = Duration::from_millis(100);
/// Between two questions to a board.
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(500);

pub(super) fn run(dashboard: &Dashboard, out: &mut impl Write) -> Result<Outcome, Error> {
    let stage = Stage::open(dashboard.port)?;
    if let Some(path) = &dashboard.scenario {
        return stage.scenario(path, out);
    }
    if let Some(path) = &dashboard.serial {
        return stage.board(path, dashboard.desk.seconds, out);
    }
    stage.desk(dashboard, out)
}

/// The server, the screen, and who says something.
struct Stage {
    server: Server,
    screen: Screen,
    typed: Receiver<String>,
    shown_at: Instant,
}

impl Stage {
    fn open(port: u16) -> Result<Self, Error> {
        let (server, screen) = (Server::start(port)?, Screen::new(words::of_the_product()));
        Ok(Self { server, screen, typed: typed(), shown_at: Instant::now() })
    }

    fn print_address(&self, out: &mut impl Write) -> Result<(), Error> {
        writeln!(out, "{}", self.server.url)?;
        Ok(out.flush()?)
    }

    /// What people at the page and here asked for since the last time.
    fn wanted(&self) -> Vec<Wanted> {
        self.typed.try_iter().map(Wanted::Line).chain(self.server.wanted()).collect()
    }

    /// Whether it is time for a screen.
    fn is_due(&mut self, has_news: bool) -> bool {
        let is_due = has_news || self.shown_at.elapsed() >= BETWEEN_SCREENS;
        if is_due {
            self.shown_at = Instant::now();
        }
        is_due
    }

    fn desk(mut self, dashboard: &Dashboard, out: &mut impl Write) -> Result<Outcome, Error> {
        let timeline =
            dashboard.desk.timeline.as_deref().map(Timeline::read).transpose()?.unwrap_or_default();
        let mut desk =
            Desk::start(sound(dashboard)?, dashboard.desk.state.as_deref(), dashboard.desk.region)?;
        desk.act(timeline.actions());
        self.print_address(out)?;
        let begin = Instant::now();
        while dashboard.desk.seconds.is_none_or(|seconds| begin.elapsed().as_secs() < seconds) {
            for wanted in self.wanted() {
                match wanted {
                    Wanted::Line(line) if is_quit(&line) => {
                        desk.end()?;
                        return Ok(Outcome::Done);
                    }
                    Wanted::Line(line) => {
                        self.screen.inside.acted(&desk);
                        self.screen.refuse(desk.obey(&line).err());
                    }
                    Wanted::Journal(answer) => drop(answer.send(journal(&desk.car.machine))),
                }
            }
            let moments = desk.turn()?;
            moments.iter().for_each(|moment| self.screen.note(&mut desk.car, moment));
            if self.is_due(!moments.is_empty()) {
                let inside = self.screen.inside.of(&mut desk);
                let trouble = desk.trouble().map(str::to_owned);
                self.show(&mut desk.car, trouble.as_deref(), &inside);
            }
        }
        desk.end()?;
        Ok(Outcome::Done)
    }

    fn show(&self, car: &mut Car<'_>, trouble: Option<&str>, inside: &Value) {
        let (screen, values) = self.screen.show(car, trouble, inside);
        self.server.show(screen, values);
    }

    /// Plays a scenario at its own pace; after a quit, as fast as it can.
    fn scenario(mut self, path: &Path, out: &mut impl Write) -> Result<Outcome, Error> {
        let scenario = Scenario::read(path)?;
        self.print_address(out)?;
        let (mut begin, mut last, mut is_over) = (Instant::now(), 0, false);
        let verdict = scenario::run(&scenario, &mut |car: &mut Car<'_>, moments: &[Moment]| {
            for wanted in self.wanted() {
                match wanted {
                    Wanted::Line(line) if is_quit(&line) => is_over = true,
                    Wanted::Line(_) => {
                        self.screen.refuse(Some("the scenario's file says what happens".to_owned()));
                    }
                    Wanted::Journal(answer) => drop(answer.send(journal(&car.machine))),
                }
            }
            moments.iter().for_each(|moment| self.screen.note(car, moment));
            if car.now() < last {
                begin = Instant::now();
            }
            last = car.now();
            if self.is_due(!moments.is_empty()) {
                let inside = self.screen.inside.of_car(car);
                self.show(car, None, &inside);
            }
            if !is_over {
                let due = begin + Duration::from_millis(last);
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
            }
        })?;
        tell(&verdict, out)?;
        Ok(if verdict.fault.is_none() { Outcome::Done } else { Outcome::No })
    }

    /// Shows what a head unit knows of a board, and asks for it.
    fn board(mut self, path: &Path, seconds: Option<u64>, out: &mut impl Write) -> Result<Outcome, Error> {
        let (mut port, mut sender) = (Port::open(path)?, Sender::new());
        self.print_address(out)?;
        let (begin, mut asked, mut state) = (Instant::now(), None::<Instant>, None);
        while seconds.is_none_or(|seconds| begin.elapsed().as_secs() < seconds) {
            let mut send = |message| port.send(sender.frame(message, &mut [0; LONGEST_FRAME]));
            for wanted in self.wanted() {
                match wanted {
                    Wanted::Line(line) if is_quit(&line) => return Ok(Outcome::Done),
                    Wanted::Line(line) => match line.trim().strip_prefix("ask ").map(str::parse) {
                        Some(Ok(recipient)) => send(Message::Ask { recipient })?,
                        _ => self.screen.refuse(Some("only fingers at the board itself do that".to_owned())),
                    },
                    Wanted::Journal(answer) => {
                        drop(answer.send(Err("the journal is in the board".to_owned())));
                    }
                }
            }
            if asked.is_none_or(|asked| asked.elapsed() >= BETWEEN_QUESTIONS) {
                asked = Some(Instant::now());
                send(Message::GetState)?;
            }
            for message in port.receive()? {
                match message {
                    Message::State { purposes, reason } => state = Some(board::state(purposes, reason)),
                    Message::Answer(said) => {
                        let left = Answered { bytes: said.bytes().to_vec(), answer: Some(said) };
                        let t_ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
                        self.screen.note_left(t_ms, &left, &Value::Null);
                    }
                    _ => {}
                }
            }
            if self.is_due(false) {
                let (screen, values) = self.screen.show_board(state);
                self.server.show(screen, values);
            }
        }
        Ok(Outcome::Done)
    }
}

fn is_quit(line: &str) -> bool {
    line.trim() == QUIT
}

fn journal(machine: &Simulated) -> Result<String, String> {
    let document = Document::export(&mut machine.clone()).map_err(|error| error.to_string())?;
    Ok(document.render().to_string())
}

fn sound(dashboard: &Dashboard) -> Result<Sound, Error> {
    #[cfg(live)]
    if dashboard.live {
        return crate::live::device::Devices::find(&dashboard.devices.wish())
            .map(|devices| Sound::Live(Box::new(devices)));
    }
    if dashboard.audio.is_empty() {
        return Ok(Sound::Silence);
    }
    Programme::open(&dashboard.audio).map(Sound::Recording)
}
