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
//! word. Costs never fall, so a path dearer than what the most lenient word through its node allows
//! ([`Node::easiest`] x [`Node::longest`]) cannot win and is dropped; so is one that is [`SLACK`] behind. Memory and work
//! follow the paths that live, a few dozen with thresholds as a product uses them, not the number of words. A full list
//! starts no new path and lets those go on that are farthest in their words.
//!
//! Layout: places stand in falling order of their nodes. Children come in the order of their parents, so staying
//! and moving on are two sorted streams, and one merge makes the next step. A place is 8 bytes without padding.
//!
//! Source: the model's recipe (`decode.py` there).

use core::iter::Peekable;
use core::ops::Range;
use sordina_lexicon::{Lexicon, Node, Word};

use super::costs::PER_NAT;
use super::model::OUTPUTS;
use super::peak::Hearing;
use super::second_look::MOST_GAIN;

/// What a path stands at before it pays anything; a path that stands at 0 is dead.
const FULL: u16 = u16::MAX;
/// What a path may have paid beyond its share of the way: 4 nats. Long words could pay much more at their start and still
/// be heard at their end, but hardly ever do: of 118 detections in two hours of speech in noise this loses one, and six
/// times fewer paths live.
const SLACK: u16 = 4 * PER_NAT;
/// Costs per unit of [`Word::threshold`].
const PER_THRESHOLD: u16 = PER_NAT / 32;

/// One path: what is left of [`FULL`] after its costs, and its age in steps.
#[derive(Clone, Copy, PartialEq, Eq)]
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
    fn of(node: Node, depth: u8) -> Self {
        let so_far = allowance(node.easiest(), depth).saturating_add(SLACK);
        let allowance = allowance(node.easiest(), node.longest()).min(so_far);
        Self { lowest: (FULL - allowance).max(1), oldest: oldest(node.longest()) }
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

/// The two paths of a node. All zero in an empty place.
#[derive(Clone, Copy)]
#[cfg_attr(test, derive(Debug, PartialEq, Eq))]
pub(super) struct Place {
    node: u16,
    phoneme_standing: u16,
    blank_standing: u16,
    phoneme_age: u8,
    blank_age: u8,
}

impl Place {
    const EMPTY: Self = Self::dead(0);

    /// No path.
    const fn dead(node: u16) -> Self {
        Self { node, phoneme_standing: 0, blank_standing: 0, phoneme_age: 0, blank_age: 0 }
    }

    fn is_dead(&self) -> bool {
        self.phoneme_standing | self.blank_standing == 0
    }

    fn phoneme(self) -> Path {
        Path { standing: self.phoneme_standing, age: self.phoneme_age }
    }

    fn blank(self) -> Path {
        Path { standing: self.blank_standing, age: self.blank_age }
    }

    /// This place one step later, with what came from its parent.
    fn advance(self, entered: Path, node: Node, bounds: &Bounds, costs: &[u16; OUTPUTS]) -> Self {
        let cost = costs.get(usize::from(node.phoneme())).copied().unwrap_or(FULL);
        if self.is_dead() {
            // Most of the work: children of what lives, whose phonemes nobody said.
            let Path { standing, age } = entered.pay(cost, bounds);
            return Self { phoneme_standing: standing, phoneme_age: age, ..self };
        }
        // A word can begin anew at any time, for nothing; of two paths that paid the same the one that stays wins.
        let phoneme = if entered == BEGINNING { entered } else { self.phoneme().older().or(entered) };
        let phoneme = phoneme.pay(cost, bounds);
        let blank = self.blank().older().or(self.phoneme().older()).pay(costs[0], bounds);
        Self {
            node: self.node,
            phoneme_standing: phoneme.standing,
            blank_standing: blank.standing,
            phoneme_age: phoneme.age,
            blank_age: blank.age,
        }
    }

    /// What a child of this node is entered with.
    fn leaving(self) -> Path {
        self.blank().older().or(self.phoneme().older())
    }

    /// How the word of `length` phonemes that ends at this node is heard here, if it is above its threshold.
    fn heard(self, word: Word, length: u8) -> Option<Hearing> {
        let (path, node) = (self.phoneme(), self.node);
        let cost = FULL - path.standing;
        let is_heard =
            path.standing > 0 && cost < allowance(word.threshold, length) && path.age <= oldest(length);
        is_heard.then(|| Hearing { cost: cost / u16::from(length).max(1), duration: path.age, node })
    }
}

/// What a word is begun with: nothing paid yet.
const BEGINNING: Path = Path { standing: FULL, age: 0 };

/// The paths that live.
#[cfg_attr(test, derive(Debug))]
pub(super) struct Search<const PLACES: usize> {
    places: [Place; PLACES],
    /// The next step, while it is made.
    next: [Place; PLACES],
    /// Places taken.
    count: u32,
}

impl<const PLACES: usize> Search<PLACES> {
    /// Nothing heard.
    pub(super) const fn new() -> Self {
        Self { places: [Place::EMPTY; PLACES], next: [Place::EMPTY; PLACES], count: 0 }
    }

    /// Forgets everything.
    pub(super) fn wipe(&mut self) {
        self.places.fill(Place::EMPTY);
        self.next.fill(Place::EMPTY);
        self.count = 0;
    }

    /// One step: every path goes on, and `hear` is told of each word that one of them is heard to end.
    pub(super) fn step(
        &mut self,
        lexicon: Lexicon,
        costs: &[u16; OUTPUTS],
        mut hear: impl FnMut(u16, Hearing),
    ) {
        let Self { places, next, count } = self;
        let living = places.get(..*count as usize).unwrap_or(&[]);
        let (mut stays, mut moves) =
            (living.iter().copied().peekable(), Moves::new(lexicon, living).peekable());
        let (mut free, mut depth) = (next.iter_mut(), u8::MAX);
        *count = 0;
        while let Some((place, entered)) = first(&mut stays, &mut moves) {
            let Some(node) = lexicon.nodes().get(usize::from(place.node)).copied() else { continue };
            depth = lexicon.depth_up_to(depth, place.node);
            let place = place.advance(entered, node, &Bounds::of(node, depth), costs);
            if place.is_dead() {
                continue;
            }
            let Some(to) = free.next() else { break };
            *to = place;
            *count += 1;
            if node.is_end()
                && let Some(number) = lexicon.word_at(place.node)
                && let Some(word) = lexicon.words().get(usize::from(number))
                && let Some(heard) = place.heard(*word, depth)
            {
                hear(number, heard);
            }
        }
        let made = *count as usize;
        for (place, next) in places.iter_mut().zip(next).take(made) {
            *place = *next;
        }
    }
}

/// The last node that a path stays in or moves on to, and what it is entered with.
fn first(
    stays: &mut Peekable<impl Iterator<Item = Place>>,
    moves: &mut Peekable<impl Iterator<Item = (u16, Path)>>,
) -> Option<(Place, Path)> {
    let (staying, moving) = (stays.peek().map(|place| place.node), moves.peek().map(|entry| entry.0));
    let node = staying.max(moving)?;
    let stay = stays.next_if(|place| place.node == node);
    let moved = moves.next_if(|entry| entry.0 == node);
    Some((stay.unwrap_or(Place::dead(node)), moved.map_or(DEAD, |entry| entry.1)))
}

/// Children of all living places, in falling order, and the starts of all words.
struct Moves<'a> {
    lexicon: Lexicon<'a>,
    parents: core::slice::Iter<'a, Place>,
    children: Range<u16>,
    entered: Path,
    has_begun: bool,
}

impl<'a> Moves<'a> {
    fn new(lexicon: Lexicon<'a>, parents: &'a [Place]) -> Self {
        Self { lexicon, parents: parents.iter(), children: 0..0, entered: DEAD, has_begun: false }
    }
}

impl Iterator for Moves<'_> {
    type Item = (u16, Path);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(child) = self.children.next_back() {
                return Some((child, self.entered));
            }
            if let Some(parent) = self.parents.next() {
                (self.children, self.entered) = (self.lexicon.children(parent.node), parent.leaving());
            } else if core::mem::replace(&mut self.has_begun, true) {
                return None;
            } else {
                (self.children, self.entered) = (self.lexicon.starts(), BEGINNING);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::vec::Vec;

    use sordina_lexicon::End;

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
        let node = |(depth, phoneme): (u16, u8)| Node::new(depth, phoneme, depth == 4, 4, threshold);
        (1..=4).zip(WORD).map(node).collect()
    }

    fn lexicon<'a>(nodes: &'a [Node], ends: &'a [End], words: &'a [Word]) -> Lexicon<'a> {
        Lexicon::new(nodes, &[0, 1, 2, 3], ends, words, &[]).expect("a trie")
    }

    const LAST: &[End] = &[End { node: 3, word: 0 }];

    /// What is heard of each word in one step.
    fn step<const PLACES: usize>(
        search: &mut Search<PLACES>,
        lexicon: Lexicon,
        costs: &[u16; OUTPUTS],
    ) -> Vec<(u16, Hearing)> {
        let mut heard = Vec::new();
        search.step(lexicon, costs, |word, hearing| heard.push((word, hearing)));
        heard
    }

    #[test]
    fn a_word_alone_costs_what_the_plain_search_says_and_pruning_hides_nothing_above_the_threshold() {
        let steps = noise(2_000);
        let expected = plainly(&WORD, &steps);
        for threshold in [-128, -20, -5] {
            let (nodes, words) = (chain(threshold), [Word { threshold, tag: 0 }]);
            let lexicon = lexicon(&nodes, LAST, &words);
            let (mut search, mut heard) = (Search::<4>::new(), 0);
            for (costs, end) in steps.iter().zip(&expected) {
                let ours = step(&mut search, lexicon, costs);
                let above = end.filter(|(cost, _)| *cost < u32::from(allowance(threshold, 4)));
                let ours = ours.first().map(|(_, end)| (u32::from(end.cost), u32::from(end.duration)));
                assert_eq!(ours, above.map(|(c, a)| (c / 4, a)));
                heard += u32::from(ours.is_some());
            }
            assert!(heard > 50, "{heard} at {threshold}");
        }
    }

    /// Costs of a step in which one phoneme is free.
    fn costs_of(phoneme: u8) -> [u16; OUTPUTS] {
        let mut costs = [2_048; OUTPUTS];
        costs[usize::from(phoneme)] = 0;
        costs
    }

    #[test]
    fn a_shared_beginning_serves_both_words() {
        let mut nodes = chain(-128);
        nodes[1] = Node::new(2, WORD[1], true, 4, -128);
        let ends = [End { node: 1, word: 1 }, End { node: 3, word: 0 }];
        let words = [Word { threshold: -128, tag: 0 }; 2];
        let lexicon = lexicon(&nodes, &ends, &words);
        let mut search = Search::<4>::new();
        let heard: Vec<_> = WORD.iter().flat_map(|it| step(&mut search, lexicon, &costs_of(*it))).collect();
        assert_eq!(heard.iter().filter(|(word, _)| *word == 1).map(|(_, end)| end.duration).min(), Some(1));
        assert!(heard.contains(&(0, Hearing { cost: 0, duration: 3, node: 3 })));
    }

    #[test]
    fn a_full_list_begins_nothing_new_and_ends_what_it_began() {
        let (nodes, words) = (chain(-128), [Word { threshold: -128, tag: 0 }]);
        let lexicon = lexicon(&nodes, LAST, &words);
        let mut search = Search::<1>::new();
        let heard: Vec<_> = WORD.iter().flat_map(|it| step(&mut search, lexicon, &costs_of(*it))).collect();
        assert_eq!(heard, [(0, Hearing { cost: 0, duration: 3, node: 3 })]);
    }

    #[test]
    fn places_stand_in_falling_order_and_what_is_dead_has_none() {
        let (nodes, words) = (chain(-20), [Word { threshold: -20, tag: 0 }]);
        let lexicon = lexicon(&nodes, LAST, &words);
        let mut search = Search::<4>::new();
        for costs in noise(500) {
            step(&mut search, lexicon, &costs);
            let living = &search.places[..search.count as usize];
            assert!(living.is_sorted_by(|one, other| one.node > other.node), "{living:?}");
            assert!(living.iter().all(|place| !place.is_dead()));
        }
    }

    #[test]
    fn limits_saturate_instead_of_wrapping() {
        assert_eq!(
            (allowance(-128, 255), allowance(5, 9), oldest(255), oldest(6)),
            (u16::MAX, 9 * MOST_GAIN, 254, 30)
        );
    }
}
