//! What audio may be used for: two purposes, consented to, opened and closed each on its own (R8).

/// A purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Purpose {
    /// Audio passes to the voice assistant.
    Assistant = 0,
    /// Keywords are analysed inside, and a coarse tag may leave.
    InterestTags = 1,
}

impl Purpose {
    /// Both, in the order of their numbers.
    pub const ALL: [Self; 2] = [Self::Assistant, Self::InterestTags];

    /// The name that policy, events and command line use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assistant => "assistant",
            Self::InterestTags => "interest_tags",
        }
    }
}
