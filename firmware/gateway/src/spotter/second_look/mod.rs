//! A second look at every word that was heard, when what came after it is known.
//!
//! The decoder asks how well a word fits the sound; this asks what else the sound could have been. A word waits
//! until 1.5 s of what follows are stored, is tried against the rivals ([`trial`]), and is reported if its score
//! together with its surroundings passes the word's threshold:
//!
//! ```text
//! score = decoder's score + margin / 16 (held to 4 nats) - unrest after / 2 - unrest before / 7 - 1 / 2n + 1 / 4
//! ```
//!
//! in nats per phoneme, n phonemes. *Margin* is what the sound costs more without the word than with it. *Unrest* is
//! how little the network hears silence right after and before the word, from 0 to 1: most words that nobody said
//! are pieces of longer ones. Its weight is small because people in a car speak in sentences. That it pays there is
//! shown for words joined into speech without a pause, not for real sentences (model card). *1 / 2n*: short words
//! fit anything.
//!
//! Refused: saying which rival fitted. The search keeps costs and no way back ([`beam`], R12).
//!
//! Promises: work per step is bounded by [`VISITS_PER_STEP`] nodes and one step's worth more; outputs live five
//! seconds ([`history`], R14); a word that finds the line full is judged at once, without a margin.
//!
//! Source: keywords against filler models (Rose and Paul, "A hidden Markov model based keyword recognition system",
//! ICASSP 1990), here with common words as fillers and after the decoder instead of beside it.

mod beam;
mod history;
mod pending;
#[cfg(test)]
mod tests;
mod trial;

use self::beam::Scratch;
use self::history::{COARSE_PER_NAT, History};
use self::pending::Line;
pub(super) use self::pending::Pending;
use self::trial::{AFTER, Trial};
use super::Score;
use super::model::OUTPUTS;
use sordina_lexicon::Lexicon;

/// Nodes of both searches per step of sound after which they rest until the next.
const VISITS_PER_STEP: usize = 4_096;

/// Scores are in 1/256 nat, margins and stored costs in 1/32 nat. To be measured anew with every network: these,
/// and the costs of rivals in [`beam`].
mod weights {
    use super::COARSE_PER_NAT;

    /// The margin counts up to 4 nats either way.
    pub(super) const MARGIN_MOST: i32 = 4 * COARSE_PER_NAT as i32;
    /// 1/16 nat per nat.
    pub(super) const MARGIN_DIVISOR: i32 = 2;
    /// A blank that costs half a nat is no silence at all.
    pub(super) const UNREST_MOST: u16 = COARSE_PER_NAT / 2;
    /// 0.3 s after the word.
    pub(super) const STEPS_AFTER: u16 = 10;
    /// 0.15 s before it.
    pub(super) const STEPS_BEFORE: u16 = 5;
    /// Half a nat.
    pub(super) const AFTER: i32 = 128;
    /// A seventh of a nat.
    pub(super) const BEFORE: i32 = 37;
    /// Half a nat, to be shared by the word's phonemes: short words fit anything.
    pub(super) const SHORTNESS: i32 = 128;
    /// Brings scores back to where thresholds were before there was a second look.
    pub(super) const LIFT: i32 = 64;
}

/// The most that a second look can add to a score, 1/256 nat: what the decoder must let through.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a constant, below one nat")]
pub(super) const MOST_GAIN: u16 = (weights::MARGIN_MOST / weights::MARGIN_DIVISOR + weights::LIFT) as u16;

/// Costs of the last seconds, words that wait, and the trial of the first of them.
#[cfg_attr(test, derive(Debug))]
pub(super) struct SecondLook {
    history: History,
    line: Line,
    trial: Trial,
    scratch: Scratch,
}

impl SecondLook {
    pub(super) const fn new() -> Self {
        Self { history: History::new(), line: Line::new(), trial: Trial::new(), scratch: Scratch::new() }
    }

    pub(super) fn wipe(&mut self) {
        self.history.wipe();
        self.line.wipe();
        self.trial.wipe();
        self.scratch.wipe();
    }

    /// A step has passed; these were its costs.
    pub(super) fn keep(&mut self, costs: &[u16; OUTPUTS]) {
        self.history.push(costs);
        self.line.grow_older();
        self.trial.grow_older();
    }

    /// Takes a word; returns its score if it cannot wait.
    pub(super) fn take(&mut self, pending: Pending, lexicon: Lexicon) -> Option<Score> {
        if self.line.join(pending) { None } else { self.judge(&pending, lexicon, 0) }
    }

    /// Tries waiting words as far as this step's work allows; calls `found` with each that passes.
    pub(super) fn work(&mut self, lexicon: Lexicon, mut found: impl FnMut(&Pending, Score)) {
        let mut visits = 0;
        while visits < VISITS_PER_STEP {
            let Some(pending) = self.line.first().filter(|pending| pending.since() >= AFTER) else { return };
            if !self.trial.is_running() && !self.trial.begin(lexicon, &pending, &self.history) {
                self.settle(&pending, lexicon, 0, &mut found);
                continue;
            }
            let Self { trial, history, scratch, .. } = self;
            let (more, margin) = trial.advance(lexicon.rivals(), &pending, history, scratch);
            visits += more.max(1);
            if let Some(margin) = margin {
                self.settle(&pending, lexicon, margin, &mut found);
            }
        }
    }

    fn settle(
        &mut self,
        pending: &Pending,
        lexicon: Lexicon,
        margin: i32,
        found: &mut impl FnMut(&Pending, Score),
    ) {
        if let Some(score) = self.judge(pending, lexicon, margin) {
            found(pending, score);
        }
        self.line.leave();
    }

    /// The score, if it passes the word's threshold.
    fn judge(&self, pending: &Pending, lexicon: Lexicon, margin: i32) -> Option<Score> {
        use weights::{
            AFTER, BEFORE, LIFT, MARGIN_DIVISOR, MARGIN_MOST, SHORTNESS, STEPS_AFTER, STEPS_BEFORE,
            UNREST_MOST,
        };
        let length = lexicon.depth(pending.node);
        let unrest = |first: u16, steps: u16, weight: i32| {
            let unrest = self.history.unrest(first, steps, UNREST_MOST);
            i32::from(unrest) * weight / i32::from(steps * UNREST_MOST)
        };
        let after = unrest(pending.since().checked_sub(1)?, STEPS_AFTER, AFTER);
        let before = unrest(pending.begun_ago() + STEPS_BEFORE, STEPS_BEFORE, BEFORE);
        let margin = margin.clamp(-MARGIN_MOST, MARGIN_MOST) / MARGIN_DIVISOR;
        let shortness = SHORTNESS.checked_div(i32::from(length))?;
        let score = Score::held(margin + LIFT - i32::from(pending.cost) - after - before - shortness);
        let threshold = lexicon.words().get(usize::from(pending.word))?.threshold;
        (score > Score::of_threshold(threshold)).then_some(score)
    }
}
