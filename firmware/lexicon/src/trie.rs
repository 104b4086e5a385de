//! Words to tables: a trie in breadth-first order.
//!
//! Promises the invariants of [`Node`]: children stand together behind their parent, depths grow by one, `longest` and
//! `easiest` are what the words through a node give, and each pronunciation ends at one node that names its word.
//! Words share the nodes of a common start, which is what makes a thousand of them affordable.

use std::collections::BTreeMap;

use crate::error::Problem;
use crate::pronounce::Pronunciation;
use crate::tables::{Lexicon, NO_WORD, Node, Rival, Word};

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
    /// The words.
    pub words: Vec<Word>,
    /// The trie of rivals; empty unless somebody fills it.
    pub rivals: Vec<Rival>,
}

impl Tables {
    /// Compiles the entries.
    pub fn build(entries: &[Entry]) -> Result<Self, Problem> {
        if entries.len() >= usize::from(NO_WORD) {
            return Err(Problem::TooMany("words"));
        }
        let mut draft = Draft::default();
        for (word, entry) in (0..).zip(entries) {
            if entry.pronunciations.is_empty() {
                return Err(Problem::NoPhonemes(entry.text.clone()));
            }
            for pronunciation in &entry.pronunciations {
                draft.insert(pronunciation, word, entries)?;
            }
        }
        let words: Vec<Word> =
            entries.iter().map(|entry| Word { threshold: entry.threshold, tag: entry.tag }).collect();
        let mut nodes = draft.in_breadth_first_order()?;
        carry_upwards(&mut nodes, &words);
        Ok(Self { nodes, words, rivals: Vec::new() })
    }

    /// The tables as the decoder takes them.
    #[must_use]
    pub fn lexicon(&self) -> Lexicon<'_> {
        Lexicon { nodes: &self.nodes, words: &self.words, rivals: &self.rivals }
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
    word: Option<u16>,
    children: BTreeMap<u8, usize>,
}

impl Draft {
    fn insert(&mut self, said: &Pronunciation, word: u16, entries: &[Entry]) -> Result<(), Problem> {
        let mut here: Option<usize> = None;
        for phoneme in said.phonemes() {
            let free = self.nodes.len();
            let children = match here {
                None => &mut self.starts,
                Some(node) => &mut self.nodes[node].children,
            };
            let child = *children.entry(*phoneme).or_insert(free);
            if child == free {
                self.nodes.push(Growing { phoneme: *phoneme, ..Growing::default() });
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

    fn in_breadth_first_order(&self) -> Result<Vec<Node>, Problem> {
        let mut order: Vec<(u8, &Growing)> = Vec::with_capacity(self.nodes.len());
        order.extend(self.starts.values().map(|child| (1, &self.nodes[*child])));
        let (mut nodes, mut next) = (Vec::with_capacity(self.nodes.len()), 0);
        while let Some(&(depth, growing)) = order.get(next) {
            let first_child = u16::try_from(order.len()).map_err(|_| Problem::TooMany("trie nodes"))?;
            let word = growing.word.unwrap_or(NO_WORD);
            nodes.push(Node {
                first_child,
                word,
                phoneme: growing.phoneme,
                depth,
                longest: depth,
                easiest: 0,
            });
            order.extend(growing.children.values().map(|child| (depth + 1, &self.nodes[*child])));
            next += 1;
        }
        Ok(nodes)
    }
}

/// Fills `longest` and `easiest`, from the leaves to the starts.
fn carry_upwards(nodes: &mut [Node], words: &[Word]) {
    let mut end = nodes.len();
    for index in (0..nodes.len()).rev() {
        let (before, behind) = nodes.split_at_mut(index + 1);
        let Some(node) = before.last_mut() else { return };
        let first = usize::from(node.first_child);
        let children = &behind[first - index - 1..end - index - 1];
        end = first;
        // 0 is the strictest threshold; a node where no word ends takes its children's.
        let own = words.get(usize::from(node.word)).map(|word| word.threshold);
        node.easiest = children.iter().map(|child| child.easiest).chain(own).min().unwrap_or(0);
        node.longest = children.iter().map(|child| child.longest).chain([node.depth]).max().unwrap_or(0);
    }
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
        let root = tables.nodes[0];
        assert_eq!(
            (root.first_child, root.depth, root.longest, root.easiest, root.word),
            (1, 1, 5, -30, NO_WORD)
        );
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

    fn spelled(lexicon: Lexicon<'_>, index: usize) -> Vec<u8> {
        let mut here = u16::try_from(index).ok();
        let mut phonemes = Vec::new();
        while let Some(index) = here {
            phonemes.insert(0, lexicon.nodes[usize::from(index)].phoneme);
            here = lexicon.parent(index);
        }
        phonemes
    }

    proptest! {
        #[test]
        fn every_node_keeps_its_documented_invariants(entries in words()) {
            let tables = Tables::build(&entries).expect("fits");
            let Tables { nodes, words, .. } = &tables;
            for (index, node) in nodes.iter().enumerate() {
                let said = spelled(tables.lexicon(), index);
                for child in tables.lexicon().children(u16::try_from(index).expect("fits")) {
                    prop_assert!(usize::from(child) > index);
                    prop_assert_eq!(tables.lexicon().parent(child).map(usize::from), Some(index));
                }
                prop_assert!(index == 0 || nodes[index - 1].depth <= node.depth, "breadth first");
                prop_assert_eq!(usize::from(node.depth), said.len());
                let through = || entries.iter().flat_map(|entry| {
                    let starts = entry.pronunciations.iter().filter(|p| p.phonemes().starts_with(&said));
                    starts.map(move |p| (p.phonemes().len(), entry.threshold))
                });
                prop_assert_eq!(Some(usize::from(node.longest)), through().map(|(length, _)| length).max());
                prop_assert_eq!(Some(node.easiest), through().map(|(_, threshold)| threshold).min());
                prop_assert!(node.word == NO_WORD || usize::from(node.word) < words.len());
            }
        }

        #[test]
        fn every_pronunciation_ends_at_exactly_one_node_that_names_its_word(entries in words()) {
            let tables = Tables::build(&entries).expect("fits");
            let nodes = &tables.nodes;
            let ends: Vec<_> = (0..nodes.len()).filter(|index| nodes[*index].word != NO_WORD)
                .map(|index| (spelled(tables.lexicon(), index), usize::from(nodes[index].word))).collect();
            let expected: usize = entries.iter().map(|entry| entry.pronunciations.len()).sum();
            prop_assert_eq!(ends.len(), expected);
            for (said, word) in ends {
                prop_assert!(entries[word].pronunciations.iter().any(|p| p.phonemes() == said));
            }
        }
    }
}
