//! What an entry can say, by number.

/// What an entry says. Numbers are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A person gave consent.
    Given = 1,
    /// A person gave consent that she had given before.
    Renewed = 2,
    /// A person said no.
    Refused = 3,
    /// A person withdrew.
    Withdrawn = 4,
    /// A consent reached its end, or lay unused for too long.
    Expired = 5,
    /// The notice or the region changed, so that the consent no longer counts.
    Invalidated = 6,
    /// The purpose is not offered any more.
    Revoked = 7,
    /// The gate is about to open.
    Opened = 8,
    /// The gate closed, or closed for one of its purposes.
    Closed = 9,
    /// A tag was made.
    Tag = 10,
    /// A person decided whether to be asked in every drive.
    AskEveryDrive = 11,
    /// A person confirmed the date.
    DateConfirmed = 12,
    /// Where a consent stands, carried over from a record that had to go.
    Carried = 13,
    /// The journal moved to its other half.
    Moved = 14,
    /// A person stated an interest or a preference.
    Declared = 15,
    /// A person took a tag back.
    Dismissed = 16,
    /// A person closed a subject in advance.
    Blocked = 17,
    /// A person opened a closed subject again.
    Allowed = 18,
    /// A person said that she bought it.
    Bought = 19,
    /// A person said that the trip is over.
    TripOver = 20,
    /// A person decided how far she trusts a recipient.
    Trusted = 21,
    /// A recipient is about to be told.
    Told = 22,
    /// A tag reached the end of its life.
    LifeOver = 23,
    /// What stands about a person besides tags, said again in place of records that had to go.
    Stands = 24,
    /// A tag that lives, likewise.
    Lives = 25,
}

impl Kind {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 25] = [
        Self::Given,
        Self::Renewed,
        Self::Refused,
        Self::Withdrawn,
        Self::Expired,
        Self::Invalidated,
        Self::Revoked,
        Self::Opened,
        Self::Closed,
        Self::Tag,
        Self::AskEveryDrive,
        Self::DateConfirmed,
        Self::Carried,
        Self::Moved,
        Self::Declared,
        Self::Dismissed,
        Self::Blocked,
        Self::Allowed,
        Self::Bought,
        Self::TripOver,
        Self::Trusted,
        Self::Told,
        Self::LifeOver,
        Self::Stands,
        Self::Lives,
    ];
}

/// Why the journal moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Cause {
    /// It was full: the oldest records went.
    Full = 1,
    /// A profile was erased.
    Erased = 2,
    /// It did not hold together, and a person had everything erased: a new chain begins.
    Restarted = 3,
}

impl Cause {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Full, Self::Erased, Self::Restarted];
}
