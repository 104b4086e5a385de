//! How an image dies: microphone line and lamp first, then an epitaph, then a reset, which starts closed.
//!
//! The board supplies [`sordina_all_low`]: it must put both pins low with nothing but stores to registers, and work
//! before start-up and after anything has failed. The epitaph lies in memory that start-up does not clear; after a
//! reset a debugger, or [`last`], finds what the image died of.
//!
//! A fault handler begins with the stack pointer of a fresh stack, since the old one may be what failed.

use core::mem::MaybeUninit;
use core::panic::PanicInfo;
use cortex_m::peripheral::{CBP, SCB};
use cortex_m_rt::exception;

unsafe extern "Rust" {
    /// Microphone line and lamp low, by stores alone. The board's image defines it, with `no_mangle`.
    safe fn sordina_all_low();
}

const MAGIC: u32 = 0x5054_4145;

/// What the image died of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, align(32))]
pub struct Epitaph {
    magic: u32,
    /// 1 panic, 2 fault, 3 an exception that nobody handles.
    pub cause: u32,
    /// The panic's line, else the address that was reached for (BFAR).
    pub place: u32,
    /// Fault status (CFSR), else 0.
    pub status: u32,
}

#[unsafe(link_section = ".uninit.epitaph")]
static mut EPITAPH: MaybeUninit<Epitaph> = MaybeUninit::uninit();

/// The epitaph of the life before the last reset, once.
pub fn last() -> Option<Epitaph> {
    // Safety: any bytes are an epitaph, nobody holds a reference to it, and it is volatile since the compiler thinks
    // that nobody has written it.
    let epitaph = unsafe { (&raw const EPITAPH).cast::<Epitaph>().read_volatile() };
    write(Epitaph { magic: 0, cause: 0, place: 0, status: 0 });
    (epitaph.magic == MAGIC).then_some(epitaph)
}

fn write(epitaph: Epitaph) {
    // Safety: nobody holds a reference to the place; whoever interrupts writes its own and does not return.
    unsafe { (&raw mut EPITAPH).cast::<Epitaph>().write_volatile(epitaph) };
    cortex_m::asm::dsb();
    // What is only in the data cache is lost by a reset. An epitaph fills one line of it.
    #[allow(clippy::cast_possible_truncation, reason = "addresses have 32 bits")]
    let address = (&raw const EPITAPH).addr() as u32;
    // Safety: cleaning a line changes no memory that anybody can tell.
    unsafe { (*CBP::PTR).dccmvac.write(address) };
    cortex_m::asm::dsb();
}

/// Pins low, epitaph, reset.
fn die(cause: u32, place: u32, status: u32) -> ! {
    sordina_all_low();
    write(Epitaph { magic: MAGIC, cause, place, status });
    SCB::sys_reset()
}

/// Small, so that the optimiser sees that nobody reads a panic's words, and leaves out what would format them.
#[panic_handler]
fn panic(info: &PanicInfo) -> ! {
    die(1, info.location().map_or(0, |place| place.line()), 0)
}

/// First instructions of a fault. Nothing goes back.
#[unsafe(naked)]
#[unsafe(export_name = "HardFault")]
extern "C" fn hard_fault() -> ! {
    core::arch::naked_asm!("ldr r0, =_stack_start", "mov sp, r0", "b {bury}", bury = sym bury);
}

extern "C" fn bury() -> ! {
    // Safety: both are plain registers of the processor, which reading does not change.
    let (place, status) = unsafe { ((*SCB::PTR).bfar.read(), (*SCB::PTR).cfsr.read()) };
    die(2, place, status)
}

#[exception]
unsafe fn DefaultHandler(number: i16) -> ! {
    die(3, u32::from(number.unsigned_abs()), 0)
}
