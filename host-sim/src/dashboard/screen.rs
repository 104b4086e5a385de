//! What is shown: who listens and why, what has left, what stands about the driver; and, apart, the simulated car.

use super::viss::GATE;
use crate::car::{Happening, Moment, seat_name, snake_case};
use crate::date::Date;
use crate::desk::Desk;
use crate::language::Language;
use crate::story::{Told, answer, purpose, purposes, spaced, status_name, why};
use crate::tags;
use serde_json::{Value, json};
use sordina::consent::{Fault, Phase};
use sordina::gate::Purpose;
use sordina::interest::Epoch;
use sordina_hal::{Machine, Seat};
use std::collections::{BTreeMap, VecDeque};

/// Values of the car's interface by their paths.
pub(crate) type Values = BTreeMap<String, Value>;

/// How many of the last messages and detections are kept.
const KEPT: usize = 20;

/// What has happened, as far as it is shown.
pub(crate) struct Screen {
    /// Messages that left, newest first.
    left: VecDeque<Value>,
    /// Words that were heard, newest first. Simulator only.
    heard: VecDeque<Value>,
    /// The last line that was refused, and why.
    refused: Option<String>,
    /// The car's signals as they came last.
    signals: Values,
    /// Texts of the words, by number.
    words: Vec<String>,
}

/// A text in both languages.
fn both(text: impl Fn(Language) -> String) -> Value {
    json!({ "es": text(Language::Es), "en": text(Language::En) })
}

impl Screen {
    pub(crate) const fn new(words: Vec<String>) -> Self {
        Self { left: VecDeque::new(), heard: VecDeque::new(), refused: None, signals: BTreeMap::new(), words }
    }

    /// Notes what has happened.
    pub(crate) fn note(&mut self, moment: &Moment) {
        let keep = |list: &mut VecDeque<Value>, value| {
            list.push_front(value);
            list.truncate(KEPT);
        };
        match &moment.happening {
            Happening::Left(left) => {
                let meaning =
                    both(|language| left.answer.map_or_else(String::new, |said| answer(said, language)));
                keep(
                    &mut self.left,
                    json!({ "t_ms": moment.t_ms, "bytes": spaced(&left.bytes), "meaning": meaning }),
                );
            }
            Happening::Detected { detection, row } => {
                let word = self.words.get(usize::from(detection.word));
                let tag = tags::by_row(*row).map(|row| row.tag);
                let score = f64::from(detection.score.get()) / 1000.0;
                keep(
                    &mut self.heard,
                    json!({ "t_ms": moment.t_ms, "word": word, "tag": tag, "score": score }),
                );
            }
            Happening::Signalled(signal) => {
                let text = signal.to_string();
                let (path, value) = text.split_once(' ').unwrap_or((&text, ""));
                self.signals.insert(path.to_owned(), json!(value));
            }
            _ => {}
        }
    }

    /// What the car's interface says: the signals, and the gate's state.
    pub(crate) fn values(&self, desk: &Desk) -> Values {
        let (state, gate) = (desk.car.state(), gate(desk));
        let is_lit_while_open = gate["lamp"] == gate["is_open"] && !state.faults().has(Fault::Lamp);
        let has_child_seat = Seat::ALL.iter().any(|seat| state.seat(*seat).has_child_seat);
        let own = [
            ("IsOpen", json!(gate["is_open"].to_string())),
            ("Purposes", gate["open"].clone()),
            ("Reason", json!(gate["reason"].as_str().unwrap_or_default())),
            ("IsLampProven", json!(is_lit_while_open.to_string())),
            ("HasChildSeat", json!(has_child_seat.to_string())),
        ];
        let own = own.into_iter().map(|(name, value)| (format!("{GATE}.{name}"), value));
        self.signals.clone().into_iter().chain(own).collect()
    }

    /// Notes a line that was refused, and why; `None` if the last one was not.
    pub(crate) fn refuse(&mut self, why: Option<String>) {
        self.refused = why;
    }

    /// The whole screen.
    pub(crate) fn json(&self, desk: &mut Desk) -> String {
        let trouble = desk.trouble().map(str::to_owned);
        let screen = json!({
            "gate": gate(desk),
            "left": self.left,
            "purposes": Purpose::ALL.map(|one| consent(desk, one)),
            "tags": standing(desk),
            "trouble": trouble,
            "refused": self.refused,
            "car": car(desk),
            "simulator_only": { "heard": self.heard, "dropped_blocks": desk.car.dropped_blocks() },
        });
        screen.to_string()
    }
}

fn gate(desk: &Desk) -> Value {
    let (state, lamp) = (desk.car.state(), desk.car.machine.lamp.level());
    let (open, reason) = match state.phase() {
        Phase::Open(open) => (open, None),
        Phase::Closed(reason) => (sordina::gate::Purposes::NONE, Some(reason)),
        Phase::Proving => (sordina::gate::Purposes::NONE, None),
    };
    let says = |language: Language| match reason {
        _ if !open.is_empty() => {
            let open = purposes(open, language);
            language.pick(format!("Open for: {open}."), format!("Abierto para: {open}."))
        }
        Some(reason) => why(reason, language).to_owned(),
        None => language.pick("Checking lamp and microphone.", "Probando la luz y el micrófono.").to_owned(),
    };
    json!({
        "is_open": !open.is_empty(),
        "open": open.iter().map(Purpose::name).collect::<Vec<_>>(),
        "lamp": lamp,
        "reason": reason.map(|reason| snake_case(&reason)),
        "says": both(says),
    })
}

/// Where the driver's consent to a purpose stands.
fn consent(desk: &Desk, one: Purpose) -> Value {
    let (state, driver) = (desk.car.state(), desk.car.driver());
    let consent = state.ledger().consent(driver, one);
    let counts = state
        .sane_day()
        .is_some_and(|today| state.ledger().valid(driver, today, state.rules()).contains(one));
    json!({
        "purpose": one.name(),
        "is_open": desk.car.is_open_for(one),
        "is_stored": counts,
        "name": both(|language| purpose(one, language).to_owned()),
        "status": both(|language| status_name(consent.status, language).to_owned()),
        "until": consent.status.is_given().then(|| day(consent.until)),
    })
}

/// What stands about the driver, each with its reason.
fn standing(desk: &mut Desk) -> Vec<Value> {
    let (driver, today) = (desk.car.driver(), desk.car.machine.wall_clock().map(Epoch::of));
    let Some((shelf, today)) = desk.car.interests().shelf(driver).copied().zip(today) else {
        return Vec::new();
    };
    let lives: Vec<_> = shelf.live().filter(|live| live.lives_on(today)).collect();
    if lives.is_empty() {
        return Vec::new();
    }
    // The journal is read only where there is something to explain.
    let told = Told::read(driver, &mut desk.car.machine).unwrap_or_default();
    let row = |live| {
        let mut data = told.data(live);
        data["name"] = both(|language| tags::name(live.subject, language).to_owned());
        data["why"] = both(|language| told.sentence(live, language));
        data
    };
    lives.into_iter().map(row).collect()
}

fn car(desk: &Desk) -> Value {
    let state = desk.car.state();
    let seat = |seat: Seat| {
        let taken = state.seat(seat);
        json!({ "seat": seat_name(seat), "branch": seat.branch(), "occupancy": snake_case(&taken.occupancy) })
    };
    json!({
        "is_driving": state.is_driving(),
        "is_parked": state.is_parked(),
        "kill_switch": state.kill_switch_is_set(),
        "seats": Seat::ALL.map(seat),
    })
}

fn day(day: Epoch) -> String {
    Date::from(day).to_string()
}
