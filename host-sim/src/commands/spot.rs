//! `spot`: words in recordings, heard by the same gateway through the gate that a key opened.

use super::player::Player;
use crate::Outcome;
use crate::audio::Programme;
use crate::car::{Car, Happening, Parts, Situation};
use crate::cli::Spot;
use crate::error::Error;
use crate::timeline::Timeline;
use crate::words::{self, Compiled, MANY};
use serde_json::json;
use sordina::gate::Purpose;
use sordina::policy::Region;
use sordina::spotter::{Detection, STEP_MS, Score};
use sordina_hal::{Format, Key, Seat};
use sordina_machine::Simulated;
use std::io::Write;

pub(super) fn run(spot: &Spot, out: &mut impl Write) -> Result<Outcome, Error> {
    let compiled = words::compile(&spot.words, words::threshold(spot.threshold)?)?;
    let programme = Programme::open(&spot.audio)?;
    let mut parts = Parts::<MANY>::new(compiled.tables.lexicon());
    let mut car = listening_car(&mut parts, programme.format)?;
    let player = Player { programme, timeline: Timeline::default(), output: None, prints_lines: !spot.json };
    let mut heard = Vec::new();
    player.play(&mut car, &mut |moment| {
        if let Happening::Detected { detection, .. } = moment.happening {
            if !spot.json {
                let text = &compiled.texts[usize::from(detection.word)];
                writeln!(out, "{:9.2} s  {text}  {:.2}", end_seconds(&detection), nats(detection.score))?;
            }
            heard.push(detection);
        }
        Ok(())
    })?;
    if spot.json {
        writeln!(out, "{}", json!({ "detections": objects(&heard, &compiled) }))?;
    } else if heard.is_empty() {
        writeln!(out, "none of the words was heard")?;
    }
    Ok(Outcome::Done)
}

/// A car whose driver, alone and parked, has agreed to keyword analysis.
pub(super) fn listening_car<'m, const P: usize>(
    parts: &'m mut Parts<'m, P>,
    format: Format,
) -> Result<Car<'m, P>, Error> {
    let mut machine = Simulated::new();
    machine.clock.set_wall(crate::date::DEFAULT.noon());
    let mut car = Car::start(parts, format, Region::floor(), machine);
    car.arrange(&Situation::DriverAlone);
    car.press(Seat::Driver, Key::InterestTags);
    if !car.is_open_for(Purpose::InterestTags) {
        let why = car.closed_reason().and_then(sordina::consent::Reason::condition).map_or("?", |row| row.en);
        return Err(Error::input(format!("the gate did not open: {why}"), "report this as a bug"));
    }
    car.begin();
    car.take_moments();
    Ok(car)
}

/// When a word ended, seconds since the gate opened, which is when the audio began.
pub(super) fn end_seconds(detection: &Detection) -> f64 {
    f64::from(detection.end_step + 1) * f64::from(STEP_MS) / 1000.0
}

/// Nats per phoneme.
pub(super) fn nats(score: Score) -> f64 {
    f64::from(score.get()) / f64::from(Score::PER_NAT)
}

fn objects(heard: &[Detection], compiled: &Compiled) -> Vec<serde_json::Value> {
    let object = |detection: &Detection| {
        let word = &compiled.texts[usize::from(detection.word)];
        let time = (end_seconds(detection) * 100.0).round() / 100.0;
        json!({"time": time, "word": word, "score": nats(detection.score)})
    };
    heard.iter().map(object).collect()
}
