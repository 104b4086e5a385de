//! A timeline's text.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| host_sim::fuzz::timeline(text));
