//! What the world does to a car: the situation at the start, and single actions.

use super::{Happening, PRESS_MS};
use sordina_hal::vss::Speed;
use sordina_hal::{Choice, Key, Occupancy, Seat, Signal, SystemState};
use sordina_machine::{PinFault, Simulated};

/// Something that the world does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// A vehicle signal arrives.
    Signal(Signal),
    /// A finger goes down.
    Press(Seat, Key),
    /// And up.
    Release(Seat, Key),
    /// Somebody chooses something on the gateway's own screen, or comes with a car key.
    Choose(Seat, Choice),
    /// The physical switch moves.
    KillSwitch(bool),
    /// The lamp breaks, or is repaired.
    LampFault(Option<PinFault>),
    /// The microphone line breaks, or is repaired.
    MicrophoneLineFault(Option<PinFault>),
    /// A recipient asks over the link.
    Ask(u8),
}

impl Action {
    /// Somebody presses keys one after the other, each for as long as fingers do; with milliseconds from now.
    pub(crate) fn presses(seat: Seat, keys: impl IntoIterator<Item = Key>) -> Vec<(u64, Self)> {
        let press = |(at, key)| [(at, Self::Press(seat, key)), (at + PRESS_MS, Self::Release(seat, key))];
        (0..).step_by(2 * PRESS_MS as usize).zip(keys).flat_map(press).collect()
    }

    pub(super) fn apply(&self, machine: &mut Simulated) {
        match *self {
            Self::Signal(signal) => machine.signal(signal),
            Self::Press(seat, key) => machine.press(seat, key),
            Self::Release(seat, key) => machine.release(seat, key),
            Self::Choose(seat, choice) => machine.choose(seat, choice),
            Self::KillSwitch(is_set) => machine.kill_switch.is_high = is_set,
            Self::LampFault(fault) => machine.lamp.fault = fault,
            Self::MicrophoneLineFault(fault) => machine.microphone_line.fault = fault,
            Self::Ask(_) => {}
        }
    }

    pub(super) fn told(&self) -> Option<Happening> {
        match *self {
            Self::Signal(signal) => Some(Happening::Signalled(signal)),
            Self::Press(seat, key) => Some(Happening::Pressed(seat, key)),
            Self::Choose(seat, choice) => Some(Happening::Chose(seat, choice)),
            Self::KillSwitch(is_set) => Some(Happening::KillSwitch { is_set }),
            Self::Release(..) | Self::LampFault(_) | Self::MicrophoneLineFault(_) | Self::Ask(_) => None,
        }
    }
}

/// How the car stands when the audio begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Situation {
    /// Ignition on, parked, the driver alone.
    DriverAlone,
    /// As a car that has said nothing yet: a timeline tells everything.
    Unknown,
}

impl Situation {
    /// The car comes into this situation, at once.
    pub(crate) fn actions(self) -> impl Iterator<Item = (u64, Action)> {
        self.signals().into_iter().map(|signal| (0, Action::Signal(signal)))
    }

    pub(super) fn signals(self) -> Vec<Signal> {
        if self == Self::Unknown {
            return Vec::new();
        }
        let seats = Seat::ALL.into_iter().flat_map(|seat| {
            let occupancy = if seat == Seat::Driver { Occupancy::Occupied } else { Occupancy::Empty };
            [Signal::Occupancy(seat, occupancy), Signal::ChildSeat(seat, false)]
        });
        let car = [Signal::SystemState(SystemState::On), Signal::Speed(Speed::ZERO), Signal::IsMoving(false)];
        car.into_iter().chain(seats).collect()
    }
}
