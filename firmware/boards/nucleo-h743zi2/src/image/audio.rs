//! The audio context: a task of an interrupt executor, above everything but the DMA's own interrupts.
//!
//! SAI1 B receives the microphones and SAI1 A sends to the head unit, one clock for both. Two blocks of 10 ms per
//! direction lie in memory that DMA shares; the task takes one, passes it through the gate and gives it on.
//!
//! A block that DMA lost or could not send is not counted, and without counted blocks there is no tick of control:
//! when the converter stands, the watchdog resets.

use super::pins::StopPins;
use super::{STOPS, board};
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicU32, Ordering};
use embassy_executor::InterruptExecutor;
use embassy_stm32::interrupt;
use embassy_stm32::interrupt::{InterruptExt, Priority};
use embassy_stm32::peripherals::{DMA1_CH0, DMA1_CH1, PE2, PE3, PE4, PE5, PE6, SAI1};
use embassy_stm32::sai::{self, Config, Sai};
use embassy_stm32::{Peri, peripherals};
use sordina::AudioPath;
use sordina_hal::{Format, Rate};

/// 48 kHz, two microphones, 24 bits in the upper part of 32.
pub(super) const FORMAT: Format = Format { channels: 2, rate: Rate::Hz48000 };

/// Words of a block: 10 ms.
const BLOCK: usize = 960;

type Block = [u32; BLOCK];
type Buffer = [u32; 2 * BLOCK];

#[unsafe(link_section = ".dma.input")]
static mut INPUT: MaybeUninit<Buffer> = MaybeUninit::uninit();
#[unsafe(link_section = ".dma.output")]
static mut OUTPUT: MaybeUninit<Buffer> = MaybeUninit::uninit();

static EXECUTOR: InterruptExecutor = InterruptExecutor::new();
static BLOCKS: AtomicU32 = AtomicU32::new(0);

/// What the audio context takes for itself.
pub(super) struct Converter {
    pub(super) sai: Peri<'static, SAI1>,
    pub(super) clocks: (Peri<'static, PE2>, Peri<'static, PE4>, Peri<'static, PE5>),
    pub(super) to_head_unit: Peri<'static, PE6>,
    pub(super) from_microphones: Peri<'static, PE3>,
    pub(super) dma: (Peri<'static, DMA1_CH0>, Peri<'static, DMA1_CH1>),
    pub(super) stops: StopPins,
}

/// Blocks passed since reset.
pub(super) fn blocks() -> u32 {
    BLOCKS.load(Ordering::Acquire)
}

/// Lets audio run, above control and analysis, which are in thread mode. Once.
pub(super) fn start(converter: Converter, path: AudioPath<'static>) {
    interrupt::DMA1_STREAM0.set_priority(Priority::P4);
    interrupt::DMA1_STREAM1.set_priority(Priority::P4);
    interrupt::UART5.set_priority(Priority::P5);
    interrupt::USART3.set_priority(Priority::P8);
    // UART5 itself is not used; its interrupt is where the executor runs.
    let spawner = EXECUTOR.start(interrupt::UART5);
    match run(converter, path) {
        Ok(task) => spawner.spawn(task),
        Err(_) => panic!("the audio task was started twice"),
    }
}

#[interrupt]
unsafe fn UART5() {
    // Safety: this is the executor's interrupt, and only `start` enables it.
    unsafe { EXECUTOR.on_interrupt() }
}

#[embassy_executor::task]
async fn run(converter: Converter, mut path: AudioPath<'static>) {
    let Converter { sai, clocks, to_head_unit, from_microphones, dma, mut stops } = converter;
    let (input, output) = (&raw mut INPUT, &raw mut OUTPUT);
    // Safety: this task runs once, so nobody else has a reference to either.
    let (input, output) = unsafe { ((*input).write([0; 2 * BLOCK]), (*output).write([0; 2 * BLOCK])) };
    let (port, microphones) = sai::split_subblocks(sai);
    let mut port = Sai::<peripherals::SAI1, u32>::new_asynchronous_with_mclk(
        port,
        clocks.2,
        to_head_unit,
        clocks.1,
        clocks.0,
        dma.0,
        output,
        board::Interrupts,
        i2s(sai::TxRx::Transmitter),
    );
    let mut microphones = Sai::new_synchronous(
        microphones,
        from_microphones,
        dma.1,
        input,
        board::Interrupts,
        i2s(sai::TxRx::Receiver),
    );
    let (mut heard, mut passed): (Block, Block) = ([0; BLOCK], [0; BLOCK]);
    let mut started = microphones.start().is_ok() && port.write(&passed).await.is_ok();
    loop {
        started &= microphones.read(&mut heard).await.is_ok();
        path.process::<i32>(bytemuck::must_cast_slice(&heard), bytemuck::must_cast_slice_mut(&mut passed));
        if STOPS.sample(stops.read()) {
            passed.fill(0);
        }
        if port.write(&passed).await.is_ok() && started {
            BLOCKS.fetch_add(1, Ordering::Release);
        }
        started = true;
    }
}

/// I2S: two slots of 32 bits, most significant bit first, one bit after the edge of the word clock, read at the rising edge.
fn i2s(direction: sai::TxRx) -> Config {
    let mut config = Config::default();
    config.tx_rx = direction;
    // The receiver follows the transmitter's clock.
    match direction {
        sai::TxRx::Transmitter => config.sync_output = true,
        sai::TxRx::Receiver => config.sync_input = sai::SyncInput::Internal,
    }
    config.data_size = sai::DataSize::Data32;
    config.bit_order = sai::BitOrder::MsbFirst;
    config.frame_length = 64;
    config.frame_sync_active_level_length = sai::word::U7(32);
    config
}
