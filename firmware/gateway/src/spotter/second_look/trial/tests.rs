//! The margin of a word against a rival.

extern crate std;

use super::super::beam::Scratch;
use super::super::history::History;
use super::super::pending::Pending;
use super::*;
use crate::spotter::costs::PER_NAT;
use crate::spotter::model::OUTPUTS;
use sordina_lexicon::{End, Node, Word};
use std::vec::Vec;

/// The watched word, 5 6 7, and the rivals 5 6 7 8 and 9 7.
static NODES: [Node; 3] =
    [Node::new(1, 5, false, 3, -128), Node::new(2, 6, false, 3, -128), Node::new(3, 7, true, 3, -128)];
static RIVALS: [Rival; 7] = [
    Rival::new(0, false, 1, 2),
    Rival::new(5, false, 3, 1),
    Rival::new(9, false, 4, 1),
    Rival::new(6, false, 5, 1),
    Rival::new(7, true, 6, 0),
    Rival::new(7, false, 6, 1),
    Rival::new(8, true, 7, 0),
];

fn lexicon(rivals: &'static [Rival]) -> Lexicon<'static> {
    let (ends, words) = (&[End { node: 2, word: 0 }], &[Word { threshold: -20, tag: 0 }]);
    Lexicon::new(&NODES, &[0, 1, 2], ends, words, rivals).expect("a trie")
}

/// Six nats and a quarter: cheaper than two free phonemes.
const DEAR: u16 = 1_600;

/// Steps in which these phonemes, 0 for silence, are the only cheap ones.
fn said(phonemes: &[usize]) -> History {
    let mut history = History::new();
    for phoneme in phonemes {
        let mut costs = [DEAR; OUTPUTS];
        costs[*phoneme] = 0;
        history.push(&costs);
    }
    history
}

/// Margin in nats of the watched word, whose three steps begin at `begun`, and the steps' work.
fn margin(before: &[usize], after: &[usize]) -> (f32, Vec<usize>) {
    let mut phonemes = std::vec![0; 30];
    phonemes.extend(before);
    phonemes.extend([5, 6, 7]);
    phonemes.extend(after);
    phonemes.resize(phonemes.len() + 50 - after.len(), 0);
    let history = said(&phonemes);
    let pending = Pending { word: 0, node: 2, cost: 0, duration: 2, since: 50 };
    let (mut trial, mut scratch, mut work) = (Trial::new(), Scratch::new(), Vec::new());
    assert!(trial.begin(lexicon(&RIVALS), &pending, &history));
    loop {
        let (visits, margin) = trial.advance(&RIVALS, &pending, &history, &mut scratch);
        work.push(visits);
        if let Some(margin) = margin {
            assert!(!trial.is_running());
            return (margin as f32 / 32.0, work);
        }
    }
}

#[test]
fn a_word_alone_beats_free_phonemes_by_the_price_of_two_of_them() {
    assert_eq!(margin(&[], &[]).0, 8.0);
}

#[test]
fn a_word_inside_a_longer_rival_loses_by_what_follows_it() {
    // The rival costs one word; with the watched word the rest is a free phoneme: one word and 4 nats.
    assert_eq!(margin(&[], &[8]).0, -4.0);
}

#[test]
fn rivals_around_a_word_do_not_hide_it() {
    // Without the word, the longer rival is the best that fits: it lacks one phoneme, 6.25 nats.
    assert_eq!(margin(&[9, 7, 0], &[0, 9, 7]).0, 6.25);
}

#[test]
fn each_step_of_the_window_is_searched_once() {
    let (_, work) = margin(&[], &[]);
    assert_eq!(work.len(), 20 + 3 + 50);
    assert_eq!(PER_NAT, 256);
}

#[test]
fn what_cannot_be_tried_is_not_begun() {
    let history = said(&[0; 60]);
    let pending = Pending { word: 0, node: 2, cost: 0, duration: 2, since: 50 };
    let mut trial = Trial::new();
    let none = lexicon(&[]);
    assert!(!trial.begin(none, &pending, &history), "nothing to try it against");
    assert!(
        !trial.begin(lexicon(&RIVALS), &Pending { since: 59, ..pending }, &history),
        "its beginning is forgotten"
    );
    assert!(!trial.begin(lexicon(&RIVALS), &Pending { node: 9, ..pending }, &history), "no such word");
    assert!(!trial.begin(lexicon(&RIVALS), &pending, &History::new()));
}
