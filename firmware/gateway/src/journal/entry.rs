//! One thing worth recording. Its 16 bytes are laid out in the module above.

use super::BODY;
use crate::consent::{PhysicalAct, Reason};
use crate::gate::{Generation, Purpose};
use crate::interest::Tag;
use sordina_hal::Seat;

const VERSION: u8 = 1;

/// What an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Somebody gave consent.
    Given = 1,
    /// Somebody withdrew everything.
    Withdrawn = 2,
    /// The gate closed.
    Closed = 3,
    /// A tag was made.
    Tag = 4,
}

/// A journal entry. A consent can be made only from a [`PhysicalAct`] (R25).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    kind: Kind,
    code: u8,
    seat: u8,
    generation: u32,
    iab_audience_id: u16,
    epoch: u16,
}

impl Entry {
    const fn new(kind: Kind) -> Self {
        Self { kind, code: 0, seat: 0, generation: 0, iab_audience_id: 0, epoch: 0 }
    }

    /// Consent for `purpose`, given by `act`.
    pub(crate) const fn given(act: &PhysicalAct, purpose: Purpose) -> Self {
        Self { code: purpose as u8, seat: act.seat() as u8, ..Self::new(Kind::Given) }
    }

    /// Everything that the seat of `act` had given, withdrawn.
    pub(crate) const fn withdrawn(act: &PhysicalAct) -> Self {
        Self { seat: act.seat() as u8, ..Self::new(Kind::Withdrawn) }
    }

    /// The end of an opening.
    pub(crate) const fn closed(generation: Generation, reason: Reason) -> Self {
        Self { code: reason.code(), generation: generation.number(), ..Self::new(Kind::Closed) }
    }

    /// A tag that was made.
    pub(crate) const fn tag(tag: Tag) -> Self {
        Self { iab_audience_id: tag.row().iab, epoch: tag.epoch().0, ..Self::new(Kind::Tag) }
    }

    /// What this entry is about.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The purpose of [`Kind::Given`].
    #[must_use]
    pub fn purpose(&self) -> Option<Purpose> {
        let given = (self.kind == Kind::Given).then_some(self.code)?;
        Purpose::ALL.into_iter().find(|purpose| *purpose as u8 == given)
    }

    /// The reason of [`Kind::Closed`].
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        (self.kind == Kind::Closed).then(|| Reason::from_code(self.code))?
    }

    /// The seat of [`Kind::Given`] and [`Kind::Withdrawn`].
    #[must_use]
    pub fn seat(&self) -> Option<Seat> {
        let acted = matches!(self.kind, Kind::Given | Kind::Withdrawn).then_some(self.seat)?;
        Seat::ALL.into_iter().find(|seat| *seat as u8 == acted)
    }

    /// The IAB audience id and the epoch of [`Kind::Tag`].
    #[must_use]
    pub fn tagged(&self) -> Option<(u16, u16)> {
        (self.kind == Kind::Tag).then_some((self.iab_audience_id, self.epoch))
    }

    pub(super) const fn to_bytes(self) -> [u8; BODY] {
        let [g0, g1, g2, g3] = self.generation.to_le_bytes();
        let [i0, i1] = self.iab_audience_id.to_le_bytes();
        let [e0, e1] = self.epoch.to_le_bytes();
        [VERSION, self.kind as u8, self.code, self.seat, g0, g1, g2, g3, i0, i1, e0, e1, 0, 0, 0, 0]
    }

    pub(super) fn from_bytes(bytes: &[u8; BODY]) -> Option<Self> {
        let [VERSION, kind, code, seat, g0, g1, g2, g3, i0, i1, e0, e1, 0, 0, 0, 0] = *bytes else {
            return None;
        };
        let kind =
            [Kind::Given, Kind::Withdrawn, Kind::Closed, Kind::Tag].into_iter().find(|k| *k as u8 == kind)?;
        Some(Self {
            kind,
            code,
            seat,
            generation: u32::from_le_bytes([g0, g1, g2, g3]),
            iab_audience_id: u16::from_le_bytes([i0, i1]),
            epoch: u16::from_le_bytes([e0, e1]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_the_ones_of_the_layout() {
        let entry = Entry::closed(Generation::from_number(0x0102_0304), Reason::Withdrawn);
        assert_eq!(entry.to_bytes(), [1, 3, 0x30, 0, 4, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(Entry::from_bytes(&entry.to_bytes()), Some(entry));
    }

    #[test]
    fn unknown_versions_kinds_and_filled_reserve_are_refused() {
        let good = Entry::closed(Generation::NONE, Reason::NotDriving).to_bytes();
        for (place, value) in [(0, 2), (1, 0), (1, 9), (15, 1)] {
            let mut bytes = good;
            bytes[place] = value;
            assert_eq!(Entry::from_bytes(&bytes), None);
        }
    }
}
