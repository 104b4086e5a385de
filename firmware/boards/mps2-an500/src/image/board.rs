//! The board as the gateway sees it.
//!
//! Time is counted in blocks of audio, as a converter's word clock would: 10 ms each, nothing else moves it. So a
//! recording gives the same bytes at every speed of the emulator.

use super::link::Link;
use super::pins::{Contact, Lamp, MicrophoneLine, Output};
use super::place::Place;
use super::registers::{WATCHDOG_CLEAR, WATCHDOG_CONTROL, WATCHDOG_LOAD, WATCHDOG_LOCK};
use super::{audio, flash, uart};
use heapless::Deque;
use heapless::spsc::Queue;
use mps2_an500::BLOCK_MS;
use mps2_an500::flood::{Flood, PER_BLOCK};
use mps2_an500::nor::Nor;
use mps2_an500::random::SplitMix;
use mps2_an500::script::What;
use sordina_hal::{Choice, CounterFailed, Key, Machine, Millis, NoEntropy, Seat, Signal, UnixSeconds};

/// Vehicle signals that may wait.
const WAITING: usize = 32;

/// 25 MHz ticks until the watchdog warns, 50 blocks; it resets after as many more.
const WATCHDOG_TICKS: u32 = 50 * audio::TICKS;
const UNLOCK: u32 = 0x1ACC_E551;

static RECEIVED: Place<Queue<u8, { uart::WAITING }>> = Place::empty();

/// Pins, link, flash and clocks of mps2-an500, with the script's car around it.
pub(super) struct Board {
    microphone_line: MicrophoneLine,
    lamp: Lamp,
    kill_switch: Contact,
    buttons: [[Contact; Key::ALL.len()]; Seat::COUNT],
    link: Link,
    flash: Nor<'static>,
    signals: Deque<Signal, WAITING>,
    choices: Deque<(Seat, Choice), WAITING>,
    random: SplitMix,
    /// What the outside said the time is, and when it said so.
    wall: Option<(Millis, UnixSeconds)>,
    flood: Option<Flood>,
}

/// The script asks for more than this board can hold, or for what this image does not do.
pub(super) struct Refused;

impl Board {
    /// `None` the second time: there is one flash.
    pub(super) fn take() -> Option<Self> {
        let flash = flash::take()?;
        let received = RECEIVED.fill(Queue::new())?;
        WATCHDOG_LOCK.write(UNLOCK);
        WATCHDOG_LOAD.write(WATCHDOG_TICKS);
        WATCHDOG_CONTROL.write(3);
        Some(Self {
            microphone_line: Output,
            lamp: Output,
            kill_switch: Contact::default(),
            buttons: [[Contact::default(); Key::ALL.len()]; Seat::COUNT],
            link: Link::new(received),
            flash,
            signals: Deque::new(),
            choices: Deque::new(),
            random: SplitMix(0),
            wall: None,
            flood: None,
        })
    }

    /// Lets an event of the script happen.
    pub(super) fn apply(&mut self, what: What) -> Result<(), Refused> {
        match what {
            What::Wall(time) => self.wall = Some((self.now(), time)),
            What::Signal(signal) => self.signals.push_back(signal).map_err(|_| Refused)?,
            What::Press(seat, key) => self.button(seat, key).is_high = true,
            What::Release(seat, key) => self.button(seat, key).is_high = false,
            What::KillSwitch { is_set } => self.kill_switch.is_high = is_set,
            What::Link(hex) => self.link.send(hex.bytes()).then_some(()).ok_or(Refused)?,
            What::Flood { is_on } => self.flood = is_on.then(Flood::default),
            What::End => {}
            #[cfg(feature = "emulator-test")]
            What::Break(way) => super::fault::fail(way),
            _ => return Err(Refused),
        }
        Ok(())
    }

    /// A block begins: what comes with each of them comes.
    pub(super) fn begin_block(&mut self) {
        if let Some(flood) = &mut self.flood {
            let _lost = self.link.send(flood.take(PER_BLOCK));
        }
    }
}

impl Machine for Board {
    type MicrophoneLine = MicrophoneLine;
    type Lamp = Lamp;
    type KillSwitch = Contact;
    type Button = Contact;
    type Link = Link;
    type Flash = Nor<'static>;

    fn microphone_line(&mut self) -> &mut MicrophoneLine {
        &mut self.microphone_line
    }

    fn lamp(&mut self) -> &mut Lamp {
        &mut self.lamp
    }

    fn kill_switch(&mut self) -> &mut Contact {
        &mut self.kill_switch
    }

    fn button(&mut self, seat: Seat, key: Key) -> &mut Contact {
        let place = match key {
            Key::Stop => 0,
            Key::Assistant => 1,
            Key::InterestTags => 2,
        };
        &mut self.buttons[seat as usize][place]
    }

    fn next_choice(&mut self) -> Option<(Seat, Choice)> {
        self.choices.pop_front()
    }

    fn link(&mut self) -> &mut Link {
        &mut self.link
    }

    fn flash(&mut self) -> &mut Nor<'static> {
        &mut self.flash
    }

    fn now(&self) -> Millis {
        Millis(u64::from(audio::blocks()) * BLOCK_MS)
    }

    fn wall_clock(&self) -> Option<UnixSeconds> {
        self.wall.map(|(then, time)| UnixSeconds(time.0 + self.now().since(then) / 1000))
    }

    fn next_signal(&mut self) -> Option<Signal> {
        self.signals.pop_front()
    }

    /// Repeatable, as emulated drives must be, and therefore no secret: an image for a real board uses its true source.
    fn entropy(&mut self, buffer: &mut [u8]) -> Result<(), NoEntropy> {
        self.random.fill(buffer);
        Ok(())
    }

    /// A public number: the emulator has no secret to keep.
    fn device_seed(&self) -> [u8; 32] {
        [0; 32]
    }

    /// None: what the emulator keeps, it keeps in one file.
    fn monotonic_counter(&mut self) -> Result<Option<u32>, CounterFailed> {
        Ok(None)
    }

    fn advance_counter(&mut self) -> Result<(), CounterFailed> {
        Ok(())
    }

    fn feed_watchdog(&mut self) {
        WATCHDOG_CLEAR.write(1);
    }
}
