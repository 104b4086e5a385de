//! A short stay in the parked car: no audio, some acts on the gateway's own screen.

use crate::car::{Car, Parts, Situation};
use crate::date::Date;
use crate::error::Error;
use crate::language::Language;
use sordina::consent::State;
use sordina::interest::Interests;
use sordina::policy::{LEXICON, Region};
use sordina_hal::{Choice, Format, Rate, Seat, Signal, SystemState};
use sordina_machine::Simulated;

/// What a short stay came to.
pub(super) struct Stay {
    /// The control path's state before the car was switched off.
    pub(super) state: State,
    /// What stood about everybody's interests then.
    pub(super) interests: Interests,
    /// The board afterwards.
    pub(super) machine: Simulated,
}

/// The driver, alone, makes these choices, and switches the car off.
pub(super) fn parked(
    mut machine: Simulated,
    region: &Region,
    date: Date,
    language: Language,
    choices: &[(Seat, Choice)],
) -> Result<Stay, Error> {
    machine.clock.set_wall(date.noon());
    machine.signal(Signal::Language(Some(language.of_screens())));
    let mut parts = <Parts>::new(LEXICON);
    let mut car = Car::start(&mut parts, Format { channels: 1, rate: Rate::Hz16000 }, region, machine);
    car.arrange(&Situation::DriverAlone);
    for (seat, choice) in choices {
        car.choose(*seat, *choice);
    }
    let (state, interests) = (*car.state(), *car.interests());
    car.machine.signal(Signal::SystemState(SystemState::Off));
    car.wait(20);
    Ok(Stay { state, interests, machine: car.machine })
}
