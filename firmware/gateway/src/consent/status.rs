//! Where a consent stands, in the words of the W3C Data Privacy Vocabulary (DPV 2).
//!
//! Each way in which there is no consent has its own word, because each means something else to the person and to an
//! auditor: never asked, asked, put off, not answered, refused, withdrawn, run out, overtaken, or taken away.

/// State of one consent: one purpose, one profile.
///
/// ```text
/// Unknown ──asked──▸ Requested ──later──▸ RequestDeferred        a question on the screen lives at most one drive
///    │                  ├──no answer──▸ RequestTimedOut
///    │                  └──no──▸ Refused
///    └──────── act of the person, recorded ────────▸ Given ──again──▸ RenewedGiven
///                                                     ├──act of the person──▸ Withdrawn
///                                                     ├──its days are over, or unused──▸ Expired
///                                                     ├──notice or region changed──▸ Invalidated
///                                                     └──purpose no longer offered──▸ Revoked
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Status {
    /// Nobody has asked, nobody has said anything.
    #[default]
    Unknown = 0,
    /// The head unit proposed it, and the question stands on the gateway's own screen.
    Requested = 1,
    /// "Later": the question is gone for this drive.
    RequestDeferred = 2,
    /// Nobody answered the question in time. DPV has no word of its own for it.
    RequestTimedOut = 3,
    /// The person said no.
    Refused = 4,
    /// The person gave consent.
    Given = 5,
    /// The person gave consent again, while an older one was in force or had run out.
    RenewedGiven = 6,
    /// Its days are over, or it lay unused for too long.
    Expired = 7,
    /// The notice or the region is no longer the one it was given on.
    Invalidated = 8,
    /// The purpose is no longer offered here.
    Revoked = 9,
    /// The person withdrew.
    Withdrawn = 10,
}

impl Status {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 11] = [
        Self::Unknown,
        Self::Requested,
        Self::RequestDeferred,
        Self::RequestTimedOut,
        Self::Refused,
        Self::Given,
        Self::RenewedGiven,
        Self::Expired,
        Self::Invalidated,
        Self::Revoked,
        Self::Withdrawn,
    ];

    /// Whether the person has given consent and nothing has ended it. Whether it *counts* also depends on the day.
    #[must_use]
    pub const fn is_given(self) -> bool {
        matches!(self, Self::Given | Self::RenewedGiven)
    }

    /// The word of the DPV; for a question without an answer, the word of what is known: nothing.
    #[must_use]
    pub const fn dpv(self) -> &'static str {
        match self {
            Self::Unknown | Self::RequestTimedOut => "ConsentUnknown",
            Self::Requested => "ConsentRequested",
            Self::RequestDeferred => "ConsentRequestDeferred",
            Self::Refused => "ConsentRefused",
            Self::Given => "ConsentGiven",
            Self::RenewedGiven => "RenewedConsentGiven",
            Self::Expired => "ConsentExpired",
            Self::Invalidated => "ConsentInvalidated",
            Self::Revoked => "ConsentRevoked",
            Self::Withdrawn => "ConsentWithdrawn",
        }
    }
}
