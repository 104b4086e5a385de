//! The image: pins low, protection, clocks, the gateway, and then control and analysis for ever.

mod audio;
mod board;
mod clocks;
mod flash;
mod pins;
mod random;

use board::Board;
use cortex_m_rt::entry;
use embassy_stm32::pac::RCC;
use sordina::policy::{LEXICON, Region};
use sordina::spotter::{Spotter, SpotterMemory};
use sordina::{Gateway, Memory};
use sordina_board::protection::{self, Region as Protected, Rule};
use sordina_board::stops::Stops;
use static_cell::{ConstStaticCell, StaticCell};

static MEMORY: StaticCell<Memory> = StaticCell::new();
/// Most of the image's variables; in its place from the start, since on its way through the stack it would be there twice.
static SPOTTER: ConstStaticCell<SpotterMemory> = ConstStaticCell::new(SpotterMemory::new());

/// Kill switch and stop keys.
static STOPS: Stops = Stops::new();

/// Below the stack nothing; code is not written; the journal's flash and what DMA shares are not cached.
const PROTECTED: [Protected; 6] = [
    Protected { address: 0x1FFF_0000, log2_size: 16, rule: Rule::NoAccess },
    Protected { address: 0x0800_0000, log2_size: 20, rule: Rule::Code },
    Protected { address: 0x0810_0000, log2_size: 20, rule: Rule::Uncached },
    Protected { address: 0x2000_0000, log2_size: 17, rule: Rule::Variables },
    Protected { address: 0x2400_0000, log2_size: 19, rule: Rule::Variables },
    Protected { address: 0x3000_0000, log2_size: 17, rule: Rule::Uncached },
];

#[entry]
fn main() -> ! {
    pins::all_low();
    protect();
    let peripherals = embassy_stm32::init(clocks::config());
    RCC.ahb2enr().modify(|enable| enable.set_sram1en(true));
    let (mut board, converter) = Board::new(peripherals);
    let memory = MEMORY.init_with(Memory::default);
    let spotter = Spotter::new(LEXICON, SPOTTER.take());
    let (path, mut gateway) = Gateway::start(memory, spotter, audio::FORMAT, Region::floor(), &mut board);
    audio::start(converter, path);
    let mut seen = 0;
    loop {
        let blocks = audio::blocks();
        // Without blocks there is no tick, and without ticks the watchdog resets.
        if blocks != seen {
            seen = blocks;
            STOPS.tick(|| gateway.tick(&mut board));
        } else if !gateway.analyse(&board, |_detection| {}) {
            cortex_m::asm::wfe();
        }
    }
}

fn protect() {
    // Safety: nothing else has taken the core's peripherals, and embassy does not use these three.
    let mut core = unsafe { cortex_m::Peripherals::steal() };
    protection::enforce(&mut core.MPU, &PROTECTED);
    core.SCB.enable_icache();
    core.SCB.enable_dcache(&mut core.CPUID);
}
