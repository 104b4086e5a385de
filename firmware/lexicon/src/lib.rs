//! Words as text and phonemes, compiled into the trie that the spotter watches.
//!
//! A word is never trained: it is text with a pronunciation in the 44-symbol inventory of [`phoneme`]. This
//! crate turns lists of such words into [`Lexicon`] tables (feature `compile`, std) and defines those tables
//! for the gateway (no_std), so that the compiler and the decoder share one idea of a trie.
#![cfg_attr(not(feature = "compile"), no_std)]

pub mod phoneme;
mod tables;

pub use tables::{Lexicon, NO_WORD, Node, Word};
