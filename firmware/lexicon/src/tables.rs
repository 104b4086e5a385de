//! The compiled form: a trie in breadth-first order. Children stand together, behind their parent and in the order of
//! their parents, so that one number per node says where they are.

use core::ops::Range;

/// [`Node::word`] of a node at which no word ends.
pub const NO_WORD: u16 = u16::MAX;

/// One phoneme of at least one word. 8 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// Index of the first child; the children end where those of the next node begin. The nodes at which words start
    /// are children of none, and end where those of node 0 begin.
    pub first_child: u16,
    /// Word that ends here, or [`NO_WORD`].
    pub word: u16,
    /// Phoneme, 1 to 43.
    pub phoneme: u8,
    /// Phonemes from the start of the word to this node, this one included; at least 1.
    pub depth: u8,
    /// Length in phonemes of the longest word through this node; at least `depth`.
    pub longest: u8,
    /// Lowest [`Word::threshold`] of the words through this node: lets a decoder drop a path that cannot win.
    pub easiest: i8,
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
}

/// One phoneme of a word that competes and can never be reported. 4 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rival {
    /// Index of the first child.
    pub first_child: u16,
    /// Number of children; they stand together.
    pub child_count: u8,
    /// Phoneme, 1 to 43, and 0 at the root; plus [`Rival::END`] where a word ends.
    pub phoneme_and_end: u8,
}

impl Rival {
    /// Marks the end of a word.
    pub const END: u8 = 0x80;

    /// A node.
    #[must_use]
    pub const fn new(phoneme: u8, is_end: bool, first_child: u16, child_count: u8) -> Self {
        let end = if is_end { Self::END } else { 0 };
        Self { first_child, child_count, phoneme_and_end: phoneme | end }
    }

    /// The phoneme.
    #[must_use]
    pub const fn phoneme(self) -> u8 {
        self.phoneme_and_end & !Self::END
    }

    /// Whether a word ends here.
    #[must_use]
    pub const fn is_end(self) -> bool {
        self.phoneme_and_end & Self::END != 0
    }

    /// Indices of the children.
    #[must_use]
    pub const fn children(self) -> Range<u16> {
        self.first_child..self.first_child.saturating_add(self.child_count as u16)
    }
}

/// A compiled word list.
#[derive(Clone, Copy, Debug)]
pub struct Lexicon<'a> {
    /// The trie, breadth first.
    pub nodes: &'a [Node],
    /// The words, by the number that [`Node::word`] holds.
    pub words: &'a [Word],
    /// The trie of rivals: node 0 is its root, children stand together and behind their parent; may be empty.
    pub rivals: &'a [Rival],
}

impl Lexicon<'_> {
    /// Indices of the nodes at which words start.
    #[must_use]
    pub fn starts(&self) -> Range<u16> {
        0..self.nodes.first().map_or(0, |node| node.first_child)
    }

    /// Indices of a node's children; none for an index that is not there.
    #[must_use]
    pub fn children(&self, index: u16) -> Range<u16> {
        let first = |index: usize| self.nodes.get(index).map(|node| node.first_child);
        let end = u16::try_from(self.nodes.len()).unwrap_or(u16::MAX);
        let index = usize::from(index);
        first(index).map_or(0..0, |start| start..first(index + 1).unwrap_or(end))
    }

    /// Index of a node's parent; `None` at the start of a word.
    #[must_use]
    pub fn parent(&self, index: u16) -> Option<u16> {
        let after = self.nodes.partition_point(|node| node.first_child <= index);
        u16::try_from(after.checked_sub(1)?).ok()
    }
}
