//! A WAV or FLAC file.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| host_sim::fuzz::audio(bytes));
