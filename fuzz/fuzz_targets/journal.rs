//! An exported journal (R29).

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| host_sim::fuzz::journal(text));
