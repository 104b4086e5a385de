//! The compiled form: a trie in breadth-first order. Children stand together, behind their parent and in the order of
//! their parents, so that one number per node says where they are, and nodes of equal depth stand together.
//!
//! Small before quick: a product has tens of thousands of nodes and a board one megabyte. What few nodes have (the word
//! that ends there) or many share (their depth) is looked up in a table of its own.

use core::fmt;
use core::ops::Range;

use crate::phoneme;

/// A phoneme in the low bits, and whether a word ends with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Symbol(u8);

impl Symbol {
    /// Marks the end of a word.
    const END: u8 = 0x80;

    const fn new(phoneme: u8, is_end: bool) -> Self {
        Self(if is_end { phoneme | Self::END } else { phoneme })
    }

    const fn phoneme(self) -> u8 {
        self.0 & !Self::END
    }

    const fn is_end(self) -> bool {
        self.0 & Self::END != 0
    }
}

/// One phoneme of at least one word. 5 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// Little-endian, so that a node needs no alignment.
    first_child: [u8; 2],
    symbol: Symbol,
    longest: u8,
    easiest: i8,
}

impl Node {
    /// A node; see the accessors.
    #[must_use]
    pub const fn new(first_child: u16, phoneme: u8, is_end: bool, longest: u8, easiest: i8) -> Self {
        let symbol = Symbol::new(phoneme, is_end);
        Self { first_child: first_child.to_le_bytes(), symbol, longest, easiest }
    }

    /// Index of the first child; the children end where those of the next node begin.
    #[must_use]
    pub const fn first_child(self) -> u16 {
        u16::from_le_bytes(self.first_child)
    }

    /// Phoneme, 1 to 43.
    #[must_use]
    pub const fn phoneme(self) -> u8 {
        self.symbol.phoneme()
    }

    /// Whether a word ends here: [`Lexicon::word_at`] says which.
    #[must_use]
    pub const fn is_end(self) -> bool {
        self.symbol.is_end()
    }

    /// Length in phonemes of the longest word through this node.
    #[must_use]
    pub const fn longest(self) -> u8 {
        self.longest
    }

    /// Lowest [`Word::threshold`] of the words through this node: lets a decoder drop a path that cannot win.
    #[must_use]
    pub const fn easiest(self) -> i8 {
        self.easiest
    }

    /// All of it, to be summed up.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 5] {
        let [low, high] = self.first_child;
        [low, high, self.symbol.0, self.longest, self.easiest.cast_unsigned()]
    }
}

/// The node at which a pronunciation ends. 4 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// Index of the node.
    pub node: u16,
    /// Number of the word.
    pub word: u16,
}

impl End {
    /// All of it, to be summed up.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 4] {
        let ([node, above], [word, beyond]) = (self.node.to_le_bytes(), self.word.to_le_bytes());
        [node, above, word, beyond]
    }
}

/// One watched word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Score at which the word counts as heard: 1/32 nat per phoneme, at most 0; nearer 0 is stricter.
    pub threshold: i8,
    /// Row of the policy's taxonomy that the word is evidence for, or a marker; read it as [`Word::meaning`].
    pub tag: u8,
}

/// What it means that a word was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Evidence for this row among the allowed ones of the taxonomy.
    Tag(u8),
    /// Talk of a denied subject (R16): what was heard around it counts for nothing.
    Denied,
    /// Nothing: a word of a command line.
    Nothing,
}

impl Word {
    /// [`Word::tag`] of a word of a denied subject. Which subject is not in the tables, so nobody can ask.
    pub const DENIED: u8 = u8::MAX - 1;
    /// [`Word::tag`] of a word that counts for nothing.
    pub const NOTHING: u8 = u8::MAX;

    /// What it means that this word was heard.
    #[must_use]
    pub const fn meaning(self) -> Meaning {
        Self::meaning_of(self.tag)
    }

    /// What a word with this [`Word::tag`] means.
    #[must_use]
    pub const fn meaning_of(tag: u8) -> Meaning {
        match tag {
            Self::DENIED => Meaning::Denied,
            Self::NOTHING => Meaning::Nothing,
            row => Meaning::Tag(row),
        }
    }

    /// All of it, to be summed up.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 2] {
        [self.threshold.cast_unsigned(), self.tag]
    }
}

/// One phoneme of a word that competes and can never be reported. 4 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rival {
    /// Index of the first child.
    pub first_child: u16,
    /// Number of children; they stand together.
    pub child_count: u8,
    symbol: Symbol,
}

impl Rival {
    /// A node; its phoneme is 1 to 43, and 0 at the root.
    #[must_use]
    pub const fn new(phoneme: u8, is_end: bool, first_child: u16, child_count: u8) -> Self {
        Self { first_child, child_count, symbol: Symbol::new(phoneme, is_end) }
    }

    /// The phoneme.
    #[must_use]
    pub const fn phoneme(self) -> u8 {
        self.symbol.phoneme()
    }

    /// Whether a word ends here.
    #[must_use]
    pub const fn is_end(self) -> bool {
        self.symbol.is_end()
    }

    /// Indices of the children.
    #[must_use]
    pub const fn children(self) -> Range<u16> {
        self.first_child..self.first_child.saturating_add(self.child_count as u16)
    }

    /// All of it, to be summed up.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 4] {
        let [low, high] = self.first_child.to_le_bytes();
        [low, high, self.child_count, self.symbol.0]
    }
}

/// A compiled word list.
#[derive(Clone, Copy, Debug)]
pub struct Lexicon<'a> {
    pub(crate) nodes: &'a [Node],
    pub(crate) depths: &'a [u16],
    pub(crate) ends: &'a [End],
    pub(crate) words: &'a [Word],
    pub(crate) rivals: &'a [Rival],
}

/// Why tables are no lexicon: the node with this index breaks the rules of [`Lexicon::new`], or, beyond the last node, a
/// level or an end is not that of any node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadNode(pub usize);

impl fmt::Display for BadNode {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "lexicon: node {} is malformed; compile the words again", self.0)
    }
}

impl<'a> Lexicon<'a> {
    /// No words.
    pub const EMPTY: Self = Self { nodes: &[], depths: &[], ends: &[], words: &[], rivals: &[] };

    /// Takes tables as the compiler of words writes them:
    ///
    /// - `nodes`, the trie, breadth first: the children of a node stand together, in the order of their parents, one level
    ///   deeper; phonemes are known; no node is deeper than its longest word.
    /// - `depths`: index of the first node of each depth, from depth 1.
    /// - `ends`: where words end, in the order of nodes; one for each node that is an end.
    /// - `words`, by the number that [`End::word`] holds.
    /// - `rivals`: the trie of rivals: node 0 is its root, children stand together and behind their parent; may be empty.
    ///
    /// # Errors
    /// If the trie breaks these rules: the tables were not made by this version of the compiler of words.
    pub const fn new(
        nodes: &'a [Node],
        depths: &'a [u16],
        ends: &'a [End],
        words: &'a [Word],
        rivals: &'a [Rival],
    ) -> Result<Self, BadNode> {
        let lexicon = Self { nodes, depths, ends, words, rivals };
        match lexicon.malformed() {
            Some(index) => Err(BadNode(index)),
            None => Ok(lexicon),
        }
    }

    /// Nodes of the trie.
    #[must_use]
    pub const fn nodes(&self) -> &'a [Node] {
        self.nodes
    }

    /// The words, by number.
    #[must_use]
    pub const fn words(&self) -> &'a [Word] {
        self.words
    }

    /// The trie of rivals.
    #[must_use]
    pub const fn rivals(&self) -> &'a [Rival] {
        self.rivals
    }

    /// Indices of the nodes at which words start.
    #[must_use]
    pub fn starts(&self) -> Range<u16> {
        0..self.nodes.first().map_or(0, |node| node.first_child())
    }

    /// Indices of a node's children; none for an index that is not there.
    #[must_use]
    pub fn children(&self, index: u16) -> Range<u16> {
        let first = |index: usize| self.nodes.get(index).map(|node| node.first_child());
        let end = u16::try_from(self.nodes.len()).unwrap_or(u16::MAX);
        let index = usize::from(index);
        first(index).map_or(0..0, |start| start..first(index + 1).unwrap_or(end))
    }

    /// Index of a node's parent; `None` at the start of a word.
    #[must_use]
    pub fn parent(&self, index: u16) -> Option<u16> {
        let after = self.nodes.partition_point(|node| node.first_child() <= index);
        u16::try_from(after.checked_sub(1)?).ok()
    }

    /// Phonemes from the start of a word to a node, the node's included; at least 1 where there is a node.
    #[must_use]
    pub fn depth(&self, index: u16) -> u8 {
        self.depth_up_to(u8::MAX, index)
    }

    /// As [`Lexicon::depth`], for a node that is not deeper than `most`: quick for one who asks for one node after the other
    /// in falling order.
    #[must_use]
    pub fn depth_up_to(&self, most: u8, index: u16) -> u8 {
        let known = self.depths.get(..usize::from(most)).unwrap_or(self.depths);
        let above = known.iter().rev().take_while(|first| **first > index).count();
        u8::try_from(known.len() - above).unwrap_or(u8::MAX)
    }

    /// Number of the word that ends at a node.
    #[must_use]
    pub fn word_at(&self, index: u16) -> Option<u16> {
        let place = self.ends.binary_search_by_key(&index, |end| end.node).ok()?;
        self.ends.get(place).map(|end| end.word)
    }

    /// The first node that breaks a rule. `const` loops have no iterators.
    pub(crate) const fn malformed(&self) -> Option<usize> {
        let (mut index, mut depth, mut ends) = (0, 0, 0);
        while index < self.nodes.len() {
            if depth < self.depths.len() && index == self.depths[depth] as usize {
                depth += 1;
            }
            let node = self.nodes[index];
            if node.is_end() {
                if !self.is_sound_end(ends, index) {
                    return Some(index);
                }
                ends += 1;
            }
            let has_phoneme = node.phoneme() != phoneme::BLANK && (node.phoneme() as usize) < phoneme::COUNT;
            if !(has_phoneme && node.longest() as usize >= depth && self.has_sound_children(index, depth)) {
                return Some(index);
            }
            index += 1;
        }
        if depth == self.depths.len() && ends == self.ends.len() { None } else { Some(index) }
    }

    const fn is_sound_end(&self, place: usize, node: usize) -> bool {
        place < self.ends.len()
            && self.ends[place].node as usize == node
            && (self.ends[place].word as usize) < self.words.len()
    }

    /// Whether the children of a node of this depth stand behind those of the node before and in the next level, which
    /// the first node of a level begins and the last one fills.
    const fn has_sound_children(&self, index: usize, depth: usize) -> bool {
        let (level, below, after) = (self.level(depth), self.level(depth + 1), self.level(depth + 2));
        let end = if index + 1 < self.nodes.len() {
            self.nodes[index + 1].first_child() as usize
        } else {
            self.nodes.len()
        };
        let first = self.nodes[index].first_child() as usize;
        let begins = if index == level { first == below } else { first >= below };
        begins && first <= end && end <= after && (index + 1 < below || end == after)
    }

    /// Index of the first node of a depth, 1 or more; beyond the last, the number of nodes.
    const fn level(&self, depth: usize) -> usize {
        if depth >= 1 && depth <= self.depths.len() {
            self.depths[depth - 1] as usize
        } else {
            self.nodes.len()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &[Word] = &[Word { threshold: -20, tag: 0 }];
    const DEPTHS: &[u16] = &[0, 1];
    const ENDS: &[End] = &[End { node: 1, word: 0 }];
    const FIRST: Node = Node::new(1, 1, false, 2, -20);
    const LAST: Node = Node::new(2, 5, true, 2, -20);

    fn judged(last: Node, depths: &[u16], ends: &[End]) -> Result<(), BadNode> {
        Lexicon::new(&[FIRST, last], depths, ends, WORDS, &[]).map(|_| ())
    }

    #[test]
    fn what_is_no_trie_in_order_is_refused() {
        assert_eq!(judged(LAST, DEPTHS, ENDS), Ok(()));
        let node =
            |first_child, phoneme, is_end, longest| Node::new(first_child, phoneme, is_end, longest, -20);
        let bad = [
            (judged(node(1, 5, true, 2), DEPTHS, ENDS), 0, "its child is itself"),
            (judged(node(3, 5, true, 2), DEPTHS, ENDS), 0, "a child that is not there"),
            (judged(node(2, 0, true, 2), DEPTHS, ENDS), 1, "silence"),
            (judged(node(2, 44, true, 2), DEPTHS, ENDS), 1, "an unknown phoneme"),
            (judged(node(2, 5, true, 1), DEPTHS, ENDS), 1, "longer than the longest"),
            (judged(node(2, 5, false, 2), DEPTHS, ENDS), 2, "an end of no word"),
            (judged(LAST, DEPTHS, &[]), 1, "an end without a word"),
            (judged(LAST, DEPTHS, &[End { node: 0, word: 0 }]), 1, "an end elsewhere"),
            (judged(LAST, DEPTHS, &[End { node: 1, word: 1 }]), 1, "no such word"),
            (judged(LAST, &[0], ENDS), 0, "a child as deep as its parent"),
            (judged(LAST, &[0, 1, 2], ENDS), 2, "an empty level"),
        ];
        for (judged, index, why) in bad {
            assert_eq!(judged, Err(BadNode(index)), "{why}");
        }
    }
}
