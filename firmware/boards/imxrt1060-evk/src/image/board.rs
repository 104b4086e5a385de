//! The board as the control path sees it.

use super::audio::{self, BLOCK_MS, Converter};
use super::clocks::SPI_HZ;
use super::flash::{self, Journal};
use super::link::Link;
use super::pins::{self, Key as KeyPin, Line, StopPins};
use super::watchdog::Watchdog;
use super::{STOPS, random};
use imxrt_hal::gpio::Port;
use imxrt_hal::iomuxc::pads::{gpio_ad_b1, gpio_sd_b0};
use imxrt_hal::lpspi::{self, Lpspi};
use imxrt_hal::lpuart::{self, Lpuart};
use imxrt_hal::sai::{self, Sai, SaiConfig};
use imxrt_hal::trng::Trng;
use imxrt_hal::{dma, iomuxc};
use imxrt_ral::{Instances, lpspi::LPSPI1, sai::SAI1};
use sordina_board::car::Car;
use sordina_board::keys::{Button, KILL_SWITCH, Keys};
use sordina_board::seed;
use sordina_board::stops::Stop;
use sordina_hal::{Choice, CounterFailed, Key, Machine, Millis, NoEntropy, Seat, Signal, UnixSeconds};

/// Bits per second to the flash.
const FLASH_HZ: u32 = 8_000_000;

/// Pins, link, flash and clocks of MIMXRT1060-EVK.
pub(super) struct Board {
    microphone_line: Line,
    lamp: Line,
    kill_switch: Stop,
    keys: Keys<KeyPin>,
    car: Car<KeyPin>,
    link: Link,
    flash: Journal,
    generator: Trng,
    seed: [u8; 32],
    watchdog: Watchdog,
}

impl Board {
    /// The control path's part, and the audio context's.
    pub(super) fn new(p: Instances) -> (Self, Converter) {
        let watchdog = Watchdog::start(p.WDOG1);
        let pads = iomuxc::into_pads(p.IOMUXC);
        let (b0, b1) = (pads.gpio_ad_b0, pads.gpio_ad_b1);
        let mut port = Port::new(p.GPIO1);
        let port = &mut port;
        let mut stops = StopPins {
            kill_switch: pins::contact(port, b1.p04),
            driver: pins::contact(port, b1.p05),
            passenger: pins::contact(port, b1.p06),
        };
        STOPS.sample(stops.read());
        let codec = CodecPads {
            mclk: b1.p09,
            sync: b1.p15,
            bclk: b1.p14,
            data_out: b1.p13,
            data_in: b1.p12,
            rx_sync: b1.p10,
            rx_bclk: b1.p11,
        };
        let (port_out, microphones) = converter(p.SAI1, codec);
        let mut channels = dma::channels(p.DMA, p.DMAMUX);
        let (Some(receive), Some(send)) = (channels[0].take(), channels[1].take()) else {
            panic!("channels are there until somebody takes them")
        };
        let converter = Converter { microphones, port: port_out, receive, send, stops };
        let mut generator = Trng::new(p.TRNG, Default::default(), Default::default());
        let mut chip = flash::chip(
            spi(p.LPSPI1, pads.gpio_sd_b0.p00, pads.gpio_sd_b0.p02, pads.gpio_sd_b0.p03),
            pins::output::<_, 3>(&mut Port::new(p.GPIO3), pads.gpio_sd_b0.p01),
        );
        let Some(seed) =
            seed::load(&mut flash::secret(&mut chip), |buffer| random::fill(&mut generator, buffer))
        else {
            panic!("no secret and none can be made")
        };
        let uart = Lpuart::with_pins(p.LPUART1, lpuart::Pins { tx: b0.p12, rx: b0.p13 });
        let ignition = pins::key(port, b0.p02);
        let seats = [Some(pins::key(port, b0.p03)), Some(pins::key(port, b0.p14)), None, None, None];
        let board = Self {
            microphone_line: pins::line(port, b1.p00, b1.p02),
            lamp: pins::line(port, b1.p01, b1.p03),
            kill_switch: STOPS.contact(KILL_SWITCH),
            keys: Keys::new(
                &STOPS,
                [pins::key(port, b1.p07), pins::key(port, b1.p08)],
                [pins::key(port, b0.p00), pins::key(port, b0.p01)],
            ),
            car: Car::new(ignition, seats),
            link: Link::new(uart),
            flash: flash::journal(chip),
            generator,
            seed,
            watchdog,
        };
        (board, converter)
    }
}

/// The pads of SAI1.
struct CodecPads {
    mclk: gpio_ad_b1::GPIO_AD_B1_09,
    sync: gpio_ad_b1::GPIO_AD_B1_15,
    bclk: gpio_ad_b1::GPIO_AD_B1_14,
    data_out: gpio_ad_b1::GPIO_AD_B1_13,
    data_in: gpio_ad_b1::GPIO_AD_B1_12,
    rx_sync: gpio_ad_b1::GPIO_AD_B1_10,
    rx_bclk: gpio_ad_b1::GPIO_AD_B1_11,
}

/// Both directions of SAI1: I2S, two words of 32 bits, the receiver on the transmitter's clocks.
fn converter(sai: SAI1, pads: CodecPads) -> (sai::Tx, sai::Rx) {
    let sai = Sai::new(
        sai,
        pads.mclk,
        sai::Pins { sync: pads.sync, bclk: pads.bclk, data: pads.data_out },
        sai::Pins { sync: pads.rx_sync, bclk: pads.rx_bclk, data: pads.data_in },
    );
    // 12.288 MHz / 4 = 64 bits x 48 kHz. A word is fetched as soon as there is one.
    let config =
        SaiConfig { sync_mode: sai::SyncMode::RxFollowTx, rx_fifo_wm: 0, ..SaiConfig::i2s(sai::bclk_div(4)) };
    match sai.split(32, 2, sai::Packing::None, &config) {
        Ok((Some(port), Some(microphones))) => (port, microphones),
        _ => panic!("words of 32 bits need no packing"),
    }
}

fn spi(
    unit: LPSPI1,
    sck: gpio_sd_b0::GPIO_SD_B0_00,
    sdo: gpio_sd_b0::GPIO_SD_B0_02,
    sdi: gpio_sd_b0::GPIO_SD_B0_03,
) -> Lpspi {
    let mut bus = Lpspi::with_pins(unit, lpspi::Pins { sdo, sdi, sck });
    bus.disabled(|bus| bus.set_clock_hz(SPI_HZ, FLASH_HZ));
    bus
}

impl Machine for Board {
    type MicrophoneLine = Line;
    type Lamp = Line;
    type KillSwitch = Stop;
    type Button = Button<KeyPin>;
    type Link = Link;
    type Flash = Journal;

    fn microphone_line(&mut self) -> &mut Line {
        &mut self.microphone_line
    }

    fn lamp(&mut self) -> &mut Line {
        &mut self.lamp
    }

    fn kill_switch(&mut self) -> &mut Stop {
        &mut self.kill_switch
    }

    fn button(&mut self, seat: Seat, key: Key) -> &mut Button<KeyPin> {
        self.keys.button(seat, key)
    }

    /// None: this board has no screen and no reader of car keys.
    fn next_choice(&mut self) -> Option<(Seat, Choice)> {
        None
    }

    fn link(&mut self) -> &mut Link {
        &mut self.link
    }

    fn flash(&mut self) -> &mut Journal {
        &mut self.flash
    }

    /// The converter's word clock, in blocks. If it stands, so does control, and the watchdog resets.
    fn now(&self) -> Millis {
        Millis(u64::from(audio::blocks()) * BLOCK_MS)
    }

    /// None: nobody tells this board the time.
    fn wall_clock(&self) -> Option<UnixSeconds> {
        None
    }

    fn next_signal(&mut self) -> Option<Signal> {
        self.car.next_signal()
    }

    fn entropy(&mut self, buffer: &mut [u8]) -> Result<(), NoEntropy> {
        random::fill(&mut self.generator, buffer)
    }

    fn device_seed(&self) -> [u8; 32] {
        self.seed
    }

    /// None: a product adds a secure element.
    fn monotonic_counter(&mut self) -> Result<Option<u32>, CounterFailed> {
        Ok(None)
    }

    fn advance_counter(&mut self) -> Result<(), CounterFailed> {
        Ok(())
    }

    fn feed_watchdog(&mut self) {
        self.watchdog.feed();
    }
}
