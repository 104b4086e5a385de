//! Viterbi search for every word at once, over the trie of the lexicon.
//!
//! A word of n phonemes is the chain s1 blank s2 blank .. sn in which a blank may be skipped (the CTC topology).
//! Words that begin alike share their nodes. Each node holds two paths, the best that ends in its phoneme and
//! the best that ends in the blank after it; each path knows its cost and its age. A word scores when a path
//! stands in the phoneme of one of its end nodes: minus its cost over n, in 1/256 nat per phoneme, 0 is perfect.
//! A path dies when older than 4 n + 6 steps (120 ms per phoneme and 180 ms).
//!
//! Promises: exact for a word alone. Where a word continues into longer ones, its nodes keep paths up to the
//! age of the longest ([`Node::longest`]), and an older, cheaper path may hide a younger one from the shorter
//! word. Pruning is exact: costs never fall, so a path dearer than what the most lenient word through its node
//! allows ([`Node::easiest`] x [`Node::longest`]) cannot win and is dropped. With thresholds as a product uses
//! them nearly all cells are dead nearly always, and a dead cell costs about twenty instructions.
//!
//! Layout: parents stand before children, so one pass from the last node to the first reads every parent before
//! it is overwritten, and needs no second copy. A cell is 6 bytes without padding, all zero when dead.
//!
//! Source: the model's recipe (`decode.py` there).

use sordina_lexicon::{Lexicon, Node, Word};

use super::costs::PER_NAT;
use super::model::OUTPUTS;
use super::peak::{Hearing, Peak};
use super::second_look::MOST_GAIN;

/// What a path stands at before it pays anything; a path that stands at 0 is dead.
const FULL: u16 = u16::MAX;
/// Costs per unit of [`Word::threshold`].
const PER_THRESHOLD: u16 = PER_NAT / 32;

/// One path: what is left of [`FULL`] after its costs, and its age in steps.
#[derive(Clone, Copy)]
struct Path {
    standing: u16,
    age: u8,
}

const DEAD: Path = Path { standing: 0, age: 0 };

impl Path {
    /// The dearer path gives way; of equals the first stays, as in the recipe.
    fn or(self, other: Self) -> Self {
        if other.standing > self.standing { other } else { self }
    }

    /// A step later, `cost` poorer; dead beyond the bounds.
    fn pay(self, cost: u16, bounds: &Bounds) -> Self {
        let standing = self.standing.saturating_sub(cost);
        if standing < bounds.lowest || self.age > bounds.oldest { DEAD } else { Self { standing, ..self } }
    }

    fn older(self) -> Self {
        Self { age: self.age.saturating_add(1), ..self }
    }
}

/// What a path at a node must keep to in order to be of use to any word.
struct Bounds {
    lowest: u16,
    oldest: u8,
}

impl Bounds {
    fn of(node: &Node) -> Self {
        let allowance = allowance(node.easiest, node.longest);
        Self { lowest: (FULL - allowance).max(1), oldest: oldest(node.longest) }
    }
}

/// Highest cost at which a word of `length` phonemes can still reach `threshold`, given the best of second looks.
fn allowance(threshold: i8, length: u8) -> u16 {
    let per_phoneme = u16::from(threshold.min(0).unsigned_abs()) * PER_THRESHOLD + MOST_GAIN;
    per_phoneme.saturating_mul(u16::from(length))
}

/// Age limit of a path through a word of `length` phonemes; words beyond 62 phonemes get no more than 62.
fn oldest(length: u8) -> u8 {
    length.saturating_mul(4).saturating_add(6).min(u8::MAX - 1)
}

/// The two paths of a node.
#[derive(Clone, Copy)]
#[cfg_attr(test, derive(Debug, PartialEq, Eq))]
pub(super) struct Cell {
    phoneme_standing: u16,
    blank_standing: u16,
    phoneme_age: u8,
    blank_age: u8,
}

impl Cell {
    /// No path.
    pub(super) const DEAD: Self =
        Self { phoneme_standing: 0, blank_standing: 0, phoneme_age: 0, blank_age: 0 };

    #[inline]
    fn is_dead(&self) -> bool {
        self.phoneme_standing | self.blank_standing == 0
    }

    fn phoneme(self) -> Path {
        Path { standing: self.phoneme_standing, age: self.phoneme_age }
    }

    fn blank(self) -> Path {
        Path { standing: self.blank_standing, age: self.blank_age }
    }

    /// This cell one step later; `parent` is `None` at the start of a word.
    fn advance(self, parent: Option<&Self>, node: &Node, costs: &[u16; OUTPUTS]) -> Self {
        let bounds = Bounds::of(node);
        let stay = self.phoneme().older();
        let phoneme = match parent {
            Some(parent) => stay.or(parent.blank().older()).or(parent.phoneme().older()),
            None if stay.standing == FULL => DEAD.or(Path { standing: FULL, age: 0 }),
            None => stay.or(Path { standing: FULL, age: 0 }),
        };
        let cost = costs.get(usize::from(node.phoneme)).copied().unwrap_or(FULL);
        let phoneme = phoneme.pay(cost, &bounds);
        let blank = self.blank().older().or(self.phoneme().older()).pay(costs[0], &bounds);
        Self {
            phoneme_standing: phoneme.standing,
            blank_standing: blank.standing,
            phoneme_age: phoneme.age,
            blank_age: blank.age,
        }
    }

    /// Cost per phoneme and age, if the word that ends at this node is heard here above its threshold.
    fn heard(self, node: &Node, word: Word) -> Option<(u16, u8)> {
        let path = self.phoneme();
        let cost = FULL - path.standing;
        let is_heard = path.standing > 0
            && cost < allowance(word.threshold, node.depth)
            && path.age <= oldest(node.depth);
        is_heard.then(|| (cost / u16::from(node.depth).max(1), path.age))
    }
}

/// One step: every cell, and every word heard in it, is brought up to date.
pub(super) fn step(lexicon: Lexicon, costs: &[u16; OUTPUTS], cells: &mut [Cell], peaks: &mut [Peak]) {
    let Some(mut cells) = cells.get_mut(..lexicon.nodes.len()) else { return };
    for node in lexicon.nodes.iter().rev() {
        let Some((own, before)) = cells.split_last_mut() else { return };
        // The start of a word is its own parent, which is no longer among those before it.
        let parent = before.get(usize::from(node.parent));
        if !(own.is_dead() && parent.is_some_and(Cell::is_dead)) {
            visit(own, parent, before.len(), lexicon, costs, peaks);
        }
        cells = before;
    }
}

/// Out of line, so that passing over a dead cell stays in a few registers: nearly all cells are.
#[inline(never)]
fn visit(
    own: &mut Cell,
    parent: Option<&Cell>,
    index: usize,
    lexicon: Lexicon,
    costs: &[u16; OUTPUTS],
    peaks: &mut [Peak],
) {
    let Some(node) = lexicon.nodes.get(index) else { return };
    *own = own.advance(parent, node, costs);
    let number = usize::from(node.word);
    // NO_WORD is the number of no word.
    let (Some(word), Some(peak)) = (lexicon.words.get(number), peaks.get_mut(number)) else { return };
    if let (Some((cost, duration)), Ok(node)) = (own.heard(node, *word), u16::try_from(index)) {
        peak.hear(Hearing { cost, duration, node });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::vec::Vec;

    use sordina_lexicon::NO_WORD;

    const WORD: [u8; 4] = [5, 38, 3, 21];

    /// The recipe's search for one word, on whole sequences and in wide numbers: per step cost and age.
    fn plainly(word: &[u8], steps: &[[u16; OUTPUTS]]) -> Vec<Option<(u32, u32)>> {
        let states: Vec<usize> =
            word.iter().flat_map(|p| [usize::from(*p), 0]).take(2 * word.len() - 1).collect();
        let mut paths: Vec<Option<(u32, u32)>> = std::vec![None; states.len()];
        let mut ends = Vec::new();
        for costs in steps {
            let before = paths.clone();
            for (j, state) in states.iter().enumerate() {
                let older = |path: Option<(u32, u32)>| path.map(|(cost, age)| (cost, age + 1));
                let mut choices = std::vec![older(before[j])];
                choices.extend((j >= 1).then(|| older(before[j - 1])));
                choices.extend((j >= 2 && j % 2 == 0).then(|| older(before[j - 2])));
                if j == 0 {
                    choices.insert(if before[0].is_some_and(|p| p.0 == 0) { 0 } else { 1 }, Some((0, 0)));
                }
                let best = choices.into_iter().flatten().min_by_key(|(cost, _)| *cost);
                let young = best.filter(|(_, age)| *age as usize <= 4 * word.len() + 6);
                paths[j] = young.map(|(cost, age)| (cost + u32::from(costs[*state]), age));
            }
            ends.push(paths[states.len() - 1]);
        }
        ends
    }

    /// Random costs in which the word's phonemes are often cheap, so that paths live.
    fn noise(count: usize) -> Vec<[u16; OUTPUTS]> {
        let mut seed = 5_u32;
        let mut next = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) as u16
        };
        (0..count).map(|_| core::array::from_fn(|_| if next() % 3 == 0 { 0 } else { next() % 700 })).collect()
    }

    fn chain(threshold: i8) -> Vec<Node> {
        let node = |depth: u8| Node {
            parent: u16::from(depth.saturating_sub(2)),
            word: if depth == 4 { 0 } else { NO_WORD },
            phoneme: WORD[usize::from(depth) - 1],
            depth,
            longest: 4,
            easiest: threshold,
        };
        (1..=4).map(node).collect()
    }

    #[test]
    fn a_word_alone_costs_what_the_plain_search_says_and_pruning_hides_nothing_above_the_threshold() {
        let steps = noise(2_000);
        let expected = plainly(&WORD, &steps);
        for threshold in [-128, -20, -5] {
            let (nodes, words) = (chain(threshold), [Word { threshold, tag: 0 }]);
            let lexicon = Lexicon { nodes: &nodes, words: &words, rivals: &[] };
            let (mut cells, mut heard) = ([Cell::DEAD; 4], 0);
            for (costs, end) in steps.iter().zip(&expected) {
                step(lexicon, costs, &mut cells, &mut [Peak::SILENT]);
                let above = end.filter(|(cost, _)| *cost < u32::from(allowance(threshold, 4)));
                let ours = cells[3].heard(&nodes[3], words[0]);
                assert_eq!(
                    ours.map(|(cost, age)| (u32::from(cost), u32::from(age))),
                    above.map(|(c, a)| (c / 4, a))
                );
                heard += u32::from(ours.is_some());
            }
            assert!(heard > 50, "{heard} at {threshold}");
        }
    }

    #[test]
    fn a_shared_beginning_serves_both_words() {
        let mut nodes = chain(-128);
        nodes[1].word = 1;
        let words = [Word { threshold: -128, tag: 0 }; 2];
        let (mut cells, mut peaks) = ([Cell::DEAD; 4], [Peak::SILENT; 2]);
        for phoneme in WORD {
            let mut costs = [2_048; OUTPUTS];
            costs[usize::from(phoneme)] = 0;
            step(Lexicon { nodes: &nodes, words: &words, rivals: &[] }, &costs, &mut cells, &mut peaks);
        }
        assert!(peaks.iter().all(|peak| *peak != Peak::SILENT));
        assert_eq!(cells[3].heard(&nodes[3], words[0]), Some((0, 3)));
    }

    #[test]
    fn limits_saturate_instead_of_wrapping() {
        assert_eq!(
            (allowance(-128, 255), allowance(5, 9), oldest(255), oldest(6)),
            (u16::MAX, 9 * MOST_GAIN, 254, 30)
        );
    }
}
