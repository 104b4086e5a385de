//! The beam against a search that keeps every path.

extern crate std;

use super::*;
use std::vec::Vec;

/// Words 1 2, 1 2 3 and 4.
static RIVALS: [Rival; 5] = [
    Rival::new(0, false, 1, 2),
    Rival::new(1, false, 3, 1),
    Rival::new(4, true, 4, 0),
    Rival::new(2, true, 4, 1),
    Rival::new(3, true, 5, 0),
];
const WORDS: [&[u8]; 3] = [&[1, 2], &[1, 2, 3], &[4]];

/// Every state of the search: silence, free phonemes, and phoneme and blank of each place of each word.
struct Plainly {
    boundary: u32,
    free: Vec<u32>,
    words: Vec<Vec<(u32, u32)>>,
}

impl Plainly {
    const FAR: u32 = 1 << 20;

    fn new() -> Self {
        let words = WORDS.iter().map(|word| std::vec![(Self::FAR, Self::FAR); word.len()]).collect();
        Self { boundary: 0, free: std::vec![Self::FAR; OUTPUTS], words }
    }

    /// One step; returns the cost of the best path.
    fn step(&mut self, costs: &Coarse) -> u32 {
        let cost = |phoneme: usize| u32::from(costs[phoneme]);
        let start = self.boundary;
        let mut boundary = start + cost(0);
        for (phoneme, free) in self.free.iter_mut().enumerate().skip(1) {
            *free = (*free).min(start + u32::from(FREE)) + cost(phoneme);
            boundary = boundary.min(*free);
        }
        let mut best = boundary;
        for (said, states) in WORDS.iter().zip(&mut self.words) {
            let mut before = (start + u32::from(WORD), Self::FAR);
            for (phoneme, state) in said.iter().zip(states.iter_mut()) {
                let old = *state;
                let entered = before.0.min(before.1).min(old.0);
                *state = (entered + cost(usize::from(*phoneme)), old.0.min(old.1) + cost(0));
                before = old;
                best = best.min(state.0).min(state.1);
            }
            let end = states[said.len() - 1];
            boundary = boundary.min(end.0).min(end.1);
        }
        self.boundary = boundary;
        best.min(boundary)
    }
}

fn noise(seed: &mut u32, below: u32) -> u32 {
    *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    (*seed >> 16) % below
}

/// Costs in which the rivals' phonemes are often cheap.
fn costs(seed: &mut u32) -> Coarse {
    core::array::from_fn(|phoneme| {
        let dear = if phoneme < 5 { 60 } else { 200 };
        u8::try_from(if noise(seed, 3) == 0 { 0 } else { noise(seed, dear) }).expect("below 256")
    })
}

#[test]
fn the_best_path_costs_what_the_search_without_a_beam_says() {
    let mut seed = 3;
    let mut scratch = Scratch::new();
    for _ in 0..300 {
        let (mut beam, mut plainly) = (Beam::new(), Plainly::new());
        beam.start(0);
        for _ in 0..40 {
            let costs = costs(&mut seed);
            beam.step(&RIVALS, &costs, &mut scratch);
            assert_eq!(u32::from(beam.base()), plainly.step(&costs));
            assert_eq!(u32::from(beam.boundary()), plainly.boundary);
        }
    }
}

#[test]
fn a_path_from_elsewhere_counts_as_one_that_was_always_there() {
    let (mut seed, mut scratch) = (9, Scratch::new());
    for _ in 0..100 {
        let mut beam = Beam::new();
        beam.start(500);
        (0..5).for_each(|_| _ = beam.step(&RIVALS, &costs(&mut seed), &mut scratch));
        let (base, boundary) = (beam.base(), beam.boundary());
        let offered = u16::try_from(noise(&mut seed, 900)).expect("small");
        beam.offer(offered);
        assert_eq!((beam.base(), beam.boundary()), (base.min(offered), boundary.min(offered)));
    }
}

/// A trie of 43 phonemes, each followed by any of the 43: more paths than a beam holds.
fn bushy() -> Vec<Rival> {
    let count = u8::try_from(OUTPUTS - 1).expect("few");
    let mut rivals = std::vec![Rival::new(0, false, 1, count)];
    for phoneme in 1..=u16::from(count) {
        let number = u8::try_from(phoneme).expect("few");
        rivals.push(Rival::new(number, true, 1 + u16::from(count) * phoneme, count));
    }
    let leaf =
        |place: u16| Rival::new(u8::try_from(place % u16::from(count)).expect("few") + 1, true, u16::MAX, 0);
    rivals.extend((0..u16::from(count) * u16::from(count)).map(leaf));
    rivals
}

#[test]
fn too_many_paths_are_cut_to_the_best_and_work_is_bounded() {
    let (rivals, mut scratch, mut beam) = (bushy(), Scratch::new(), Beam::new());
    beam.start(0);
    let (mut most, mut seed) = (0, 7);
    for _ in 0..200 {
        let costs = core::array::from_fn(|_| u8::try_from(noise(&mut seed, 12)).expect("small"));
        most = most.max(beam.step(&rivals, &costs, &mut scratch));
        assert!(usize::from(beam.count) <= PATHS);
        let in_order = beam.paths[..usize::from(beam.count)].is_sorted_by(|one, other| one.node < other.node);
        assert!(in_order);
    }
    assert!(most > PATHS && most <= VISITS, "{most}");
}

#[test]
fn indices_beyond_the_trie_lead_nowhere() {
    let broken = [Rival::new(0, false, 1, 3), Rival::new(1, false, 900, 200)];
    let (mut beam, mut scratch) = (Beam::new(), Scratch::new());
    beam.start(0);
    for _ in 0..10 {
        beam.step(&broken, &[1; OUTPUTS], &mut scratch);
    }
    beam.step(&[], &[1; OUTPUTS], &mut scratch);
}
