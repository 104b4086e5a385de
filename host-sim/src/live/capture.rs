//! The capture stream: exists while it is wanted, and not a moment longer.
//!
//! A thread of its own makes and drops it, since an audio server may take its time for either, and control must not wait.

use super::device::End;
use super::meters::Meters;
use super::{Lost, Ring};
use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{ErrorKind, FromSample, SampleFormat, SizedSample, Stream};
use ringbuf::HeapProd;
use ringbuf::traits::Producer;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// How capture stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Status {
    /// No stream exists.
    #[default]
    Closed,
    /// A stream exists.
    Open,
    /// A stream was wanted, and this is why there is none or why it ended.
    Failed(Lost),
}

/// The thread that has the stream.
pub(crate) struct Capture {
    wish: Option<Sender<bool>>,
    is_wanted: bool,
    status: Arc<Mutex<Status>>,
    thread: Option<JoinHandle<()>>,
}

impl Capture {
    /// Starts the thread; no stream yet.
    pub(crate) fn start(end: End, ring: Ring, meters: Arc<Meters>) -> Self {
        let (wish, wishes) = mpsc::channel::<bool>();
        let status = Arc::<Mutex<Status>>::default();
        let shared = status.clone();
        let thread = std::thread::spawn(move || {
            let mut stream: Option<Stream> = None;
            while let Ok(first) = wishes.recv() {
                // Only the last wish counts.
                let is_wanted = wishes.try_iter().last().unwrap_or(first);
                if !is_wanted {
                    match get(&shared) {
                        Status::Failed(lost) => lost.let_go(stream.take()),
                        _ => drop(stream.take()),
                    }
                    set(&shared, Status::Closed);
                } else if stream.is_none() {
                    let opened = open(&end, &ring, &meters, &shared);
                    set(
                        &shared,
                        opened
                            .as_ref()
                            .map_or_else(|error| Status::Failed(Lost::of(error)), |_| Status::Open),
                    );
                    stream = opened.ok();
                }
            }
        });
        Self { wish: Some(wish), is_wanted: false, status, thread: Some(thread) }
    }

    /// Says whether a stream shall exist. Returns at once.
    pub(crate) fn want(&mut self, is_wanted: bool) {
        if std::mem::replace(&mut self.is_wanted, is_wanted) != is_wanted
            && let Some(wish) = &self.wish
        {
            // The thread ends with `self` and not before.
            let _there = wish.send(is_wanted);
        }
    }

    /// The stream has failed, as somebody else has seen.
    pub(crate) fn fail(&self, lost: Lost) {
        set(&self.status, Status::Failed(lost));
    }

    /// How it stands.
    pub(crate) fn status(&self) -> Status {
        get(&self.status)
    }
}

impl Drop for Capture {
    /// The stream is gone when this returns.
    fn drop(&mut self) {
        drop(self.wish.take());
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

fn get(status: &Mutex<Status>) -> Status {
    status.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn set(status: &Mutex<Status>, to: Status) {
    *status.lock().unwrap_or_else(PoisonError::into_inner) = to;
}

fn open(
    end: &End,
    ring: &Ring,
    meters: &Arc<Meters>,
    status: &Arc<Mutex<Status>>,
) -> Result<Stream, cpal::Error> {
    meters.first_block.store(0, Ordering::Release);
    meters.capture.fetch_add(1, Ordering::AcqRel);
    let stream = match end.format {
        SampleFormat::F32 => build::<f32>(end, ring, meters, status),
        SampleFormat::I32 => build::<i32>(end, ring, meters, status),
        _ => build::<i16>(end, ring, meters, status),
    }?;
    stream.play()?;
    Ok(stream)
}

fn build<T: SizedSample>(
    end: &End,
    ring: &Ring,
    meters: &Arc<Meters>,
    status: &Arc<Mutex<Status>>,
) -> Result<Stream, cpal::Error>
where
    i32: FromSample<T>,
{
    let mut producer = HeapProd::new(ring.clone());
    let channels = usize::from(end.config.channels).max(1);
    let counts = meters.clone();
    let mut converter = end.converter_from()?;
    let data = move |samples: &[T], info: &cpal::InputCallbackInfo| {
        let mono = samples.iter().step_by(channels).map(|sample| i32::from_sample_(*sample));
        counts.note_level(mono.clone().map(i32::unsigned_abs).max().unwrap_or_default());
        let mut lost = 0;
        let mut push = |sample| lost += u64::from(producer.try_push(sample).is_err());
        match &mut converter {
            None => mono.for_each(push),
            Some(converter) => mono.for_each(|sample| converter.push(sample, &mut push)),
        }
        counts.lost_samples.fetch_add(lost, Ordering::Relaxed);
        let time = info.timestamp();
        counts.newest_captured.store(nanoseconds(time.capture), Ordering::Release);
        let handed = nanoseconds(time.callback).max(1);
        let _not_the_first =
            counts.first_block.compare_exchange(0, handed, Ordering::AcqRel, Ordering::Relaxed);
    };
    let (counts, status) = (meters.clone(), status.clone());
    let error = move |error: cpal::Error| note(&error, &counts, |lost| set(&status, Status::Failed(lost)));
    end.device.build_input_stream(end.config, data, error, None)
}

/// An overrun is counted; what cannot be passed to the audio thread's scheduler is no fault; anything else ends a stream.
pub(super) fn note(error: &cpal::Error, meters: &Meters, lost: impl FnOnce(Lost)) {
    match error.kind() {
        ErrorKind::Xrun => Meters::count(&meters.xruns),
        ErrorKind::RealtimeDenied => {}
        _ => lost(Lost::of(error)),
    }
}

#[allow(clippy::cast_possible_truncation, reason = "584 years")]
pub(super) fn nanoseconds(instant: cpal::StreamInstant) -> u64 {
    instant.as_nanos() as u64
}
