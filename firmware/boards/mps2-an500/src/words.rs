//! Five short words that watch everything: what the emulator's tests compare scores of.
//!
//! Their thresholds are the lowest that there are, 4 nats per phoneme, so that nearly any speech is heard as one
//! of them now and then and a test sees many scores. All are evidence for row 0 of the taxonomy.

use sordina_lexicon::{Lexicon, NO_WORD, Node, Word, phoneme};

const THRESHOLD: i8 = i8::MIN;
const EVERYTHING: Word = Word { threshold: THRESHOLD, tag: 0 };

/// The words: *at*, *is*, *ten*, *tea*, *sand*.
pub static LEXICON: Lexicon<'static> = Lexicon { nodes: &NODES, words: &WORDS, rivals: &[] };

static WORDS: [Word; 5] = [EVERYTHING; 5];

static NODES: [Node; 11] = [
    node(4, "ae", 1, 2, NO_WORD),
    node(5, "I", 1, 2, NO_WORD),
    node(6, "t", 1, 3, NO_WORD),
    node(8, "s", 1, 4, NO_WORD),
    node(9, "t", 2, 2, 0),
    node(9, "z", 2, 2, 1),
    node(9, "e", 2, 3, NO_WORD),
    node(10, "i", 2, 2, 3),
    node(10, "ae", 2, 4, NO_WORD),
    node(11, "n", 3, 3, 2),
    node(11, "n", 3, 3, 4),
];

const fn node(first_child: u16, symbol: &str, depth: u8, longest: u8, word: u16) -> Node {
    Node { first_child, word, phoneme: number(symbol), depth, longest, easiest: THRESHOLD }
}

/// As `phoneme::index`, at compile time; the blank, which no trie may hold, for an unknown symbol.
const fn number(symbol: &str) -> u8 {
    let mut number = 1;
    while number < phoneme::COUNT {
        if is_same(phoneme::SYMBOLS[number].as_bytes(), symbol.as_bytes()) {
            #[allow(clippy::cast_possible_truncation, reason = "below 44")]
            return number as u8;
        }
        number += 1;
    }
    phoneme::BLANK
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    match (one.split_first(), other.split_first()) {
        (None, None) => true,
        (Some((a, one)), Some((b, other))) => *a == *b && is_same(one, other),
        _ => false,
    }
}
