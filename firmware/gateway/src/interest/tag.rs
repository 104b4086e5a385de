//! A tag: one allowed row of the taxonomy and the day it was made.

use crate::policy::TAXONOMY;
use sordina_hal::UnixSeconds;
use sordina_lexicon::TagRow;

/// One UTC day: days since 1970-01-01. The only time that a tag carries (R20).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub u16);

impl Epoch {
    /// The day of a moment; days past the year 2149 stay the last one.
    #[must_use]
    pub fn of(time: UnixSeconds) -> Self {
        Self(u16::try_from(time.0 / 86_400).unwrap_or(u16::MAX))
    }
}

/// A coarse subject of one drive. Made only from [`super::Evidence`], only for allowed rows (R15, R16).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    row: &'static TagRow,
    epoch: Epoch,
}

impl Tag {
    /// `None` when the policy has no such row.
    pub(super) fn new(row: usize, epoch: Epoch) -> Option<Self> {
        Some(Self { row: TAXONOMY.get(row)?, epoch })
    }

    /// The row of the taxonomy.
    #[must_use]
    pub const fn row(self) -> &'static TagRow {
        self.row
    }

    /// The day on which the drive ended.
    #[must_use]
    pub const fn epoch(self) -> Epoch {
        self.epoch
    }

    /// Whether the tag's life, in days, has not ended on `today` (R22).
    #[must_use]
    pub const fn lives_on(self, today: Epoch) -> bool {
        today.0.abs_diff(self.epoch.0) < self.row.life_days
    }
}
