//! A car to test: the real gateway on the simulated machine, with people who press keys and drive.
//!
//! Nothing here knows the gateway from inside. What a test sees is what a car would see: samples that come out,
//! bytes on the link, flash, pins, and the memory of the process ([`memory_of`]).

pub mod drives;
pub mod figures;
pub mod generated;
pub mod image;
pub mod tree;

use sordina::consent::{Phase, Reason};
use sordina::gate::Purposes;
use sordina::policy::{LEXICON, Recipient, Region};
use sordina::spotter::{Detection, Spotter, SpotterMemory};
use sordina::{AudioPath, Gateway, Memory};
use sordina_emulated::pc::UNWRITTEN;
use sordina_hal::{Format, Key, Occupancy, Rate, Seat, Signal, SystemState, UnixSeconds, vss::Speed};
use sordina_lexicon::{End, Lexicon, Node, Word};
use sordina_link::{Answer, LONGEST_FRAME, Message, Receiver, Sender, Side};
use sordina_machine::Simulated;
use std::io::{Read, Seek, SeekFrom};

/// Frames of a block: 10 ms at 16 kHz.
pub const BLOCK: usize = 160;

/// One channel at the rate of the analysis.
pub const MONO_16: Format = Format { channels: 1, rate: Rate::Hz16000 };

/// The gateway as the product builds it.
pub type Product = Gateway<'static>;

/// A lexicon of one word of four phonemes that almost any speech is taken for: evidence without end.
pub static ANY_SPEECH: Lexicon<'static> = {
    let nodes = &[node(1, 6, false), node(2, 35, false), node(3, 3, false), node(4, 27, true)];
    let (ends, words) = (&[End { node: 3, word: 0 }], &[Word { threshold: i8::MIN, tag: 0 }]);
    match Lexicon::new(nodes, &[0, 1, 2, 3], ends, words, &[]) {
        Ok(lexicon) => lexicon,
        Err(_) => panic!("no trie"),
    }
};

const fn node(first_child: u16, phoneme: u8, is_end: bool) -> Node {
    Node::new(first_child, phoneme, is_end, 4, i8::MIN)
}

/// A car with a gateway.
pub struct Car {
    /// The board and the car around it.
    pub machine: Simulated,
    /// The audio context.
    pub audio: AudioPath<'static>,
    /// Control and worker context.
    pub gateway: Product,
    /// What the worker has detected.
    pub heard: Vec<Detection>,
    /// Address and size of the memory that the contexts share.
    pub shared: (usize, usize),
    /// Address and size of the spotter.
    pub spotter: (usize, usize),
    /// What the head unit has sent.
    pub head_unit: Sender,
}

impl Default for Car {
    fn default() -> Self {
        Self::new()
    }
}

impl Car {
    /// A parked car, switched off, on a known day. Nobody has touched anything.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Simulated::new(), LEXICON)
    }

    /// A car on this machine, watching these words.
    #[must_use]
    pub fn with(machine: Simulated, lexicon: Lexicon<'static>) -> Self {
        Self::start(machine, lexicon, MONO_16)
    }

    /// As [`Car::with`], with microphones of this format.
    #[must_use]
    pub fn start(machine: Simulated, lexicon: Lexicon<'static>, format: Format) -> Self {
        Self::start_in(machine, lexicon, format, Region::floor())
    }

    /// As [`Car::start`], under the rules of a region.
    #[must_use]
    pub fn start_in(
        mut machine: Simulated,
        lexicon: Lexicon<'static>,
        format: Format,
        region: &Region,
    ) -> Self {
        if machine.clock.wall.is_none() {
            machine.clock.set_wall(UnixSeconds(1_790_000_000));
        }
        let memory = Box::leak(Box::new(Memory::default()));
        let shared = (std::ptr::from_ref(memory).addr(), size_of::<Memory>());
        let own = leaked_memory();
        let spotter = (std::ptr::from_ref(own).addr(), size_of_val(own));
        let own = Spotter::new(lexicon, own);
        let (audio, gateway) = Gateway::start(memory, own, format, region, &mut machine);
        Self { machine, audio, gateway, heard: Vec::new(), shared, spotter, head_unit: Sender::new() }
    }

    /// A car in which the driver, alone, has switched the ignition on.
    #[must_use]
    pub fn driving() -> Self {
        let mut car = Self::new();
        car.ignition(true);
        car
    }

    /// As [`Car::driving`], and the driver has pressed these keys.
    #[must_use]
    pub fn listening(keys: &[Key]) -> Self {
        let mut car = Self::driving();
        for key in keys {
            car.press(Seat::Driver, *key);
        }
        car
    }

    /// Switches the ignition; the driver sits alone in the parked car.
    pub fn ignition(&mut self, on: bool) {
        self.machine.signal(Signal::SystemState(if on { SystemState::On } else { SystemState::Off }));
        self.machine.signal(Signal::Speed(Speed::ZERO));
        for seat in Seat::ALL {
            self.sit(seat, if seat == Seat::Driver { Occupancy::Occupied } else { Occupancy::Empty });
        }
        self.tick();
    }

    /// Somebody sits down, or leaves.
    pub fn sit(&mut self, seat: Seat, occupancy: Occupancy) {
        self.machine.signal(Signal::Occupancy(seat, occupancy));
    }

    /// Presses a key as a person does, for 80 ms.
    pub fn press(&mut self, seat: Seat, key: Key) {
        self.tick();
        self.machine.press(seat, key);
        for _ in 0..8 {
            self.tick();
        }
        self.machine.release(seat, key);
        self.tick();
    }

    /// 10 ms of control.
    pub fn tick(&mut self) {
        self.machine.advance(10);
        self.gateway.tick(&mut self.machine);
    }

    /// The audio context alone: one block in, what came out.
    pub fn pass(&mut self, block: &[i16]) -> Vec<i16> {
        let mut output = vec![UNWRITTEN; block.len()];
        self.audio.process(block, &mut output);
        output
    }

    /// The worker, until it has nothing to do.
    pub fn work(&mut self) {
        let Self { machine, gateway, heard, .. } = self;
        while gateway.analyse(machine, |detection| heard.push(*detection)) {}
    }

    /// Speaks to the cabin's microphones: audio, control and worker in turn. Returns what came out.
    pub fn speak(&mut self, samples: &[i16]) -> Vec<i16> {
        let mut output = Vec::with_capacity(samples.len());
        for block in samples.chunks(BLOCK) {
            output.extend(self.pass(block));
            self.tick();
            self.work();
        }
        output
    }

    /// The head unit sends a message.
    pub fn request(&mut self, message: Message) {
        let mut buffer = [0; LONGEST_FRAME];
        self.machine.link.send(self.head_unit.frame(message, &mut buffer));
    }

    /// The head unit asks for a tag; the payload of the answer and the length of its frame.
    pub fn ask(&mut self) -> (Option<Answer>, usize) {
        self.request(Message::Ask { recipient: Recipient::CAR_SCREEN });
        self.tick();
        let bytes = self.machine.link.take();
        let mut receiver = Receiver::new(Side::HeadUnit);
        let reply = bytes.iter().find_map(|byte| receiver.push(*byte));
        (if let Some(Message::Answer(answer)) = reply { Some(answer) } else { None }, bytes.len())
    }

    /// What the gate lets through.
    #[must_use]
    pub fn open(&self) -> Purposes {
        self.gateway.gate().grant().purposes()
    }

    /// Why the gate is closed; `None` while it is not.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        if let Phase::Closed(reason) = self.gateway.state().phase() { Some(reason) } else { None }
    }

    /// The analysis' own memory, byte by byte: its stages, and then its spotter, whose size is no multiple of an address.
    #[must_use]
    pub fn analysis_memory(&self) -> Vec<u8> {
        let (address, length) = self.spotter;
        [memory_of(self.gateway.analysis()), memory_at(address, length)].concat()
    }

    /// The shared memory, byte by byte: grant word and ring.
    #[must_use]
    pub fn shared_memory(&self) -> Vec<u8> {
        let (address, length) = self.shared;
        memory_at(address, length)
    }
}

/// A spotter's memory for the rest of the process.
pub fn leaked_memory() -> &'static mut SpotterMemory {
    Box::leak(Box::default())
}

/// The bytes of a value as they lie in this process' memory, padding included.
pub fn memory_of<T>(value: &T) -> Vec<u8> {
    memory_at(std::ptr::from_ref(value).addr(), size_of::<T>())
}

/// Reads memory from outside, through `/proc/self/mem` (Linux), so that no accessor can flatter it.
fn memory_at(address: usize, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    let read = std::fs::File::open("/proc/self/mem").and_then(|mut memory| {
        memory.seek(SeekFrom::Start(address as u64))?;
        memory.read_exact(&mut bytes)
    });
    assert!(read.is_ok(), "these tests read memory back through /proc/self/mem, which needs Linux: {read:?}");
    bytes
}

/// Recorded speech at 16 kHz: three different people.
///
/// # Panics
/// If there is none with this number.
#[must_use]
pub fn recording(number: usize) -> Vec<i16> {
    let bytes: [&[u8]; 3] = [
        include_bytes!("../../firmware/model/reference/0.wave"),
        include_bytes!("../../firmware/model/reference/1.wave"),
        include_bytes!("../../firmware/model/reference/2.wave"),
    ];
    let (samples, _) = bytes[number].as_chunks::<2>();
    samples.iter().copied().map(i16::from_le_bytes).collect()
}

/// The first two of them.
#[must_use]
pub fn recordings() -> [Vec<i16>; 2] {
    [0, 1].map(recording)
}
