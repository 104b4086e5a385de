//! What an occupant is shown: who listens and why, what has left, what stands about the driver and what she has decided; and,
//! apart, the simulated car around the screen.

use super::inside::Inside;
use super::viss::GATE;
use crate::car::{Answered, Car, Happening, Moment, seat_name, snake_case};
use crate::date::Date;
use crate::language::Language;
use crate::story::{Told, answer, purpose, purposes, spaced, status_name, why};
use crate::tags;
use serde_json::{Value, json};
use sordina::consent::{Fault, Phase, Reason};
use sordina::gate::{Purpose, Purposes};
use sordina::interest::{Epoch, Shelf, Subject};
use sordina::policy::{LEVELS, RECIPIENT_TEXTS};
use sordina_hal::{Machine, Seat};
use std::collections::{BTreeMap, VecDeque};

/// Values of the car's interface by their paths.
pub(crate) type Values = BTreeMap<String, Value>;

/// How many of the last messages are kept.
const KEPT: usize = 20;

/// What has happened, as far as it is shown.
#[derive(Default)]
pub(crate) struct Screen {
    /// Messages that left, newest first.
    left: VecDeque<Value>,
    /// What only a simulator sees.
    pub(crate) inside: Inside,
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
    pub(crate) fn new(words: Vec<String>) -> Self {
        Self { words, ..Self::default() }
    }

    /// Notes what has happened.
    pub(crate) fn note(&mut self, car: &mut Car<'_>, moment: &Moment) {
        match &moment.happening {
            Happening::Left(left) => self.note_left(moment.t_ms, left, &rests_on(car, left)),
            Happening::Detected { detection, row } => {
                self.inside.note(moment, detection, *row, self.words.get(usize::from(detection.word)));
            }
            Happening::Pressed(_, key) if key.choice().says_no() => self.inside.withdrew(),
            Happening::Chose(_, choice) if choice.says_no() => self.inside.withdrew(),
            Happening::Signalled(signal) => {
                let text = signal.to_string();
                let (path, value) = text.split_once(' ').unwrap_or((&text, ""));
                self.signals.insert(path.to_owned(), json!(value));
            }
            _ => {}
        }
    }

    /// Notes bytes that left; the consent behind them, where it is known.
    pub(crate) fn note_left(&mut self, t_ms: u64, left: &Answered, rests_on: &Value) {
        let meaning = both(|language| left.answer.map_or_else(String::new, |said| answer(said, language)));
        let bytes = spaced(&left.bytes);
        let row = json!({ "t_ms": t_ms, "bytes": bytes, "meaning": meaning, "rests_on": rests_on });
        self.left.push_front(row);
        self.left.truncate(KEPT);
    }

    /// Notes a line that was refused, and why; `None` if the last one was not.
    pub(crate) fn refuse(&mut self, why: Option<String>) {
        self.refused = why;
    }

    /// The whole screen of a car, and what the car's interface says: the signals, and the gate's state.
    pub(crate) fn show(&self, car: &mut Car<'_>, trouble: Option<&str>, inside: &Value) -> (String, Values) {
        let gate = gate(phase(car), car.machine.lamp.level());
        let values = self.values(car, &gate);
        let screen = json!({
            "gate": gate,
            "left": self.left,
            "purposes": Purpose::ALL.map(|one| consent(car, one)),
            "tags": standing(car),
            "recipients": recipients(car),
            "subjects": subjects(car),
            "today": today(car).map(day),
            "trouble": trouble,
            "refused": self.refused,
            "car": simulated(car),
            "simulator_only": inside,
        });
        (screen.to_string(), values)
    }

    /// What a head unit knows of a board, which is all that there is of one without its insides.
    pub(crate) fn show_board(&self, state: Option<(Purposes, Option<Reason>)>) -> (String, Values) {
        let gate = state.map(|state| gate(state, None::<bool>));
        let values = gate.as_ref().map(known).into_iter().flatten().collect();
        let screen = json!({ "gate": gate, "left": self.left, "refused": self.refused });
        (screen.to_string(), values)
    }

    fn values(&self, car: &Car<'_>, gate: &Value) -> Values {
        let state = car.state();
        let is_lit_while_open = gate["lamp"] == gate["is_open"] && !state.faults().has(Fault::Lamp);
        let has_child_seat = Seat::ALL.iter().any(|seat| state.seat(*seat).has_child_seat);
        let own = [("IsLampProven", is_lit_while_open), ("HasChildSeat", has_child_seat)];
        let own = own.map(|(name, value)| (format!("{GATE}.{name}"), json!(value.to_string())));
        self.signals.clone().into_iter().chain(known(gate)).chain(own).collect()
    }
}

/// What a head unit can know of the gate, as the car's interface says it.
fn known(gate: &Value) -> [(String, Value); 3] {
    let own = [
        ("IsOpen", json!(gate["is_open"].to_string())),
        ("Purposes", gate["open"].clone()),
        ("Reason", json!(gate["reason"].as_str().unwrap_or_default())),
    ];
    own.map(|(name, value)| (format!("{GATE}.{name}"), value))
}

/// What is open, or why nothing is.
fn phase(car: &Car<'_>) -> (Purposes, Option<Reason>) {
    match car.state().phase() {
        Phase::Open(open) => (open, None),
        Phase::Closed(reason) => (Purposes::NONE, Some(reason)),
        Phase::Proving => (Purposes::NONE, None),
    }
}

fn gate((open, reason): (Purposes, Option<Reason>), lamp: impl Into<Value>) -> Value {
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
        "lamp": lamp.into(),
        "reason": reason.map(|reason| snake_case(&reason)),
        "says": both(says),
    })
}

/// The record that an answer rests on; null if it says nothing about anybody.
fn rests_on(car: &mut Car<'_>, left: &Answered) -> Value {
    let Some(subject) = left.answer.and_then(|said| Subject::by_number(said.iab_audience_id()?)) else {
        return Value::Null;
    };
    let told = Told::read(car.driver(), &mut car.machine).unwrap_or_default();
    both(|language| told.rests_on(subject, language))
}

/// Where the driver's consent to a purpose stands.
fn consent(car: &Car<'_>, one: Purpose) -> Value {
    let (state, driver) = (car.state(), car.driver());
    let consent = state.ledger().consent(driver, one);
    let counts = state
        .sane_day()
        .is_some_and(|today| state.ledger().valid(driver, today, state.rules()).contains(one));
    json!({
        "purpose": one.name(),
        "is_open": car.is_open_for(one),
        "is_stored": counts,
        "name": both(|language| purpose(one, language).to_owned()),
        "status": both(|language| status_name(consent.status, language).to_owned()),
        "until": consent.status.is_given().then(|| day(consent.until)),
    })
}

fn today(car: &Car<'_>) -> Option<Epoch> {
    car.machine.wall_clock().map(Epoch::of)
}

fn shelf(car: &Car<'_>) -> Option<Shelf> {
    car.interests().shelf(car.driver()).copied()
}

/// What stands about the driver, each with its reason.
fn standing(car: &mut Car<'_>) -> Vec<Value> {
    let Some((shelf, today)) = shelf(car).zip(today(car)) else { return Vec::new() };
    let lives: Vec<_> = shelf.live().filter(|live| live.lives_on(today)).collect();
    if lives.is_empty() {
        return Vec::new();
    }
    // The journal is read only where there is something to explain.
    let told = Told::read(car.driver(), &mut car.machine).unwrap_or_default();
    let row = |live| {
        let mut data = told.data(live);
        data["name"] = both(|language| tags::name(live.subject, language).to_owned());
        data["why"] = both(|language| told.sentence(live, language));
        data
    };
    lives.into_iter().map(row).collect()
}

/// Who may be told, and how far each is trusted (R33).
fn recipients(car: &Car<'_>) -> Value {
    let shelf = shelf(car).unwrap_or_default();
    let row = |text: &sordina::policy::RecipientText| {
        json!({
            "id": text.id,
            "level": shelf.level(text.number),
            "name": both(|language| language.pick(text.name.en, text.name.es).to_owned()),
            "receives": both(|language| language.pick(text.receives.en, text.receives.es).to_owned()),
        })
    };
    let level = |level: &sordina::policy::Level| {
        json!({
            "name": both(|language| language.pick(level.name.en, level.name.es).to_owned()),
            "may_receive": both(|language| language.pick(level.may_receive.en, level.may_receive.es).to_owned()),
        })
    };
    json!({
        "levels": LEVELS.iter().map(level).collect::<Vec<_>>(),
        "list": RECIPIENT_TEXTS.iter().map(row).collect::<Vec<_>>(),
    })
}

/// Subjects that she can state, and those that may be noticed or not.
fn subjects(car: &Car<'_>) -> Vec<Value> {
    let shelf = shelf(car).unwrap_or_default();
    let row = |subject: Subject| {
        json!({
            "tag": subject.row().tag,
            "name": both(|language| tags::name(subject, language).to_owned()),
            "is_closed": shelf.is_closed(subject),
            "is_preference": subject.is_preference(),
        })
    };
    Subject::all().map(row).collect()
}

fn simulated(car: &Car<'_>) -> Value {
    let state = car.state();
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
