//! One drive: `drive.events` and `drive.bin` in, `port.bin`, `pins.bin` and the link out.
//!
//! Per block, in this order: the script's events, the audio interrupt, one tick of control, and the worker until it
//! has nothing to do. After the recording there is silence until the script is over.

use super::audio::{self, Block};
use super::board::Board;
use super::host::File;
use super::pins;
use super::place::{Place, Ready};
use core::ffi::CStr;
use mps2_an500::BLOCK;
use mps2_an500::script::Script;
use sordina::policy::Region;
use sordina::spotter::{Spotter, SpotterMemory};
use sordina::{Gateway, Memory};
use sordina_hal::{Format, Machine, Rate};

#[cfg(feature = "emulator-test")]
use mps2_an500::words::LEXICON;
#[cfg(not(feature = "emulator-test"))]
use sordina::policy::LEXICON;

type Product = Gateway<'static>;

/// Bytes of the longest script.
const LONGEST_SCRIPT: usize = 8192;

static MEMORY: Place<Memory> = Place::empty();
/// Most of the image's variables; in its place from the start, since on its way through the stack it would be there twice.
static SPOTTER: Ready<SpotterMemory> = Ready::holding(SpotterMemory::new());
static SCRIPT: Place<[u8; LONGEST_SCRIPT]> = Place::empty();

/// Why there was no drive: a sentence for the person who started the emulator.
type Reason = &'static CStr;

/// Plays the drive to its end.
pub(super) fn drive() -> Result<(), Reason> {
    let mut board = Board::take().ok_or(c"the flash is taken\n")?;
    let mut files = Files::open()?;
    let mut script = read_script()?;
    let memory = MEMORY.fill(Memory::default()).ok_or(c"the memory is taken\n")?;
    let format = Format { channels: 1, rate: Rate::Hz16000 };
    let spotter = Spotter::new(LEXICON, SPOTTER.take().ok_or(c"the spotter is taken\n")?);
    let (path, mut gateway) = Gateway::start(memory, spotter, format, Region::floor(), &mut board);
    audio::install(path);
    let mut input = [0; BLOCK];
    while files.next(&mut input) || !script.is_over() {
        while let Some(what) = script.due(board.now()).map_err(|_| BAD_SCRIPT)? {
            board.apply(what).map_err(|_| c"an event of drive.events is not for this image\n")?;
        }
        turn(&mut gateway, &mut board, &mut files, &input)?;
    }
    #[cfg(feature = "figures")]
    files.figures.write();
    Ok(())
}

/// One block: the audio interrupt, control, worker.
fn turn(gateway: &mut Product, board: &mut Board, files: &mut Files, input: &Block) -> Result<(), Reason> {
    #[cfg(feature = "figures")]
    let open = gateway.gate().grant().purposes();
    files.keep(&audio::play(input))?;
    #[cfg(feature = "figures")]
    files.figures.block(open);
    gateway.tick(board);
    #[cfg(feature = "figures")]
    let start = super::figures::ticks();
    while gateway.analyse(board, |_detection| {
        #[cfg(feature = "emulator-test")]
        super::heard::tell(&mut files.heard, _detection);
    }) {}
    #[cfg(feature = "figures")]
    files.figures.worker(super::figures::instructions_since(start));
    Ok(())
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

/// What a drive reads and writes.
struct Files {
    recording: File,
    port: File,
    pins: File,
    #[cfg(feature = "emulator-test")]
    heard: File,
    #[cfg(feature = "figures")]
    figures: super::figures::Figures,
}

impl Files {
    fn open() -> Result<Self, Reason> {
        let create = |name| File::create(name).ok_or(c"cannot write here\n");
        Ok(Self {
            recording: File::open(c"drive.bin").ok_or(c"no drive.bin here\n")?,
            port: create(c"port.bin")?,
            pins: create(c"pins.bin")?,
            #[cfg(feature = "emulator-test")]
            heard: create(c"heard.txt")?,
            #[cfg(feature = "figures")]
            figures: super::figures::Figures::new(create(c"figures.txt")?),
        })
    }

    /// The next block of the recording, the rest of it silent; false when there was nothing left.
    fn next(&mut self, block: &mut Block) -> bool {
        let mut bytes = [0; 2 * BLOCK];
        let length = self.recording.read(&mut bytes);
        let (words, _) = bytes.as_chunks::<2>();
        for (sample, word) in block.iter_mut().zip(words) {
            *sample = i16::from_le_bytes(*word);
        }
        length > 0
    }

    /// Keeps what the assistant port got, and the pins beside it: one byte per block.
    fn keep(&mut self, output: &Block) -> Result<(), Reason> {
        let mut bytes = [0; 2 * BLOCK];
        for (word, sample) in bytes.as_chunks_mut::<2>().0.iter_mut().zip(output) {
            *word = sample.to_le_bytes();
        }
        let pins = pins::levels().to_le_bytes();
        let kept = self.port.write(&bytes).and_then(|()| self.pins.write(&pins[..1]));
        kept.map_err(|_| c"the host's disk is full\n")
    }
}
