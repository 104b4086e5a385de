//! Gateways in a known state, for the benches.

use sordina::policy::{LEXICON, NODE_COUNT, WORD_COUNT};
use sordina::{AudioPath, Gateway, Memory};
use sordina_hal::{Format, Key, Occupancy, Rate, Seat, Signal, SystemState, UnixSeconds, vss::Speed};
use sordina_machine::Simulated;

/// The gateway as the product builds it.
pub type Product = Gateway<'static, NODE_COUNT, WORD_COUNT>;

/// A machine, its audio path and its gateway.
pub struct Car {
    /// The board and the car around it.
    pub machine: Simulated,
    /// The audio context.
    pub audio: AudioPath<'static>,
    /// Control and worker context.
    pub gateway: Product,
}

impl Car {
    /// A driver alone in a parked car at the start of a drive.
    ///
    /// # Panics
    /// If the product's own words do not fit the product.
    #[must_use]
    pub fn driving(format: Format) -> Self {
        let mut machine = Simulated::new();
        machine.clock.set_wall(UnixSeconds(1_790_000_000));
        let memory = Box::leak(Box::new(Memory::default()));
        let Ok((audio, gateway)) = Gateway::start(memory, LEXICON, format, &mut machine) else {
            panic!("the product's own words do not fit the product");
        };
        let mut car = Self { machine, audio, gateway };
        car.machine.signal(Signal::SystemState(SystemState::On));
        car.machine.signal(Signal::Speed(Speed::ZERO));
        for seat in Seat::ALL {
            let who = if seat == Seat::Driver { Occupancy::Occupied } else { Occupancy::Empty };
            car.machine.signal(Signal::Occupancy(seat, who));
        }
        car.tick();
        car
    }

    /// Presses a key for 80 ms.
    pub fn press(&mut self, key: Key) {
        self.tick();
        self.machine.press(Seat::Driver, key);
        for _ in 0..8 {
            self.tick();
        }
        self.machine.release(Seat::Driver, key);
        self.tick();
    }

    /// 10 ms of control.
    pub fn tick(&mut self) {
        self.machine.advance(10);
        self.gateway.tick(&mut self.machine);
    }

    /// Runs the worker until it has nothing to do.
    pub fn work(&mut self) {
        while self.gateway.analyse(&self.machine, |_| {}) {}
    }
}

/// The shapes of block that are measured.
pub const STEREO_48: Format = Format { channels: 2, rate: Rate::Hz48000 };
/// One channel at the rate of the microphones.
pub const MONO_48: Format = Format { channels: 1, rate: Rate::Hz48000 };
/// One channel at the rate of the analysis.
pub const MONO_16: Format = Format { channels: 1, rate: Rate::Hz16000 };

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
