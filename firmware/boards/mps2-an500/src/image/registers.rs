//! The device registers that this image uses, each by its address.
//!
//! Source: ARM, *Application Note AN500* (FPGAIO, UART, watchdog, timer); *ARMv7-M Architecture Reference Manual*
//! (SysTick, fault status).

use super::uart::Registers;

/// One 32-bit register.
pub(super) struct Register(usize);

impl Register {
    /// # Safety
    /// At `address` there must be a 32-bit device register of this board, whose reads and writes do not touch
    /// memory.
    const unsafe fn at(address: usize) -> Self {
        Self(address)
    }

    pub(super) fn read(&self) -> u32 {
        // Safety: whoever made this promised a register here.
        unsafe { core::ptr::with_exposed_provenance::<u32>(self.0).read_volatile() }
    }

    pub(super) fn write(&self, value: u32) {
        // Safety: whoever made this promised a register here, and that writing it touches no memory.
        unsafe { core::ptr::with_exposed_provenance_mut::<u32>(self.0).write_volatile(value) }
    }
}

macro_rules! registers {
    ($($(#[$doc:meta])* $name:ident = $address:literal;)*) => {
        $($(#[$doc])*
        // Safety: the board's memory map has this register here.
        pub(super) static $name: Register = unsafe { Register::at($address) };)*
    };
}

registers! {
    /// FPGAIO LED0: two outputs; reads what was written.
    OUTPUTS = 0x4002_8000;
    /// Watchdog: reload value, control (3: interrupt and reset), a write starts over, unlock.
    WATCHDOG_LOAD = 0x4000_8000;
    WATCHDOG_CONTROL = 0x4000_8008;
    WATCHDOG_CLEAR = 0x4000_800C;
    WATCHDOG_LOCK = 0x4000_8C00;
    /// SysTick: control (7: core clock, interrupt, on), reload value, present value.
    TICK_CONTROL = 0xE000_E010;
    TICK_RELOAD = 0xE000_E014;
    TICK_VALUE = 0xE000_E018;
    /// Interrupts 0 to 31: a bit written makes one come; priorities of 0 to 3, a byte each, 0 above all.
    INTERRUPT_ENABLE = 0xE000_E100;
    INTERRUPT_PRIORITY = 0xE000_E400;
    /// Resets the processor.
    RESET_CONTROL = 0xE000_ED0C;
    /// Why the processor faulted, and at which address of memory.
    FAULT_STATUS = 0xE000_ED28;
    FAULT_ADDRESS = 0xE000_ED34;
    /// Memory protection: control, base address with number, rule.
    PROTECTION_CONTROL = 0xE000_ED94;
    PROTECTION_ADDRESS = 0xE000_ED9C;
    PROTECTION_RULE = 0xE000_EDA0;
}

/// A UART: data, state (bit 0: transmitter full, 1: receiver full), control (bits 0 and 1: on, 2 and 3: interrupt), interrupts
/// (bit 1: received; written, it is served), baud divider.
const fn uart(address: usize) -> Registers {
    // Safety: the board's memory map has a UART at each address that is given here.
    unsafe {
        Registers {
            data: Register::at(address),
            state: Register::at(address + 4),
            control: Register::at(address + 8),
            interrupt: Register::at(address + 12),
            divider: Register::at(address + 16),
        }
    }
}

pub(super) static UART0: Registers = uart(0x4000_4000);
pub(super) static UART1: Registers = uart(0x4000_5000);

#[cfg(feature = "figures")]
registers! {
    /// Timer 0: control (1: on), present value counting down, reload value.
    TIMER_CONTROL = 0x4000_0000;
    TIMER_VALUE = 0x4000_0004;
    TIMER_RELOAD = 0x4000_0008;
}
