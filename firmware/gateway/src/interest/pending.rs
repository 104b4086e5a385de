//! Detections that a denied word may still drop.
//!
//! Promises (R16): a detection counts only when no denied word was heard within [`BEFORE`] after it, and none within
//! [`AFTER`] before it. What is dropped leaves the memory as if nobody had said it, to the byte: nothing later can show
//! a drop. A full list drops the newcomer, as it would if the time around the denied word had been quiet.
//!
//! A denied word has no tag, number or place in this memory: only the time until which nothing counts, while it lasts.

use super::evidence::weight;
use crate::policy;
use crate::spotter::Detection;
use sordina_hal::Millis;
use sordina_lexicon::Word;

/// Time before a denied word in which nothing counts, ms; also how long a detection waits until it counts.
pub(super) const BEFORE: u64 = policy::DENIED_BEFORE_S as u64 * 1000;
/// Time after a denied word in which nothing counts, ms.
pub(super) const AFTER: u64 = policy::DENIED_AFTER_S as u64 * 1000;

/// Words in one sound are told within this time of each other, ms; far less than steps need to begin anew.
const SAME_SOUND: u64 = 60_000;

/// Most that wait: two words a second for as long as they wait is more than people say.
const MOST: usize = policy::DENIED_BEFORE_S as usize * 2;

/// One detection. No padding, so that wiping leaves no byte; `word` is 0 in an empty place and its number + 1 otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mention {
    pub(super) at: u64,
    pub(super) word: u16,
    tag: u16,
    /// Last step of the sound; begins anew after half an hour.
    end: u16,
    /// Steps of the sound.
    length: u8,
    pub(super) weight: u8,
}

impl Mention {
    /// `word` was heard at `at`, in the steps from the first to the last of `steps`, for the taxonomy's row `tag`, and
    /// counts `weight`.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "what is told apart is near, see `overlaps`")]
    pub fn new(tag: u8, word: u16, weight: u8, [start, end]: [u32; 2], at: Millis) -> Self {
        let length = u8::try_from(end.saturating_sub(start)).unwrap_or(u8::MAX);
        Self { at: at.0, word: word.saturating_add(1), tag: u16::from(tag), end: end as u16, length, weight }
    }

    /// `detection` of `word` came at `at`.
    #[must_use]
    pub fn of(tag: u8, detection: &Detection, word: Word, at: Millis) -> Self {
        let steps = [detection.start_step, detection.end_step];
        Self::new(tag, detection.word, weight(detection.score.above(word)), steps, at)
    }

    /// Whether both are the same sound, or share a part of it.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let begins_before_the_end = |one: &Self, other: &Self| {
            other.end.wrapping_sub(one.end).wrapping_add(u16::from(one.length)).cast_signed() >= 0
        };
        self.at.abs_diff(other.at) < SAME_SOUND
            && begins_before_the_end(self, other)
            && begins_before_the_end(other, self)
    }

    /// Row of the taxonomy.
    #[must_use]
    pub fn row(&self) -> usize {
        usize::from(self.tag)
    }

    pub(super) const NONE: Self = Self { at: 0, word: 0, tag: 0, end: 0, length: 0, weight: 0 };

    pub(super) const fn is_none(&self) -> bool {
        self.word == 0
    }
}

/// The detections that wait, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    waiting: [Mention; MOST],
    /// Nothing that is heard before this time counts.
    silent_until: u64,
}

impl Default for Pending {
    fn default() -> Self {
        Self::new()
    }
}

impl Pending {
    /// Nothing heard.
    #[must_use]
    pub const fn new() -> Self {
        Self { waiting: [Mention::NONE; MOST], silent_until: 0 }
    }

    /// A watched word was heard; whether it waits now, or was dropped at once.
    pub fn add(&mut self, mention: Mention) -> bool {
        let place = self.waiting.iter_mut().find(|place| place.is_none());
        let place = place.filter(|_| mention.at >= self.silent_until);
        place.map(|place| *place = mention).is_some()
    }

    /// A denied word was heard: what waits from up to `BEFORE` ago is dropped, and what comes within `AFTER`.
    pub fn deny(&mut self, now: Millis) {
        for mention in self.waiting.iter_mut().filter(|mention| !is_settled(mention, now)) {
            *mention = Mention::NONE;
        }
        self.silent_until = now.0.saturating_add(AFTER).saturating_add(1);
    }

    /// Hands over what no denied word can drop any more.
    pub fn settle(&mut self, now: Millis, count: impl FnMut(Mention)) {
        if now.0 >= self.silent_until {
            // A time that is over would still tell that there was one.
            self.silent_until = 0;
        }
        let settled = self.waiting.iter().take_while(|mention| is_settled(mention, now)).count();
        self.waiting.iter().take(settled).copied().for_each(count);
        for place in 0..MOST {
            let later = self.waiting.get(place + settled).copied().unwrap_or(Mention::NONE);
            self.waiting.iter_mut().skip(place).take(1).for_each(|mention| *mention = later);
        }
    }

    /// Everything that waits, oldest first: when the drive ends, no denied word can follow.
    pub fn waiting(&self) -> impl Iterator<Item = &Mention> {
        self.waiting.iter().filter(|mention| !mention.is_none())
    }
}

/// Whether a denied word that is heard now comes too late to drop this; an empty place waits for ever.
fn is_settled(mention: &Mention, now: Millis) -> bool {
    !mention.is_none() && mention.at.saturating_add(BEFORE) < now.0
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::vec::Vec;

    fn at(word: u16, at: u64) -> Mention {
        Mention::new(0, word, 1, [0; 2], Millis(at))
    }

    fn settled(pending: &mut Pending, now: u64) -> Vec<u64> {
        let mut settled = Vec::new();
        pending.settle(Millis(now), |mention| settled.push(mention.at));
        settled
    }

    #[test]
    fn a_detection_waits_until_no_denied_word_can_drop_it() {
        let mut pending = Pending::new();
        assert!(pending.add(at(1, 1_000)) && pending.add(at(2, 2_000)));
        assert!(settled(&mut pending, 1_000 + BEFORE).is_empty());
        assert_eq!(settled(&mut pending, 1_001 + BEFORE), [1_000]);
        assert_eq!(settled(&mut pending, 1 << 40), [2_000]);
        assert_eq!(pending, Pending::new());
    }

    #[test]
    fn a_denied_word_drops_what_is_near_it_and_nothing_else() {
        let mut pending = Pending::new();
        let denied = 100_000;
        for time in [denied - BEFORE - 1, denied - BEFORE, denied] {
            pending.add(at(1, time));
        }
        pending.deny(Millis(denied));
        assert!(!pending.add(at(1, denied)) && !pending.add(at(1, denied + AFTER)));
        assert!(pending.add(at(1, denied + AFTER + 1)));
        assert_eq!(settled(&mut pending, 1 << 40), [denied - BEFORE - 1, denied + AFTER + 1]);
    }

    #[test]
    fn a_detection_is_remembered_with_what_it_weighs() {
        let word = Word { threshold: -32, tag: 3 };
        let detection =
            Detection { word: 7, score: crate::spotter::Score::held(256), start_step: 40, end_step: 60 };
        let mention = Mention::of(3, &detection, word, Millis(9));
        assert_eq!(mention, Mention::new(3, 7, policy::MOST_WEIGHT, [40, 60], Millis(9)));
        assert_eq!((mention.row(), mention.is_none()), (3, false));
    }

    #[test]
    fn words_share_a_sound_only_while_steps_tell_them_apart() {
        let heard = |at| Mention::new(0, 1, 1, [10, 20], Millis(at));
        assert!(heard(0).overlaps(&heard(SAME_SOUND - 1)));
        assert!(!heard(0).overlaps(&heard(SAME_SOUND)));
    }

    #[test]
    fn two_words_a_second_wait_as_long_as_the_policy_says() {
        let seconds = u64::from(policy::DENIED_BEFORE_S);
        assert_eq!((BEFORE, AFTER), (seconds * 1_000, u64::from(policy::DENIED_AFTER_S) * 1_000));
        let mut pending = Pending::new();
        assert!((0..2 * seconds).all(|half| pending.add(at(1, half * 500))));
        assert!(!pending.add(at(1, 2 * seconds * 500)));
    }

    #[test]
    fn a_full_list_drops_the_newcomer() {
        let mut pending = Pending::new();
        assert!((0..MOST as u64).all(|time| pending.add(at(1, time))));
        assert!(!pending.add(at(1, 50)));
        assert_eq!(settled(&mut pending, 1 << 40).len(), MOST);
    }
}
