//! Which pad is which; `README.md` draws the table.

use imxrt_hal::gpio::{Input, Output, Port};
use imxrt_hal::iomuxc::{self, Config, Hysteresis, PullKeeper};
use imxrt_ral::{self as ral, gpio::GPIO1};
use sordina_board::keys::StopContacts;
use sordina_board::pins::{ActiveLow, Proven};

/// Microphone line, or lamp.
pub(super) type Line = Proven<Output, Input>;
/// A key to ground.
pub(super) type Key = ActiveLow<Input>;
/// The contacts that stop.
pub(super) type StopPins = StopContacts<Input>;

/// A contact to ground, with a resistor of the chip to hold the wire high while it is open.
pub(super) fn contact<P: iomuxc::gpio::Pin<1>>(port: &mut Port, mut pad: P) -> Input {
    let pulled_up =
        Config::modify().set_pull_keeper(Some(PullKeeper::Pullup100k)).set_hysteresis(Hysteresis::Enabled);
    iomuxc::configure(&mut pad, pulled_up);
    input(port, pad)
}

/// A key that closes to ground when pressed.
pub(super) fn key<P: iomuxc::gpio::Pin<1>>(port: &mut Port, pad: P) -> Key {
    ActiveLow(contact(port, pad))
}

/// A driven pad and the one that reads its net.
pub(super) fn line<D, S>(port: &mut Port, drive: D, mut sense: S) -> Line
where
    D: iomuxc::gpio::Pin<1>,
    S: iomuxc::gpio::Pin<1>,
{
    iomuxc::configure(&mut sense, Config::modify().set_pull_keeper(None));
    Proven::new(output(port, drive), input(port, sense))
}

/// A pad that the gateway drives; low until somebody says otherwise.
pub(super) fn output<P: iomuxc::gpio::Pin<N>, const N: u8>(port: &mut Port, pad: P) -> Output {
    match port.output::<P, N>(pad) {
        Ok(output) => output,
        Err(_) => panic!("the pad is on another port"),
    }
}

fn input<P: iomuxc::gpio::Pin<1>>(port: &mut Port, pad: P) -> Input {
    match port.input::<P, 1>(pad) {
        Ok(input) => input,
        Err(_) => panic!("the pad is on another port"),
    }
}

/// Microphone line (GPIO1_IO16) and lamp (GPIO1_IO17) low, by one store, also before and after everything else.
pub(super) fn all_low() {
    // Safety: this register clears outputs by one store and has no other effect, so it may interrupt anything.
    let port = unsafe { GPIO1::instance() };
    ral::write_reg!(ral::gpio, port, DR_CLEAR, 1 << 16 | 1 << 17);
}

/// What a failing image does first; see `sordina_board::fault`.
#[unsafe(no_mangle)]
fn sordina_all_low() {
    all_low();
}
