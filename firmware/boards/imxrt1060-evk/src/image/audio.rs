//! The audio context: two DMA interrupts above everything else.
//!
//! One channel fills a block from the microphones while the other block passes the gate; the other channel sends what
//! passed. At its end each channel goes on with the other block at once; the converter's FIFO of 32 words covers the
//! 0.3 ms in between. Both directions run on one clock.
//!
//! A block that was not sent is not counted, and without counted blocks there is no tick of control: when the converter
//! or DMA stands, the watchdog resets. When nothing new has passed the gate, silence is sent, never an old block.

use super::STOPS;
use super::pins::StopPins;
use core::cell::RefCell;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicU32, Ordering};
use cortex_m::peripheral::NVIC;
use critical_section::Mutex;
use imxrt_hal::dma::channel::{self, Channel, Configuration};
use imxrt_hal::dma::peripheral::{Destination, Source};
use imxrt_hal::sai::{Rx, Tx};
use imxrt_ral::interrupt;
use imxrt_rt::interrupt;
use sordina::AudioPath;
use sordina_hal::{Format, Rate};

/// 48 kHz, two microphones, 24 bits in the upper part of 32.
pub(super) const FORMAT: Format = Format { channels: 2, rate: Rate::Hz48000 };
/// Milliseconds of a block.
pub(super) const BLOCK_MS: u64 = 10;

/// Words of a block.
const BLOCK: usize = 960;
type Blocks = [[u32; BLOCK]; 2];

// In DTCM, which is not cached; `build.rs` puts this section there.
#[unsafe(link_section = ".uninit.input")]
static mut INPUT: MaybeUninit<Blocks> = MaybeUninit::uninit();
#[unsafe(link_section = ".uninit.output")]
static mut OUTPUT: MaybeUninit<Blocks> = MaybeUninit::uninit();

static BLOCKS: AtomicU32 = AtomicU32::new(0);
static AUDIO: Mutex<RefCell<Option<Audio>>> = Mutex::new(RefCell::new(None));

/// What the audio context takes for itself.
pub(super) struct Converter {
    pub(super) microphones: Rx,
    pub(super) port: Tx,
    /// Channel 0: its interrupt is `DMA0_DMA16`.
    pub(super) receive: Channel,
    /// Channel 1: its interrupt is `DMA1_DMA17`.
    pub(super) send: Channel,
    pub(super) stops: StopPins,
}

struct Audio {
    converter: Converter,
    path: AudioPath<'static>,
    input: &'static mut Blocks,
    output: &'static mut Blocks,
    /// The block of `input` that is being filled.
    filling: usize,
    /// The block of `output` that is being sent.
    sending: usize,
    /// Whether the other block of `output` has not been sent yet.
    is_fresh: bool,
}

/// Blocks sent since reset: also the board's clock.
pub(super) fn blocks() -> u32 {
    BLOCKS.load(Ordering::Acquire)
}

/// Lets audio run. Once.
pub(super) fn start(converter: Converter, path: AudioPath<'static>, nvic: &mut NVIC) {
    let (input, output) = (&raw mut INPUT, &raw mut OUTPUT);
    // Safety: this runs once, so nobody else has a reference to either.
    let (input, output) = unsafe { ((*input).write([[0; BLOCK]; 2]), (*output).write([[0; BLOCK]; 2])) };
    let mut audio = Audio { converter, path, input, output, filling: 0, sending: 0, is_fresh: false };
    audio.connect();
    audio.receive();
    audio.send();
    audio.converter.microphones.set_enable(true);
    audio.converter.port.set_enable(true);
    critical_section::with(|section| AUDIO.replace(section, Some(audio)));
    for interrupt in [interrupt::DMA0_DMA16, interrupt::DMA1_DMA17] {
        // Safety: no code relies on these interrupts being masked.
        unsafe {
            nvic.set_priority(interrupt, 4 << 4);
            NVIC::unmask(interrupt);
        }
    }
}

impl Audio {
    /// Connects each channel with its side of the converter.
    fn connect(&mut self) {
        let Converter { microphones, port, receive, send, .. } = &mut self.converter;
        receive.set_channel_configuration(Configuration::enable(microphones.source_signal()));
        send.set_channel_configuration(Configuration::enable(port.destination_signal()));
        // Safety: both addresses are the converter's data registers, which are always there.
        unsafe {
            channel::set_source_hardware(receive, microphones.source_address());
            channel::set_destination_hardware(send, port.destination_address());
        }
        for channel in [receive, send] {
            channel.set_disable_on_completion(true);
            channel.set_interrupt_on_completion(true);
        }
        microphones.enable_source();
        port.enable_destination();
    }

    /// Fills the block whose turn it is.
    fn receive(&mut self) {
        let channel = &mut self.converter.receive;
        // Safety: the block lives for ever, and nobody reads it before the channel has completed.
        unsafe { channel::set_destination_linear_buffer(channel, &mut self.input[self.filling]) };
        run(channel);
    }

    /// Sends the block whose turn it is.
    fn send(&mut self) {
        let channel = &mut self.converter.send;
        // Safety: the block lives for ever, and nobody writes it before the channel has completed.
        unsafe { channel::set_source_linear_buffer(channel, &self.output[self.sending]) };
        run(channel);
    }

    /// A block is full: the other one fills, and this one passes the gate.
    fn received(&mut self) {
        let full = self.filling;
        self.filling ^= 1;
        self.receive();
        let (input, output) = (&self.input[full], &mut self.output[self.sending ^ 1]);
        self.path.process::<i32>(bytemuck::must_cast_slice(input), bytemuck::must_cast_slice_mut(output));
        if STOPS.sample(self.converter.stops.read()) {
            output.fill(0);
        }
        self.is_fresh = true;
    }

    /// A block is sent: the one that passed the gate meanwhile is next, or silence.
    fn sent(&mut self) {
        if self.is_fresh {
            self.sending ^= 1;
            BLOCKS.fetch_add(1, Ordering::Release);
        } else {
            self.output[self.sending].fill(0);
        }
        self.is_fresh = false;
        self.send();
    }
}

/// One block, a word per request of the converter.
fn run(channel: &mut Channel) {
    #[allow(clippy::cast_possible_truncation, reason = "4 and 960")]
    // Safety: source and destination are set, and both hold a block.
    unsafe {
        channel.set_minor_loop_bytes(size_of::<u32>() as u32);
        channel.set_transfer_iterations(BLOCK as u16);
        channel.enable();
    }
}

/// Goes on after a channel's interrupt; after an error nothing goes on, and the watchdog resets.
fn after(channel: impl Fn(&mut Audio) -> &mut Channel, next: impl Fn(&mut Audio)) {
    critical_section::with(|section| {
        let mut audio = AUDIO.borrow_ref_mut(section);
        let Some(audio) = audio.as_mut() else { return };
        let channel = channel(audio);
        channel.clear_interrupt();
        if channel.is_complete() && !channel.is_error() {
            channel.clear_complete();
            next(audio);
        }
    });
}

#[interrupt]
fn DMA0_DMA16() {
    after(|audio| &mut audio.converter.receive, Audio::received);
}

#[interrupt]
fn DMA1_DMA17() {
    after(|audio| &mut audio.converter.send, Audio::sent);
}
