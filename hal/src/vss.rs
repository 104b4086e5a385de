//! Vehicle signals under their COVESA VSS names (R40).
//!
//! | path | values | here |
//! |---|---|---|
//! | `Vehicle.LowVoltageSystemState` | `UNDEFINED LOCK OFF ACC ON START` | [`Signal::SystemState`] |
//! | `Vehicle.Speed` | km/h | [`Signal::Speed`] |
//! | `Vehicle.IsMoving` | `true false` | [`Signal::IsMoving`] |
//! | `Vehicle.Cabin.Seat.RowN.SEAT.OccupancyStatus` (VSS 6) | `UNKNOWN OCCUPIED EMPTY` | [`Signal::Occupancy`] |
//! | `Vehicle.Cabin.Seat.RowN.SEAT.IsOccupied` (VSS 4, 5) | `true false` | [`Signal::Occupancy`] |
//! | `Vehicle.Cabin.Infotainment.HMI.CurrentLanguage` | ISO 639-1, region ignored | [`Signal::Language`] |
//! | `Vehicle.Cabin.Seat.RowN.SEAT.IsChildSeatPresent` | `true false` | [`Signal::ChildSeat`], our overlay: VSS has none |
//!
//! `SEAT` is `DriverSide`, `Middle` or `PassengerSide`. A value that is not understood becomes the private
//! one: an unknown seat, a moving car, an undefined ignition.

use core::fmt;

/// `Vehicle.LowVoltageSystemState`: the ignition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SystemState {
    /// Nothing known; counts as off.
    #[default]
    Undefined,
    /// Steering locked.
    Lock,
    /// Off.
    Off,
    /// Accessories only; counts as off.
    Acc,
    /// Running: a drive is under way.
    On,
    /// Cranking: a drive is under way.
    Start,
}

impl SystemState {
    /// All states.
    const ALL: [Self; 6] = [Self::Undefined, Self::Lock, Self::Off, Self::Acc, Self::On, Self::Start];

    /// Whether a drive is under way (ignition on to off).
    #[must_use]
    pub const fn is_driving(self) -> bool {
        matches!(self, Self::On | Self::Start)
    }
}

/// Who sits on a seat, as far as the car can tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Occupancy {
    /// Not known: treated as somebody who has not agreed.
    #[default]
    Unknown,
    /// Nobody.
    Empty,
    /// Somebody.
    Occupied,
}

/// A seat of the car.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Seat {
    /// Row 1, driver's side.
    Driver = 0,
    /// Row 1, passenger's side.
    Passenger = 1,
    /// Row 2, driver's side.
    RearDriverSide = 2,
    /// Row 2, middle.
    RearMiddle = 3,
    /// Row 2, passenger's side.
    RearPassengerSide = 4,
}

impl Seat {
    /// How many seats a gateway watches.
    pub const COUNT: usize = 5;
    /// All seats, in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Driver, Self::Passenger, Self::RearDriverSide, Self::RearMiddle, Self::RearPassengerSide];

    /// The seat's branch below `Vehicle.Cabin.Seat.`
    #[must_use]
    pub const fn branch(self) -> &'static str {
        match self {
            Self::Driver => "Row1.DriverSide",
            Self::Passenger => "Row1.PassengerSide",
            Self::RearDriverSide => "Row2.DriverSide",
            Self::RearMiddle => "Row2.Middle",
            Self::RearPassengerSide => "Row2.PassengerSide",
        }
    }
}

/// Hundredths of a kilometre per hour; [`Speed::UNKNOWN`] counts as moving.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Speed(pub u32);

impl Speed {
    /// A speed that could not be read.
    pub const UNKNOWN: Self = Self(u32::MAX);
    /// Standing still.
    pub const ZERO: Self = Self(0);
}

/// A language that notices are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Language {
    /// Rioplatense Spanish.
    Spanish = 1,
    /// English.
    English = 2,
}

impl Language {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 2] = [Self::Spanish, Self::English];
}

/// One vehicle signal with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signal {
    /// The ignition.
    SystemState(SystemState),
    /// The speed.
    Speed(Speed),
    /// Whether the car moves.
    IsMoving(bool),
    /// Who sits where.
    Occupancy(Seat, Occupancy),
    /// A child seat is mounted on this seat.
    ChildSeat(Seat, bool),
    /// The language of the screens; `None` for one that no notice is written in.
    Language(Option<Language>),
}

impl Signal {
    /// Reads a signal from its VSS path and value.
    ///
    /// `None` for a path that the gateway does not use. A value that is not understood yields the private
    /// reading of that path, never `None`.
    #[must_use]
    pub fn parse(path: &str, value: &str) -> Option<Self> {
        match path.strip_prefix("Vehicle.")? {
            "LowVoltageSystemState" => Some(Self::SystemState(system_state(value))),
            "Speed" => Some(Self::Speed(speed(value))),
            "IsMoving" => Some(Self::IsMoving(value != "false")),
            "Cabin.Infotainment.HMI.CurrentLanguage" => Some(Self::Language(language(value))),
            other => Self::parse_seat(other.strip_prefix("Cabin.Seat.")?, value),
        }
    }

    fn parse_seat(path: &str, value: &str) -> Option<Self> {
        let seat = Seat::ALL.into_iter().find(|seat| path.starts_with(seat.branch()))?;
        match path.strip_prefix(seat.branch())? {
            ".OccupancyStatus" | ".IsOccupied" => Some(Self::Occupancy(seat, occupancy(value))),
            ".IsChildSeatPresent" => Some(Self::ChildSeat(seat, value != "false")),
            _ => None,
        }
    }
}

/// Path and value, as [`Signal::parse`] reads them.
impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::SystemState(state) => write!(f, "Vehicle.LowVoltageSystemState {}", state_name(state)),
            Self::Speed(Speed::UNKNOWN) => write!(f, "Vehicle.Speed UNKNOWN"),
            Self::Speed(Speed(hundredths)) => {
                write!(f, "Vehicle.Speed {}.{:02}", hundredths / 100, hundredths % 100)
            }
            Self::IsMoving(is_moving) => write!(f, "Vehicle.IsMoving {is_moving}"),
            Self::Occupancy(seat, who) => {
                let who = match who {
                    Occupancy::Occupied => "OCCUPIED",
                    Occupancy::Empty => "EMPTY",
                    Occupancy::Unknown => "UNKNOWN",
                };
                write!(f, "Vehicle.Cabin.Seat.{}.OccupancyStatus {who}", seat.branch())
            }
            Self::ChildSeat(seat, is_present) => {
                write!(f, "Vehicle.Cabin.Seat.{}.IsChildSeatPresent {is_present}", seat.branch())
            }
            Self::Language(language) => {
                let code = match language {
                    Some(Language::Spanish) => "es",
                    Some(Language::English) => "en",
                    None => "other",
                };
                write!(f, "Vehicle.Cabin.Infotainment.HMI.CurrentLanguage {code}")
            }
        }
    }
}

const fn state_name(state: SystemState) -> &'static str {
    match state {
        SystemState::Undefined => "UNDEFINED",
        SystemState::Lock => "LOCK",
        SystemState::Off => "OFF",
        SystemState::Acc => "ACC",
        SystemState::On => "ON",
        SystemState::Start => "START",
    }
}

fn system_state(value: &str) -> SystemState {
    SystemState::ALL.into_iter().find(|known| state_name(*known) == value).unwrap_or_default()
}

fn language(value: &str) -> Option<Language> {
    match value.get(..2)?.as_bytes() {
        [b'e' | b'E', b's' | b'S'] => Some(Language::Spanish),
        [b'e' | b'E', b'n' | b'N'] => Some(Language::English),
        _ => None,
    }
}

fn occupancy(value: &str) -> Occupancy {
    match value {
        "OCCUPIED" | "true" => Occupancy::Occupied,
        "EMPTY" | "false" => Occupancy::Empty,
        _ => Occupancy::Unknown,
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked before the cast"
)]
fn speed(value: &str) -> Speed {
    match value.parse::<f32>() {
        Ok(kmh) if (-1000.0..=1000.0).contains(&kmh) => Speed(((kmh * 100.0).abs() + 0.5) as u32),
        _ => Speed::UNKNOWN,
    }
}

#[cfg(test)]
mod tests {
    //! R40.

    extern crate std;
    use super::*;

    #[test]
    fn both_generations_of_vss_name_an_occupied_seat() {
        let expected = Some(Signal::Occupancy(Seat::Driver, Occupancy::Occupied));
        assert_eq!(Signal::parse("Vehicle.Cabin.Seat.Row1.DriverSide.OccupancyStatus", "OCCUPIED"), expected);
        assert_eq!(Signal::parse("Vehicle.Cabin.Seat.Row1.DriverSide.IsOccupied", "true"), expected);
    }

    #[test]
    fn a_signal_reads_as_it_is_written() {
        let states = SystemState::ALL.into_iter().map(Signal::SystemState);
        let speeds = (0..=100_000).chain([u32::MAX]).map(|hundredths| Signal::Speed(Speed(hundredths)));
        let seats = Seat::ALL.into_iter().flat_map(|seat| {
            let who = [Occupancy::Occupied, Occupancy::Empty, Occupancy::Unknown];
            let occupancies = who.into_iter().map(move |who| Signal::Occupancy(seat, who));
            occupancies.chain([true, false].map(|is_present| Signal::ChildSeat(seat, is_present)))
        });
        let languages = [None, Some(Language::Spanish), Some(Language::English)].map(Signal::Language);
        let moving = [true, false].map(Signal::IsMoving);
        for signal in states.chain(speeds).chain(seats).chain(languages).chain(moving) {
            let text = std::format!("{signal}");
            let (path, value) = text.split_once(' ').expect("path and value");
            assert_eq!(Signal::parse(path, value), Some(signal), "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_becomes_the_private_reading() {
        let seat = "Vehicle.Cabin.Seat.Row2.Middle.OccupancyStatus";
        assert_eq!(Signal::parse(seat, "?"), Some(Signal::Occupancy(Seat::RearMiddle, Occupancy::Unknown)));
        assert_eq!(Signal::parse("Vehicle.Speed", "NaN"), Some(Signal::Speed(Speed::UNKNOWN)));
        assert_eq!(Signal::parse("Vehicle.IsMoving", ""), Some(Signal::IsMoving(true)));
        assert_eq!(Signal::parse("Vehicle.Cabin.Seat.Row9.Middle.IsOccupied", "true"), None);
    }
}
