//! Clocks: 400 MHz for the core, 12.288 MHz for the converters, from the 8 MHz of the ST-LINK.
//!
//! | from | by | gives |
//! |---|---|---|
//! | HSE 8 MHz, bypassed | / 4 x 400 / 2 (PLL1 P) | core 400 MHz, buses 200 and 100 MHz |
//! | HSE 8 MHz | / 5 x 192 / 25 (PLL2 P) | SAI1 12.288 MHz = 256 x 48 kHz, exact |
//! | HSI48 | | random number generator |
//!
//! 480 MHz needs voltage scale 0 and silicon of revision V; 400 MHz works on every one.

use embassy_stm32::Config;
use embassy_stm32::rcc::{
    AHBPrescaler, APBPrescaler, Hse, HseMode, Hsi48Config, Pll, PllDiv, PllMul, PllPreDiv, PllSource, Sysclk,
    VoltageScale, mux,
};
use embassy_stm32::time::Hertz;

pub(super) fn config() -> Config {
    let mut config = Config::default();
    let rcc = &mut config.rcc;
    rcc.hse = Some(Hse { freq: Hertz(8_000_000), mode: HseMode::Bypass });
    rcc.hsi48 = Some(Hsi48Config::default());
    rcc.pll1 = Some(Pll {
        source: PllSource::HSE,
        prediv: PllPreDiv::DIV4,
        mul: PllMul::MUL400,
        fracn: None,
        divp: Some(PllDiv::DIV2),
        divq: None,
        divr: None,
    });
    rcc.pll2 = Some(Pll {
        source: PllSource::HSE,
        prediv: PllPreDiv::DIV5,
        mul: PllMul::MUL192,
        fracn: None,
        divp: Some(PllDiv::DIV25),
        divq: None,
        divr: None,
    });
    rcc.sys = Sysclk::PLL1_P;
    rcc.ahb_pre = AHBPrescaler::DIV2;
    rcc.apb1_pre = APBPrescaler::DIV2;
    rcc.apb2_pre = APBPrescaler::DIV2;
    rcc.apb3_pre = APBPrescaler::DIV2;
    rcc.apb4_pre = APBPrescaler::DIV2;
    rcc.voltage_scale = VoltageScale::Scale1;
    rcc.mux.sai1sel = mux::Saisel::PLL2_P;
    config
}
