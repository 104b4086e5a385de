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
//! - Withdrawing takes one act, at any time, and asks nothing back; it takes effect before it is recorded (R26).
//! - Consent is one state per purpose and profile, in DPV words ([`Status`]), and a fold over the journal ([`Ledger`]):
//!   what the journal does not say does not count (R28, R29, R37).
//!
//! | file | what |
//! |---|---|
//! | `act`, `profile`, `status` | who acts, for whom, and where a consent stands |
//! | `ledger`, `rules` | all consents, and the numbers they are held to |
//! | `condition`, `state` | the table of conditions, and what it looks at |
//! | `step`, `choices`, `wishes`, `car` | what each event changes |
//! | `opening` | the one file that joins consent and gate |

mod act;
mod car;
mod choices;
pub mod condition;
mod ledger;
mod opening;
mod profile;
mod rules;
mod state;
mod status;
mod step;
mod wishes;

pub use act::{Means, PhysicalAct, Proposal, TrustedControl};
pub use condition::Reason;
pub use ledger::{Consent, Ledger};
pub use profile::{Profile, Profiles};
pub use rules::{Rules, Shown};
pub use state::{Fault, Faults, Opening, Phase, SeatState, State, Who};
pub use status::Status;
pub use step::{Effect, Effects, Event, Proof, step};

#[cfg(test)]
mod search;
#[cfg(test)]
mod tests;
