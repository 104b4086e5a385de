//! Words to tables: a trie in breadth-first order.
//!
//! Promises what [`Lexicon::new`] asks for, and that `longest` and `easiest` of a [`Node`] are what the words through it
//! give, and that each pronunciation ends at one node, which has its word.
//! Words share the nodes of a common start, which is what makes a thousand of them affordable.

use std::collections::BTreeMap;

use crate::error::Problem;
use crate::pronounce::Pronunciation;
use crate::tables::{End, Lexicon, Node, Rival, Word};

/// A word as it enters the tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its text, for messages; the tables do not hold it.
    pub text: String,
    /// All the ways to say it.
    pub pronunciations: Vec<Pronunciation>,
    /// Row among the allowed ones of the taxonomy.
    pub tag: u8,
    /// Threshold in 1/32 nat per phoneme, at most 0.
    pub threshold: i8,
}

/// Owned tables; word `n` is entry `n`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tables {
    /// The trie.
    pub nodes: Vec<Node>,
    /// First node of each depth.
    pub depths: Vec<u16>,
    /// Where words end.
    pub ends: Vec<End>,
    /// The words.
    pub words: Vec<Word>,
    /// The trie of rivals; empty unless somebody fills it.
    pub rivals: Vec<Rival>,
}

impl Tables {
    /// Compiles the entries.
    pub fn build(entries: &[Entry]) -> Result<Self, Problem> {
        let mut draft = Draft::default();
        for (word, entry) in entries.iter().enumerate() {
            let word = u16::try_from(word).map_err(|_| Problem::TooMany("words"))?;
            if entry.pronunciations.is_empty() {
                return Err(Problem::NoPhonemes(entry.text.clone()));
            }
            for pronunciation in &entry.pronunciations {
                draft.insert(pronunciation, word, entries)?;
            }
        }
        let words: Vec<Word> =
            entries.iter().map(|entry| Word { threshold: entry.threshold, tag: entry.tag }).collect();
        let Order { growing, depths } = draft.in_breadth_first_order()?;
        let ends =
            (0..).zip(&growing).filter_map(|(node, (growing, _))| Some(End { node, word: growing.word? }));
        let ends = ends.collect();
        Ok(Self { nodes: nodes(&growing, &words), depths, ends, words, rivals: Vec::new() })
    }

    /// The tables as the decoder takes them.
    #[must_use]
    pub fn lexicon(&self) -> Lexicon<'_> {
        let Self { nodes, depths, ends, words, rivals } = self;
        Lexicon { nodes, depths, ends, words, rivals }
    }
}

/// A trie that grows: children by phoneme, so that equal word lists give equal tables in any run.
#[derive(Default)]
struct Draft {
    starts: BTreeMap<u8, usize>,
    nodes: Vec<Growing>,
}

#[derive(Default)]
struct Growing {
    phoneme: u8,
    /// Of this node, from 1.
    depth: u8,
    word: Option<u16>,
    children: BTreeMap<u8, usize>,
}

impl Draft {
    fn insert(&mut self, said: &Pronunciation, word: u16, entries: &[Entry]) -> Result<(), Problem> {
        let mut here: Option<usize> = None;
        for (depth, phoneme) in (1..).zip(said.phonemes()) {
            let free = self.nodes.len();
            let children = match here {
                None => &mut self.starts,
                Some(node) => &mut self.nodes[node].children,
            };
            let child = *children.entry(*phoneme).or_insert(free);
            if child == free {
                self.nodes.push(Growing { phoneme: *phoneme, depth, ..Growing::default() });
            }
            here = Some(child);
        }
        let end = here.map(|node| &mut self.nodes[node].word);
        let end = end.ok_or_else(|| Problem::NoPhonemes(String::new()))?;
        match *end {
            Some(other) if other != word => Err(Problem::SamePronunciation {
                pronunciation: said.to_string(),
                other: entries[usize::from(other)].text.clone(),
            }),
            _ => {
                *end = Some(word);
                Ok(())
            }
        }
    }

    fn in_breadth_first_order(&self) -> Result<Order<'_>, Problem> {
        let children =
            |of: &BTreeMap<u8, usize>| of.values().map(|child| &self.nodes[*child]).collect::<Vec<_>>();
        let (mut growing, mut depths) = (Vec::with_capacity(self.nodes.len()), Vec::new());
        let mut level = children(&self.starts);
        while !level.is_empty() {
            depths.push(index(growing.len())?);
            let mut below = Vec::new();
            let end = growing.len() + level.len();
            for node in level {
                growing.push((node, index(end + below.len())?));
                below.extend(children(&node.children));
            }
            level = below;
        }
        Ok(Order { growing, depths })
    }
}

/// A draft's nodes, breadth first, each with the index of its first child, and the first node of each depth.
struct Order<'d> {
    growing: Vec<(&'d Growing, u16)>,
    depths: Vec<u16>,
}

fn index(place: usize) -> Result<u16, Problem> {
    u16::try_from(place).map_err(|_| Problem::TooMany("trie nodes"))
}

/// The nodes of a trie, from the leaves to the starts, as each has what its children give.
fn nodes(growing: &[(&Growing, u16)], words: &[Word]) -> Vec<Node> {
    let mut end = growing.len();
    let mut nodes = vec![Node::new(0, 0, false, 0, 0); growing.len()];
    for (index, (node, first_child)) in growing.iter().enumerate().rev() {
        let children = &nodes[usize::from(*first_child)..end];
        end = usize::from(*first_child);
        // 0 is the strictest threshold; a node where no word ends takes its children's.
        let own = node.word.and_then(|word| words.get(usize::from(word))).map(|word| word.threshold);
        let easiest = children.iter().map(|child| child.easiest()).chain(own).min().unwrap_or(0);
        let longest = children.iter().map(|child| child.longest()).max().unwrap_or(node.depth);
        nodes[index] = Node::new(*first_child, node.phoneme, node.word.is_some(), longest, easiest);
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(said: &[&str], threshold: i8) -> Entry {
        let pronunciations = said.iter().map(|said| Pronunciation::parse(said).expect("sound")).collect();
        Entry { text: said.join("/"), pronunciations, tag: 3, threshold }
    }

    #[test]
    fn words_with_a_common_start_share_its_nodes() {
        let tables = Tables::build(&[entry(&["k a 4 p a"], -20), entry(&["k a 4 o"], -30)]).expect("sound");
        assert_eq!(tables.nodes.len(), 6);
        assert_eq!(tables.nodes[0], Node::new(1, tables.nodes[0].phoneme(), false, 5, -30));
        assert_eq!((tables.depths, tables.ends.len()), (vec![0, 1, 2, 3, 5], 2));
        assert_eq!(tables.words, [Word { threshold: -20, tag: 3 }, Word { threshold: -30, tag: 3 }]);
    }

    #[test]
    fn two_words_of_one_sound_are_refused() {
        let problem = Tables::build(&[entry(&["b a k a"], -20), entry(&["b a k a"], -20)]);
        assert!(matches!(problem, Err(Problem::SamePronunciation { .. })));
    }

    /// Random words over few phonemes, so that they share starts and contain each other.
    fn words() -> impl Strategy<Value = Vec<Entry>> {
        let said = prop::collection::vec(1_u8..6, 1..9);
        let word = (prop::collection::vec(said, 1..3), -128_i8..=0);
        prop::collection::vec(word, 0..40).prop_map(|words| {
            let mut seen = std::collections::BTreeSet::new();
            let fresh =
                |said: Vec<u8>| Some(Pronunciation::spoken(&said)).filter(|said| seen.insert(said.clone()));
            let mut fresh = fresh;
            let entry = |(said, threshold): (Vec<Vec<u8>>, i8)| {
                let pronunciations: Vec<_> = said.into_iter().filter_map(&mut fresh).collect();
                let text = "x".to_owned();
                (!pronunciations.is_empty()).then_some(Entry { text, pronunciations, tag: 0, threshold })
            };
            words.into_iter().filter_map(entry).collect()
        })
    }

    fn spelled(lexicon: Lexicon<'_>, index: u16) -> Vec<u8> {
        let mut here = Some(index);
        let mut phonemes = Vec::new();
        while let Some(index) = here {
            phonemes.insert(0, lexicon.nodes[usize::from(index)].phoneme());
            here = lexicon.parent(index);
        }
        phonemes
    }

    proptest! {
        #[test]
        fn every_node_keeps_its_documented_invariants(entries in words()) {
            let tables = Tables::build(&entries).expect("fits");
            let lexicon = tables.lexicon();
            prop_assert_eq!(lexicon.malformed(), None);
            for (index, node) in (0_u16..).zip(&tables.nodes) {
                let said = spelled(lexicon, index);
                for child in lexicon.children(index) {
                    prop_assert!(child > index);
                    prop_assert_eq!(lexicon.parent(child), Some(index));
                }
                let depth = lexicon.depth(index);
                prop_assert_eq!((usize::from(depth), lexicon.depth_up_to(depth, index)), (said.len(), depth));
                let through = || entries.iter().flat_map(|entry| {
                    let starts = entry.pronunciations.iter().filter(|p| p.phonemes().starts_with(&said));
                    starts.map(move |p| (p.phonemes().len(), entry.threshold))
                });
                prop_assert_eq!(Some(usize::from(node.longest())), through().map(|(length, _)| length).max());
                prop_assert_eq!(Some(node.easiest()), through().map(|(_, threshold)| threshold).min());
                prop_assert_eq!(node.is_end(), lexicon.word_at(index).is_some());
            }
        }

        #[test]
        fn every_pronunciation_ends_at_exactly_one_node_that_names_its_word(entries in words()) {
            let tables = Tables::build(&entries).expect("fits");
            let ends: Vec<_> = tables.ends.iter()
                .map(|end| (spelled(tables.lexicon(), end.node), usize::from(end.word))).collect();
            let expected: usize = entries.iter().map(|entry| entry.pronunciations.len()).sum();
            prop_assert_eq!(ends.len(), expected);
            for (said, word) in ends {
                prop_assert!(entries[word].pronunciations.iter().any(|p| p.phonemes() == said));
            }
        }
    }
}
