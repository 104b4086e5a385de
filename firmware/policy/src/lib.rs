//! Purposes, recipients, notices and regions: read, checked and compiled by the gateway's build.
//!
//! Promises that a policy which compiles
//! - says everything that a person reads in Spanish and English, and mentions no terms of use (R25, R27);
//! - names for every recipient a reachable person, never a mailbox that nobody reads (R32);
//! - holds no region looser than the floor, and no number without the source it comes from (R28, R31);
//! - gives every purpose one current notice, whose hash changes with any word, and keeps the older ones as they
//!   were (R27, R29).
//!
//! Refuses everything else with one line, `file:line: what; what to do`. Runs at build time only: the gateway
//! includes the tables that [`Policy::to_rust`] writes and depends on nothing here.
//!
//! Fields are those of a consent record by ISO/IEC TS 27560:2023, in words of the W3C Data Privacy Vocabulary as
//! <https://w3c.github.io/dpv/guides/consent-27560> maps them.

pub mod contact;
pub mod error;
pub mod notices;
pub mod purposes;
pub mod recipients;
pub mod regions;
mod rust;
mod text;

pub use error::{Error, Place, Problem};
pub use text::Sentence;

use notices::Notice;
use purposes::Purpose;
use recipients::Recipients;
use regions::Region;

/// A policy file: its name for messages, and its contents.
#[derive(Clone, Debug)]
pub struct Source {
    /// As messages name it.
    pub name: String,
    /// What it holds.
    pub contents: String,
}

/// The four files, and what they refer to.
#[derive(Clone, Debug)]
pub struct Files {
    /// `purposes.toml`.
    pub purposes: Source,
    /// `recipients.toml`.
    pub recipients: Source,
    /// `notices.toml`.
    pub notices: Source,
    /// `regions.toml`.
    pub regions: Source,
    /// Names of the subjects that a recipient may receive, by number; see `taxonomy.csv` and `subjects.toml`.
    pub subjects: Vec<String>,
}

/// The policy, checked.
#[derive(Clone, Debug)]
pub struct Policy {
    /// By number.
    pub purposes: Vec<Purpose>,
    /// Recipients and levels, both by number.
    pub recipients: Recipients,
    /// In the order of the file: of each purpose the newest last.
    pub notices: Vec<Notice>,
    /// In the order of the file: the floor first.
    pub regions: Vec<Region>,
}

impl Policy {
    /// Checks and compiles the files.
    pub fn compile(files: &Files) -> Result<Self, Error> {
        let subjects: Vec<&str> = files.subjects.iter().map(String::as_str).collect();
        let recipients = Recipients::parse(&files.recipients, &subjects)?;
        let purposes = purposes::parse(&files.purposes, &recipients)?;
        let notices = notices::parse(&files.notices, &purposes, &recipients)?;
        let regions = regions::parse(&files.regions, &purposes)?;
        notices::refuse_unlike_floor(&files.notices, &notices, &regions)?;
        regions::refuse_hasty(&files.regions, &regions, &notices)?;
        Ok(Self { purposes, recipients, notices, regions })
    }

    /// Rust source with `PURPOSES`, `RECIPIENTS`, `LEVELS`, `NOTICES`, `REGIONS` and their texts.
    #[must_use]
    pub fn to_rust(&self) -> String {
        rust::write(self)
    }
}

#[cfg(test)]
mod tests;
