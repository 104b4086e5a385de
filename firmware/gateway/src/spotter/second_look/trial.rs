//! A watched word against everything else that the sound could have been, over a window of stored steps.
//!
//! Two searches run side by side over the same steps. One explains the sound by rivals alone. The other is the
//! same up to the word, must then say the word where the decoder heard it, and goes on with rivals. What the first
//! costs more than the second is the word's *margin*: positive if the sound is better explained with the word in
//! it. Both look [`AFTER`] steps beyond the word, so that a beginning of something longer shows itself, and both
//! must end at a word's boundary, so that a rival of which only the beginning was said does not count.
//!
//! Where a word begins and ends is not taken from the decoder to the step: [`SOONER`] and [`LATER`] steps around
//! its answer are tried, since the sound before may still ring, and the last phoneme may last.

use super::beam::{Beam, NEVER, Scratch, WORD};
use super::history::{Coarse, History};
use super::pending::Pending;
use sordina_lexicon::{Lexicon, Rival};

/// Steps before the word in which the searches find their feet: 0.6 s.
const BEFORE: u16 = 20;
/// Steps after the word: 1.5 s.
pub(super) const AFTER: u16 = 50;
const SOONER: u16 = 3;
const LATER: u16 = 8;
/// Longest word, in phonemes, that is tried; a longer one has no margin, and needs none.
const LONGEST: usize = 32;

/// The best path in a phoneme of the word, and in the blank after it.
#[derive(Clone, Copy)]
#[cfg_attr(test, derive(Debug))]
struct Stand {
    phoneme: u16,
    blank: u16,
}

const NOWHERE: Stand = Stand { phoneme: NEVER, blank: NEVER };
const BLANK: Stand = Stand { phoneme: 0, blank: 0 };

/// Two searches under way.
#[cfg_attr(test, derive(Debug))]
pub(super) struct Trial {
    without: Beam,
    with: Beam,
    word: [Stand; LONGEST],
    phonemes: [u8; LONGEST],
    length: u16,
    /// Steps from the newest back to the next to be searched.
    ago: u16,
    /// 1 once `with` has left the word, else 0.
    has_left: u16,
    /// 1 while it runs, else 0.
    is_running: u16,
}

impl Trial {
    pub(super) const fn new() -> Self {
        Self {
            without: Beam::new(),
            with: Beam::new(),
            word: [BLANK; LONGEST],
            phonemes: [0; LONGEST],
            length: 0,
            ago: 0,
            has_left: 0,
            is_running: 0,
        }
    }

    pub(super) fn wipe(&mut self) {
        self.without.wipe();
        self.with.wipe();
        self.word.fill(BLANK);
        self.phonemes.fill(0);
        (self.length, self.ago, self.has_left, self.is_running) = (0, 0, 0, 0);
    }

    pub(super) fn is_running(&self) -> bool {
        self.is_running == 1
    }

    /// A step has passed.
    pub(super) fn grow_older(&mut self) {
        self.ago = self.ago.saturating_add(self.is_running);
    }

    /// Begins; false if this word cannot be tried: too long, its beginning forgotten, or nothing to try it against.
    pub(super) fn begin(&mut self, lexicon: Lexicon, pending: &Pending, history: &History) -> bool {
        let Some(oldest) = history.held().checked_sub(1) else { return false };
        self.ago = pending.begun_ago().saturating_add(BEFORE).min(oldest);
        if lexicon.rivals().is_empty() || self.ago < pending.begun_ago() || !self.spell(lexicon, pending.node)
        {
            return false;
        }
        self.without.start(0);
        self.word.fill(NOWHERE);
        (self.has_left, self.is_running) = (0, 1);
        true
    }

    /// Finds the phonemes of the word that ends at `node`; false if they are too many.
    fn spell(&mut self, lexicon: Lexicon, node: u16) -> bool {
        let depth = lexicon.depth(node);
        let Some(places) = self.phonemes.get_mut(..usize::from(depth)) else { return false };
        let mut here = Some(node);
        for place in places.iter_mut().rev() {
            let Some(index) = here else { return false };
            let Some(node) = lexicon.nodes().get(usize::from(index)) else { return false };
            (*place, here) = (node.phoneme(), lexicon.parent(index));
        }
        self.length = u16::from(depth);
        depth > 0
    }

    /// Searches one step; returns how many nodes that took, and the margin in 1/32 nat after the last step.
    pub(super) fn advance(
        &mut self,
        rivals: &[Rival],
        pending: &Pending,
        history: &History,
        scratch: &mut Scratch,
    ) -> (usize, Option<i32>) {
        let Some(costs) = history.ago(self.ago) else { return (0, Some(self.margin())) };
        let visits = self.step(rivals, pending, costs, scratch);
        if self.ago == pending.since().saturating_sub(AFTER) {
            self.is_running = 0;
            return (visits, Some(self.margin()));
        }
        self.ago -= 1;
        (visits, None)
    }

    fn step(&mut self, rivals: &[Rival], pending: &Pending, costs: &Coarse, scratch: &mut Scratch) -> usize {
        let (begun, ended) = (pending.begun_ago(), pending.since());
        let may_enter = self.ago <= begun + SOONER && self.ago + LATER >= begun;
        let entered = if may_enter { self.without.boundary().saturating_add(WORD) } else { NEVER };
        let mut visits = self.without.step(rivals, costs, scratch);
        let left = self.step_in_word(entered, costs);
        if self.has_left == 1 {
            visits += self.with.step(rivals, costs, scratch);
        }
        if self.ago <= ended + SOONER && self.ago + LATER >= ended && left < NEVER {
            self.leave(left);
        }
        visits
    }

    /// The word's own paths; returns the best that has reached its end.
    fn step_in_word(&mut self, entered: u16, costs: &Coarse) -> u16 {
        let silent = costs.first().map_or(NEVER, |cost| u16::from(*cost));
        let mut before = Stand { phoneme: entered, blank: NEVER };
        let places = self.word.iter_mut().zip(&self.phonemes).take(usize::from(self.length));
        let mut end = NOWHERE;
        for (stand, phoneme) in places {
            let heard = costs.get(usize::from(*phoneme)).map_or(NEVER, |cost| u16::from(*cost));
            let old = *stand;
            let best = old.phoneme.min(before.phoneme).min(before.blank);
            *stand = Stand {
                phoneme: best.saturating_add(heard),
                blank: old.phoneme.min(old.blank).saturating_add(silent),
            };
            (before, end) = (old, *stand);
        }
        end.phoneme.min(end.blank)
    }

    fn leave(&mut self, cost: u16) {
        if self.has_left == 1 {
            self.with.offer(cost);
        } else {
            self.with.start(cost);
            self.has_left = 1;
        }
    }

    fn margin(&self) -> i32 {
        let with = if self.has_left == 1 { self.with.boundary() } else { NEVER };
        i32::from(self.without.boundary()) - i32::from(with)
    }
}

#[cfg(test)]
mod tests;
