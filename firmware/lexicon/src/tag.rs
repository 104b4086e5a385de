//! One allowed row of the taxonomy, as the gateway's tables hold it.

/// An interest that may become a tag; [`Word::tag`](crate::Word::tag) is its row among the allowed ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagRow {
    /// Sordina's own name, e.g. `travel.camping`.
    pub tag: &'static str,
    /// Row of the IAB Audience Taxonomy 1.1 (segtax 4); this is what leaves the car.
    pub iab: u16,
    /// Days after which the tag has ended by itself.
    pub life_days: u16,
    /// The trip's end ends it at once.
    pub ends_on_trip_end: bool,
    /// A purchase ends it at once.
    pub ends_on_purchase: bool,
}
