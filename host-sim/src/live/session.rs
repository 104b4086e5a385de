//! A car at a desk: the gateway on a simulated machine whose microphones, assistant and time are real.

use super::Lost;
use super::assistant::{self, Passage};
use super::capture::{Capture, Status};
use super::device::{Devices, End, Wish};
use super::meters::{self, Callback, Meters};
use crate::car::{Action, Car, Moment, Parts};
use crate::error::Error;
use cpal::Stream;
use ringbuf::HeapCons;
use sordina::policy::{LEXICON, Region};
use sordina_hal::UnixSeconds;
use sordina_machine::{PinFault, Simulated};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Time between two turns of control.
const TURN_MS: u64 = 10;
/// How long to wait before a lost output is opened again.
const PATIENCE: Duration = Duration::from_millis(500);

/// Why there is no sound, as the audio system says it; `None` while all is well.
type Trouble = Option<String>;

/// The car and its streams.
pub(crate) struct Session {
    pub(crate) car: Car<'static>,
    pub(crate) meters: Arc<Meters>,
    capture: Capture,
    output: End,
    passage: Arc<Mutex<Passage>>,
    stream: Option<Stream>,
    lost: Arc<Mutex<Option<Lost>>>,
    told: HeapCons<Callback>,
    trouble: Trouble,
    begin: Instant,
    reopen_at: Instant,
    /// What is still to be done, and when, milliseconds since the beginning.
    due: Vec<(u64, Action)>,
}

impl Session {
    /// Starts the gateway and the assistant's output; the gate is closed and nothing is captured.
    pub(crate) fn start(wish: &Wish, region: &Region, mut machine: Simulated) -> Result<Self, Error> {
        let devices = Devices::find(wish)?;
        let (format, rate) = (devices.format(), devices.format().rate.hz());
        let today = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        machine.clock.set_wall(UnixSeconds(today.as_secs()));
        // The audio server keeps the callback for as long as the process lives, and there is one session in a process.
        let parts = Box::leak(Box::new(<Parts>::new(LEXICON)));
        let mut car = Car::start(parts, format, region, machine);
        let (ring, meters) = (super::ring(), Arc::<Meters>::default());
        let (tell, told) = meters::channel();
        let audio = car
            .take_audio()
            .ok_or_else(|| Error::input("the car has no audio", "this is a bug; please report it"))?;
        let passage = Passage::new(audio, car.gate(), ring.clone(), meters.clone(), tell, rate);
        let now = Instant::now();
        let mut session = Self {
            car,
            capture: Capture::start(devices.input, ring, meters.clone()),
            meters,
            output: devices.output,
            passage: Arc::new(Mutex::new(passage)),
            stream: None,
            lost: Arc::default(),
            told,
            trouble: None,
            begin: now,
            reopen_at: now,
            due: Vec::new(),
        };
        session.open_output().map_err(|why| {
            Error::input(format!("no output: {why}"), "host-sim devices lists what there is")
        })?;
        session.begin = Instant::now();
        Ok(session)
    }

    fn open_output(&mut self) -> Result<(), String> {
        let lost = self.lost.clone();
        let tell = move |why: Lost| *lost.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
        self.stream =
            Some(assistant::open(&self.output, &self.passage, tell).map_err(|error| error.to_string())?);
        Ok(())
    }

    /// Milliseconds since the beginning, as control counts them.
    pub(crate) fn now(&self) -> u64 {
        self.car.now()
    }

    /// Lets actions happen, each so many milliseconds from now.
    pub(crate) fn act(&mut self, actions: impl IntoIterator<Item = (u64, Action)>) {
        let now = self.now();
        self.due.extend(actions.into_iter().map(|(after, action)| (now + after, action)));
    }

    /// Waits for the next turn of control and takes it, and those that were missed; what has happened.
    pub(crate) fn turn(&mut self) -> Vec<Moment> {
        let next = self.begin + Duration::from_millis(self.now() + TURN_MS);
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
        self.look_after_streams();
        while self.begin + Duration::from_millis(self.now() + TURN_MS) <= Instant::now() {
            let now = self.now();
            let (due, later) = std::mem::take(&mut self.due).into_iter().partition(|(at, _)| *at <= now);
            self.due = later;
            for (_, action) in due {
                self.car.act(&action);
            }
            self.car.turn(TURN_MS);
        }
        // The microphones' power line is what makes a capture stream exist.
        self.capture.want(self.car.machine.microphone_line.level());
        self.car.take_moments()
    }

    /// A stream that fails is a power line that stays dark, which closes the gate until the next drive.
    fn look_after_streams(&mut self) {
        if let Some(lost) = self.lost.lock().unwrap_or_else(PoisonError::into_inner).take() {
            lost.let_go(self.stream.take());
            self.trouble = Some(lost.why);
        }
        if self.stream.is_none() && Instant::now() >= self.reopen_at {
            self.reopen_at = Instant::now() + PATIENCE;
            self.trouble = self.open_output().err().or_else(|| self.trouble.take());
        }
        let mut trouble = self.stream.is_none().then(|| self.trouble.clone()).flatten();
        if let Status::Failed(lost) = self.capture.status() {
            trouble = Some(lost.why);
        }
        let fault = trouble.is_some().then_some(PinFault::StuckLow);
        self.trouble = trouble;
        self.car.machine.microphone_line.fault = fault;
    }

    /// Why there is no sound, in the audio system's words.
    pub(crate) const fn trouble(&self) -> Option<&String> {
        self.trouble.as_ref()
    }

    /// What the output's callbacks have told since the last time.
    pub(crate) fn callbacks(&mut self) -> Vec<Callback> {
        meters::take(&mut self.told)
    }
}
