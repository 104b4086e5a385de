//! Clocks: 12.288 MHz for the converters, 24 MHz for the link, 66 MHz for the flash's bus; the core's as the boot ROM left it.
//!
//! | from | by | gives |
//! |---|---|---|
//! | oscillator 24 MHz | x 32.768 (PLL4) / 4 / 16 | SAI1 12.288 MHz = 256 x 48 kHz, exact |
//! | oscillator 24 MHz | / 1 | LPUART |
//! | PLL2 528 MHz | / 8 | LPSPI |

use imxrt_hal::ccm::{self, analog::pll4, clock_gate, lpspi_clk, sai_clk, uart_clk};
use imxrt_ral::{ccm::CCM, ccm_analog::CCM_ANALOG};

/// Of the UARTs, in hertz.
pub(super) const UART_HZ: u32 = 24_000_000;
/// Of the SPI units, in hertz.
pub(super) const SPI_HZ: u32 = 66_000_000;

pub(super) fn set(ccm: &mut CCM, analog: &mut CCM_ANALOG) {
    // Waiting for an interrupt must not stop the converters' clock.
    ccm::set_low_power_mode(ccm, ccm::LowPowerMode::RemainInRun);
    let gates = [
        clock_gate::sai::<1>(),
        clock_gate::lpuart::<1>(),
        clock_gate::lpspi::<1>(),
        clock_gate::dma(),
        clock_gate::gpio::<1>(),
        clock_gate::gpio::<3>(),
        clock_gate::trng(),
    ];
    gates.iter().for_each(|gate| gate.set(ccm, clock_gate::OFF));
    pll4::reconfigure(analog, 32, 768, 1000, pll4::PostDivider::U1);
    sai_clk::set_selection::<1>(ccm, sai_clk::Selection::Pll4);
    sai_clk::set_predivider::<1>(ccm, 4);
    sai_clk::set_divider::<1>(ccm, 16);
    uart_clk::set_selection(ccm, uart_clk::Selection::Oscillator);
    uart_clk::set_divider(ccm, 1);
    lpspi_clk::set_selection(ccm, lpspi_clk::Selection::Pll2);
    lpspi_clk::set_divider(ccm, 8);
    gates.iter().for_each(|gate| gate.set(ccm, clock_gate::ON));
}
