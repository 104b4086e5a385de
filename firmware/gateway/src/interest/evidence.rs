//! What a drive has said for each tag, in as little memory as the rule of R19 needs.
//!
//! A tag needs [`DISTINCT_WORDS`] different words and [`DETECTIONS`] detections within [`WINDOW`]. Of each tag
//! this keeps the last [`DETECTIONS`] detections and whether the rule has been met; nothing more is known, so
//! one mention more or two hundred make no difference (R15).

use super::{Epoch, Tag};
use crate::policy::{self, TAXONOMY};
use sordina_hal::Millis;

const TAGS: usize = TAXONOMY.len();
/// Detections that the rule asks for.
pub(super) const DETECTIONS: usize = policy::DETECTIONS as usize;
/// Different words that the rule asks for.
pub(super) const DISTINCT_WORDS: usize = policy::DISTINCT_WORDS as usize;
/// Time within which they must fall, ms.
pub(super) const WINDOW: u64 = policy::WINDOW_S as u64 * 1000;

const _: () =
    assert!(DISTINCT_WORDS >= 2 && DETECTIONS >= DISTINCT_WORDS, "R19: more than one word, more than once");

/// One detection as far as the rule needs it. `word` is 0 in an empty place and its number + 1 otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Mention {
    at: u64,
    word: u64,
}

/// What is remembered per tag: the newest mention first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Subject {
    recent: [Mention; DETECTIONS],
    /// 1 once the rule has been met, else 0; as wide as its neighbours, so that the struct has no padding.
    met: u64,
}

const SILENT: Subject = Subject { recent: [Mention { at: 0, word: 0 }; DETECTIONS], met: 0 };

/// Evidence of one drive. Wiped when the gate closes (R14).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    subjects: [Subject; TAGS],
}

impl Default for Evidence {
    fn default() -> Self {
        Self::new()
    }
}

impl Evidence {
    /// No evidence.
    #[must_use]
    pub const fn new() -> Self {
        Self { subjects: [SILENT; TAGS] }
    }

    /// Counts one detection of `word`, heard at `at`, for the taxonomy's row `tag`.
    pub fn add(&mut self, tag: u8, word: u16, at: Millis) {
        if let Some(subject) = self.subjects.get_mut(usize::from(tag)) {
            subject.add(Mention { at: at.0, word: u64::from(word) + 1 });
        }
    }

    /// The tag of this drive: of the subjects that meet the rule, the first in the order of the taxonomy, so
    /// that which one leaves says nothing about how much was said of it (P18).
    #[must_use]
    pub fn tag(&self, epoch: Epoch) -> Option<Tag> {
        let row = self.subjects.iter().position(|subject| subject.is_met())?;
        Tag::new(row, epoch)
    }

    /// Forgets everything.
    pub fn wipe(&mut self) {
        *self = Self::new();
    }
}

impl Subject {
    fn is_met(&self) -> bool {
        self.met != 0
    }

    fn add(&mut self, mention: Mention) {
        self.recent.rotate_right(1);
        if let Some(newest) = self.recent.first_mut() {
            *newest = mention;
        }
        self.met |= u64::from(self.rule_holds());
    }

    fn rule_holds(&self) -> bool {
        let [newest, .., oldest] = &self.recent;
        oldest.word != 0
            && newest.at.saturating_sub(oldest.at) <= WINDOW
            && self.distinct_words() >= DISTINCT_WORDS
    }

    fn distinct_words(&self) -> usize {
        let first_of_its_word = |(place, mention): &(usize, &Mention)| {
            self.recent.iter().position(|other| other.word == mention.word) == Some(*place)
        };
        self.recent.iter().enumerate().filter(first_of_its_word).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAMPING: u8 = 0;

    fn evidence(mentions: &[(u8, u16, u64)]) -> Evidence {
        let mut evidence = Evidence::new();
        for (tag, word, at) in mentions {
            evidence.add(*tag, *word, Millis(*at));
        }
        evidence
    }

    fn name(mentions: &[(u8, u16, u64)]) -> Option<&'static str> {
        evidence(mentions).tag(Epoch(1)).map(|tag| tag.row().tag)
    }

    #[test]
    fn one_word_alone_is_never_enough() {
        let again: std::vec::Vec<_> = (0..200).map(|time| (CAMPING, 5, time * 1000)).collect();
        assert_eq!(name(&again), None);
    }

    #[test]
    fn several_words_within_the_window_make_the_tag() {
        assert_eq!(name(&[(CAMPING, 5, 0), (CAMPING, 6, 1000), (CAMPING, 5, 2000)]), Some(TAXONOMY[0].tag));
    }

    #[test]
    fn words_too_far_apart_do_not_add_up() {
        assert_eq!(name(&[(CAMPING, 5, 0), (CAMPING, 6, 1000), (CAMPING, 5, WINDOW + 1)]), None);
    }

    #[test]
    fn once_met_the_rule_stays_met_until_wiped() {
        let mut evidence =
            evidence(&[(CAMPING, 5, 0), (CAMPING, 6, 1), (CAMPING, 5, 2), (CAMPING, 5, 1 << 40)]);
        assert!(evidence.tag(Epoch(1)).is_some());
        evidence.wipe();
        assert_eq!(evidence, Evidence::new());
    }

    #[test]
    fn a_row_outside_the_taxonomy_counts_for_nothing() {
        assert_eq!(name(&[(255, 5, 0), (255, 6, 1), (255, 7, 2)]), None);
    }
}
