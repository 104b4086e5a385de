//! `evaluate`: a list of clips as one long drive, through the gate and the same gateway as everything else.

use super::player::AFTER_MS;
use super::spot::{end_seconds, listening_car, nats};
use crate::Outcome;
use crate::car::{Car, Happening, Parts};
use crate::cli::Evaluate;
use crate::error::Error;
use crate::evaluation::curve;
use crate::evaluation::manifest::{self, Clip};
use crate::evaluation::measure::{COMMON_RATES, RATES, Span, Tally, common_miss};
use crate::evaluation::stream::{self, Noise, RATE};
use crate::terminal;
use crate::words::{self, ANYTHING, Compiled, MANY};
use cpu_time::ProcessTime;
use serde_json::{Map, Value, json};
use sordina_hal::{Format, Rate};
use std::io::Write;
use std::time::Duration;

/// Samples of a block: 10 ms.
const BLOCK: usize = RATE / 100;

/// Silence after the last clip, in which its detections settle.
const AFTER: usize = RATE / 1000 * AFTER_MS as usize;

pub(super) fn run(evaluate: &Evaluate, out: &mut impl Write) -> Result<Outcome, Error> {
    let compiled = words::compile(&evaluate.words, ANYTHING)?;
    let clips = manifest::read(&evaluate.manifest, evaluate.root.as_deref())?;
    for word in &compiled.texts {
        if !clips.iter().any(|clip| clip.words.contains(word)) {
            let what = format!("{}:1: no clip says \"{word}\"", evaluate.manifest.display());
            return Err(Error::input(
                what,
                "write the word into the second column, or leave it out of --words",
            ));
        }
    }
    let noise = Noise::of(&evaluate.under)?;
    let heard = listen(&clips, &compiled, noise.as_ref())?;
    let results = Results::of(&compiled, &heard);
    if let Some(path) = &evaluate.det {
        curve::draw(path, &results.words)?;
    }
    if evaluate.json {
        writeln!(out, "{}", results.json())?;
    } else {
        results.print(out)?;
    }
    Ok(Outcome::Done)
}

/// What was heard in the whole stream.
struct Heard {
    /// Seconds and score, per word.
    detections: Vec<Vec<(f64, f64)>>,
    spans: Vec<Span>,
    seconds: f64,
    /// Processor time of the gateway alone: reading files and making noise is not its work.
    processor: Duration,
}

fn listen(clips: &[Clip], compiled: &Compiled, noise: Option<&Noise>) -> Result<Heard, Error> {
    let mut parts = Parts::new(compiled.tables.lexicon());
    let format = Format { channels: 1, rate: Rate::Hz16000 };
    let mut car = listening_car(&mut parts, format)?;
    let detections = vec![Vec::new(); compiled.texts.len()];
    let mut heard = Heard { detections, spans: Vec::new(), seconds: 0.0, processor: Duration::ZERO };
    let seconds: f64 = clips.iter().map(|clip| clip.seconds + 0.5).sum();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "only for the progress bar")]
    let bar = terminal::progress(seconds as u64, false);
    let (mut pending, mut samples) = (Vec::new(), 0_usize);
    for (index, clip) in clips.iter().enumerate() {
        let stream = stream::samples(&clip.path, index, noise)?;
        samples += stream.len();
        let is_said = |number: &usize| clip.words.contains(&compiled.texts[*number]);
        let words = (0..compiled.texts.len()).filter(is_said).collect();
        heard.spans.push(Span { end: samples as f64 / RATE as f64 + 0.3, words });
        pending.extend(stream);
        heard.play(&mut car, &mut pending);
        bar.set_position((samples / RATE) as u64);
    }
    heard.seconds = samples as f64 / RATE as f64;
    pending.extend([0; AFTER]);
    heard.play(&mut car, &mut pending);
    bar.finish_and_clear();
    match car.dropped_blocks() {
        0 => Ok(heard),
        lost => Err(Error::input(format!("{lost} blocks were lost"), "report this as a bug")),
    }
}

impl Heard {
    /// Plays all whole blocks of `pending` and leaves the rest there, so that the stream has no seams.
    fn play(&mut self, car: &mut Car<'_, MANY>, pending: &mut Vec<i16>) {
        let start = ProcessTime::now();
        let whole = pending.len() / BLOCK * BLOCK;
        for block in pending[..whole].chunks(BLOCK) {
            car.block(block);
        }
        self.processor += start.elapsed();
        pending.drain(..whole);
        for moment in car.take_moments() {
            if let Happening::Detected { detection, .. } = moment.happening {
                let found = (end_seconds(&detection), nats(detection.score));
                self.detections[usize::from(detection.word)].push(found);
            }
        }
    }
}

/// What people and machines are told.
struct Results {
    words: Vec<(String, Tally)>,
    cpu_seconds_per_hour: f64,
}

impl Results {
    fn of(compiled: &Compiled, heard: &Heard) -> Self {
        let detections = heard.detections.iter().enumerate();
        let tallies = detections.map(|(word, found)| Tally::count(word, found, &heard.spans));
        Self {
            words: compiled.texts.iter().cloned().zip(tallies).collect(),
            cpu_seconds_per_hour: heard.processor.as_secs_f64() / (heard.seconds / 3600.0),
        }
    }

    /// Mean over the words, each counting the same.
    fn mean(&self, of: impl Fn(&Tally) -> f64) -> f64 {
        self.words.iter().map(|(_, tally)| of(tally)).sum::<f64>() / self.words.len() as f64
    }

    /// Misses under one threshold for all words.
    fn common_miss(&self, per_word_and_hour: f64) -> f64 {
        let tallies: Vec<&Tally> = self.words.iter().map(|(_, tally)| tally).collect();
        common_miss(&tallies, per_word_and_hour)
    }

    fn json(&self) -> Value {
        let words = self.words.iter().map(|(word, tally)| {
            json!({
                "word": word,
                "positives": tally.positives(),
                "miss": by_rate(&RATES, |rate| tally.miss(rate)),
                "threshold": by_rate(&RATES, |rate| tally.threshold(rate)),
            })
        });
        json!({
            "words": words.collect::<Vec<_>>(),
            "mean": by_rate(&RATES, |rate| self.mean(|tally| tally.miss(rate))),
            "one_threshold": by_rate(&COMMON_RATES, |rate| self.common_miss(rate)),
            "negative_hours": rounded(self.mean(|tally| tally.negative_hours)),
            "cpu_seconds_per_hour": rounded(self.cpu_seconds_per_hour),
        })
    }

    fn print(&self, out: &mut impl Write) -> Result<(), Error> {
        let rates = RATES.map(|rate| format!("{rate}/h"));
        writeln!(out, "{:<20} {:>9}{}  missed, %", "word", "positives", cells(&rates))?;
        for (word, tally) in &self.words {
            let misses = RATES.map(|rate| format!("{:.1}", tally.miss(rate)));
            writeln!(out, "{word:<20} {:>9}{}", tally.positives(), cells(&misses))?;
        }
        let means = RATES.map(|rate| format!("{:.1}", self.mean(|tally| tally.miss(rate))));
        writeln!(out, "{:<20} {:>9}{}", "mean", "", cells(&means))?;
        for rate in COMMON_RATES {
            let miss = self.common_miss(rate);
            writeln!(
                out,
                "one threshold for all words, {rate} false accepts per word and hour: {miss:.1} % missed"
            )?;
        }
        let (hours, cpu) = (self.mean(|tally| tally.negative_hours), self.cpu_seconds_per_hour);
        writeln!(
            out,
            "{hours:.2} h of negatives (mean over the words); {cpu:.1} s of CPU per hour of audio"
        )?;
        Ok(())
    }
}

/// Values under the names of the rates.
fn by_rate(rates: &[f64], value: impl Fn(f64) -> f64) -> Map<String, Value> {
    rates.iter().map(|rate| (rate.to_string(), json!(rounded(value(*rate))))).collect()
}

/// Columns of a table, each with a blank before it.
fn cells(texts: &[String]) -> String {
    texts.iter().map(|text| format!(" {text:>7}")).collect()
}

/// To a thousandth: what a run of this size can tell.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
