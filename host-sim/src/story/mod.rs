//! A drive, told three times: to machines ([`Events`]), to people as it goes ([`Lines`]), and to people at the
//! end ([`Record`]).

mod events;
mod json;
mod lines;
mod meaning;
mod record;
mod summary;
mod told;

pub(crate) use events::Events;
pub(crate) use json::{report, tone_name};
pub(crate) use lines::{Lines, why};
pub(crate) use meaning::{answer, clock, person, purpose, purposes, spaced, status_name, subject_name};
pub(crate) use record::Record;
pub(crate) use summary::summarise;
pub(crate) use told::Told;
