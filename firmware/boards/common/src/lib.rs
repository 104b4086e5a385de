//! What boards with real pins share.
//!
//! - [`pins`]: outputs that are read back from the net they drive, contacts that may be missing, active-low wires.
//! - [`stops`]: kill switch and stop keys, read by the audio interrupt itself, so that a busy control path delays
//!   no silence.
//! - [`car`]: ignition and seats on plain contacts, as vehicle signals.
//! - `fault` (boards only): how an image dies: microphone line and lamp first, then a reset.
//! - `protection` (boards only): the memory protection unit's rules.
//!
//! `firmware/README.md` tells how a new board uses them.
#![cfg_attr(not(test), no_std)]

pub mod car;
#[cfg(target_os = "none")]
pub mod fault;
pub mod pins;
#[cfg(target_os = "none")]
pub mod protection;
pub mod stops;
