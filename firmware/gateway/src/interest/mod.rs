//! From words to at most one coarse tag per drive.
//!
//! Detections are counted per tag while a drive lasts ([`Evidence`]); when it ends, a tag forms if the policy's
//! rule is met ([`Tag`], R19, R20). Nothing else of what was heard can be expressed by these types: no word,
//! count, duration or time has a way into a [`Tag`] (R15).
//!
//! Words of denied subjects are no evidence: they drop what was said around them ([`Pending`], R16).

mod evidence;
mod pending;
mod tag;

pub use evidence::Evidence;
pub use pending::{Mention, Pending};
pub use sordina_lexicon::TagRow;
pub use tag::{Epoch, Tag};
