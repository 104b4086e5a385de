//! How long, how often, how old, and which purposes, per region (R28, R31). `policy/regions.toml`.
//!
//! The build has checked that no region is looser than the floor.

use super::Sentence;
use super::consent::{REGION_TEXTS, REGIONS};
use crate::gate::Purposes;

/// A region by its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// What the journal calls it.
    pub number: u8,
    /// Its name in the policy: `floor`, `ar`, `eu`, `de`, `us-ca`, `br`, `cn`.
    pub id: &'static str,
    /// Days that a stored consent lasts at most.
    pub consent_days: u16,
    /// Days without use after which a stored consent lapses.
    pub unused_days: u16,
    /// Days for which a refusal silences the head unit's proposals.
    pub ask_again_days: u16,
    /// Seconds that a question stays on the screen; then it has timed out, which is not a yes.
    pub answer_seconds: u16,
    /// Years from which a person consents herself.
    pub age: u16,
    /// A stored consent needs an act in every drive.
    pub ask_every_drive: bool,
    /// Purposes that are offered.
    pub purposes: Purposes,
}

impl Region {
    /// All numbers of it, to be summed up.
    pub(crate) const fn to_bytes(self) -> [u8; 13] {
        let ([a, b], [c, d]) = (self.consent_days.to_le_bytes(), self.unused_days.to_le_bytes());
        let ([e, f], [g, h]) = (self.ask_again_days.to_le_bytes(), self.answer_seconds.to_le_bytes());
        let [age, above] = self.age.to_le_bytes();
        [self.number, a, b, c, d, e, f, g, h, age, above, self.ask_every_drive as u8, self.purposes.bits()]
    }

    /// The region that all others are held against; for a car whose region is not known.
    #[must_use]
    pub fn floor() -> &'static Self {
        let [floor, ..] = &REGIONS;
        floor
    }

    /// The region with this name.
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        REGIONS.iter().find(|region| region.id == id)
    }

    /// The region with this number.
    #[must_use]
    pub fn by_number(number: u8) -> Option<&'static Self> {
        REGIONS.iter().find(|region| region.number == number)
    }

    /// Where its numbers come from. Using this links the texts of all regions.
    #[must_use]
    pub fn text(&self) -> Option<&'static RegionText> {
        REGION_TEXTS.iter().find(|text| text.number == self.number)
    }
}

/// What people read about a region: whose law, and where each number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionText {
    /// Number of the region.
    pub number: u8,
    /// What people call it.
    pub name: Sentence,
    /// `jurisdiction`, a location term of the W3C DPV; empty for the floor.
    pub jurisdiction: &'static str,
    /// `authority_party`: where a person can complain.
    pub authority: Sentence,
    /// Of [`Region::consent_days`].
    pub consent_days: SourceText,
    /// Of [`Region::unused_days`].
    pub unused_days: SourceText,
    /// Of [`Region::ask_again_days`].
    pub ask_again_days: SourceText,
    /// Of [`Region::answer_seconds`].
    pub answer_seconds: SourceText,
    /// Of [`Region::age`].
    pub age: SourceText,
    /// Of [`Region::ask_every_drive`].
    pub ask_every_drive: SourceText,
    /// Of [`Region::purposes`].
    pub purposes: SourceText,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceText {
    /// The law, or whose choice it is and why.
    pub source: &'static str,
    /// Name of the region that says so; empty if the region says it itself.
    pub inherited_from: &'static str,
}
