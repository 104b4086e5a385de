//! Words that were heard and wait for their trial, the oldest first.

use super::history::STEPS;

/// A word that was the best of its second. All zero if there is none; 8 bytes without padding.
#[derive(Clone, Copy)]
#[cfg_attr(test, derive(Debug, PartialEq, Eq))]
pub(in crate::spotter) struct Pending {
    /// Number of the word.
    pub(in crate::spotter) word: u16,
    /// Node at which its pronunciation ends.
    pub(in crate::spotter) node: u16,
    /// Cost per phoneme, 1/256 nat.
    pub(in crate::spotter) cost: u16,
    /// Steps from its first to its last.
    pub(in crate::spotter) duration: u8,
    /// Steps since its last; 0 in an empty place.
    pub(in crate::spotter) since: u8,
}

impl Pending {
    const NONE: Self = Self { word: 0, node: 0, cost: 0, duration: 0, since: 0 };

    /// Steps since its last.
    pub(super) fn since(&self) -> u16 {
        u16::from(self.since)
    }

    /// Steps since its first.
    pub(super) fn begun_ago(&self) -> u16 {
        self.since() + u16::from(self.duration)
    }
}

/// Most words that wait.
const MOST: usize = 16;

/// A line of words.
#[cfg_attr(test, derive(Debug))]
pub(super) struct Line {
    places: [Pending; MOST],
}

impl Line {
    pub(super) const fn new() -> Self {
        Self { places: [Pending::NONE; MOST] }
    }

    pub(super) fn wipe(&mut self) {
        self.places.fill(Pending::NONE);
    }

    /// Puts a word at the end; false if there is no place.
    pub(super) fn join(&mut self, pending: Pending) -> bool {
        let free = self.places.iter_mut().find(|place| place.since == 0);
        free.map(|place| *place = pending).is_some()
    }

    /// The word that has waited longest.
    pub(super) fn first(&self) -> Option<Pending> {
        self.places.first().filter(|place| place.since > 0).copied()
    }

    /// Takes the first out.
    pub(super) fn leave(&mut self) {
        self.places.rotate_left(1);
        if let Some(last) = self.places.last_mut() {
            *last = Pending::NONE;
        }
    }

    /// A step has passed.
    pub(super) fn grow_older(&mut self) {
        const _: () = assert!(STEPS < u8::MAX as u16, "a word waits no longer than its costs are kept");
        for place in self.places.iter_mut().filter(|place| place.since > 0) {
            place.since = place.since.saturating_add(1);
        }
    }
}
