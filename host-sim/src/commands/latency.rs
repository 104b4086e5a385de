//! `latency`: how long everything takes on this computer, while the gate opens and closes.

use crate::Outcome;
use crate::car::Action;
use crate::cli::live::Latency;
use crate::desk::{Desk, Sound};
use crate::error::Error;
use crate::live::device::Devices;
use crate::live::distribution::{self, Distribution};
use crate::live::meters::Callback;
use crate::live::streams::Streams;
use serde_json::{Value, json};
use sordina_hal::{Key, Seat};
use std::io::Write;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// Time from an opening to the withdrawal, and from that to the next opening, ms.
const HALF_CYCLE_MS: u64 = 400;

pub(super) fn run(latency: &Latency, out: &mut impl Write) -> Result<Outcome, Error> {
    let sound = Sound::Live(Box::new(Devices::find(&latency.devices.wish())?));
    let mut desk = Desk::start(sound, None, None)?;
    let (callbacks, withdrawals) = measure(&mut desk, latency.seconds * 1000)?;
    if callbacks.is_empty() {
        let remedy = "is the output really running? host-sim devices lists what there is";
        return Err(Error::input("the audio system made no callback", remedy));
    }
    let all = distributions(&callbacks, &withdrawals);
    let meters = desk.streams().map(|streams| streams.meters.clone()).unwrap_or_default();
    let counts = [
        ("openings", withdrawals.len() as u64),
        ("frames_per_callback", u64::from(callbacks.last().map_or(0, |callback| callback.frames))),
        ("late_callbacks", u64::from(meters.late.load(Ordering::Relaxed))),
        ("xruns", u64::from(meters.xruns.load(Ordering::Relaxed))),
        ("starved_callbacks", u64::from(meters.starved.load(Ordering::Relaxed))),
        ("lost_samples", meters.lost_samples.load(Ordering::Relaxed)),
    ];
    if let Some(path) = &latency.svg {
        distribution::draw(path, &all)?;
    }
    if latency.json {
        let times: Vec<Value> = all.iter().map(Distribution::json).collect();
        let counts: serde_json::Map<_, _> =
            counts.iter().map(|(name, count)| ((*name).to_owned(), json!(count))).collect();
        writeln!(out, "{}", json!({ "times_ms": times, "counts": counts }))?;
        return Ok(Outcome::Done);
    }
    for one in &all {
        writeln!(out, "{}", one.line())?;
    }
    for (name, count) in counts {
        writeln!(out, "{:<26}{count:>8}", name.replace('_', " "))?;
    }
    Ok(Outcome::Done)
}

/// Opens and withdraws for so long; all callbacks, and when each withdrawal was made.
fn measure(desk: &mut Desk, length_ms: u64) -> Result<(Vec<Callback>, Vec<Instant>), Error> {
    let (mut callbacks, mut withdrawals, mut next) = (Vec::new(), Vec::new(), HALF_CYCLE_MS);
    let mut is_opening = true;
    while desk.now() < length_ms {
        if desk.now() >= next {
            let key = if is_opening { Key::Assistant } else { Key::Stop };
            desk.act(Action::presses(Seat::Driver, [key]));
            withdrawals.extend((!is_opening).then(Instant::now));
            (is_opening, next) = (!is_opening, next + HALF_CYCLE_MS);
        }
        desk.turn()?;
        callbacks.extend(desk.streams().map(Streams::callbacks).unwrap_or_default());
    }
    Ok((callbacks, withdrawals))
}

fn distributions(callbacks: &[Callback], withdrawals: &[Instant]) -> [Distribution; 3] {
    let intervals = callbacks.windows(2).map(|pair| pair[1].at.duration_since(pair[0].at));
    let delays = callbacks.iter().filter_map(|callback| callback.delay);
    let silences = withdrawals.iter().filter_map(|withdrawal| {
        let silent = callbacks.iter().find(|callback| callback.at >= *withdrawal && callback.is_closed)?;
        Some(silent.at.duration_since(*withdrawal))
    });
    [
        Distribution::of("callback interval", intervals),
        Distribution::of("capture to assistant", delays),
        Distribution::of("withdrawal to silence", silences.collect::<Vec<Duration>>()),
    ]
}
