//! What audio may be used for, in people's words and in those of ISO/IEC TS 27560 (R29). `policy/purposes.toml`.

use super::Sentence;
use super::consent::PURPOSES;
use crate::gate::Purpose;

/// The fields of a consent record that depend on the purpose alone; terms are W3C DPV with their prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PurposeText {
    /// The purpose.
    pub purpose: Purpose,
    /// What people call it.
    pub name: Sentence,
    /// What it is, in one sentence.
    pub sentence: Sentence,
    /// `purpose`, as `dpv:Purpose` terms.
    pub purpose_terms: &'static [&'static str],
    /// `processing_method`, as `dpv:Processing` terms.
    pub processing_terms: &'static [&'static str],
    /// `pii_type`, as `dpv:PersonalData` terms.
    pub data_terms: &'static [&'static str],
    /// `lawful_basis`: `dpv:Consent`.
    pub lawful_basis: &'static str,
    /// `recipient_third_parties`: numbers of the recipients that a consent names.
    pub recipients: &'static [u8],
    /// `pii_controllers`: numbers of those who answer for the processing.
    pub controllers: &'static [u8],
    /// `pii_information`.
    pub data: Sentence,
    /// `collection_method`.
    pub collection: Sentence,
    /// `processing_method`.
    pub processing: Sentence,
    /// `storage_locations`.
    pub storage_location: Sentence,
    /// `retention_period`.
    pub retention: Sentence,
    /// `withdrawal_method`.
    pub withdrawal: Sentence,
    /// `privacy_rights`, as GDPR terms of the vocabulary.
    pub rights: &'static [&'static str],
}

impl PurposeText {
    /// What the policy says about `purpose`. Using this links the texts of both purposes.
    #[must_use]
    pub fn of(purpose: Purpose) -> &'static Self {
        let [assistant, interest_tags] = &PURPOSES;
        match purpose {
            Purpose::Assistant => assistant,
            Purpose::InterestTags => interest_tags,
        }
    }
}
