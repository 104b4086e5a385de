//! The policy: numbers and words as data, read from `policy/` by the build and compiled in.
//!
//! Nothing here is code. The build refuses data that breaks a rule and names file and line.

use sordina_lexicon::Lexicon;

include!(concat!(env!("OUT_DIR"), "/policy.rs"));

/// The words that the product watches, Spanish and English in one trie.
pub static LEXICON: Lexicon<'static> = Lexicon { nodes: &NODES, words: &WORDS };
