//! A car at a desk: the gateway on a simulated machine, in real time.
//!
//! What it hears is silence, a recording that plays at its own pace, or this computer's microphone. Keys and car signals come
//! as lines of text, one form for people and programs: a timeline's row without its time.

use crate::audio::Programme;
use crate::car::{Action, Car, Moment, Parts, Situation, TICK_MS};
use crate::error::Error;
#[cfg(live)]
use crate::live::streams::Streams;
use crate::state_directory::StateDirectory;
use crate::timeline;
use sordina::policy::{LEXICON, Region};
use sordina_hal::{Choice, Format, Rate, Seat, Signal, SystemState, UnixSeconds};
use sordina_machine::Simulated;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// What the microphones hear.
pub(crate) enum Sound {
    Silence,
    Recording(Programme),
    /// The streams take the car's audio context along.
    #[cfg(live)]
    Live(Box<crate::live::device::Devices>),
}

/// Where the audio goes.
enum Way {
    /// Through the car's own block; `None` once the recording is over.
    Played(Option<Programme>),
    #[cfg(live)]
    Live(Box<Streams>),
}

/// The line that takes the board's power away, and gives it back.
const POWER_CUT: &str = "power_cut";

/// The car, its sound and its time.
pub(crate) struct Desk {
    pub(crate) car: Car<'static>,
    way: Way,
    state: Option<StateDirectory>,
    format: Format,
    begin: Instant,
    /// What is still to be done, and when, milliseconds since the beginning.
    due: Vec<(u64, Action)>,
    /// The flash as it was last kept.
    kept: Vec<u8>,
    region: &'static Region,
    /// The loudest sample that the microphones delivered since somebody asked, as a share of full scale.
    level: f64,
}

impl Desk {
    /// Starts the gateway, closed, with the driver alone in the parked car; with a state folder she is profile 0.
    pub(crate) fn start(
        sound: Sound,
        state: Option<&Path>,
        region: Option<&'static Region>,
    ) -> Result<Self, Error> {
        let (state, mut machine, region) = StateDirectory::board(state, region)?;
        let today = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        machine.clock.set_wall(UnixSeconds(today.as_secs()));
        let format = match &sound {
            Sound::Silence => Format { channels: 1, rate: Rate::Hz16000 },
            Sound::Recording(programme) => programme.format,
            #[cfg(live)]
            Sound::Live(devices) => devices.format(),
        };
        let kept = machine.flash.bytes().to_vec();
        #[cfg_attr(not(live), allow(unused_mut, reason = "only streams take something of it"))]
        let mut car = Self::board(format, region, machine);
        let way = match sound {
            Sound::Silence => Way::Played(None),
            Sound::Recording(programme) => Way::Played(Some(programme)),
            #[cfg(live)]
            Sound::Live(devices) => Way::Live(Box::new(Streams::start(*devices, &mut car)?)),
        };
        let begin = Instant::now();
        let mut desk = Self { car, way, format, begin, due: Vec::new(), kept, state, region, level: 0.0 };
        desk.act(Situation::DriverAlone.actions());
        Ok(desk)
    }

    /// A board that has begun, and seen the keys once: one that is down from the start on counts as stuck. It stays for as long as
    /// the process lives, since an audio server may keep its callback so long.
    fn board(format: Format, region: &Region, machine: Simulated) -> Car<'static> {
        let mut car = Car::start(Box::leak(Box::new(<Parts>::new(LEXICON))), format, region, machine);
        car.wait(TICK_MS);
        car
    }

    /// The board loses its power and gets it back; what it kept is in flash, and the car tells it again how it stands.
    fn cut_power(&mut self) -> Result<(), Error> {
        // Without power nothing passes.
        let way = std::mem::replace(&mut self.way, Way::Played(None));
        let mut machine = std::mem::take(&mut self.car.machine);
        machine.restart();
        self.car = Self::board(self.format, self.region, machine);
        self.way = match way {
            Way::Played(programme) => Way::Played(programme),
            #[cfg(live)]
            Way::Live(streams) => Way::Live(Box::new(streams.begin_again(&mut self.car)?)),
        };
        self.begin = Instant::now();
        self.due.clear();
        self.act(Situation::DriverAlone.actions());
        Ok(())
    }

    /// Milliseconds since the beginning, as control counts them.
    pub(crate) fn now(&self) -> u64 {
        self.car.now()
    }

    /// Lets actions happen, each so many milliseconds from now. With the ignition the driver's key comes.
    pub(crate) fn act(&mut self, actions: impl IntoIterator<Item = (u64, Action)>) {
        let now = self.now();
        for (after, action) in actions {
            self.due.push((now + after, action));
            if self.state.is_some() && matches!(action, Action::Signal(Signal::SystemState(SystemState::On)))
            {
                self.due.push((now + after + TICK_MS, Action::Choose(Seat::Driver, Choice::Profile(0))));
            }
        }
    }

    /// A line does, now, what a row of a timeline does; what is wrong with it otherwise.
    pub(crate) fn obey(&mut self, line: &str) -> Result<(), String> {
        if line.trim() == POWER_CUT {
            return self.cut_power().map_err(|error| error.to_string());
        }
        let (what, value) = line.trim().split_once(char::is_whitespace).unwrap_or((line.trim(), ""));
        let actions =
            timeline::actions(what, value.trim()).map_err(|(what, remedy)| format!("{what}; {remedy}"))?;
        self.act(actions);
        Ok(())
    }

    /// Waits for the next turn of control and takes it, and those that were missed; what has happened.
    pub(crate) fn turn(&mut self) -> Result<Vec<Moment>, Error> {
        std::thread::sleep(self.next_turn().saturating_duration_since(Instant::now()));
        #[cfg(live)]
        if let Way::Live(streams) = &mut self.way {
            streams.look_after(&mut self.car.machine);
        }
        while self.next_turn() <= Instant::now() {
            let now = self.now();
            let (due, later) = std::mem::take(&mut self.due).into_iter().partition(|(at, _)| *at <= now);
            self.due = later;
            for (_, action) in due {
                self.car.act(&action);
            }
            self.step()?;
        }
        #[cfg(live)]
        if let Way::Live(streams) = &mut self.way {
            streams.follow(&self.car.machine);
        }
        self.keep()?;
        Ok(self.car.take_moments())
    }

    fn next_turn(&self) -> Instant {
        self.begin + Duration::from_millis(self.now() + TICK_MS)
    }

    fn step(&mut self) -> Result<(), Error> {
        match &mut self.way {
            Way::Played(programme) => {
                let frames = self.format.rate.hz() as usize / 100;
                let mut heard = vec![0; frames * usize::from(self.format.channels)];
                let block = programme.as_mut().map(Programme::next_block).transpose()?.flatten();
                heard.iter_mut().zip(block.unwrap_or_default()).for_each(|(to, from)| *to = *from);
                let loudest = heard.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or_default();
                self.level = self.level.max(f64::from(loudest) / f64::from(1 << 15));
                self.car.block(&heard);
            }
            #[cfg(live)]
            Way::Live(_) => self.car.turn(TICK_MS),
        }
        Ok(())
    }

    /// Keeps the flash. Where it cannot be kept nothing may be open: the error ends the drive.
    fn keep(&mut self) -> Result<(), Error> {
        let Some(state) = &self.state else { return Ok(()) };
        let machine = &self.car.machine;
        if machine.flash.bytes() != self.kept {
            machine.flash.bytes().clone_into(&mut self.kept);
            state.save(machine)?;
        }
        Ok(())
    }

    /// Why there is no sound, in the audio system's words.
    pub(crate) fn trouble(&self) -> Option<&str> {
        match &self.way {
            #[cfg(live)]
            Way::Live(streams) => streams.trouble(),
            Way::Played(_) => None,
        }
    }

    /// The loudest sample that the microphones delivered since the last time, as a share of full scale.
    pub(crate) fn take_level(&mut self) -> f64 {
        #[cfg(live)]
        if let Way::Live(streams) = &self.way {
            return streams.meters.take_level();
        }
        std::mem::take(&mut self.level)
    }

    /// The streams, if it has some.
    #[cfg(live)]
    pub(crate) fn streams(&mut self) -> Option<&mut Streams> {
        match &mut self.way {
            Way::Live(streams) => Some(streams),
            Way::Played(_) => None,
        }
    }

    /// The drive ends, and the car's screen asks; what has happened.
    pub(crate) fn end(mut self) -> Result<Vec<Moment>, Error> {
        self.car.end_drive();
        self.keep()?;
        Ok(self.car.take_moments())
    }
}
