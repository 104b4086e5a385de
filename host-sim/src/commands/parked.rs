//! A short stay in the parked car: no audio, some acts on the gateway's own screen.

use crate::car::{Car, Parts, Situation};
use crate::date::Date;
use crate::error::Error;
use crate::language::Language;
use sordina::consent::State;
use sordina::policy::{LEXICON, NODE_COUNT, Region, WORD_COUNT};
use sordina_hal::{Choice, Format, Rate, Seat, Signal, SystemState};
use sordina_machine::Simulated;

/// The driver, alone, makes these choices, and switches the car off. The control path's state before that, and the
/// board afterwards.
pub(super) fn parked(
    mut machine: Simulated,
    region: &Region,
    date: Date,
    language: Language,
    choices: &[(Seat, Choice)],
) -> Result<(State, Simulated), Error> {
    machine.clock.set_wall(date.noon());
    machine.signal(Signal::Language(Some(language.of_screens())));
    let mut parts = Parts::<NODE_COUNT, WORD_COUNT>::new(LEXICON)?;
    let mut car = Car::start(&mut parts, Format { channels: 1, rate: Rate::Hz16000 }, region, machine);
    car.arrange(&Situation::DriverAlone);
    for (seat, choice) in choices {
        car.choose(*seat, *choice);
    }
    let state = *car.state();
    car.machine.signal(Signal::SystemState(SystemState::Off));
    car.wait(20);
    Ok((state, car.machine))
}
