//! What boards with real pins share.
//!
//! - [`pins`]: outputs that are read back from the net they drive, contacts that may be missing, active-low wires.
//! - [`stops`]: kill switch and stop keys, read by the audio interrupt itself, so that a busy control path delays
//!   no silence.
//! - [`keys`]: the keys of two seats, and which contacts stop.
//! - [`car`]: ignition and seats on plain contacts, as vehicle signals.
//! - [`part`], [`seed`]: a flash in parts, and the device's secret in one of them.
//! - `fault` (boards only): how an image dies: microphone line and lamp first, then a reset.
//! - `protection` (boards only): the memory protection unit's rules.
//!
//! `firmware/README.md` tells how a new board uses them.
#![cfg_attr(not(test), no_std)]

pub mod car;
#[cfg(target_os = "none")]
pub mod fault;
pub mod keys;
pub mod part;
pub mod pins;
#[cfg(target_os = "none")]
pub mod protection;
pub mod seed;
pub mod stops;
