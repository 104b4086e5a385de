//! The policy: numbers and words as data, read from `policy/` by the build and compiled in.
//!
//! Nothing here is code. The build refuses data that breaks a rule and names file and line.

use crate::interest::TagRow;
use sordina_lexicon::{Lexicon, Node, Word};

/// What the policy asks for before a tag may form (R19).
#[derive(Clone, Copy, Debug)]
pub struct EvidenceRule {
    /// Different words of one tag.
    pub distinct_words: usize,
    /// Detections of them.
    pub detections: usize,
    /// Time within which they must fall, ms.
    pub window_ms: u64,
}

include!(concat!(env!("OUT_DIR"), "/policy.rs"));

/// The words that the product watches, Spanish and English in one trie.
pub static LEXICON: Lexicon<'static> = Lexicon { nodes: &NODES, words: &WORDS };
