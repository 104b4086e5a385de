//! The board as the control path sees it.

use super::STOPS;
use super::audio::Converter;
use super::flash::{Bank2, Journal};
use super::pins::{self, Key as KeyPin, Line, StopPins};
use super::random::Random;
use embassy_stm32::flash::Flash as FlashDriver;
use embassy_stm32::rng::Rng;
use embassy_stm32::usart::{self, BufferedUart};
use embassy_stm32::wdg::IndependentWatchdog;
use embassy_stm32::{Peripherals, bind_interrupts, dma, peripherals, rng};
use embassy_time::Instant;
use sordina_board::car::Car;
use sordina_board::keys::{Button, KILL_SWITCH, Keys};
use sordina_board::seed;
use sordina_board::stops::Stop;
use sordina_hal::{Choice, CounterFailed, Key, Machine, Millis, NoEntropy, Seat, Signal, UnixSeconds};
use static_cell::StaticCell;

bind_interrupts!(pub(super) struct Interrupts {
    DMA1_STREAM0 => dma::InterruptHandler<peripherals::DMA1_CH0>;
    DMA1_STREAM1 => dma::InterruptHandler<peripherals::DMA1_CH1>;
    USART3 => usart::BufferedInterruptHandler<peripherals::USART3>;
    RNG => rng::InterruptHandler<peripherals::RNG>;
});

/// Longer than the two erases of a move of the journal; see `README.md`.
const WATCHDOG_US: u32 = 10_000_000;

/// Bytes of the link that may wait, each way.
const WAITING: usize = 1024;
static TO_HEAD_UNIT: StaticCell<[u8; WAITING]> = StaticCell::new();
static FROM_HEAD_UNIT: StaticCell<[u8; WAITING]> = StaticCell::new();

/// Pins, link, flash and clocks of NUCLEO-H743ZI2.
pub(super) struct Board {
    microphone_line: Line,
    lamp: Line,
    kill_switch: Stop,
    keys: Keys<KeyPin>,
    car: Car<KeyPin>,
    link: BufferedUart<'static>,
    flash: Journal,
    random: Random,
    seed: [u8; 32],
    watchdog: IndependentWatchdog<'static, peripherals::IWDG1>,
}

impl Board {
    /// The control path's part, and the audio context's.
    pub(super) fn new(p: Peripherals) -> (Self, Converter) {
        let mut watchdog = IndependentWatchdog::new(p.IWDG1, WATCHDOG_US);
        watchdog.unleash();
        let mut stops = StopPins {
            kill_switch: pins::contact(p.PC10),
            driver: pins::contact(p.PC11),
            passenger: pins::contact(p.PC12),
        };
        STOPS.sample(stops.read());
        let converter = Converter {
            sai: p.SAI1,
            clocks: (p.PE2, p.PE4, p.PE5),
            to_head_unit: p.PE6,
            from_microphones: p.PE3,
            dma: (p.DMA1_CH0, p.DMA1_CH1),
            stops,
        };
        let mut random = Random::new(Rng::new(p.RNG, Interrupts));
        let mut flash = Bank2::new(FlashDriver::new_blocking(p.FLASH));
        let Some(seed) = seed::load(&mut flash.secret(), |buffer| random.fill(buffer)) else {
            panic!("no secret and none can be made")
        };
        let to_head_unit = TO_HEAD_UNIT.init([0; WAITING]);
        let from_head_unit = FROM_HEAD_UNIT.init([0; WAITING]);
        let Ok(link) = BufferedUart::new(
            p.USART3,
            p.PD9,
            p.PD8,
            to_head_unit,
            from_head_unit,
            Interrupts,
            usart::Config::default(),
        ) else {
            panic!("the link's speed cannot be made from this clock")
        };
        let board = Self {
            microphone_line: pins::line(p.PG2, p.PC8),
            lamp: pins::line(p.PG3, p.PC9),
            kill_switch: STOPS.contact(KILL_SWITCH),
            keys: Keys::new(
                &STOPS,
                [pins::key(p.PD3), pins::key(p.PD4)],
                [pins::key(p.PD5), pins::key(p.PD6)],
            ),
            car: pins::car(p.PD7, p.PF7, p.PF8),
            link,
            flash: flash.into_journal(),
            random,
            seed,
            watchdog,
        };
        (board, converter)
    }
}

impl Machine for Board {
    type MicrophoneLine = Line;
    type Lamp = Line;
    type KillSwitch = Stop;
    type Button = Button<KeyPin>;
    type Link = BufferedUart<'static>;
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

    fn link(&mut self) -> &mut BufferedUart<'static> {
        &mut self.link
    }

    fn flash(&mut self) -> &mut Journal {
        &mut self.flash
    }

    fn now(&self) -> Millis {
        Millis(Instant::now().as_millis())
    }

    /// None: nobody tells this board the time.
    fn wall_clock(&self) -> Option<UnixSeconds> {
        None
    }

    fn next_signal(&mut self) -> Option<Signal> {
        self.car.next_signal()
    }

    fn entropy(&mut self, buffer: &mut [u8]) -> Result<(), NoEntropy> {
        self.random.fill(buffer)
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
        self.watchdog.pet();
    }
}
