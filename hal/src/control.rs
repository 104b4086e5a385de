//! The trusted control: keys, the gateway's own screen, and the reader of car keys.
//!
//! All three are wired to this board and to nothing else (R25). A machine that lets a head unit, an application or
//! a voice speak here breaks the one promise that everything else rests on.

use crate::Purpose;

/// A key of the trusted control: a button wired to this board and to nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// Give consent for audio to the voice assistant.
    Assistant,
    /// Give consent for keyword analysis and interest tags.
    InterestTags,
    /// Withdraw everything that this seat has given.
    Stop,
}

impl Key {
    /// All keys, in the order in which the gateway reads them: stopping comes first.
    pub const ALL: [Self; 3] = [Self::Stop, Self::Assistant, Self::InterestTags];

    /// Its name in scripts, timelines and data.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Assistant => Purpose::Assistant.name(),
            Self::InterestTags => Purpose::InterestTags.name(),
        }
    }

    /// The key of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// What pressing it chooses.
    #[must_use]
    pub const fn choice(self) -> Choice {
        match self {
            Self::Stop => Choice::Stop,
            Self::Assistant => Choice::Give(Purpose::Assistant),
            Self::InterestTags => Choice::Give(Purpose::InterestTags),
        }
    }
}

/// What a person chooses for her own seat, by key or on the gateway's own screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// Withdraw everything. Never asks back.
    Stop,
    /// Give consent for a purpose.
    Give(Purpose),
    /// Withdraw consent for a purpose.
    Withdraw(Purpose),
    /// Say no to a purpose.
    Refuse(Purpose),
    /// Decide later; the question goes away.
    Later(Purpose),
    /// "I am": a stored profile by its number, recognised by its car key or chosen on the screen. Never by voice.
    Profile(u8),
    /// "I am a guest": not stored, for this drive only.
    Guest,
    /// "A person under age sits here."
    UnderAge,
    /// Whether a stored consent needs an act in every drive.
    AskEveryDrive(bool),
    /// Erase the profile on this seat: its consents, their record and its salts (R30).
    EraseProfile,
    /// Erase every profile: the car is sold, or a rental returned.
    EraseEverything,
    /// "The date on the screen is right", after a clock was found to have gone back.
    ConfirmDate,
    /// "I am interested in this", or "I would like this", for so many days (R17).
    Declare {
        /// Number of the subject: an IAB audience id, or a preference's.
        subject: u16,
        /// Days; the policy may allow fewer.
        days: u16,
    },
    /// "Not that": the tag about this subject ends, and the subject is not noticed again.
    Dismiss(u16),
    /// "Never this": likewise, in advance.
    Block(u16),
    /// "This may be noticed again."
    Allow(u16),
    /// "I have bought it": nothing more of the same (R22).
    Bought(u16),
    /// "The trip is over": tags about trips end.
    TripOver,
    /// How far the person trusts a recipient, 0 to 3 (R33).
    Trust {
        /// Its number in the policy.
        recipient: u8,
        /// 0 stranger, 1 acquaintance, 2 trusted, 3 intimate.
        level: u8,
    },
}

impl Choice {
    /// Whether a person takes something back with it, or does not give it.
    #[must_use]
    pub const fn says_no(self) -> bool {
        matches!(self, Self::Stop | Self::Withdraw(_) | Self::Refuse(_))
    }
}
