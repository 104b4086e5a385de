//! Words as text and phonemes, compiled into the trie that the spotter watches.
//!
//! A word is never trained: it is text with a pronunciation in the 44-symbol inventory of [`phoneme`]. This
//! crate turns lists of such words into [`Lexicon`] tables (feature `compile`, std) and defines those tables
//! for the gateway (`no_std`), so that the compiler and the decoder share one idea of a trie.
//!
//! It refuses words that the policy may not watch (R15 to R17), pronunciations that a decoder would mishear
//! or count twice, and every mistake in a file with its line and a remedy.
//!
//! | module | from | to |
//! |---|---|---|
//! | [`taxonomy`] | taxonomy.csv | the rows that may become a tag |
//! | [`subjects`] | subjects.toml | what people call them, and preferences |
//! | [`evidence`] | evidence.toml | how much has to be heard, and what may leave (R19, R21) |
//! | [`file`](mod@file) | lexicon/LANGUAGE.toml | words of one language |
//! | [`denied`] | lexicon/denied.LANGUAGE.toml | words that drop what is said around them (R16) |
//! | [`join`] | all word lists | one list in which no utterance counts twice |
//! | [`pronounce`](mod@pronounce) | spelling | phonemes: Spanish by rule, English by dictionary (feature `english`) |
//! | [`trie`] | words | tables |
//! | `rivals` | common words of both languages | the trie of those that compete (feature `english`) |
//! | [`policy`] | all of these files | Rust source for the gateway |
#![cfg_attr(not(feature = "compile"), no_std)]

pub mod phoneme;
mod subject;
mod tables;

pub use subject::SubjectRow;
pub use tables::{BadNode, End, Lexicon, Meaning, Node, Rival, Word};

#[cfg(feature = "compile")]
pub mod denied;
#[cfg(feature = "english")]
mod dictionary;
#[cfg(feature = "english")]
mod english;
#[cfg(feature = "compile")]
mod error;
#[cfg(feature = "compile")]
pub mod evidence;
#[cfg(feature = "compile")]
pub mod file;
#[cfg(feature = "compile")]
pub mod join;
#[cfg(feature = "english")]
mod letters;
#[cfg(feature = "compile")]
pub mod policy;
#[cfg(feature = "compile")]
pub mod pronounce;
#[cfg(feature = "english")]
pub mod rivals;
#[cfg(feature = "compile")]
mod spanish;
#[cfg(feature = "compile")]
pub mod subjects;
#[cfg(feature = "compile")]
pub mod taxonomy;
#[cfg(feature = "compile")]
pub mod trie;

#[cfg(feature = "compile")]
pub use error::{Error, Place, Problem};
#[cfg(feature = "compile")]
pub use pronounce::{Language, Pronunciation, pronounce, typed_word};
#[cfg(feature = "compile")]
pub use trie::{Entry, Tables};
