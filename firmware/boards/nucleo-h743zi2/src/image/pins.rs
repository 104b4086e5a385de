//! Which wire is which; `README.md` draws the table.

use embassy_stm32::gpio::{Input, Level, Output, Pull, Speed};
use embassy_stm32::pac::{GPIOG, RCC};
use embassy_stm32::{Peri, peripherals as pin};
use sordina_board::car::Car;
use sordina_board::keys::StopContacts;
use sordina_board::pins::{ActiveLow, Proven};

/// Microphone line, or lamp.
pub(super) type Line = Proven<Output<'static>, Input<'static>>;
/// A key to ground.
pub(super) type Key = ActiveLow<Input<'static>>;

/// The contacts that stop.
pub(super) type StopPins = StopContacts<Input<'static>>;

/// A contact to ground, with a resistor of the chip to hold the wire high while it is open.
pub(super) fn contact(pin: Peri<'static, impl embassy_stm32::gpio::Pin>) -> Input<'static> {
    Input::new(pin, Pull::Up)
}

/// A key that closes to ground when pressed.
pub(super) fn key(pin: Peri<'static, impl embassy_stm32::gpio::Pin>) -> Key {
    ActiveLow(contact(pin))
}

/// A driven pin and the one that reads its net.
pub(super) fn line(
    drive: Peri<'static, impl embassy_stm32::gpio::Pin>,
    sense: Peri<'static, impl embassy_stm32::gpio::Pin>,
) -> Line {
    Proven::new(Output::new(drive, Level::Low, Speed::Low), Input::new(sense, Pull::None))
}

/// Ignition and the seats in front, as contacts that close to ground when the car runs and when a seat is taken; a
/// broken wire to the ignition starts no drive.
pub(super) fn car(
    ignition: Peri<'static, pin::PD7>,
    driver: Peri<'static, pin::PF7>,
    passenger: Peri<'static, pin::PF8>,
) -> Car<Key> {
    Car::new(key(ignition), [Some(key(driver)), Some(key(passenger)), None, None, None])
}

/// Microphone line (PG2) and lamp (PG3) low, by stores alone, also before and after everything else.
pub(super) fn all_low() {
    RCC.ahb4enr().modify(|enable| enable.set_gpiogen(true));
    GPIOG.bsrr().write(|set| {
        set.set_br(2, true);
        set.set_br(3, true);
    });
}

/// What a failing image does first; see `sordina_board::fault`.
#[unsafe(no_mangle)]
fn sordina_all_low() {
    all_low();
}
