//! The assistant's output stream: from the ring through the gate, in the callback.
//!
//! The gate stands at the last moment before a block leaves, and the ring before it is emptied whenever the gate is closed, opens
//! anew or has another capture stream, so that nothing of one opening is ever heard in the next.

use super::capture::{nanoseconds, note};
use super::device::End;
use super::meters::{Callback, Meters, tell};
use super::rate::Converter;
use super::{Lost, Ring};
use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{FromSample, SampleFormat, SizedSample, Stream};
use ringbuf::traits::{Consumer, Observer};
use ringbuf::{HeapCons, HeapProd};
use sordina::AudioPath;
use sordina::gate::{Gate, Generation};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Frames that pass the gate in one call; whatever the server delivers is cut into so many, or fewer.
const CHUNK: usize = 480;

/// What passes samples, handed from stream to stream when the server loses one.
pub(crate) struct Passage {
    audio: AudioPath<'static>,
    gate: &'static Gate,
    from: HeapCons<i32>,
    meters: Arc<Meters>,
    told: HeapProd<Callback>,
    /// The gate's and the device's, Hz.
    rate: u32,
    device_rate: u32,
    /// Between the two, behind the gate.
    converter: Option<Converter>,
    /// The opening that the ring's samples belong to: the gate's generation and the capture stream's number.
    opening: (Generation, u32),
    /// The ring holds a block in reserve, so that it does not matter which stream's callback comes first.
    has_reserve: bool,
}

impl Passage {
    /// A passage whose ring is empty.
    pub(crate) fn new(
        audio: AudioPath<'static>,
        gate: &'static Gate,
        ring: Ring,
        meters: Arc<Meters>,
        told: HeapProd<Callback>,
        end: &End,
    ) -> Result<Self, cpal::Error> {
        Ok(Self {
            audio,
            gate,
            from: HeapCons::new(ring),
            meters,
            told,
            rate: end.gate_rate(),
            device_rate: end.config.sample_rate,
            converter: end.converter_to()?,
            opening: (Generation::NONE, 0),
            has_reserve: false,
        })
    }

    /// One callback.
    fn pass(&mut self, output: &mut [i32], callback: u64, playback: u64) {
        let at = Instant::now();
        self.meters.callbacks.fetch_add(1, Ordering::Relaxed);
        let grant = self.gate.grant();
        let is_closed = grant.purposes().is_empty();
        let opening = (grant.generation(), self.meters.capture.load(Ordering::Acquire));
        if is_closed || opening != self.opening {
            self.opening = opening;
            self.has_reserve = false;
            self.from.clear();
            self.converter.iter_mut().for_each(Converter::reset);
        }
        let is_fed = !is_closed && self.is_fed(output.len(), callback);
        match self.converter.take() {
            Some(mut converter) if is_fed => {
                converter.fill(output, |gated| self.through_the_gate(gated, true));
                self.converter = Some(converter);
            }
            converter => {
                self.converter = converter;
                self.through_the_gate(output, is_fed);
            }
        }
        self.meters.waiting.store(self.from.occupied_len() as u32, Ordering::Relaxed);
        let frames = output.len() as u32;
        let block = Duration::from_secs_f64(f64::from(frames) / f64::from(self.device_rate));
        if at.elapsed() > block {
            Meters::count(&self.meters.late);
        }
        let delay = is_fed.then(|| self.delay(playback));
        tell(&mut self.told, Callback { at, frames, is_closed, delay });
    }

    fn through_the_gate(&mut self, output: &mut [i32], is_fed: bool) {
        let mut input = [0; CHUNK];
        for output in output.chunks_mut(CHUNK) {
            let input = &mut input[..output.len()];
            let popped = if is_fed { self.from.pop_slice(input) } else { 0 };
            self.audio.process(&input[..popped], output);
        }
    }

    /// Whether the ring holds enough for this callback, and has held a reserve since it began.
    fn is_fed(&mut self, frames: usize, callback: u64) -> bool {
        let converter = self.converter.as_ref();
        let needed = converter.map_or(frames, |converter| converter.needs(frames));
        if !self.has_reserve {
            let first = self.meters.first_block.load(Ordering::Acquire);
            let half_a_block = frames as u64 * 500_000_000 / u64::from(self.device_rate);
            // Of one and the same turn of the server there is no reserve yet.
            let is_later = first != 0 && callback > first + half_a_block;
            self.has_reserve =
                is_later && self.from.occupied_len() >= needed + converter.map_or(0, Converter::burst);
            return self.has_reserve;
        }
        let is_fed = self.from.occupied_len() >= needed;
        if !is_fed {
            Meters::count(&self.meters.starved);
        }
        is_fed
    }

    /// From capture to the assistant: what still waits in the ring was captured later than what left now.
    fn delay(&self, playback: u64) -> Duration {
        let waiting = self.from.occupied_len() as u64 * 1_000_000_000 / u64::from(self.rate);
        let newest = self.meters.newest_captured.load(Ordering::Acquire);
        Duration::from_nanos((playback + waiting).saturating_sub(newest))
    }
}

/// Opens the stream; `lost` is told why, if the server takes it away later.
pub(crate) fn open(
    end: &End,
    passage: &Arc<Mutex<Passage>>,
    lost: impl FnMut(Lost) + Send + 'static,
) -> Result<Stream, cpal::Error> {
    let stream = match end.format {
        SampleFormat::F32 => build::<f32>(end, passage, lost),
        SampleFormat::I32 => build::<i32>(end, passage, lost),
        _ => build::<i16>(end, passage, lost),
    }?;
    stream.play()?;
    Ok(stream)
}

fn build<T: SizedSample + FromSample<i32>>(
    end: &End,
    passage: &Arc<Mutex<Passage>>,
    mut lost: impl FnMut(Lost) + Send + 'static,
) -> Result<Stream, cpal::Error> {
    let channels = usize::from(end.config.channels).max(1);
    let mut block = Vec::with_capacity(1 << 14);
    let shared = passage.clone();
    let data = move |samples: &mut [T], info: &cpal::OutputCallbackInfo| {
        block.clear();
        block.resize(samples.len() / channels, 0);
        // Another stream has it only while that one is being dropped; then this block is silent.
        if let Ok(mut passage) = shared.try_lock() {
            let time = info.timestamp();
            passage.pass(&mut block, nanoseconds(time.callback), nanoseconds(time.playback));
        }
        for (frame, sample) in samples.chunks_mut(channels).zip(&block) {
            frame.fill(T::from_sample_(*sample));
        }
    };
    let meters = passage.lock().unwrap_or_else(PoisonError::into_inner).meters.clone();
    let error = move |error: cpal::Error| note(&error, &meters, &mut lost);
    end.device.build_output_stream(end.config, data, error, None)
}
