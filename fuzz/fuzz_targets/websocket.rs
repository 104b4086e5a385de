//! Lines over a dashboard's WebSockets (R25, R40).

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| host_sim::fuzz::websocket(text));
