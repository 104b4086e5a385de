//! The car's screen in a browser, for a car at a desk.
//!
//! Promises:
//! - It shows what the command line tells, and can do what a line there can do, and nothing else: keys, choices and car
//!   signals go to the simulated car, never to the gate.
//! - Only a page that this program served, opened with the address that it printed, gets or sends anything.
//! - Nothing is loaded from anywhere else.
//!
//! `docs/src/dashboard.md` has the messages.
//!
//! | module | what |
//! |---|---|
//! | [`server`] | page and WebSocket, on 127.0.0.1 |
//! | [`screen`] | what an occupant is shown, as one JSON object |
//! | [`inside`] | what only a simulator sees, for engineers |
//! | [`viss`] | the car's own interface |

mod inside;
mod screen;
mod server;
mod viss;

pub(crate) use screen::Screen;
pub(crate) use server::{Server, Wanted};
#[cfg(feature = "fuzz")]
pub(crate) use {screen::Values, viss::Client};
