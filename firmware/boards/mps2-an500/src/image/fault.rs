//! How this image dies: microphone line low, lamp off, epitaph, reset; in this order, whatever happened.
//!
//! One store puts both pins low before anything else runs. The epitaph is 64 bytes at a fixed place in memory that
//! start-up does not clear:
//!
//! ```text
//!  0  magic, u32 LE 0x50544145      4  cause, u32: 1 panic, 2 fault, 3 exception nobody handles, 4 watchdog
//!  8  line (panic), else address    12  fault status (CFSR), else 0
//! 16  pins as read back: 0          20  44 bytes: end of the source file's name (panic), else zeros
//! ```
//!
//! Cause 4 is written at the watchdog's warning, and also when the drive begins: a reset that wrote nothing over it
//! was the watchdog's, too. A product
//! would start closed after the reset and report the epitaph; the emulated board writes it to `epitaph.bin` and
//! ends with exit code 1.

use super::host::{self, File};
use super::registers::{FAULT_ADDRESS, FAULT_STATUS};
use super::uart::Uart;
use super::{pins, processor};
use core::mem::MaybeUninit;
use core::panic::{Location, PanicInfo};
use cortex_m_rt::exception;

const MAGIC: u32 = 0x5054_4145;
const NAME: usize = 44;

/// What the image died of.
#[derive(Clone, Copy)]
#[repr(u32)]
enum Cause {
    Panic = 1,
    Fault = 2,
    Exception = 3,
    Watchdog = 4,
}

#[repr(C)]
struct Epitaph {
    magic: u32,
    cause: u32,
    place: u32,
    status: u32,
    pins: u32,
    name: [u8; NAME],
}

const _: () = assert!(size_of::<Epitaph>() == 64);

#[unsafe(link_section = ".uninit.epitaph")]
static mut EPITAPH: MaybeUninit<[u8; size_of::<Epitaph>()]> = MaybeUninit::uninit();

impl Epitaph {
    fn new(cause: Cause, place: u32, status: u32) -> Self {
        Self { magic: MAGIC, cause: cause as u32, place, status, pins: pins::levels(), name: [0; NAME] }
    }

    fn write(&self) {
        // Safety: the place is as large as an epitaph, nobody holds a reference to it, and a fault that strikes in
        // between writes an epitaph of its own and does not return.
        unsafe { (&raw mut EPITAPH).cast::<Self>().write_volatile(core::ptr::read(self)) };
    }
}

/// From here on a reset without an epitaph of its own is the watchdog's.
pub(super) fn arm() {
    Epitaph::new(Cause::Watchdog, 0, 0).write();
}

/// Reports the epitaph of the last life, if it ended in one, and does not return then.
pub(super) fn report() {
    // Safety: any bytes are an array of bytes, memory keeps what it had over a reset and something before it, and
    // nobody holds a reference to it. Volatile, since the compiler thinks that nobody has written it.
    let bytes = unsafe { (&raw const EPITAPH).cast::<[u8; size_of::<Epitaph>()]>().read_volatile() };
    if !bytes.starts_with(&MAGIC.to_le_bytes()) {
        return;
    }
    if let Some(mut file) = File::create(c"epitaph.bin") {
        let _unreported = file.write(&bytes);
    }
    host::say(c"the image failed; epitaph.bin says how\n");
    host::exit(1)
}

/// Small, so that the optimiser sees that nobody reads a panic's words, and leaves out what would format them.
#[panic_handler]
fn panic(info: &PanicInfo) -> ! {
    give_up(info.location())
}

#[cold]
#[inline(never)]
fn give_up(place: Option<&Location>) -> ! {
    pins::all_low();
    let mut epitaph = Epitaph::new(Cause::Panic, place.map_or(0, |place| place.line()), 0);
    let file = place.map_or(&[][..], |place| place.file().as_bytes());
    for (to, from) in epitaph.name.iter_mut().rev().zip(file.iter().rev()) {
        *to = *from;
    }
    epitaph.write();
    processor::reset()
}

/// First instruction of a fault: the stack may be what failed, so a fresh one is taken. Nothing goes back.
#[unsafe(naked)]
#[unsafe(export_name = "HardFault")]
extern "C" fn hard_fault() -> ! {
    core::arch::naked_asm!("ldr r0, =_stack_start", "mov sp, r0", "b {bury}", bury = sym bury);
}

extern "C" fn bury() -> ! {
    pins::all_low();
    Epitaph::new(Cause::Fault, FAULT_ADDRESS.read(), FAULT_STATUS.read()).write();
    processor::reset()
}

/// The watchdog's warning: nobody has fed it, and nobody will before it resets.
#[exception]
unsafe fn NonMaskableInt() -> ! {
    pins::all_low();
    Epitaph::new(Cause::Watchdog, 0, 0).write();
    processor::reset()
}

/// Every interrupt without a handler of its own: the UARTs' receivers, and what should not come.
#[exception]
unsafe fn DefaultHandler(number: i16) {
    if let Some(uart) = Uart::of(number) {
        return uart.receive();
    }
    pins::all_low();
    Epitaph::new(Cause::Exception, 0, 0).write();
    processor::reset()
}

/// Fails as the script says.
#[cfg(feature = "emulator-test")]
pub(super) fn fail(way: mps2_an500::script::Break) {
    use mps2_an500::script::Break;
    match way {
        Break::Panic => panic!(),
        Break::Overflow => _ = dig(1),
        // Safety: there is no memory at this address, so nothing is read: the processor faults.
        Break::Wild => _ = unsafe { core::ptr::without_provenance::<u32>(0x1000_0000).read_volatile() },
        Break::Hang => {}
        Break::Rot => return super::protection::rot(),
    }
    loop {
        core::hint::spin_loop();
    }
}

/// Takes more stack until there is none.
#[cfg(feature = "emulator-test")]
#[inline(never)]
#[allow(unconditional_recursion, reason = "that is the point")]
fn dig(depth: u32) -> u32 {
    let earth = core::hint::black_box([depth; 64]);
    dig(depth + 1) + earth[0]
}
