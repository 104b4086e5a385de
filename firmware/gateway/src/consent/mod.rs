//! Consent: who may open the gate, when, and what closes it.
//!
//! [`step`] is the whole of it: a pure, total function from a state and an event to the next state and a list
//! of effects. Everything that acts on the world happens in the effects, in the order in which they are listed:
//! *recorded before opened, closed before recorded*.
//!
//! Promises:
//! - The gate opens only after a [`PhysicalAct`] has been recorded, with every row of [`condition::CONDITIONS`]
//!   holding and lamp and microphone line read back as on (R1, R5, R6, R25).
//! - Any failed condition closes it in the step that learns of it, and says which (R4).
//! - Consent given here lasts for this drive only; withdrawing takes one act, at any time (R26).

mod act;
pub mod condition;
mod profile;
mod state;
mod step;

pub use act::{Means, PhysicalAct, Proposal, TrustedControl};
pub use condition::Reason;
pub use profile::{Profile, Profiles};
pub use state::{Fault, Faults, Phase, SeatState, State};
pub use step::{Effect, Effects, Event, Proof, step};

#[cfg(test)]
mod search;
