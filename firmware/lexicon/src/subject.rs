//! One subject of the policy, as the gateway's tables hold it.

/// A subject that a tag may name. [`Word::tag`](crate::Word::tag) is its number, if speech may lead to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectRow {
    /// Sordina's own name, e.g. `travel.camping`.
    pub tag: &'static str,
    /// Row of the IAB Audience Taxonomy 1.1 (segtax 4), or a preference's own number; this is what leaves the car.
    pub iab: u16,
    /// Days after which it has ended by itself.
    pub life_days: u16,
    /// The trip's end ends it at once.
    pub ends_on_trip_end: bool,
    /// A purchase ends it at once.
    pub ends_on_purchase: bool,
}

impl SubjectRow {
    /// All numbers of it, to be summed up.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 5] {
        let ([low, high], [days, more]) = (self.iab.to_le_bytes(), self.life_days.to_le_bytes());
        [low, high, days, more, self.ends_on_trip_end as u8 | (self.ends_on_purchase as u8) << 1]
    }
}
