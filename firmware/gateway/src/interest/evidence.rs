//! What a drive has said for each tag, in as little memory as the rule of R19 needs.
//!
//! A tag needs detections of [`DISTINCT_WORDS`] different words within [`WINDOW`] that weigh [`WEIGHT`] together. A detection
//! weighs 1 at its word's threshold, at which all words are heard by mistake equally often, and more above ([`weight`]); of
//! words heard in the same sound, as "camp" in "camping", the weightiest counts. Of each tag this keeps the last [`WEIGHT`]
//! detections, which is all that the rule can ask for, and whether it has been met; nothing more is known, so one mention
//! more or two hundred make no difference (R15).
//!
//! A detection counts once no denied word can drop it any more ([`Pending`], R16): with a denied word the evidence is,
//! byte for byte, that of the same drive in which the time around the word was quiet.

use super::pending::{Mention, Pending};
use super::subject::Inferable;
use super::{Epoch, Subject, Tag};
use crate::policy;
use crate::spotter::Score;
use sordina_hal::Millis;

const TAGS: usize = policy::INFERABLE_COUNT;
/// What the detections must weigh together.
pub(super) const WEIGHT: u8 = policy::WEIGHT;
/// Detections that are kept per tag.
const KEPT: usize = WEIGHT as usize;
/// Different words that the rule asks for.
pub(super) const DISTINCT_WORDS: usize = policy::DISTINCT_WORDS as usize;
/// Time within which they must fall, ms.
pub(super) const WINDOW: u64 = policy::WINDOW_S as u64 * 1000;

const _: () =
    assert!(DISTINCT_WORDS >= 2 && policy::MOST_WEIGHT < WEIGHT, "R19: more than one word, more than once");

/// What a detection weighs that passes its word's threshold by `above`, in 1/256 nat per phoneme.
#[must_use]
pub fn weight(above: i16) -> u8 {
    let above_mnat = u32::from(above.max(0).unsigned_abs()) * 1000 / u32::from(Score::PER_NAT.unsigned_abs());
    let steps = above_mnat / u32::from(policy::WEIGHT_STEP_MNAT);
    u8::try_from(steps).unwrap_or(u8::MAX).saturating_add(1).min(policy::MOST_WEIGHT)
}

/// What is remembered per tag: the newest mention first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Heard {
    recent: [Mention; KEPT],
    /// 1 once the rule has been met, else 0; as wide as its neighbours, so that the struct has no padding.
    met: u64,
}

const SILENT: Heard = Heard { recent: [Mention::NONE; KEPT], met: 0 };

/// Evidence of one drive. Wiped when the gate closes (R14).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    subjects: [Heard; TAGS],
    pending: Pending,
}

/// What was said for one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// The subject.
    pub subject: Subject,
    /// What its last mentions weigh together; the rule asks for [`policy::WEIGHT`].
    pub weight: u32,
    /// How many different words they are; the rule asks for [`policy::DISTINCT_WORDS`].
    pub words: usize,
    /// Whether the rule has been met, now or before.
    pub is_met: bool,
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

    /// Takes in one detection.
    pub fn add(&mut self, mention: Mention) {
        self.settle(Millis(mention.at));
        self.pending.add(mention);
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

    /// What would count for each subject if the drive ended now, for a simulator's screen; no message of the link can carry it
    /// (R11).
    pub fn said(&self) -> impl Iterator<Item = Said> {
        self.subjects.iter().enumerate().filter_map(|(row, heard)| {
            let (subject, heard) = (Inferable::of_word(row)?.subject(), self.at_the_end(row, heard));
            let said = Said {
                subject,
                weight: heard.weight(),
                words: heard.distinct_words(),
                is_met: heard.is_met(),
            };
            (said.weight > 0).then_some(said)
        })
    }

    fn is_met_at_the_end(&self, row: usize, heard: &Heard) -> bool {
        self.at_the_end(row, heard).is_met()
    }

    fn at_the_end(&self, row: usize, heard: &Heard) -> Heard {
        let mut heard = *heard;
        self.pending.waiting().filter(|mention| mention.row() == row).for_each(|last| heard.add(*last));
        heard
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
        let same_sound = |known: &Mention| !known.is_none() && known.overlaps(&mention);
        let is_lighter = |known: &Mention| !same_sound(known) || known.weight < mention.weight;
        if !self.recent.iter().all(is_lighter) {
            return;
        }
        self.recent.iter_mut().filter(|known| same_sound(known)).for_each(|known| *known = Mention::NONE);
        let free = self.recent.iter().position(Mention::is_none).unwrap_or(KEPT - 1);
        if let Some(newer) = self.recent.get_mut(..=free) {
            newer.rotate_right(1);
        }
        if let Some(newest) = self.recent.first_mut() {
            *newest = mention;
        }
        self.met |= u64::from(self.rule_holds());
    }

    fn rule_holds(&self) -> bool {
        self.weight() >= u32::from(WEIGHT) && self.distinct_words() >= DISTINCT_WORDS
    }

    fn weight(&self) -> u32 {
        self.in_time().map(|mention| u32::from(mention.weight)).sum()
    }

    /// What was said within [`WINDOW`] before the newest, that included.
    fn in_time(&self) -> impl Iterator<Item = &Mention> {
        let [newest, ..] = &self.recent;
        self.recent
            .iter()
            .filter(|mention| !mention.is_none() && newest.at.saturating_sub(mention.at) <= WINDOW)
    }

    fn distinct_words(&self) -> usize {
        let first_of_its_word = |(place, mention): &(usize, &Mention)| {
            self.in_time().position(|other| other.word == mention.word) == Some(*place)
        };
        self.in_time().enumerate().filter(first_of_its_word).count()
    }
}

#[cfg(test)]
mod tests {
    //! R16, R19, P18.

    use super::super::pending::{AFTER, BEFORE};
    use super::*;

    const CAMPING: u8 = 0;

    /// Two of these are enough.
    const HALF: u8 = WEIGHT.div_ceil(2);

    fn evidence(mentions: &[(u8, u16, u64)]) -> Evidence {
        let mut evidence = Evidence::new();
        for (tag, word, at) in mentions {
            evidence.add(mention(*tag, *word, HALF, *at));
        }
        evidence
    }

    /// A word of 90 ms.
    fn mention(tag: u8, word: u16, weight: u8, at: u64) -> Mention {
        let step = u32::try_from(at / 30).unwrap_or(u32::MAX);
        Mention::new(tag, word, weight, [step.saturating_sub(3), step], Millis(at))
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
    fn a_screen_is_told_of_what_was_said_and_of_nothing_else() {
        let evidence = evidence(&[(CAMPING, 5, 0), (CAMPING, 6, 60_000), (1, 7, 0)]);
        let said: std::vec::Vec<_> =
            evidence.said().map(|said| (said.weight, said.words, said.is_met)).collect();
        assert_eq!(said, [(u32::from(HALF) * 2, 2, true), (u32::from(HALF), 1, false)]);
    }

    #[test]
    fn weak_detections_have_to_be_many() {
        let mut evidence = Evidence::new();
        for time in 0..u64::from(WEIGHT) {
            assert_eq!(evidence.tag(Epoch(1), |_| true), None);
            evidence.add(mention(CAMPING, 5 + u16::from(time == 0), 1, time * 1000));
        }
        assert!(evidence.tag(Epoch(1), |_| true).is_some());
    }

    #[test]
    fn of_words_in_the_same_sound_one_counts_the_weightiest() {
        let phrase = Mention::new(CAMPING, 5, HALF, [100, 120], Millis(3_600));
        let inside = Mention::new(CAMPING, 6, HALF, [110, 120], Millis(3_600));
        let later = Mention::new(CAMPING, 7, HALF, [121, 130], Millis(3_900));
        let name = |mentions: &[Mention]| {
            let mut evidence = Evidence::new();
            mentions.iter().for_each(|mention| evidence.add(*mention));
            evidence.tag(Epoch(1), |_| true)
        };
        assert_eq!(name(&[phrase, inside]), None);
        assert!(name(&[phrase, later]).is_some());
        let weak = Mention::new(CAMPING, 6, 1, [110, 120], Millis(3_600));
        assert!(name(&[weak, phrase, later]).is_some() && name(&[phrase, weak, later]).is_some());
        let again = Mention::new(CAMPING, 6, HALF, [200, 210], Millis(6_300));
        assert!(name(&[phrase, inside, again]).is_some(), "of equals the first");
        let first = Mention::new(CAMPING, 7, 1, [100, 108], Millis(3_500));
        let whole = Mention::new(CAMPING, 5, WEIGHT - 1, [100, 120], Millis(3_600));
        assert_eq!(name(&[first, weak, whole]), None, "the phrase, in place of both its words");
    }

    #[test]
    fn a_detection_weighs_more_the_clearer_it_is_and_never_enough_alone() {
        let step = i32::from(policy::WEIGHT_STEP_MNAT) * i32::from(Score::PER_NAT) / 1000;
        let above = |steps: i32| i16::try_from(step * steps + steps).unwrap_or(i16::MAX);
        assert_eq!([weight(-1), weight(0), weight(above(1)), weight(above(2))], [1, 1, 2, 3]);
        assert_eq!(weight(i16::MAX), policy::MOST_WEIGHT);
    }

    #[test]
    fn several_words_within_the_window_make_the_tag() {
        assert_eq!(name(&[(CAMPING, 5, 0), (CAMPING, 6, WINDOW)]), Some(policy::SUBJECTS[0].tag));
    }

    #[test]
    fn words_too_far_apart_do_not_add_up() {
        assert_eq!(name(&[(CAMPING, 5, 0), (CAMPING, 6, WINDOW + 1)]), None);
    }

    #[test]
    fn when_there_is_no_room_the_oldest_is_forgotten() {
        assert_eq!(KEPT, 4);
        let mut evidence = Evidence::new();
        for at in [0, 1_000, 2_000, WINDOW] {
            evidence.add(mention(CAMPING, 5, 1, at));
        }
        evidence.add(mention(CAMPING, 6, 1, WINDOW + 500));
        assert!(evidence.tag(Epoch(1), |_| true).is_some());
    }

    #[test]
    fn once_met_the_rule_stays_met_until_wiped() {
        let mut evidence = evidence(&[(CAMPING, 5, 0), (CAMPING, 6, 1000), (CAMPING, 5, 1 << 40)]);
        assert!(evidence.tag(Epoch(1), |_| true).is_some());
        evidence.wipe();
        assert_eq!(evidence, Evidence::new());
    }

    /// Camping, by two words, with a denied word at each of these times.
    fn denied(times: &[u64]) -> Evidence {
        let mut evidence = Evidence::new();
        let mentions = [(5, 0), (6, 100_000)];
        let all =
            mentions.iter().map(|(word, at)| (Some(*word), *at)).chain(times.iter().map(|at| (None, *at)));
        let mut all: std::vec::Vec<(Option<u16>, u64)> = all.collect();
        all.sort_by_key(|(_, at)| *at);
        for (word, at) in all {
            match word {
                Some(word) => evidence.add(mention(CAMPING, word, HALF, at)),
                None => evidence.deny(Millis(at)),
            }
        }
        evidence
    }

    #[test]
    fn a_denied_word_drops_what_was_said_before_and_after_it() {
        assert!(denied(&[]).tag(Epoch(1), |_| true).is_some());
        assert!(denied(&[50_000, 150_000]).tag(Epoch(1), |_| true).is_some(), "far from every word");
        for near in [0, BEFORE, 100_000 - AFTER, 100_000, 100_000 + BEFORE] {
            assert_eq!(denied(&[near]).tag(Epoch(1), |_| true), None, "at {near}");
        }
        assert!(denied(&[BEFORE + 1, 100_001 + BEFORE]).tag(Epoch(1), |_| true).is_some(), "just too far");
    }

    #[test]
    fn a_denied_word_alone_is_no_evidence_and_no_trace_once_its_time_is_over() {
        let mut evidence = Evidence::new();
        (0..200).for_each(|time| evidence.deny(Millis(time * 1_000)));
        assert_eq!(evidence.tag(Epoch(1), |_| true), None);
        let (mut quiet, later) = (Evidence::new(), Millis(1 << 30));
        evidence.add(mention(CAMPING, 5, 1, later.0));
        quiet.add(mention(CAMPING, 5, 1, later.0));
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
