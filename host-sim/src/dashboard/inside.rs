//! What only a simulator can see: what the analysis makes of the sound, and how fast the audio system works.
//!
//! No gateway has a way to tell any of it (R11).

use crate::car::{Car, Moment};
use crate::desk::Desk;
use crate::evaluation::rounded;
#[cfg(live)]
use crate::live::streams::Streams;
use crate::tags;
use serde_json::{Value, json};
use sordina::gate::Purpose;
use sordina::policy::{DISTINCT_WORDS, WEIGHT};
use sordina::spotter::{Detection, Score};
use sordina_lexicon::phoneme::SYMBOLS;
use std::collections::VecDeque;
#[cfg(live)]
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Detections that are kept.
const DETECTIONS: usize = 20;
/// Phonemes that are shown, the likeliest first.
const PHONEMES: usize = 6;
/// Times that are kept for drawing.
#[cfg(live)]
const TIMES: usize = 1000;

/// What was seen.
#[derive(Default)]
pub(crate) struct Inside {
    /// Words that were heard, newest first.
    heard: VecDeque<Value>,
    /// When somebody last did something while the gate was open.
    acted: Option<Instant>,
    /// When somebody withdrew, until silence is seen.
    withdrew: Option<Instant>,
    #[cfg(live)]
    times: Times,
}

/// Times in milliseconds, oldest first.
#[cfg(live)]
#[derive(Default)]
struct Times {
    last: Option<Instant>,
    intervals: VecDeque<f64>,
    silences: VecDeque<f64>,
}

impl Inside {
    /// A word was heard.
    pub(super) fn note(&mut self, moment: &Moment, detection: &Detection, row: u8, word: Option<&String>) {
        let score = f64::from(detection.score.get()) / f64::from(Score::PER_NAT);
        let tag = tags::by_row(row).map(|row| row.tag);
        self.heard.push_front(json!({ "t_ms": moment.t_ms, "word": word, "tag": tag, "score": score }));
        self.heard.truncate(DETECTIONS);
    }

    /// A person or a program has acted.
    pub(crate) fn acted(&mut self, desk: &Desk) {
        if desk.car.is_open() {
            self.acted = Some(Instant::now());
        }
    }

    /// What was done was a withdrawal.
    pub(super) fn withdrew(&mut self) {
        self.withdrew = self.acted.take();
    }

    /// Everything, with what the audio system has told since the last time.
    pub(crate) fn of(&mut self, desk: &mut Desk) -> Value {
        let mut all = self.of_car(&desk.car);
        all["level"] = json!(rounded(desk.take_level()));
        #[cfg(live)]
        if let Some(streams) = desk.streams() {
            all["audio"] = self.of_streams(streams);
        }
        all
    }

    /// What there is without real audio.
    pub(crate) fn of_car(&self, car: &Car<'_>) -> Value {
        json!({
            "heard": self.heard,
            "phonemes": phonemes(car),
            "evidence": evidence(car),
            "rule": { "weight": WEIGHT, "words": DISTINCT_WORDS },
            "dropped_blocks": car.dropped_blocks(),
        })
    }

    #[cfg(live)]
    fn of_streams(&mut self, streams: &mut Streams) -> Value {
        let callbacks = streams.callbacks();
        let milliseconds =
            |from: Instant, to: Instant| rounded(to.duration_since(from).as_secs_f64() * 1000.0);
        for callback in &callbacks {
            if let Some(last) = self.times.last.replace(callback.at) {
                keep(&mut self.times.intervals, milliseconds(last, callback.at));
            }
            if let Some(acted) = self.withdrew.take_if(|acted| callback.is_closed && callback.at >= *acted) {
                keep(&mut self.times.silences, milliseconds(acted, callback.at));
            }
        }
        let meters = &streams.meters;
        json!({
            "frames": callbacks.last().map(|callback| callback.frames),
            "callbacks": meters.callbacks.load(Ordering::Relaxed),
            "ring": meters.waiting.load(Ordering::Relaxed),
            "xruns": meters.xruns.load(Ordering::Relaxed),
            "late": meters.late.load(Ordering::Relaxed),
            "starved": meters.starved.load(Ordering::Relaxed),
            "lost_samples": meters.lost_samples.load(Ordering::Relaxed),
            "interval_ms": self.times.intervals,
            "silence_ms": self.times.silences,
        })
    }
}

#[cfg(live)]
fn keep(times: &mut VecDeque<f64>, time: f64) {
    times.push_back(time);
    if times.len() > TIMES {
        times.pop_front();
    }
}

/// The likeliest phonemes of the last step, with their probabilities; none while nothing is analysed.
fn phonemes(car: &Car<'_>) -> Vec<Value> {
    if !car.is_open_for(Purpose::InterestTags) {
        return Vec::new();
    }
    let log = car.analysis().log_probabilities();
    let probability = |log: i16| rounded((f64::from(log) / f64::from(Score::PER_NAT)).exp());
    let mut all: Vec<_> = SYMBOLS.iter().zip(log).collect();
    all.sort_by_key(|(_, log)| std::cmp::Reverse(**log));
    all.iter().take(PHONEMES).map(|(symbol, log)| json!([symbol, probability(**log)])).collect()
}

/// What would count for each subject if the drive ended now.
fn evidence(car: &Car<'_>) -> Vec<Value> {
    let said = car.analysis().evidence().said();
    said.map(|said| {
        json!({ "tag": said.subject.row().tag, "weight": said.weight, "words": said.words, "is_met": said.is_met })
    })
    .collect()
}
