//! One drive: `drive.events` and `drive.bin` in; `port.bin`, `pins.bin`, `pace.bin` and the link out.
//!
//! Thread mode: for each block that the audio interrupt has passed, one turn of control; otherwise a hop of the worker, if it has
//! something to do; otherwise sleep. The script's events happen before the first block that begins at their time or later, and those of UART1 before the next.
//! After the recording there is silence until the script is over.

use super::audio;
use super::board::Board;
use super::controls::Controls;
use super::host::File;
use super::place::{Place, Ready};
use super::uart::WAITING;
use core::ffi::CStr;
use heapless::spsc::Queue;
use mps2_an500::script::Script;
use sordina::policy::Region;
use sordina::spotter::{Spotter, SpotterMemory};
use sordina::{Gateway, Memory};
use sordina_hal::{Format, Machine, Rate};

#[cfg(feature = "emulator-test")]
use mps2_an500::words::LEXICON;
#[cfg(not(any(feature = "emulator-test", feature = "no-words")))]
use sordina::policy::LEXICON;
#[cfg(feature = "no-words")]
use sordina_lexicon::Lexicon;

#[cfg(feature = "no-words")]
static LEXICON: Lexicon<'static> = Lexicon::EMPTY;

type Product = Gateway<'static>;

/// Bytes of the longest script.
const LONGEST_SCRIPT: usize = 8192;

static MEMORY: Place<Memory> = Place::empty();
/// Most of the image's variables; in its place from the start, since on its way through the stack it would be there twice.
static SPOTTER: Ready<SpotterMemory> = Ready::holding(SpotterMemory::new());
static CONTROLS: Place<Queue<u8, WAITING>> = Place::empty();
static SCRIPT: Place<[u8; LONGEST_SCRIPT]> = Place::empty();

/// Why there was no drive: a sentence for the person who started the emulator.
type Reason = &'static CStr;

/// Plays the drive to its end.
pub(super) fn drive() -> Result<(), Reason> {
    let mut board = Board::take().ok_or(c"the flash is taken\n")?;
    let mut script = read_script()?;
    let mut controls = Controls::new(CONTROLS.fill(Queue::new()).ok_or(c"the second UART is taken\n")?);
    let (files, mut pace) = (audio::Files::open()?, File::create(c"pace.bin").ok_or(c"cannot write here\n")?);
    let mut watch = Watch::open()?;
    let memory = MEMORY.fill(Memory::default()).ok_or(c"the memory is taken\n")?;
    let format = Format { channels: 1, rate: Rate::Hz16000 };
    let spotter = Spotter::new(LEXICON, SPOTTER.take().ok_or(c"the spotter is taken\n")?);
    let (path, mut gateway) = Gateway::start(memory, spotter, format, Region::floor(), &mut board);
    let (recorded, mut done, mut behind) = (files.blocks(), 0, 0);
    audio::start(path, files);
    while (done as usize) < recorded || !script.is_over() {
        while let Some(what) = script.due(board.now()).map_err(|_| BAD_SCRIPT)? {
            board.apply(what).map_err(|_| c"an event of drive.events is not for this image\n")?;
        }
        controls.apply(&mut board);
        let waiting = work_until_block(done, &mut gateway, &board, &mut watch);
        (done, behind) = (done + 1, waiting.max(behind));
        board.begin_block();
        watch.tick(&mut gateway, &mut board);
    }
    audio::stop()?;
    while watch.analyse(&mut gateway, &board) {}
    watch.end();
    let [blocks, late, preemptions] = audio::pace();
    let counts = [blocks, late, preemptions, behind, gateway.analysis().dropped_blocks()];
    counts
        .iter()
        .try_for_each(|count| pace.write(&count.to_le_bytes()))
        .map_err(|_| c"the host's disk is full\n")
}

/// Analyses and sleeps until there are more than `done` blocks; returns how many wait for control then.
fn work_until_block(done: u32, gateway: &mut Product, board: &Board, watch: &mut Watch) -> u32 {
    while audio::blocks() == done {
        if !watch.analyse(gateway, board) {
            audio::wait_for_more_than(done);
        }
    }
    audio::blocks() - done
}

const BAD_SCRIPT: Reason = c"drive.events has a line that is none, or out of order\n";

fn read_script() -> Result<Script<'static>, Reason> {
    let mut file = File::open(c"drive.events").ok_or(c"no drive.events here\n")?;
    let text = SCRIPT.fill([0; LONGEST_SCRIPT]).ok_or(BAD_SCRIPT)?;
    let length = file.read(text);
    if length == LONGEST_SCRIPT {
        return Err(c"drive.events is longer than 8 kB\n");
    }
    let text = core::str::from_utf8(&text[..length]).map_err(|_| BAD_SCRIPT)?;
    Script::new(text).map_err(|_| BAD_SCRIPT)
}

/// What images for tests note while the gateway works: detections, instructions.
struct Watch {
    #[cfg(feature = "emulator-test")]
    heard: File,
    #[cfg(feature = "figures")]
    figures: super::figures::Figures,
}

impl Watch {
    fn open() -> Result<Self, Reason> {
        Ok(Self {
            #[cfg(feature = "emulator-test")]
            heard: File::create(c"heard.txt").ok_or(c"cannot write here\n")?,
            #[cfg(feature = "figures")]
            figures: super::figures::Figures::new(
                File::create(c"figures.txt").ok_or(c"cannot write here\n")?,
            ),
        })
    }

    fn tick(&mut self, gateway: &mut Product, board: &mut Board) {
        #[cfg(feature = "figures")]
        let start = self.figures.begin_tick(gateway.gate().grant());
        gateway.tick(board);
        #[cfg(feature = "figures")]
        self.figures.end_tick(start);
    }

    fn analyse(&mut self, gateway: &mut Product, board: &Board) -> bool {
        #[cfg(feature = "figures")]
        let start = super::figures::ticks();
        let has_worked = gateway.analyse(board, |_detection| {
            #[cfg(feature = "emulator-test")]
            super::heard::tell(&mut self.heard, _detection);
        });
        #[cfg(feature = "figures")]
        self.figures.worker(start);
        has_worked
    }

    fn end(&mut self) {
        #[cfg(feature = "figures")]
        self.figures.write();
    }
}
