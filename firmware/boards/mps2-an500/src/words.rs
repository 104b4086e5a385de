//! Five short words that watch everything: what the emulator's tests compare scores of.
//!
//! Their thresholds are the lowest that there are, 4 nats per phoneme, so that nearly any speech is heard as one
//! of them now and then and a test sees many scores. All are evidence for row 0 of the taxonomy.

use sordina_lexicon::{End, Lexicon, Node, Word, phoneme};

const THRESHOLD: i8 = i8::MIN;
const EVERYTHING: Word = Word { threshold: THRESHOLD, tag: 0 };

/// The words: *at*, *is*, *ten*, *tea*, *sand*.
pub static LEXICON: Lexicon<'static> = match Lexicon::new(&NODES, &[0, 4, 9, 11], &ENDS, &WORDS, &[]) {
    Ok(lexicon) => lexicon,
    Err(_) => panic!("no trie"),
};

static WORDS: [Word; 5] = [EVERYTHING; 5];

static NODES: [Node; 12] = [
    node(4, "ae", false, 2),
    node(5, "I", false, 2),
    node(6, "t", false, 3),
    node(8, "s", false, 4),
    node(9, "t", true, 2),
    node(9, "z", true, 2),
    node(9, "e", false, 3),
    node(10, "i", true, 2),
    node(10, "ae", false, 4),
    node(11, "n", true, 3),
    node(11, "n", false, 4),
    node(12, "d", true, 4),
];

static ENDS: [End; 5] = [end(4, 0), end(5, 1), end(7, 3), end(9, 2), end(11, 4)];

const fn node(first_child: u16, symbol: &str, is_end: bool, longest: u8) -> Node {
    Node::new(first_child, number(symbol), is_end, longest, THRESHOLD)
}

const fn end(node: u16, word: u16) -> End {
    End { node, word }
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
