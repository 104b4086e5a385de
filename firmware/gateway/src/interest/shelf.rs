//! What stands about one person: tags that live, subjects that are closed, and whom she trusts.
//!
//! Promises:
//! - At most [`LIVE_TAGS`] interests live. A newcomer that was noticed replaces the noticed one that ends soonest; one
//!   that was stated also does, and none that was stated ever makes room.
//! - A closed subject (dismissed, blocked, bought) is not noticed again until the person states it or opens it (R22).
//! - Memory is fixed: whatever is said, nothing here grows.

use super::{Epoch, Subject, Subjects};
use crate::consent::Profiles;
use crate::policy::{INTEREST_COUNT, LIVE_TAGS, Recipient, SUBJECT_COUNT};

/// Preferences that may be stated.
const PREFERENCES: usize = SUBJECT_COUNT - INTEREST_COUNT;
/// Places of a shelf. Preferences have their own: they are not interests.
pub(super) const PLACES: usize = LIVE_TAGS + PREFERENCES;

/// Where a tag comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Source {
    /// Words of a drive that everybody had agreed to.
    Noticed = 1,
    /// The person's own statement.
    Declared = 2,
    /// It was noticed, then bought: one hint at care remains.
    NoticedThenBought = 3,
    /// It was declared, then bought: likewise.
    DeclaredThenBought = 4,
}

impl Source {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 4] =
        [Self::Noticed, Self::Declared, Self::NoticedThenBought, Self::DeclaredThenBought];

    /// Whether only care may be offered.
    #[must_use]
    pub const fn is_care(self) -> bool {
        matches!(self, Self::NoticedThenBought | Self::DeclaredThenBought)
    }

    /// Whether the person said it herself.
    #[must_use]
    pub const fn is_declared(self) -> bool {
        matches!(self, Self::Declared | Self::DeclaredThenBought)
    }

    /// The lowest level of trust that may hear of it (R33).
    #[must_use]
    pub const fn level(self) -> u8 {
        if self.is_declared() { 1 } else { 2 }
    }
}

/// A tag that lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Live {
    /// What it is about.
    pub subject: Subject,
    /// Where it comes from.
    pub source: Source,
    /// The day since which it stands.
    pub since: Epoch,
    /// The day on which it has ended.
    pub until: Epoch,
    /// The profiles on whose consent it rests; of a statement, none.
    pub rests_on: Profiles,
    /// The day on which it was last told; day 0 if it was not.
    pub told_on: Epoch,
}

impl Live {
    /// Whether it lives on `today`: a clock that was turned back to before it was made shows nothing of it either.
    #[must_use]
    pub fn lives_on(&self, today: Epoch) -> bool {
        (self.since..self.until).contains(&today)
    }
}

/// What stands about one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shelf {
    live: [Option<Live>; PLACES],
    /// Subjects that are not to be noticed.
    closed: Subjects,
    /// Two bits per recipient: its level of trust.
    levels: u32,
    /// The day on which an interest was last told to anybody.
    pub(super) told_on: Epoch,
    /// The day on which a preference was last told.
    pub(super) stated_on: Epoch,
}

impl Default for Shelf {
    fn default() -> Self {
        Self::EMPTY
    }
}

const _: () = assert!(Recipient::COUNT <= 16, "levels are two bits each");

impl Shelf {
    /// Nothing: every recipient is a stranger, except the car's own screen, which the consent itself names as trusted.
    pub const EMPTY: Self = Self {
        live: [None; PLACES],
        closed: Subjects::from_bits(0),
        levels: (Recipient::CAR_SCREEN_LEVEL as u32) << (2 * Recipient::CAR_SCREEN),
        told_on: Epoch(0),
        stated_on: Epoch(0),
    };

    /// What lives, or lived until its end is recorded.
    pub fn live(&self) -> impl Iterator<Item = &Live> {
        self.live.iter().flatten()
    }

    /// The tag about a subject.
    #[must_use]
    pub fn of(&self, subject: Subject) -> Option<&Live> {
        self.live().find(|live| live.subject == subject)
    }

    /// Whether the subject may be noticed.
    #[must_use]
    pub const fn is_closed(&self, subject: Subject) -> bool {
        self.closed.contains(subject)
    }

    /// The level of trust of a recipient (R33).
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "two bits")]
    pub const fn level(&self, recipient: u8) -> u8 {
        if recipient < 16 { (self.levels >> (2 * recipient) & 3) as u8 } else { 0 }
    }

    /// What does not fit into a list of tags, as the journal says it again: closed subjects, levels, days told.
    pub(super) const fn rest(&self) -> (Subjects, u32, Epoch, Epoch) {
        (self.closed, self.levels, self.told_on, self.stated_on)
    }

    /// A shelf without tags, from what [`Self::rest`] gave.
    pub(super) const fn of_rest((closed, levels, told_on, stated_on): (Subjects, u32, Epoch, Epoch)) -> Self {
        Self { closed, levels, told_on, stated_on, ..Self::EMPTY }
    }

    /// A tag comes to live, in place of an older one about the same. What was told of that still counts, except for care,
    /// which is something new to tell.
    pub(super) fn put(&mut self, live: Live) {
        let told_on = self.of(live.subject).map_or(live.told_on, |known| known.told_on.max(live.told_on));
        let live = if live.source.is_care() { live } else { Live { told_on, ..live } };
        self.end(live.subject);
        if let Some(place) = self.room(&live) {
            *place = Some(live);
        }
    }

    /// A place for a newcomer: a free one of its kind, else that of the noticed tag that ends soonest.
    fn room(&mut self, newcomer: &Live) -> Option<&mut Option<Live>> {
        let (interests, preferences) = self.live.split_at_mut(LIVE_TAGS);
        let places = if newcomer.subject.is_preference() { preferences } else { interests };
        let rank = |place: &Option<Live>| match place {
            None => Some(Epoch(0)),
            Some(live) if live.source == Source::Declared => None,
            Some(live) => Some(live.until),
        };
        let (_, place) = places
            .iter_mut()
            .filter_map(|place| rank(place).map(|rank| (rank, place)))
            .min_by_key(|(rank, _)| *rank)?;
        Some(place)
    }

    /// The tag about a subject is gone.
    pub(super) fn end(&mut self, subject: Subject) {
        self.end_all(|live| live.subject == subject);
    }

    /// All tags of which this holds are gone.
    pub(super) fn end_all(&mut self, is_over: impl Fn(&Live) -> bool) {
        for place in &mut self.live {
            *place = place.filter(|live| !is_over(live));
        }
    }

    /// A subject was told on a day.
    pub(super) fn tell(&mut self, subject: Subject, day: Epoch) {
        for live in self.live.iter_mut().flatten().filter(|live| live.subject == subject) {
            live.told_on = live.told_on.max(day);
        }
    }

    /// Tags rest on the consent of stored profiles only.
    pub(super) fn keep_stored_consents(&mut self) {
        for live in self.live.iter_mut().flatten() {
            live.rests_on = live.rests_on.intersection(Profiles::STORED);
        }
    }

    /// The subject is not to be noticed any more, or may be again.
    pub(super) const fn close(&mut self, subject: Subject, is_closed: bool) {
        self.closed = if is_closed { self.closed.with(subject) } else { self.closed.without(subject) };
    }

    /// The person trusts a recipient so far, and no further.
    pub(super) const fn trust(&mut self, recipient: u8, level: u8) {
        if recipient < 16 && level < 4 {
            let shift = 2 * recipient;
            self.levels = self.levels & !(3 << shift) | (level as u32) << shift;
        }
    }
}
