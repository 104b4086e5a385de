//! Both streams of a car at a desk, and what happens when one fails.

use super::Lost;
use super::assistant::{self, Passage};
use super::capture::{Capture, Status};
use super::device::Devices;
use super::meters::{self, Callback, Meters, Pulse};
use crate::car::Car;
use crate::error::Error;
use cpal::Stream;
use ringbuf::HeapCons;
use sordina_machine::{PinFault, Simulated};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long to wait before a lost output is opened again.
const PATIENCE: Duration = Duration::from_millis(500);

/// Capture while the microphones have power, and the assistant's output.
pub(crate) struct Streams {
    pub(crate) meters: Arc<Meters>,
    capture: Capture,
    devices: Devices,
    passage: Arc<Mutex<Passage>>,
    stream: Option<Stream>,
    lost: Arc<Mutex<Option<Lost>>>,
    told: HeapCons<Callback>,
    /// Why there is no sound, as the audio system says it.
    trouble: Option<String>,
    reopen_at: Instant,
    output_pulse: Pulse,
    capture_pulse: Pulse,
}

fn no_output(why: impl std::fmt::Display) -> Error {
    Error::input(format!("no output: {why}"), "host-sim devices lists what there is")
}

impl Streams {
    /// Takes the car's audio context into the assistant's output; nothing is captured yet.
    pub(crate) fn start(devices: Devices, car: &mut Car<'static>) -> Result<Self, Error> {
        let (ring, meters) = (super::ring(), Arc::<Meters>::default());
        let (tell, told) = meters::channel();
        let bug = || Error::input("the car's audio is in use", "this is a bug; please report it");
        let passage = Passage::new(
            car.take_audio().ok_or_else(bug)?,
            car.gate(),
            ring.clone(),
            meters.clone(),
            tell,
            &devices.output,
        )
        .map_err(no_output)?;
        let mut streams = Self {
            capture: Capture::start(devices.input.clone(), ring, meters.clone()),
            meters,
            devices,
            passage: Arc::new(Mutex::new(passage)),
            stream: None,
            lost: Arc::default(),
            told,
            trouble: None,
            reopen_at: Instant::now(),
            output_pulse: Pulse::new(),
            capture_pulse: Pulse::new(),
        };
        streams.open_output().map_err(no_output)?;
        Ok(streams)
    }

    /// Ends, and begins with a new car's audio context.
    pub(crate) fn begin_again(self, car: &mut Car<'static>) -> Result<Self, Error> {
        let devices = self.devices.clone();
        drop(self);
        Self::start(devices, car)
    }

    fn open_output(&mut self) -> Result<(), String> {
        let lost = self.lost.clone();
        let tell = move |why: Lost| *lost.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
        let opened = assistant::open(&self.devices.output, &self.passage, tell);
        self.stream = Some(opened.map_err(|error| error.to_string())?);
        Ok(())
    }

    /// A stream that fails is a power line that stays dark, which closes the gate until the next drive.
    pub(crate) fn look_after(&mut self, machine: &mut Simulated) {
        if let Some(lost) = self.lost.lock().unwrap_or_else(PoisonError::into_inner).take() {
            lost.let_go(self.stream.take());
            self.trouble = Some(lost.why);
        }
        if self.stream.is_none() && Instant::now() >= self.reopen_at {
            self.reopen_at = Instant::now() + PATIENCE;
            self.trouble = self.open_output().err().or_else(|| self.trouble.take());
        }
        let has_stopped = self.have_stopped();
        let output = self.trouble.take().filter(|_| self.stream.is_none());
        self.trouble = match self.capture.status() {
            Status::Failed(lost) => Some(lost.why),
            _ if has_stopped => Some(Lost::silently().why),
            _ => output,
        };
        machine.microphone_line.fault = self.trouble.is_some().then_some(PinFault::StuckLow);
    }

    /// Whether the output's callbacks have stopped; a capture stream whose callbacks have stopped has failed. Servers may stand
    /// still without an error. The output stays, since a server that stands still lets nobody close anything.
    fn have_stopped(&mut self) -> bool {
        let captured = self.meters.newest_captured.load(Ordering::Acquire);
        if self.capture_pulse.has_stopped(captured, self.capture.status() == Status::Open) {
            self.capture.fail(Lost::silently());
        }
        let played = self.meters.callbacks.load(Ordering::Relaxed);
        self.output_pulse.has_stopped(played, self.stream.is_some())
    }

    /// The microphones' power line is what makes a capture stream exist.
    pub(crate) fn follow(&mut self, machine: &Simulated) {
        self.capture.want(machine.microphone_line.level());
    }

    /// Why there is no sound.
    pub(crate) fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// What the output's callbacks have told since the last time.
    pub(crate) fn callbacks(&mut self) -> Vec<Callback> {
        meters::take(&mut self.told)
    }
}
