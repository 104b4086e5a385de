//! From words to at most one coarse tag per drive, and from tags to at most one answer per day.
//!
//! Detections are weighed per tag while a drive lasts ([`Evidence`]); when it ends, a tag forms if the policy's
//! rule is met ([`Tag`], R19, R20). Nothing else of what was heard can be expressed by these types: no word,
//! count, duration or time has a way into a [`Tag`] (R15). Words of denied subjects are no evidence: they drop what was
//! said around them ([`Pending`], R16).
//!
//! What stands about a person ([`Interests`]) is a fold over the journal: tags with their lives, what she stated herself,
//! what she dismissed or blocked, whom she trusts (R22, R33). What a recipient gets of it is one pure function
//! ([`Interests::answer`]).
//!
//! | file | what |
//! |---|---|
//! | `subject` | subjects by who may say so: three types, none of them for denied rows |
//! | `evidence`, `pending` | a drive's words, and what a denied one drops |
//! | `shelf` | what stands about one person |
//! | `interests` | all persons, and how records change what stands |
//! | `turn` | whose day it is, and what may be told again |
//! | `answer` | which recipient is told what, on which day |

mod answer;
mod evidence;
mod interests;
mod pending;
mod shelf;
mod subject;
mod turn;

pub use answer::{Offer, Secret};
pub use evidence::{Evidence, Said, weight};
pub use interests::Interests;
pub use pending::{Mention, Pending};
pub use shelf::{Live, Shelf, Source};
pub use subject::{Epoch, Inferable, Subject, Subjects, Tag};
pub use turn::{Turns, may_repeat};

#[cfg(test)]
mod tests;
