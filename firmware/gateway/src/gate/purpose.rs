//! Purposes as types, so that audio for one cannot be handed to the other, and as sets (R8).

pub use sordina_hal::Purpose;

/// A purpose as a type, so that audio for one cannot be handed to the other.
pub trait PurposeType {
    /// The same purpose as a value.
    const PURPOSE: Purpose;
}

/// Type of [`Purpose::Assistant`].
#[derive(Clone, Copy, Debug)]
pub enum Assistant {}

/// Type of [`Purpose::InterestTags`].
#[derive(Clone, Copy, Debug)]
pub enum InterestTags {}

impl PurposeType for Assistant {
    const PURPOSE: Purpose = Purpose::Assistant;
}

impl PurposeType for InterestTags {
    const PURPOSE: Purpose = Purpose::InterestTags;
}

/// A set of purposes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Purposes(u8);

impl Purposes {
    /// Bits that a set takes in the grant word.
    pub(super) const BITS: u32 = 2;
    const MASK: u8 = 0b11;

    /// No purpose.
    pub const NONE: Self = Self(0);
    /// Every purpose.
    pub const ALL: Self = Self(Self::MASK);

    /// The set of one purpose.
    #[must_use]
    pub const fn only(purpose: Purpose) -> Self {
        Self(1 << purpose as u8)
    }

    /// Whether `purpose` is in the set.
    #[must_use]
    pub const fn contains(self, purpose: Purpose) -> bool {
        self.0 & 1 << purpose as u8 != 0
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The set with `purpose` added.
    #[must_use]
    pub const fn with(self, purpose: Purpose) -> Self {
        Self(self.0 | 1 << purpose as u8)
    }

    /// What this set holds and `other` does not.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// What both sets hold.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The purposes of the set, in the order of their bits.
    pub fn iter(self) -> impl Iterator<Item = Purpose> {
        Purpose::ALL.into_iter().filter(move |purpose| self.contains(*purpose))
    }

    /// The set as bits, for the grant word and the journal.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The set in the lowest bits; higher ones are ignored.
    pub(crate) const fn from_bits(bits: u8) -> Self {
        Self(bits & Self::MASK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sets() -> impl Iterator<Item = Purposes> {
        (0..=Purposes::MASK).map(Purposes::from_bits)
    }

    #[test]
    fn sets_are_sets() {
        for (one, other) in sets().flat_map(|one| sets().map(move |other| (one, other))) {
            for purpose in Purpose::ALL {
                let (is_in, is_there) = (one.contains(purpose), other.contains(purpose));
                assert_eq!(one.without(other).contains(purpose), is_in && !is_there);
                assert_eq!(one.intersection(other).contains(purpose), is_in && is_there);
                assert_eq!(one.with(purpose).without(one), Purposes::only(purpose).without(one));
                assert_eq!(one.iter().any(|held| held == purpose), is_in);
            }
            assert_eq!(one.is_empty(), one == Purposes::NONE);
        }
        assert_eq!(sets().count(), 4);
        assert_eq!(Purposes::from_bits(0xFF), Purposes::ALL);
    }
}
