//! What a drive has said for each tag, in as little memory as the rule of R19 needs.
//!
//! A tag needs [`DISTINCT_WORDS`] different words and [`DETECTIONS`] detections within [`WINDOW`]. Of each tag
//! this keeps the last [`DETECTIONS`] detections and whether the rule has been met; nothing more is known, so
//! one mention more or two hundred make no difference (R15).
//!
//! A detection counts once no denied word can drop it any more ([`Pending`], R16): with a denied word the evidence is,
//! byte for byte, that of the same drive in which the time around the word was quiet.

use super::pending::{Mention, Pending};
use super::subject::Inferable;
use super::{Epoch, Subject, Tag};
use crate::policy;
use sordina_hal::Millis;

const TAGS: usize = policy::INFERABLE_COUNT;
/// Detections that the rule asks for.
pub(super) const DETECTIONS: usize = policy::DETECTIONS as usize;
/// Different words that the rule asks for.
pub(super) const DISTINCT_WORDS: usize = policy::DISTINCT_WORDS as usize;
/// Time within which they must fall, ms.
pub(super) const WINDOW: u64 = policy::WINDOW_S as u64 * 1000;

const _: () =
    assert!(DISTINCT_WORDS >= 2 && DETECTIONS >= DISTINCT_WORDS, "R19: more than one word, more than once");

/// What is remembered per tag: the newest mention first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Heard {
    recent: [Mention; DETECTIONS],
    /// 1 once the rule has been met, else 0; as wide as its neighbours, so that the struct has no padding.
    met: u64,
}

const SILENT: Heard = Heard { recent: [Mention::NONE; DETECTIONS], met: 0 };

/// Evidence of one drive. Wiped when the gate closes (R14).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    subjects: [Heard; TAGS],
    pending: Pending,
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
        Self { subjects: [SILENT; TAGS], pending: Pending::new() }
    }

    /// Takes in one detection of `word`, heard at `at`, for the taxonomy's row `tag`.
    pub fn add(&mut self, tag: u8, word: u16, at: Millis) {
        self.settle(at);
        self.pending.add(Mention::new(tag, word, at));
    }

    /// A word of a denied subject was heard: what was said around it counts for nothing (R16).
    pub fn deny(&mut self, at: Millis) {
        self.settle(at);
        self.pending.deny(at);
    }

    fn settle(&mut self, now: Millis) {
        let Self { subjects, pending } = self;
        pending.settle(now, |mention| {
            if let Some(subject) = subjects.get_mut(mention.row()) {
                subject.add(mention);
            }
        });
    }

    /// The tag of this drive: of the subjects that meet the rule and that the person has not blocked, the first in the
    /// order of the policy, so that which one leaves says nothing about how much was said of it (P18). The drive is over:
    /// what waits counts.
    #[must_use]
    pub fn tag(&self, epoch: Epoch, may_stand: impl Fn(Subject) -> bool) -> Option<Tag> {
        let met = self.subjects.iter().enumerate().filter(|(row, heard)| self.is_met_at_the_end(*row, heard));
        let mut subjects = met.filter_map(|(row, _)| Inferable::of_word(row));
        subjects.find(|of| may_stand(of.subject())).map(|of| Tag::new(of, epoch))
    }

    fn is_met_at_the_end(&self, row: usize, heard: &Heard) -> bool {
        let mut heard = *heard;
        self.pending.waiting().filter(|mention| mention.row() == row).for_each(|last| heard.add(*last));
        heard.is_met()
    }

    /// Forgets everything.
    pub fn wipe(&mut self) {
        *self = Self::new();
    }
}

impl Heard {
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
        !oldest.is_none()
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
    use super::super::pending::{AFTER, BEFORE};
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
        evidence(mentions).tag(Epoch(1), |_| true).map(|tag| tag.subject().row().tag)
    }

    #[test]
    fn one_word_alone_is_never_enough() {
        let again: std::vec::Vec<_> = (0..200).map(|time| (CAMPING, 5, time * 1000)).collect();
        assert_eq!(name(&again), None);
    }

    #[test]
    fn several_words_within_the_window_make_the_tag() {
        assert_eq!(
            name(&[(CAMPING, 5, 0), (CAMPING, 6, 1000), (CAMPING, 5, 2000)]),
            Some(policy::SUBJECTS[0].tag)
        );
    }

    #[test]
    fn words_too_far_apart_do_not_add_up() {
        assert_eq!(name(&[(CAMPING, 5, 0), (CAMPING, 6, 1000), (CAMPING, 5, WINDOW + 1)]), None);
    }

    #[test]
    fn once_met_the_rule_stays_met_until_wiped() {
        let mut evidence =
            evidence(&[(CAMPING, 5, 0), (CAMPING, 6, 1), (CAMPING, 5, 2), (CAMPING, 5, 1 << 40)]);
        assert!(evidence.tag(Epoch(1), |_| true).is_some());
        evidence.wipe();
        assert_eq!(evidence, Evidence::new());
    }

    /// Camping, twice by one word and once by another, with a denied word at each of these times.
    fn denied(times: &[u64]) -> Evidence {
        let mut evidence = Evidence::new();
        let mentions = [(5, 0), (6, 100_000), (5, 200_000)];
        let all =
            mentions.iter().map(|(word, at)| (Some(*word), *at)).chain(times.iter().map(|at| (None, *at)));
        let mut all: std::vec::Vec<(Option<u16>, u64)> = all.collect();
        all.sort_by_key(|(_, at)| *at);
        for (word, at) in all {
            match word {
                Some(word) => evidence.add(CAMPING, word, Millis(at)),
                None => evidence.deny(Millis(at)),
            }
        }
        evidence
    }

    #[test]
    fn a_denied_word_drops_what_was_said_before_and_after_it() {
        assert!(denied(&[]).tag(Epoch(1), |_| true).is_some());
        assert!(denied(&[50_000, 150_000]).tag(Epoch(1), |_| true).is_some(), "far from every word");
        for near in [0, BEFORE, 100_000 - AFTER, 100_000, 100_000 + BEFORE, 200_000 - AFTER, 200_000 + BEFORE]
        {
            assert_eq!(denied(&[near]).tag(Epoch(1), |_| true), None, "at {near}");
        }
        assert!(denied(&[BEFORE + 1, 200_001 + BEFORE]).tag(Epoch(1), |_| true).is_some(), "just too far");
    }

    #[test]
    fn a_denied_word_alone_is_no_evidence_and_no_trace_once_its_time_is_over() {
        let mut evidence = Evidence::new();
        (0..200).for_each(|time| evidence.deny(Millis(time * 1_000)));
        assert_eq!(evidence.tag(Epoch(1), |_| true), None);
        let (mut quiet, later) = (Evidence::new(), Millis(1 << 30));
        evidence.add(CAMPING, 5, later);
        quiet.add(CAMPING, 5, later);
        assert_eq!(evidence, quiet);
    }

    #[test]
    fn what_is_dropped_leaves_the_evidence_of_a_drive_in_which_it_was_not_said() {
        let mut talk =
            evidence(&[(CAMPING, 5, 0), (CAMPING, 6, 50_000), (CAMPING, 7, 51_000), (1, 8, 52_000)]);
        let mut quiet = evidence(&[(CAMPING, 5, 0)]);
        for evidence in [&mut talk, &mut quiet] {
            evidence.deny(Millis(60_000));
        }
        assert_eq!(talk, quiet);
    }

    #[test]
    fn a_row_outside_the_taxonomy_counts_for_nothing() {
        assert_eq!(name(&[(255, 5, 0), (255, 6, 1), (255, 7, 2)]), None);
    }
}
