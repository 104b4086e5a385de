//! What may lie in flash at start (R1, R4, R37): the gateway starts, closed, whatever it is, and stays closed while nobody acts.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sordina::policy::{LEXICON, Region};
use sordina::spotter::{Spotter, SpotterMemory};
use sordina::{Gateway, Memory, journal};
use sordina_hal::{Format, Rate, Signal, SystemState, UnixSeconds};
use sordina_machine::{DEFAULT_SECTORS, Flash, SECTOR, Simulated};
use std::sync::Mutex;

/// Made once: a spotter's memory is large, and a wiped one is as good as new.
static SPOTTER: Mutex<Option<Box<SpotterMemory>>> = Mutex::new(None);

fuzz_target!(|bytes: &[u8]| {
    let mut flash = vec![0xff; DEFAULT_SECTORS * SECTOR];
    // Both halves begin with the input, so that either may be the present one.
    for half in flash.chunks_mut(DEFAULT_SECTORS / 2 * SECTOR) {
        half.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    }
    let flash = Flash::from_bytes(flash).expect("its size");
    let _verified = journal::for_each(&mut flash.clone(), |_| {});
    let mut machine = Simulated { flash, ..Simulated::new() };
    machine.clock.set_wall(UnixSeconds(1_790_000_000));
    machine.signal(Signal::SystemState(SystemState::On));
    let mut kept = SPOTTER.lock().expect("one thread");
    let spotter = Spotter::new(LEXICON, kept.get_or_insert_with(Box::default));
    let mut memory = Memory::default();
    let format = Format { channels: 1, rate: Rate::Hz16000 };
    let (mut audio, mut gateway) =
        Gateway::start(&mut memory, spotter, format, Region::floor(), &mut machine);
    for _ in 0..3 {
        let mut output = [1; 160];
        audio.process(&[7; 160], &mut output);
        assert_eq!(output, [0; 160]);
        machine.advance(10);
        gateway.tick(&mut machine);
        assert!(gateway.gate().grant().purposes().is_empty());
    }
});
