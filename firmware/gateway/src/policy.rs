//! The policy: numbers, words and texts as data, read from `policy/` by the build and compiled in.
//!
//! Nothing here is code. The build refuses data that breaks a rule and names file and line. Numbers and texts are
//! different tables, and a table that nobody uses is not linked: a board that never shows a notice carries its hash
//! and none of its words.

use sordina_lexicon::Lexicon;

mod notice;
mod purpose;
mod recipient;
mod region;

pub use notice::{Hash, Notice, NoticeParts, NoticeText};
pub use purpose::PurposeText;
pub use recipient::{Contact, Level, Recipient, RecipientText};
pub use region::{Region, RegionText, SourceText};

include!(concat!(env!("OUT_DIR"), "/policy.rs"));

/// The words that the product watches, Spanish and English in one trie.
#[allow(long_running_const_eval, reason = "the check reads each of tens of thousands of nodes, once")]
pub static LEXICON: Lexicon<'static> = match Lexicon::new(&NODES, &DEPTHS, &ENDS, &WORDS, &RIVALS) {
    Ok(lexicon) => lexicon,
    Err(_) => panic!("the build has written no trie"),
};

/// The same thing said in both languages of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Rioplatense Spanish.
    pub es: &'static str,
    /// English.
    pub en: &'static str,
}

pub use consent::{
    CURRENT_NOTICES, LEVELS, NOTICE_TEXTS, NOTICES, PURPOSES, RECIPIENT_TEXTS, RECIPIENTS, REGION_TEXTS,
    REGIONS,
};

/// The tables of purposes, recipients, notices and regions.
mod consent {
    use super::{
        Contact, Level, Notice, NoticeParts, NoticeText, PurposeText, Recipient, RecipientText, Region,
        RegionText, Sentence, SourceText,
    };
    use crate::gate::{Purpose, Purposes};

    include!(concat!(env!("OUT_DIR"), "/consent.rs"));
}

#[cfg(test)]
mod tests;
