//! The image: pins low, protection, clocks, the gateway, and then control and analysis for ever.

mod audio;
mod board;
mod clocks;
mod flash;
mod link;
mod pins;
mod random;
mod watchdog;

use board::Board;
use imxrt_rt::entry;
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

/// Below the stack nothing; code is not written; DTCM, which DMA shares, is never cached by the processor.
const PROTECTED: [Protected; 4] = [
    Protected { address: 0x1FFF_0000, log2_size: 16, rule: Rule::NoAccess },
    Protected { address: 0x6000_0000, log2_size: 23, rule: Rule::Code },
    Protected { address: 0x2000_0000, log2_size: 17, rule: Rule::Variables },
    Protected { address: 0x2020_0000, log2_size: 20, rule: Rule::Variables },
];

#[entry]
fn main() -> ! {
    pins::all_low();
    // Safety: nothing else has taken the core's peripherals or the chip's.
    let (mut core, mut chip) = unsafe { (cortex_m::Peripherals::steal(), imxrt_ral::Instances::instances()) };
    protection::enforce(&mut core.MPU, &PROTECTED);
    core.SCB.enable_icache();
    core.SCB.enable_dcache(&mut core.CPUID);
    clocks::set(&mut chip.CCM, &mut chip.CCM_ANALOG);
    let (mut board, converter) = Board::new(chip);
    let memory = MEMORY.init_with(Memory::default);
    let spotter = Spotter::new(LEXICON, SPOTTER.take());
    let (path, mut gateway) = Gateway::start(memory, spotter, audio::FORMAT, Region::floor(), &mut board);
    link::listen(&mut core.NVIC);
    audio::start(converter, path, &mut core.NVIC);
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
