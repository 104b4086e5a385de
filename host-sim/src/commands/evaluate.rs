//! `evaluate`: a list of clips as one long drive, through the gate and the same gateway as everything else.

use super::player::AFTER_MS;
use super::spot::{end_seconds, listening_car, nats};
use crate::Outcome;
use crate::car::{Car, Happening, Parts};
use crate::cli::Evaluate;
use crate::error::Error;
use crate::evaluation::curve;
use crate::evaluation::manifest::{self, Clip};
use crate::evaluation::measure::{self, Span};
use crate::evaluation::misses::Misses;
use crate::evaluation::other::{Detections, Other};
use crate::evaluation::stream::{self, Noise, RATE};
use crate::terminal;
use crate::words::{self, ANYTHING, Compiled, MANY};
use cpu_time::ProcessTime;
use sordina_hal::{Format, Rate};
use std::io::Write;

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
    let mut other =
        evaluate.against.as_deref().map(|command| Other::start(command, &compiled.texts)).transpose()?;
    let heard = listen(&clips, &compiled, noise.as_ref(), other.as_mut())?;
    let other = other.map(Other::end).transpose()?;
    let misses = |detections| Misses::of(&compiled.texts, detections, &heard.spans);
    let (ours, other) = (misses(&heard.detections), other.as_ref().map(misses));
    if let Some(path) = &evaluate.det {
        curve::draw(path, &ours.words)?;
    }
    if let Some(path) = &evaluate.scores {
        let table = scores(&clips, &compiled.texts, &heard);
        std::fs::write(path, table).map_err(|error| Error::unwritable(path, &error))?;
    }
    if evaluate.json {
        let mut told = ours.json();
        if let Some(other) = other {
            told["against"] = other.json();
        }
        writeln!(out, "{told}")?;
    } else {
        ours.print(out)?;
        if let (Some(other), Some(command)) = (other, &evaluate.against) {
            writeln!(out, "\n{command}, on the same samples:")?;
            other.print(out)?;
        }
    }
    Ok(Outcome::Done)
}

/// Per clip: its path, its words, and the best score of each word; `-` where it was not heard.
fn scores(clips: &[Clip], texts: &[String], heard: &Heard) -> String {
    let best: Vec<Vec<f64>> =
        heard.detections.words.iter().map(|found| measure::best(found, &heard.spans)).collect();
    let mut table = format!("path\tword\t{}\n", texts.join("\t"));
    for (place, clip) in clips.iter().enumerate() {
        let said = if clip.words.is_empty() { "-".to_owned() } else { clip.words.join(",") };
        table += &format!("{}\t{said}", clip.path.display());
        for score in best.iter().map(|of| of[place]) {
            table += &if score.is_finite() { format!("\t{score:.4}") } else { "\t-".to_owned() };
        }
        table.push('\n');
    }
    table
}

/// What was heard in the whole stream.
struct Heard {
    detections: Detections,
    spans: Vec<Span>,
}

fn listen(
    clips: &[Clip],
    compiled: &Compiled,
    noise: Option<&Noise>,
    mut other: Option<&mut Other>,
) -> Result<Heard, Error> {
    let mut parts = Parts::new(compiled.tables.lexicon());
    let format = Format { channels: 1, rate: Rate::Hz16000 };
    let mut car = listening_car(&mut parts, format)?;
    let mut heard = Heard { detections: Detections::none(compiled.texts.len()), spans: Vec::new() };
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
        if let Some(other) = &mut other {
            other.hear(&stream);
        }
        pending.extend(stream);
        heard.play(&mut car, &mut pending);
        bar.set_position((samples / RATE) as u64);
    }
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
        self.detections.processor += start.elapsed();
        pending.drain(..whole);
        for moment in car.take_moments() {
            if let Happening::Detected { detection, .. } = moment.happening {
                let found = (end_seconds(&detection), nats(detection.score));
                self.detections.words[usize::from(detection.word)].push(found);
            }
        }
    }
}
