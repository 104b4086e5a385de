//! Scenarios: a drive as text, played on the real gateway, with what must happen.
//!
//! ```text
//! case P4                          # number of the case in the requirements
//! title Paula agrees, and talks about the camping weekend.
//! drive                            # the driver, alone and parked, switches on
//! press driver interest_tags       # and every other row of a timeline, without its time
//! say talk/camping.flac            # audio, 16 kHz mono, from beside this file; goes through the real spotter
//! off                              # the ignition
//! ask car_screen                   # over the link; with a number, so many times
//! expect told travel.camping implicit in_car
//! ```
//! More: `wait SECONDS`, `say FILE FROM TO` (seconds), `ignitions N`, `days N` (the wall clock jumps, also back), `restart`,
//! `cut BYTES` (power fails after so many more bytes of flash), `propose PURPOSE N`, `noise BYTES`, `forge` (a tag
//! message from the head unit), `keep_flash` and `put_back_flash`, `refuse_build FILE | FROM | TO` (the policy with that
//! change does not build).
//!
//! Expectations: `told TAG TONE in_car|phone`, `told nothing` (since the last such line), `gate open PURPOSES`,
//! `gate closed REASON`, `lamp lit|dark`, `port silent|passed`, `stands TAG`, `no TAG`, `explained TAG` (its record names a
//! consent that is in the journal), `unnoticed TAG` (no record says that it was formed), `erased PROFILE`,
//! `journal holds`, `forgery found`, `message FILE accepted`, `message FILE refused RULES` (R35), and `as_quiet`: every
//! byte on the link and in flash, and every change of gate and lamp, is what the same drive gives when everything that is
//! said is silence.
//!
//! Nothing is granted unless the file does it. An error names the line.

mod build;
mod expect;
mod script;
mod stage;

pub(crate) use script::Scenario;

use crate::car::{Car, Moment};
use crate::error::Error;

/// What a scenario came to.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    /// Number of the case.
    pub(crate) case: String,
    /// Its story.
    pub(crate) title: String,
    /// What every recipient got, in order.
    pub(crate) left: Vec<String>,
    /// The first expectation that did not hold, with its line; `None` if all did.
    pub(crate) fault: Option<String>,
}

/// Somebody who sees the car after every block of 10 ms, and what has happened in it.
pub(crate) type Onlooker<'o> = dyn FnMut(&mut Car<'_>, &[Moment]) + 'o;

/// Plays a scenario.
pub(crate) fn run(scenario: &Scenario, onlooker: &mut Onlooker<'_>) -> Result<Verdict, Error> {
    let (trace, mut fault) = stage::play(scenario, false, onlooker)?;
    if let Some(line) = scenario.line_of_as_quiet()
        && fault.is_none()
    {
        let (quiet, _) = stage::play(scenario, true, &mut |_, _| {})?;
        fault = trace.difference(&quiet).map(|what| format!("{line}: {what} depends on what was said"));
    }
    let (case, title) = (scenario.case.clone(), scenario.title.clone());
    Ok(Verdict { case, title, left: trace.left(), fault })
}
