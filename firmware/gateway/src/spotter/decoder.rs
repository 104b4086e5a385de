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
//! them nearly all cells are dead nearly always, and a dead cell costs a dozen instructions.
//!
//! Layout: parents stand before children, so one pass from the last node to the first reads every parent before
//! it is overwritten, and needs no second copy. A cell is 6 bytes without padding, all zero when dead.
//!
//! Source: the model's recipe (`decode.py` there).

use sordina_lexicon::{Lexicon, NO_WORD, Node, Word};

use super::costs::PER_NAT;
use super::model::OUTPUTS;
use super::peak::Peak;

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

/// Highest cost at which a word of `length` phonemes can still reach `threshold`.
fn allowance(threshold: i8, length: u8) -> u16 {
    u16::from(threshold.min(0).unsigned_abs()).saturating_mul(PER_THRESHOLD).saturating_mul(u16::from(length))
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

    fn is_dead(self) -> bool {
        self.phoneme_standing | self.blank_standing == 0
    }

    fn phoneme(self) -> Path {
        Path { standing: self.phoneme_standing, age: self.phoneme_age }
    }

    fn blank(self) -> Path {
        Path { standing: self.blank_standing, age: self.blank_age }
    }

    /// This cell one step later; `parent` is `None` at the start of a word.
    fn advance(self, parent: Option<Self>, node: &Node, costs: &[u16; OUTPUTS]) -> Self {
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
        let parent = before.get(usize::from(node.parent)).copied();
        cells = before;
        if own.is_dead() && parent.is_some_and(Cell::is_dead) {
            continue;
        }
        *own = own.advance(parent, node, costs);
        if node.word != NO_WORD {
            report(*own, node, lexicon.words, peaks);
        }
    }
}

fn report(cell: Cell, node: &Node, words: &[Word], peaks: &mut [Peak]) {
    let number = usize::from(node.word);
    let (Some(word), Some(peak)) = (words.get(number), peaks.get_mut(number)) else { return };
    if let Some((cost, age)) = cell.heard(node, *word) {
        peak.hear(cost, age);
    }
}
