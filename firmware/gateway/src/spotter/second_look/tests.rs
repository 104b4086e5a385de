//! Scores, thresholds, the line of waiting words, wiping.

extern crate std;

use super::*;
use crate::spotter::costs::PER_NAT;
use sordina_lexicon::{End, Node, Rival, Word};
use std::vec::Vec;

static NODES: [Node; 2] = [Node::new(1, 5, false, 2, -32), Node::new(2, 6, true, 2, -32)];
static RIVALS: [Rival; 2] = [Rival::new(0, false, 1, 1), Rival::new(9, true, 2, 0)];

fn lexicon(words: &[Word]) -> Lexicon<'_> {
    Lexicon::new(&NODES, &[0, 1], &[End { node: 1, word: 0 }], words, &RIVALS).expect("a trie")
}

/// One nat per phoneme.
const STRICT: [Word; 1] = [Word { threshold: -32, tag: 0 }];

fn heard(cost: u16) -> Pending {
    Pending { word: 0, node: 1, cost, duration: 1, since: 33 }
}

/// Steps of silence, or of noise in which the blank is dear.
fn pass(look: &mut SecondLook, steps: usize, blank: u16) {
    for _ in 0..steps {
        let mut costs = [2 * PER_NAT; OUTPUTS];
        costs[0] = blank;
        look.keep(&costs);
    }
}

/// Score of a word in these surroundings, without a margin; `None` if it does not pass.
fn judged(cost: u16, before: u16, after: u16) -> Option<i16> {
    let mut look = SecondLook::new();
    pass(&mut look, 60, before);
    pass(&mut look, 33, after);
    look.judge(&heard(cost), lexicon(&STRICT), 0).map(Score::get)
}

#[test]
fn speech_right_after_a_word_costs_half_a_nat_and_before_it_a_seventh() {
    let (lift, short) = (weights::LIFT as i16, 64);
    assert_eq!(judged(40, 0, 0), Some(lift - 40 - short));
    assert_eq!(judged(40, 0, 300), Some(lift - 40 - short - 128));
    assert_eq!(judged(40, 300, 300), Some(lift - 40 - short - 128 - 37));
}

#[test]
fn a_word_must_be_above_its_threshold_after_the_second_look() {
    let limit = 256 + weights::LIFT as u16 - 64;
    assert_eq!(judged(limit - 1, 0, 0), Some(-255));
    assert_eq!(judged(limit, 0, 0), None);
}

#[test]
fn nothing_gains_more_than_the_decoder_lets_through() {
    let mut look = SecondLook::new();
    pass(&mut look, 90, 0);
    let score = look.judge(&heard(500), lexicon(&[Word { threshold: -128, tag: 0 }]), i32::MAX / 2);
    assert!(score.is_some_and(|score| i32::from(score.get()) + 500 <= i32::from(MOST_GAIN)));
}

/// Says so many words at once and returns when each is found, and its score.
fn found(look: &mut SecondLook, words: usize) -> Vec<(usize, i16)> {
    let mut found = Vec::new();
    pass(look, 60, 0);
    for _ in 0..words {
        found.extend(look.take(heard(0), lexicon(&STRICT)).map(|score| (0, score.get())));
    }
    for step in 1..200 {
        pass(look, 1, 0);
        look.work(lexicon(&STRICT), |_, score| found.push((step, score.get())));
    }
    found
}

#[test]
fn a_word_waits_for_what_follows_and_is_found_once() {
    let found = found(&mut SecondLook::new(), 1);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, 17, "the 50th step after its end");
}

#[test]
fn words_beyond_the_line_are_judged_at_once_and_none_is_lost() {
    let found = found(&mut SecondLook::new(), 20);
    assert_eq!(found.len(), 20);
    assert_eq!(found.iter().filter(|(step, _)| *step == 0).count(), 4);
}

#[test]
fn wiping_leaves_the_bytes_of_a_fresh_one() {
    let fresh = std::format!("{:?}", SecondLook::new());
    let mut look = SecondLook::new();
    pass(&mut look, 60, 0);
    let _ = look.take(heard(0), lexicon(&STRICT));
    pass(&mut look, 17, 0);
    while !look.trial.is_running() {
        let pending = look.line.first().expect("it waits");
        assert!(look.trial.begin(lexicon(&STRICT), &pending, &look.history));
    }
    let SecondLook { trial, history, scratch, line, .. } = &mut look;
    trial.advance(&RIVALS, &line.first().expect("it waits"), history, scratch);
    assert_ne!(std::format!("{look:?}"), fresh);
    look.wipe();
    assert_eq!(std::format!("{look:?}"), fresh);
}

#[test]
fn no_byte_of_it_is_padding() {
    let history = 44 * usize::from(history::STEPS) + 2 * 2;
    let beam = 4 * beam::PATHS + 3 * 2 + 44;
    let trial = 2 * beam + 32 * 4 + 32 + 4 * 2;
    assert_eq!(size_of::<SecondLook>(), history + 16 * 8 + trial + 6 * beam::VISITS);
}
