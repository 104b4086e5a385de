//! The chain against the vectors of the model's recipe and of its quantiser (`firmware/model/reference`).

extern crate std;

use std::boxed::Box;
use std::vec::Vec;

use super::*;
use sordina_lexicon::{End, Node, Word};

/// One reference recording: samples, float features and log-probabilities, integer log-probabilities.
struct Reference {
    wave: Vec<i16>,
    features: Vec<f32>,
    log_probabilities: Vec<f32>,
    integers: Vec<i16>,
}

macro_rules! reference {
    ($n:literal) => {
        Reference {
            wave: words(include_bytes!(concat!("../../../model/reference/", $n, ".wave"))),
            features: floats(include_bytes!(concat!("../../../model/reference/", $n, ".feature"))),
            log_probabilities: floats(include_bytes!(concat!("../../../model/reference/", $n, ".logprob"))),
            integers: words(include_bytes!(concat!("../../../model/reference/", $n, ".integer"))),
        }
    };
}

fn references() -> [Reference; 3] {
    [reference!("0"), reference!("1"), reference!("2")]
}

fn words(bytes: &[u8]) -> Vec<i16> {
    bytes.as_chunks().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect()
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks().0.iter().map(|four| f32::from_le_bytes(*four)).collect()
}

/// "alexa": ae l e k s @, and "lex", which shares nothing with it but sounds inside it.
static NODES: [Node; 10] = [
    node(2, 5, false, 6),
    node(3, 38, false, 4),
    node(4, 38, false, 6),
    node(5, 3, false, 4),
    node(6, 3, false, 6),
    node(7, 21, false, 4),
    node(8, 21, false, 6),
    node(9, 27, true, 4),
    node(9, 27, false, 6),
    node(10, 8, true, 6),
];
static ENDS: [End; 2] = [End { node: 7, word: 1 }, End { node: 9, word: 0 }];
static WORDS: [Word; 2] = [Word { threshold: -128, tag: 0 }, Word { threshold: -128, tag: 1 }];

const fn node(first_child: u16, phoneme: u8, is_end: bool, longest: u8) -> Node {
    Node::new(first_child, phoneme, is_end, longest, -128)
}

type Small = Spotter<'static, 16>;

fn fresh() -> Small {
    let lexicon = Lexicon::new(&NODES, &[0, 2, 4, 6, 8, 9], &ENDS, &WORDS, &[]).expect("a trie");
    Small::new(lexicon, Box::leak(Box::new(SpotterMemory::new())))
}

fn listen(spotter: &mut Small, wave: &[i16], block: usize) -> (Vec<Detection>, Vec<i16>) {
    let (mut detections, mut heard) = (Vec::new(), Vec::new());
    for block in wave.chunks(block) {
        spotter.push_observed(block, &mut |d| detections.push(d), &mut |l| heard.extend_from_slice(l));
    }
    (detections, heard)
}

#[test]
fn features_equal_those_of_the_recipe_within_a_thousandth_of_a_nat() {
    for reference in references() {
        let (mut front, mut mean, mut features) = (LogMel::new(), features::RunningMean::new(), Vec::new());
        front.push(&reference.wave, |energies| features.extend(mean.remove(energies)));
        assert_eq!(features.len(), reference.features.len());
        for (ours, theirs) in features.iter().zip(&reference.features) {
            assert!((ours - theirs).abs() < 1e-3, "{ours} {theirs}");
        }
    }
}

#[test]
fn network_equals_the_quantisers_integers_bit_for_bit() {
    for reference in references() {
        let (mut network, mut answers) = (Network::new(), Vec::<i16>::new());
        for step in reference.features.as_chunks::<{ STRIDE * BINS }>().0 {
            answers.extend(network.step(&step.map(features::quantise)).into_iter().flatten());
        }
        assert_eq!(answers.len(), reference.integers.len() - 4 * phoneme::COUNT);
        assert!(answers.iter().eq(&reference.integers[..answers.len()]));
    }
}

/// Log-probability below which a symbol plays no part: the decoder's costs end there.
const HEARD: f32 = -8.0;

#[test]
fn integers_agree_with_the_float_network_on_what_can_be_heard() {
    let (mut steps, mut agreed, mut difference, mut values) = (0, 0, 0.0, 0.0);
    for reference in references() {
        let (_, heard) = listen(&mut fresh(), &reference.wave, 160);
        let pairs = heard.chunks(phoneme::COUNT).zip(reference.log_probabilities.chunks(phoneme::COUNT));
        for (ours, theirs) in pairs {
            let best = ours.iter().enumerate().max_by_key(|(_, l)| **l).map(|(k, _)| k);
            let their_best = theirs.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(k, _)| k);
            (steps, agreed) = (steps + 1, agreed + u32::from(best == their_best));
            for (ours, theirs) in ours.iter().zip(theirs).filter(|(_, theirs)| **theirs > HEARD) {
                difference += (f32::from(*ours) / 256.0 - theirs).abs();
                values += 1.0;
            }
        }
    }
    assert!(agreed * 100 >= steps * 99, "{agreed} of {steps}");
    assert!(difference / values < 0.1, "{} nat", difference / values);
}

#[test]
fn any_block_size_gives_the_same_answers() {
    let wave = references().map(|reference| reference.wave).concat();
    let whole = listen(&mut fresh(), &wave, wave.len());
    assert!(!whole.0.is_empty(), "something must be detected, or the test shows nothing");
    for block in [1, 37, 160, 513] {
        assert!(listen(&mut fresh(), &wave, block) == whole);
    }
}

#[test]
fn wipe_leaves_the_bytes_of_a_fresh_spotter() {
    let [_, reference, _] = references();
    let mut spotter = fresh();
    let before = bytes(&spotter);
    listen(&mut spotter, &reference.wave[..50_123], 480);
    assert!(bytes(&spotter) != before);
    spotter.wipe();
    assert!(bytes(&spotter) == before);
    assert_eq!(listen(&mut spotter, &reference.wave, 99), listen(&mut fresh(), &reference.wave, 99));
}

/// Every byte of state, field by field (reading memory as bytes would need `unsafe`; the whole-product tests do).
fn bytes(spotter: &Small) -> Vec<u8> {
    let SpotterMemory { front, acoustics, decoder } = &*spotter.memory;
    std::format!("{front:?} {acoustics:?} {decoder:?}").into_bytes()
}

#[test]
fn no_byte_of_the_state_is_padding() {
    let parts = size_of::<LogMel>() + size_of::<Acoustics>() + size_of::<Decoder<16>>();
    assert_eq!(size_of::<SpotterMemory<16>>(), parts);
    assert_eq!(size_of::<Decoder<17>>() - size_of::<Decoder<16>>(), 28);
    assert!(parts - 16 * 28 < 50_000, "{parts}");
}
