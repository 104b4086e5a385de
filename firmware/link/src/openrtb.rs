//! An answer as OpenRTB 2.6 `user.data`, for head units that speak to an advertising exchange.
//!
//! Promises:
//! - One segment of the IAB Audience Taxonomy 1.1 (`ext.segtax` 4, IAB's list of segment taxonomies) and the provider's name:
//!   no identifier, location, time or device, for there is no field that could hold one (R33).
//! - Only on the days for which the answer is good, and never for [`Tone::Care`]: who bought something is not to be offered
//!   more of it (R22). A preference is about the drive and no interest: it has no rendering.

use crate::{Answer, Tone};
use core::fmt;

/// The first number that is not the IAB's.
const FIRST_PREFERENCE: u16 = 61_440;

/// What an exchange may be told. Its [`Display`](fmt::Display) is the JSON of a bid request's `user` object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserData {
    segment: u16,
}

impl UserData {
    /// The rendering of `answer` on `today`, days since 1970-01-01; `None` for whatever an exchange may not be told.
    #[must_use]
    pub fn of(answer: &Answer, today: u16) -> Option<Self> {
        let is_good = today.checked_sub(answer.epoch()).is_some_and(|age| age < answer.days());
        let is_interest = answer.tone().is_some_and(|tone| tone != Tone::Care);
        let segment = answer.iab_audience_id().filter(|id| *id < FIRST_PREFERENCE)?;
        (is_good && is_interest).then_some(Self { segment })
    }
}

impl fmt::Display for UserData {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { segment } = self;
        write!(
            to,
            r#"{{"data":[{{"name":"sordina","segment":[{{"id":"{segment}"}}],"ext":{{"segtax":4}}}}]}}"#
        )
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::Channels;
    use std::string::ToString;

    fn told(number: u16, tone: Tone, today: u16) -> Option<std::string::String> {
        let answer = Answer::tag(number, 100, 2, tone, Channels::Car);
        UserData::of(&answer, today).map(|data| data.to_string())
    }

    #[test]
    fn one_segment_of_the_iabs_taxonomy_and_nothing_else() {
        let user = r#"{"data":[{"name":"sordina","segment":[{"id":"725"}],"ext":{"segtax":4}}]}"#;
        assert_eq!(told(725, Tone::Implicit, 100).as_deref(), Some(user));
        assert_eq!(told(725, Tone::Explicit, 101).as_deref(), Some(user));
    }

    #[test]
    fn nothing_for_care_for_a_preference_for_silence_and_on_another_day() {
        assert_eq!(told(725, Tone::Care, 100), None);
        assert_eq!(told(FIRST_PREFERENCE, Tone::Explicit, 100), None);
        assert_eq!((told(725, Tone::Implicit, 99), told(725, Tone::Implicit, 102)), (None, None));
        assert_eq!(UserData::of(&Answer::SILENCE, 0), None);
    }
}
