//! What happens when, read from a file.
//!
//! ```text
//! # seconds <TAB> what <TAB> value
//! 0       Vehicle.LowVoltageSystemState   ON
//! 1.5     press                           driver interest_tags
//! 2       choose                          passenger guest
//! 20      Vehicle.Cabin.Seat.Row1.PassengerSide.OccupancyStatus   OCCUPIED
//! 30      kill_switch                     on
//! 40      lamp                            stuck_low
//! ```
//! Seats: driver, passenger, `rear_driver_side`, `rear_middle`, `rear_passenger_side`. Keys: assistant,
//! `interest_tags`, stop. Choices: see `car/choice.rs`. `kill_switch`: on, off. `lamp` and `microphone_line`: `stuck_low`, `stuck_high`,
//! undrivable, unreadable, repaired. `ask`: number of a recipient. Empty lines and lines with # say nothing.

use crate::car::{Action, choice_by_name, seat_name};
use crate::error::Error;
use sordina_hal::{Key, Seat, Signal};
use sordina_machine::PinFault;
use std::collections::VecDeque;
use std::path::Path;

/// Actions with their times, earliest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timeline {
    due: VecDeque<(u64, Action)>,
}

impl Timeline {
    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|error| Error::missing(path, &error))?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads the contents of a file; `name` is for messages.
    pub(crate) fn parse(name: &str, text: &str) -> Result<Self, Error> {
        let mut actions = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            actions.extend(
                row(line)
                    .map_err(|(what, remedy)| Error::input(format!("{name}:{number}: {what}"), remedy))?,
            );
        }
        actions.sort_by_key(|(at, _)| *at);
        Ok(Self { due: actions.into() })
    }

    /// All actions with their times, earliest first.
    pub(crate) fn actions(self) -> impl Iterator<Item = (u64, Action)> {
        self.due.into_iter()
    }

    /// The next action that is due at `now`.
    pub(crate) fn next_due(&mut self, now: u64) -> Option<Action> {
        self.due.pop_front_if(|(at, _)| *at <= now).map(|(_, action)| action)
    }
}

type Refusal = (String, &'static str);

const FORM: &str = "write SECONDS<TAB>VSS path<TAB>value or SECONDS<TAB>press<TAB>SEAT KEY";

fn row(line: &str) -> Result<Vec<(u64, Action)>, Refusal> {
    let form = || (format!("\"{line}\" is no row of a timeline"), FORM);
    let (time, rest) = line.split_once(char::is_whitespace).ok_or_else(form)?;
    let (what, value) = rest.trim().split_once(char::is_whitespace).ok_or_else(form)?;
    let at = milliseconds(time)?;
    Ok(actions(what, value.trim())?.into_iter().map(|(after, action)| (at + after, action)).collect())
}

/// What a row does, without its time: actions, and how many milliseconds after its time.
pub(crate) fn actions(what: &str, value: &str) -> Result<Vec<(u64, Action)>, Refusal> {
    match what {
        "press" => {
            let (seat, key) = seat_and_key(value)?;
            Ok(Action::presses(seat, [key]))
        }
        "choose" => Ok(vec![(0, seat_and_choice(value)?)]),
        _ => Ok(vec![(0, single(what, value)?)]),
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn milliseconds(time: &str) -> Result<u64, Refusal> {
    match time.parse::<f64>() {
        Ok(seconds) if (0.0..1e9).contains(&seconds) => Ok((seconds * 1000.0).round() as u64),
        _ => Err((format!("\"{time}\" is no time"), FORM)),
    }
}

fn single(what: &str, value: &str) -> Result<Action, Refusal> {
    let unknown = |remedy| (format!("\"{value}\" is no value of {what}"), remedy);
    match what {
        "kill_switch" => match value {
            "on" => Ok(Action::KillSwitch(true)),
            "off" => Ok(Action::KillSwitch(false)),
            _ => Err(unknown("write on or off")),
        },
        "lamp" => pin_fault(value).map(Action::LampFault).ok_or_else(|| unknown(PIN_FAULTS)),
        "microphone_line" => {
            pin_fault(value).map(Action::MicrophoneLineFault).ok_or_else(|| unknown(PIN_FAULTS))
        }
        "ask" => value.parse().map(Action::Ask).map_err(|_| unknown("write a recipient's number, e.g. 0")),
        path => Signal::parse(path, value)
            .map(Action::Signal)
            .ok_or_else(|| (format!("\"{path}\" is no signal that the gateway uses"), FORM)),
    }
}

const PIN_FAULTS: &str = "write stuck_low, stuck_high, undrivable, unreadable or repaired";

#[allow(clippy::option_option, reason = "no such value, or the value that means no fault")]
fn pin_fault(value: &str) -> Option<Option<PinFault>> {
    match value {
        "stuck_low" => Some(Some(PinFault::StuckLow)),
        "stuck_high" => Some(Some(PinFault::StuckHigh)),
        "undrivable" => Some(Some(PinFault::Undrivable)),
        "unreadable" => Some(Some(PinFault::Unreadable)),
        "repaired" => Some(None),
        _ => None,
    }
}

fn seat_by_name(name: &str) -> Result<Seat, Refusal> {
    let found = Seat::ALL
        .into_iter()
        .find(|known| seat_name(*known) == name || known.branch().eq_ignore_ascii_case(name));
    found.ok_or_else(|| {
        let remedy = "write driver, passenger, rear_driver_side, rear_middle or rear_passenger_side";
        (format!("\"{name}\" is no seat"), remedy)
    })
}

fn seat_and_choice(value: &str) -> Result<Action, Refusal> {
    let (seat, choice) = value.split_once(char::is_whitespace).unwrap_or((value, ""));
    let found = choice_by_name(choice.trim());
    let choice = found.ok_or_else(|| {
        (
            format!("\"{choice}\" is no choice"),
            "write e.g. guest, profile 0, withdraw assistant or later interest_tags",
        )
    })?;
    Ok(Action::Choose(seat_by_name(&seat.to_lowercase())?, choice))
}

fn seat_and_key(value: &str) -> Result<(Seat, Key), Refusal> {
    let names: Vec<String> = value.split_whitespace().map(str::to_lowercase).collect();
    let [seat, key] = names.as_slice() else {
        return Err((format!("\"{value}\" is not a seat and a key"), "write e.g. driver interest_tags"));
    };
    let seat = seat_by_name(seat)?;
    let found = Key::by_name(key);
    let key =
        found.ok_or_else(|| (format!("\"{key}\" is no key"), "write assistant, interest_tags or stop"))?;
    Ok((seat, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_in_the_order_of_time_and_a_press_is_let_go() {
        let text = "# a drive\n\n2 Vehicle.IsMoving true\n0.5\tpress\tdriver interest_tags\n";
        let mut timeline = Timeline::parse("t", text).unwrap();
        let press = (Seat::Driver, Key::InterestTags);
        assert_eq!(timeline.next_due(499), None);
        assert_eq!(timeline.next_due(600), Some(Action::Press(press.0, press.1)));
        assert_eq!(timeline.next_due(600), Some(Action::Release(press.0, press.1)));
        assert_eq!(timeline.next_due(600), None);
        assert_eq!(timeline.next_due(2_000), Some(Action::Signal(Signal::IsMoving(true))));
    }

    #[test]
    fn a_row_that_makes_no_sense_is_named_with_its_line() {
        for row in [
            "x press driver stop",
            "1 press nobody stop",
            "1 Vehicle.Colour red",
            "1 choose driver tea",
            "1 lamp dim",
            "1",
        ] {
            let error = Timeline::parse("t.tsv", &format!("# first\n{row}\n")).err().unwrap().to_string();
            assert!(error.starts_with("t.tsv:2: ") && error.contains("; write "), "{error}");
        }
    }
}
