//! No allocation in the audio path, and none at all in the gateway (R10).

use sordina_hal::{Key, Seat};
use sordina_tests::{BLOCK, Car, recordings};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Without the test harness: its own threads allocate whenever they like, and would be counted.
fn main() {
    a_whole_drive_allocates_nothing();
    println!("test a_whole_drive_allocates_nothing ... ok");
}

fn a_whole_drive_allocates_nothing() {
    let [speech, _] = recordings();
    let mut car = Car::listening(&[Key::Assistant, Key::InterestTags]);
    car.heard.reserve(1000);
    let mut output = [0; BLOCK];
    let region = Region::new(ALLOCATOR);
    for block in speech.chunks_exact(BLOCK) {
        car.audio.process(block, &mut output);
        car.machine.advance(10);
        car.gateway.tick(&mut car.machine);
        car.work();
    }
    car.press(Seat::Driver, Key::Stop);
    car.press(Seat::Driver, Key::Assistant);
    let change = region.change();
    assert_eq!((change.allocations, change.reallocations), (0, 0), "{change:?}");
    drop(vec![0; BLOCK]);
    assert!(region.change().allocations > 0, "this test does count");
}
