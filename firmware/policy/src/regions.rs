//! `regions.toml`: how long, how often, how old, and which purposes, per region (R28, R31, P32).
//!
//! The first region is the floor. Every other one is held against the region that it lies in (`within`, the floor if
//! it does not say) and inherits from it what it does not say itself. It may be stricter, never looser:
//!
//! | value | unit | stricter is | any region |
//! |---|---|---|---|
//! | `consent_days` | days that a stored consent lasts | less | 1 to 180 |
//! | `unused_days` | days without use after which it lapses | less | 1 to 30 |
//! | `ask_again_days` | days for which a refusal silences the head unit's proposals | more | 1 to 3650 |
//! | `answer_seconds` | seconds that a question stays on the screen; then it is a no | less | 30 to 300 |
//! | `age` | years from which a person consents herself | more | 13 to 21 |
//! | `ask_every_drive` | whether a stored consent needs an act in every drive | true | |
//! | `purposes` | those that are offered | fewer | |
//!
//! A question must not end before its notice can be read aloud at [`WORDS_PER_MINUTE`].

use serde::Deserialize;
use toml::Spanned;

use crate::notices::{Notice, is_current};
use crate::purposes::Purpose;
use crate::recipients::filled;
use crate::text::{Reader, TypedSentence, places};
use crate::{Error, Problem, Sentence, Source};

/// Calm reading: slower than most adults read, about as fast as people read aloud.
pub const WORDS_PER_MINUTE: usize = 150;

/// Name of the region that all others rest on.
pub const FLOOR: &str = "floor";

/// A value that is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// Days that a stored consent lasts.
    ConsentDays = 0,
    /// Days without use after which it lapses.
    UnusedDays = 1,
    /// Days for which a refusal silences proposals.
    AskAgainDays = 2,
    /// Seconds that a question stays.
    AnswerSeconds = 3,
    /// Age of own consent.
    Age = 4,
}

impl Number {
    /// All, in the order of the file.
    pub const ALL: [Self; 5] =
        [Self::ConsentDays, Self::UnusedDays, Self::AskAgainDays, Self::AnswerSeconds, Self::Age];

    /// Its key.
    #[must_use]
    pub const fn key(self) -> &'static str {
        ["consent_days", "unused_days", "ask_again_days", "answer_seconds", "age"][self as usize]
    }

    /// Least and most that any region may have, the floor among them.
    #[must_use]
    pub const fn range(self) -> (u16, u16) {
        [(1, 180), (1, 30), (1, 3650), (30, 300), (13, 21)][self as usize]
    }

    /// Whether more protects more.
    #[must_use]
    pub const fn more_is_stricter(self) -> bool {
        matches!(self, Self::AskAgainDays | Self::Age)
    }

    /// Whether `value` protects less than `than`.
    #[must_use]
    pub const fn is_looser(self, value: u16, than: u16) -> bool {
        if self.more_is_stricter() { value < than } else { value > than }
    }
}

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruled<T> {
    /// The value.
    pub value: T,
    /// The law, or whose choice it is and why.
    pub source: String,
    /// Id of the region that says so, if it is inherited.
    pub inherited_from: Option<String>,
}

/// One region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Its name in the policy.
    pub id: String,
    /// Its number in the journal.
    pub number: u8,
    /// What people call it.
    pub name: Sentence,
    /// Its law, as a term of the vocabulary's locations; empty for the floor.
    pub jurisdiction: String,
    /// Where a person can complain.
    pub authority: Sentence,
    /// By [`Number`].
    pub numbers: [Ruled<u16>; Number::ALL.len()],
    /// Whether a stored consent needs an act in every drive.
    pub ask_every_drive: Ruled<bool>,
    /// Numbers of the purposes that are offered.
    pub purposes: Ruled<Vec<usize>>,
    /// Bytes where the values start in the file, by [`Number`].
    offsets: [usize; Number::ALL.len()],
}

impl Region {
    /// One of its numbers.
    #[must_use]
    pub const fn number(&self, number: Number) -> u16 {
        self.numbers[number as usize].value
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    region: Vec<Spanned<TypedRegion>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedRegion {
    id: Spanned<String>,
    number: Option<Spanned<u8>>,
    within: Option<Spanned<String>>,
    name: Spanned<TypedSentence>,
    jurisdiction: Option<Spanned<String>>,
    authority: Spanned<TypedSentence>,
    consent_days: Option<Spanned<TypedRuled<u16>>>,
    unused_days: Option<Spanned<TypedRuled<u16>>>,
    ask_again_days: Option<Spanned<TypedRuled<u16>>>,
    answer_seconds: Option<Spanned<TypedRuled<u16>>>,
    age: Option<Spanned<TypedRuled<u16>>>,
    ask_every_drive: Option<Spanned<TypedRuled<bool>>>,
    purposes: Option<Spanned<TypedRuled<Vec<Spanned<String>>>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedRuled<T> {
    value: Spanned<T>,
    source: Option<Spanned<String>>,
}

/// Reads the file.
pub fn parse(source: &Source, purposes: &[Purpose]) -> Result<Vec<Region>, Error> {
    let reader = Reader(source);
    let typed: Typed = reader.toml()?;
    let mut regions: Vec<Region> = Vec::new();
    for row in &typed.region {
        let region = region(&reader, row, &regions, purposes)?;
        let id = &row.get_ref().id;
        if regions.iter().any(|known| known.id == region.id) {
            return Err(reader.at(id, Problem::Duplicate(format!("region \"{}\"", region.id))));
        }
        if regions.iter().any(|known| known.number == region.number) {
            return Err(reader.at(id, Problem::Duplicate(format!("number {}", region.number))));
        }
        regions.push(region);
    }
    Ok(regions)
}

/// Refuses a question that ends before the longest current notice of an offered purpose can be read.
pub fn refuse_hasty(source: &Source, regions: &[Region], notices: &[Notice]) -> Result<(), Error> {
    for region in regions {
        let offered = notices.iter().filter(|notice| region.purposes.value.contains(&notice.purpose));
        let words =
            offered.filter(|notice| is_current(notice, notices)).map(Notice::words).max().unwrap_or(0);
        let seconds = u16::try_from((words * 60).div_ceil(WORDS_PER_MINUTE)).unwrap_or(u16::MAX);
        if region.number(Number::AnswerSeconds) < seconds {
            let [.., start, _] = region.offsets;
            return Err(Reader(source).at(&Spanned::new(start..start, ()), Problem::Hasty { seconds }));
        }
    }
    Ok(())
}

mod held;
use held::region;

#[cfg(test)]
mod tests;
