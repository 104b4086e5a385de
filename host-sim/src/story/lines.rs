//! The drive as it goes, a line per happening, for people.

use super::meaning::{answer, choice, clock, key, person, purposes, spaced};
use crate::car::{Happening, Moment};
use crate::error::Error;
use crate::language::Language;
use crate::tags;
use crate::terminal::{Colour, has_colour, paint};
use sordina::consent::{Fault, Reason};
use sordina_hal::vss::Speed;
use sordina_hal::{Seat, Signal};
use std::io::Write;

/// Writes the lines.
pub(crate) struct Lines<W> {
    to: W,
    language: Language,
    is_coloured: bool,
    /// Texts of the words by number; empty when only the tags are known.
    words: Vec<String>,
}

impl<W: Write> Lines<W> {
    pub(crate) fn new(to: W, language: Language, words: Vec<String>) -> Self {
        Self { to, language, is_coloured: has_colour(), words }
    }

    /// Tells a moment, if it says something to people.
    pub(crate) fn tell(&mut self, moment: &Moment) -> Result<(), Error> {
        let Some((colour, text)) = self.line(&moment.happening) else { return Ok(()) };
        let time = paint(&format!("{:>8}", clock(moment.t_ms)), Colour::Grey, self.is_coloured);
        writeln!(self.to, "{time}  {}", paint(&text, colour, self.is_coloured))?;
        Ok(())
    }

    /// Tells what somebody in the car says.
    pub(crate) fn caption(&mut self, t_ms: u64, text: &str) -> Result<(), Error> {
        let quoted = self.language.pick(format!("\"{text}\""), format!("«{text}»"));
        writeln!(self.to, "{:>8}    {}", clock(t_ms), paint(&quoted, Colour::Grey, self.is_coloured))?;
        Ok(())
    }

    /// Tells something about the simulator itself.
    #[cfg(live)]
    pub(crate) fn note(&mut self, t_ms: u64, text: &str) -> Result<(), Error> {
        writeln!(self.to, "{:>8}  {}", clock(t_ms), paint(text, Colour::Red, self.is_coloured))?;
        Ok(())
    }

    /// Lets a reader see at once what was told.
    #[cfg(live)]
    pub(crate) fn flush(&mut self) -> Result<(), Error> {
        self.to.flush()?;
        Ok(())
    }

    fn line(&self, happening: &Happening) -> Option<(Colour, String)> {
        let language = self.language;
        Some(match happening {
            Happening::Opened(open) => {
                let open = purposes(*open, language);
                (
                    Colour::Green,
                    language.pick(format!("gate OPEN for {open}"), format!("ABIERTO para {open}")),
                )
            }
            Happening::Closed(reason) => (
                Colour::Red,
                format!("{}: {}", language.pick("gate CLOSED", "CERRADO"), why(*reason, language)),
            ),
            Happening::Lamp { is_lit: true } => {
                (Colour::Yellow, language.pick("lamp lit", "luz encendida").to_owned())
            }
            Happening::Lamp { .. } => (Colour::Grey, language.pick("lamp dark", "luz apagada").to_owned()),
            Happening::Pressed(seat, pressed) => {
                let (who, what) = (person(*seat, language), key(*pressed, language));
                (
                    Colour::Cyan,
                    language.pick(format!("{who} presses \"{what}\""), format!("{who} aprieta «{what}»")),
                )
            }
            Happening::Chose(seat, chosen) => {
                let (who, what) = (person(*seat, language), choice(*chosen, language));
                (Colour::Cyan, format!("{who}: {what}"))
            }
            Happening::KillSwitch { is_set } => (Colour::Cyan, kill_switch(*is_set, language).to_owned()),
            Happening::Signalled(signal) => (Colour::Grey, signalled(*signal)),
            Happening::Detected { detection, row } => {
                let what = self
                    .words
                    .get(usize::from(detection.word))
                    .cloned()
                    .or_else(|| tags::by_row(*row).map(|row| format!("({})", row.tag)))?;
                let score = f32::from(detection.score.get()) / f32::from(sordina::spotter::Score::PER_NAT);
                (Colour::Grey, format!("[{}] {what} {score:.2}", simulator_only(language)))
            }
            Happening::Counted { row, count } => {
                let name = tags::by_row(*row)?.tag;
                (Colour::Grey, format!("[{}] {name} x {count}", simulator_only(language)))
            }
            Happening::Fault(fault) => (
                Colour::Red,
                format!("{}: {}", language.pick("fault", "falla"), fault_name(*fault, language)),
            ),
            Happening::Left(left) => {
                let meaning = left.answer.map_or_else(String::new, |said| answer(said, language));
                let head = language.pick("left the gateway", "salió");
                (Colour::Yellow, format!("{head}: {} = {meaning}", spaced(&left.bytes)))
            }
        })
    }
}

/// The sentence of a reason, as the occupant reads it.
pub(crate) fn why(reason: Reason, language: Language) -> &'static str {
    reason.condition().map_or("?", |row| language.pick(row.en, row.es))
}

fn simulator_only(language: Language) -> &'static str {
    language.pick("simulator only", "sólo en el simulador")
}

fn kill_switch(is_set: bool, language: Language) -> &'static str {
    if is_set {
        language.pick("kill switch set", "llave física cortada")
    } else {
        language.pick("kill switch released", "llave física liberada")
    }
}

/// VSS writes the values of its enumerations in capitals.
fn capitals(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}").to_uppercase()
}

/// A signal under its VSS name.
fn signalled(signal: Signal) -> String {
    let seat = |seat: Seat, leaf: &str| format!("Vehicle.Cabin.Seat.{}.{leaf}", seat.branch());
    match signal {
        Signal::SystemState(state) => format!("Vehicle.LowVoltageSystemState = {}", capitals(&state)),
        Signal::Speed(Speed::UNKNOWN) => "Vehicle.Speed = ?".to_owned(),
        Signal::Speed(Speed(hundredths)) => format!("Vehicle.Speed = {} km/h", f64::from(hundredths) / 100.0),
        Signal::IsMoving(is_moving) => format!("Vehicle.IsMoving = {is_moving}"),
        Signal::Occupancy(place, who) => {
            format!("{} = {}", seat(place, "OccupancyStatus"), capitals(&who))
        }
        Signal::ChildSeat(place, is_present) => {
            format!("{} = {is_present}", seat(place, "IsChildSeatPresent"))
        }
        Signal::Language(language) => {
            let code = match language {
                Some(sordina_hal::Language::Spanish) => "es",
                Some(sordina_hal::Language::English) => "en",
                None => "?",
            };
            format!("Vehicle.Cabin.Infotainment.HMI.CurrentLanguage = {code}")
        }
    }
}

pub(super) fn fault_name(fault: Fault, language: Language) -> &'static str {
    match fault {
        Fault::Lamp => language.pick("lamp", "luz"),
        Fault::MicrophoneLine => language.pick("microphone line", "alimentación del micrófono"),
        Fault::Storage => language.pick("journal", "registro"),
        Fault::Clock => language.pick("clock", "reloj"),
        Fault::Control => language.pick("control", "botonera"),
        Fault::Internal => language.pick("internal check", "control interno"),
    }
}
