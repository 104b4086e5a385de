//! Whose consents: four stored profiles, and a guest for each seat.
//!
//! A profile is a slot with a number. No name, face or voice is stored with it: who stands behind it knows the person
//! who carries its key or chose it on the screen.

use sordina_hal::Seat;

/// A profile whose consents are in force on a seat.
///
/// ```text
/// 0 .. 3   stored profiles; consents outlive the drive
/// 4 .. 8   the guest on seat 0 .. 4; consents end with the drive, or when the guest gets out
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Profile(u8);

impl Profile {
    /// Stored profiles of a device.
    pub const STORED: usize = 4;
    /// All profiles.
    pub const COUNT: usize = Self::STORED + Seat::COUNT;

    /// A stored profile; `None` for a number that the device does not have.
    #[must_use]
    pub const fn stored(number: u8) -> Option<Self> {
        if (number as usize) < Self::STORED { Some(Self(number)) } else { None }
    }

    /// The guest on a seat.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "four")]
    pub const fn guest(seat: Seat) -> Self {
        Self(Self::STORED as u8 + seat as u8)
    }

    /// Whether its consents outlive the drive.
    #[must_use]
    pub const fn is_stored(self) -> bool {
        (self.0 as usize) < Self::STORED
    }

    /// Its number, below [`Self::COUNT`].
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// All profiles, in the order of their numbers.
    pub fn all() -> impl Iterator<Item = Self> {
        #[allow(clippy::cast_possible_truncation, reason = "eight")]
        const LAST: u8 = (Profile::STORED + Seat::COUNT - 1) as u8;
        (0..=LAST).map(Self)
    }
}

/// A set of profiles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Profiles(u16);

impl Profiles {
    const MASK: u16 = (1 << Profile::COUNT) - 1;

    /// No profile: an entry about the device itself.
    pub const NONE: Self = Self(0);
    /// Every profile.
    pub const ALL: Self = Self(Self::MASK);
    /// The stored profiles.
    pub const STORED: Self = Self((1 << Profile::STORED) - 1);
    /// The guests of all seats.
    pub const GUESTS: Self = Self(Self::MASK & !((1 << Profile::STORED) - 1));

    /// The set of one profile.
    #[must_use]
    pub const fn only(profile: Profile) -> Self {
        Self(1 << profile.0)
    }

    /// The set with `profile` added.
    #[must_use]
    pub const fn with(self, profile: Profile) -> Self {
        Self(self.0 | 1 << profile.0)
    }

    /// The set with `profile` taken out.
    #[must_use]
    pub const fn without(self, profile: Profile) -> Self {
        Self(self.0 & !(1 << profile.0))
    }

    /// Whether `profile` is in the set.
    #[must_use]
    pub const fn contains(self, profile: Profile) -> bool {
        self.0 & 1 << profile.0 != 0
    }

    /// The profiles in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether the two sets share a profile.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The profiles of the set, in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = Profile> {
        Profile::all().filter(move |profile| self.contains(*profile))
    }

    /// The set as bits, for the journal.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// The set of bits that [`Self::bits`] gave; `None` for a profile that no device has.
    #[must_use]
    pub const fn from_bits(bits: u16) -> Option<Self> {
        if bits & !Self::MASK == 0 { Some(Self(bits)) } else { None }
    }
}
