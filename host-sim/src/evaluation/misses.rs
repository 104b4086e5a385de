//! What a spotter missed of each word, and of all: for people and for machines.

use super::measure::{COMMON_RATES, RATES, Span, Tally, common_miss};
use super::other::Detections;
use super::rounded;
use crate::error::Error;
use serde_json::{Map, Value, json};
use std::io::Write;

/// What people and machines are told.
pub(crate) struct Misses {
    pub(crate) words: Vec<(String, Tally)>,
    cpu_seconds_per_hour: f64,
}

impl Misses {
    /// Counts what a spotter heard of the words of these texts in a stream of these spans.
    pub(crate) fn of(texts: &[String], heard: &Detections, spans: &[Span]) -> Self {
        let found = heard.words.iter().enumerate();
        let tallies = found.map(|(word, found)| Tally::count(word, found, spans));
        let hours = spans.last().map_or(0.0, |span| span.end) / 3600.0;
        Self {
            words: texts.iter().cloned().zip(tallies).collect(),
            cpu_seconds_per_hour: heard.processor.as_secs_f64() / hours,
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

    pub(crate) fn json(&self) -> Value {
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

    pub(crate) fn print(&self, out: &mut impl Write) -> Result<(), Error> {
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
