//! `lexicon measure`: a list of recordings as one long drive, and what was heard in it that nobody said.

use super::super::player::AFTER_MS;
use super::super::spot::{end_seconds, listening_car, nats};
use super::test::tables;
use crate::Outcome;
use crate::car::{Car, Happening, Parts};
use crate::cli::lexicon::Measure;
use crate::error::Error;
use crate::evaluation::manifest::{self, Clip};
use crate::evaluation::rounded;
use crate::evaluation::stream::{self, Noise, RATE};
use crate::lexicon::false_accepts::{Consequence, FalseAccept, Plain, Rates, consequence, kind, rates};
use crate::lexicon::sources::{self, Kind, Listed};
use crate::terminal;
use crate::words::MANY;
use serde_json::{Value, json};
use sordina_hal::{Format, Rate};
use sordina_lexicon::{Entry, Language};
use std::collections::HashSet;
use std::io::Write;

/// Samples of a block: 10 ms.
const BLOCK: usize = RATE / 100;
/// How many of the worst words are named.
const WORST: usize = 10;

pub(super) fn run(measure: &Measure, out: &mut impl Write) -> Result<Outcome, Error> {
    let sources = sources::read(measure.lists.policy.as_deref())?;
    let (entries, listed) = (sources::entries(&sources)?, sources::listed(&sources)?);
    let clips = manifest::read(&measure.recordings, measure.root.as_deref())?;
    let heard = listen(&clips, &entries, measure.threshold, Noise::of(&measure.under)?.as_ref())?;
    let consequence = consequence(&entries, &heard.accepts, heard.seconds);
    let report = Report { consequence, entries, listed, heard };
    if measure.json {
        writeln!(out, "{}", report.json())?;
    } else {
        report.print(out)?;
    }
    Ok(Outcome::Done)
}

/// What came of all recordings.
struct Heard {
    /// In order of time, what nobody said.
    accepts: Vec<FalseAccept>,
    seconds: f64,
    /// How often a recording says a word, and how often the word was not heard in it.
    said: usize,
    missed: usize,
}

/// Plays all recordings, with a gap before each.
fn listen(
    clips: &[Clip],
    entries: &[Entry],
    threshold: Option<f32>,
    noise: Option<&Noise>,
) -> Result<Heard, Error> {
    let tables = tables(entries, threshold)?;
    let mut parts = Parts::<MANY>::new(tables.lexicon());
    let format = Format { channels: 1, rate: Rate::Hz16000 };
    let mut car = listening_car(&mut parts, format)?;
    let bar = terminal::progress(clips.len() as u64, false);
    let (mut pending, mut samples, mut ends) = (Vec::new(), 0_usize, Vec::new());
    let mut heard = Vec::new();
    for (index, clip) in clips.iter().enumerate() {
        let stream = stream::samples(&clip.path, index, noise)?;
        samples += stream.len();
        // As `evaluate` has it: what ends within 0.3 s after a clip is the clip's.
        ends.push(samples as f64 / RATE as f64 + 0.3);
        pending.extend(stream);
        heard.extend(play(&mut car, &mut pending));
        bar.inc(1);
    }
    pending.extend(std::iter::repeat_n(0, RATE / 1000 * AFTER_MS as usize));
    heard.extend(play(&mut car, &mut pending));
    bar.finish_and_clear();
    let place = |time: f64| ends.partition_point(|end| *end <= time).min(clips.len().saturating_sub(1));
    let heard = heard.into_iter().map(|accept| (place(accept.time), accept));
    Ok(sort(clips, entries, heard.collect(), samples as f64 / RATE as f64))
}

/// Tells what was heard in each clip from what it says.
fn sort(clips: &[Clip], entries: &[Entry], heard: Vec<(usize, FalseAccept)>, seconds: f64) -> Heard {
    let words: Vec<Plain> = entries.iter().map(|entry| Plain::of(&entry.text)).collect();
    let clips: Vec<(Plain, usize)> =
        clips.iter().map(|clip| (Plain::of(&clip.words.join(" ")), clip.line)).collect();
    let is_said = |clip: usize, word: usize| clips[clip].0.says(&words[word]);
    let found: HashSet<(usize, usize)> = heard.iter().map(|(clip, accept)| (*clip, accept.word)).collect();
    let pairs = (0..clips.len()).flat_map(|clip| (0..words.len()).map(move |word| (clip, word)));
    let said: HashSet<(usize, usize)> = pairs.filter(|(clip, word)| is_said(*clip, *word)).collect();
    let missed = said.difference(&found).count();
    let accepts = heard.into_iter().filter(|(clip, accept)| !said.contains(&(*clip, accept.word)));
    let accepts = accepts.map(|(clip, accept)| FalseAccept { line: clips[clip].1, ..accept });
    Heard { accepts: accepts.collect(), seconds, said: said.len(), missed }
}

/// Plays all whole blocks and leaves the rest.
fn play(car: &mut Car<'_, MANY>, pending: &mut Vec<i16>) -> Vec<FalseAccept> {
    let whole = pending.len() / BLOCK * BLOCK;
    for block in pending[..whole].chunks(BLOCK) {
        car.block(block);
    }
    pending.drain(..whole);
    let detections = car.take_moments().into_iter().filter_map(|moment| match moment.happening {
        Happening::Detected { detection, .. } => Some(FalseAccept {
            word: usize::from(detection.word),
            time: end_seconds(&detection),
            score: nats(detection.score),
            line: 0,
        }),
        _ => None,
    });
    detections.collect()
}

struct Report {
    entries: Vec<Entry>,
    listed: Vec<Listed>,
    heard: Heard,
    consequence: Consequence,
}

impl Report {
    fn hours(&self) -> f64 {
        self.heard.seconds / 3600.0
    }

    fn is_listed(&self, word: usize, wanted: Kind, language: Language) -> bool {
        let mut of_text = self.listed.iter().filter(|listed| listed.text == self.entries[word].text);
        of_text.any(|listed| listed.kind == wanted && listed.language == language)
    }

    /// Watched and denied words of each language.
    fn groups(&self) -> Vec<(Kind, Language, Rates)> {
        let mut groups = Vec::new();
        for group in [Kind::Watched, Kind::Denied] {
            for language in [Language::Spanish, Language::English] {
                let is_meant = |word| self.is_listed(word, group, language);
                groups.push((
                    group,
                    language,
                    rates(self.entries.len(), &self.heard.accepts, self.hours(), is_meant),
                ));
            }
        }
        groups
    }

    fn print(&self, out: &mut impl Write) -> Result<(), Error> {
        writeln!(out, "{:.2} h of recordings, {} words", self.hours(), self.entries.len())?;
        writeln!(out, "false accepts per word and hour\n")?;
        writeln!(out, "{:<18} {:>6} {:>8} {:>8} {:>8}", "", "words", "mean", "median", "90 %")?;
        for (group, language, rates) in self.groups() {
            let name = format!("{} {language}", group.name());
            let Rates { words, mean, median, ninetieth, .. } = rates;
            writeln!(out, "{name:<18} {words:>6} {mean:>8.3} {median:>8.3} {ninetieth:>8.3}")?;
        }
        for group in [Kind::Watched, Kind::Denied] {
            let is_meant = |word: usize| kind(&self.entries[word]) == group;
            let rates = rates(self.entries.len(), &self.heard.accepts, self.hours(), is_meant);
            writeln!(out, "\nworst {} words", group.name())?;
            for (word, rate) in rates.worst.iter().take(WORST).filter(|(_, rate)| *rate > 0.0) {
                writeln!(out, "  {:<28} {rate:.2}", self.entries[*word].text)?;
            }
        }
        let Heard { said, missed, .. } = self.heard;
        writeln!(
            out,
            "\nwords are said {said} times, and {missed} of these missed: {:.1} %",
            100.0 * missed as f64 / said.max(1) as f64
        )?;
        let Consequence { dropped, tag } = self.consequence;
        writeln!(
            out,
            "as one drive: denied words heard by mistake silence {:.1} % of the time; tag: {}",
            dropped * 100.0,
            tag.unwrap_or("none")
        )?;
        Ok(())
    }

    fn json(&self) -> Value {
        let all = rates(self.entries.len(), &self.heard.accepts, self.hours(), |_| true);
        let words = all.worst.iter().map(|(word, rate)| {
            let entry = &self.entries[*word];
            json!({"word": entry.text, "kind": kind(entry).name(), "per_hour": rounded(*rate)})
        });
        let accepts = self.heard.accepts.iter().map(|accept| {
            json!({"word": self.entries[accept.word].text, "score": rounded(accept.score),
                "time": rounded(accept.time), "line": accept.line})
        });
        let groups = self.groups().into_iter().map(|(group, language, rates)| {
            json!({"kind": group.name(), "language": language.to_string(), "words": rates.words,
                "mean": rounded(rates.mean), "median": rounded(rates.median), "ninetieth": rounded(rates.ninetieth)})
        });
        json!({
            "hours": rounded(self.hours()),
            "groups": groups.collect::<Vec<_>>(),
            "words": words.collect::<Vec<_>>(),
            "said": self.heard.said,
            "missed": self.heard.missed,
            "false_accepts": accepts.collect::<Vec<_>>(),
            "dropped": rounded(self.consequence.dropped),
            "tag": self.consequence.tag,
        })
    }
}
