//! Sordina: a microphone firewall for cars.
//!
//! It sits between the cabin's microphones and the head unit. What it promises:
//!
//! - **Closed by default.** Every start, reset, drive and fault leaves the gate closed (R1, R4).
//! - **Closed means nothing.** No sample, level, timing or count that depends on sound leaves it (R2).
//! - **Opened by a person's act.** Only a [`consent::PhysicalAct`] gives consent; software can only ask (R25).
//! - **Withdrawn at once.** Silence from the next block; what was in flight is wiped, not drained (R3, R9).
//! - **What leaves is coarse.** At the end of a drive, at most one row of a published list (R15, R20).
//!
//! ```text
//! microphone block ─ gate ─ Admitted ─ assistant port                                      audio context
//!                              └─ ring ─ resampler ─ log-mel ─ network ─ decoder ─ evidence   worker context
//!                                                                   (drive ends) ─ tag ─ link   control context
//! ```
//!
//! A stage knows the stage before it only by the type it receives. [`gateway`] joins them; a machine runs it
//! through [`sordina_hal::Machine`].
//!
//! `no_std`, no alloc, no unsafe, nothing that can panic in the audio path, fixed memory.
#![no_std]
#![warn(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss
)]
#![cfg_attr(
    test,
    allow(
        clippy::indexing_slicing,
        clippy::cast_possible_truncation,
        clippy::expect_used,
        clippy::panic,
        clippy::unwrap_used,
        reason = "tests may panic"
    )
)]

#[cfg(test)]
extern crate std;

pub mod analysis;
pub mod audio;
mod clock;
pub mod consent;
mod constants;
mod elementary;
pub mod gate;
pub mod gateway;
pub mod interest;
pub mod journal;
pub mod policy;
#[allow(
    clippy::indexing_slicing,
    reason = "indices are constants or bounded; the image `no-panic` links only so"
)]
pub mod spotter;

pub use audio::AudioPath;
pub use gateway::{Gateway, Memory};
