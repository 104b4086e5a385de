//! What the benches measure on: the tests' car, with microphones of several formats, and noise to speak.

use sordina::policy::LEXICON;
use sordina_hal::{Format, Key, Rate, Seat};
use sordina_machine::Simulated;
pub use sordina_tests::{Car, MONO_16};

/// Two channels at the rate of the microphones.
pub const STEREO_48: Format = Format { channels: 2, rate: Rate::Hz48000 };
/// One channel at the rate of the microphones.
pub const MONO_48: Format = Format { channels: 1, rate: Rate::Hz48000 };

/// A driver alone in a parked car, who has pressed these keys since the drive began.
#[must_use]
pub fn car(format: Format, keys: &[Key]) -> Car {
    let mut car = Car::start(Simulated::new(), LEXICON, format);
    car.ignition(true);
    for key in keys {
        car.press(Seat::Driver, *key);
    }
    car
}

/// Samples that are not silence.
#[must_use]
pub fn noise(length: usize) -> Vec<i16> {
    let mut state = 1_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 18) as i16
    };
    std::iter::repeat_with(next).take(length).collect()
}
