//! `evidence.toml`: how much has to be heard before a drive gives a tag (R19), and what may leave (R21).
//!
//! Tables, each with `value` and a `reason` in words: `distinct_words`, `weight`, `weight_step_mnat`, `most_weight` and
//! `window_s` make the rule, `denied_before_s` and `denied_after_s` say what a denied word drops (R16); `live_tags`, `care_days`, `turn_days`,
//! `repeat_days` and `bits_per_day` bound what stands and what leaves. Refuses a number without a reason, and one word or
//! one detection as enough.

use serde::Deserialize;

use crate::error::{Error, Place, Problem};

/// The rule: within `window_s` seconds detections of at least `distinct_words` words that weigh `weight` together. A
/// detection weighs 1, and 1 more for every `weight_step_mnat` by which it passes its word's threshold, up to `most_weight`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Different words of the tag.
    pub distinct_words: u8,
    /// What the detections weigh together.
    pub weight: u8,
    /// Thousandths of a nat per phoneme above the threshold that weigh 1 more.
    pub weight_step_mnat: u16,
    /// Most that one detection weighs; less than `weight`.
    pub most_weight: u8,
    /// Seconds within which they fall.
    pub window_s: u16,
    /// Seconds before a denied word in which nothing counts.
    pub denied_before_s: u16,
    /// Seconds after it.
    pub denied_after_s: u16,
    /// Tags of one person that may live at the same time.
    pub live_tags: u8,
    /// Days for which a purchase may be followed by care.
    pub care_days: u16,
    /// Days for which one recipient has its turn.
    pub turn_days: u16,
    /// Days after which the same interest may be told again.
    pub repeat_days: u16,
    /// Bits that the answers of one day may say, all recipients together.
    pub bits_per_day: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    distinct_words: Value,
    weight: Value,
    weight_step_mnat: Value,
    most_weight: Value,
    window_s: Value,
    denied_before_s: Value,
    denied_after_s: Value,
    live_tags: Value,
    care_days: Value,
    turn_days: Value,
    repeat_days: Value,
    bits_per_day: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Value {
    value: toml::Spanned<u16>,
    reason: String,
}

impl Evidence {
    /// Reads the file `name` with these contents.
    pub fn parse(name: &str, contents: &str) -> Result<Self, Error> {
        let typed: Typed = crate::file::read_toml(name, contents)?;
        let read = |key: &str, value: &Value, least: u16, most: u16| {
            let place = Some(Place::at(name, contents, value.value.span().start));
            let bad = |what| Error { place, problem: Problem::BadValue { name: key.to_owned(), what } };
            match *value.value.get_ref() {
                _ if value.reason.trim().is_empty() => Err(bad("has no reason")),
                number if (least..=most).contains(&number) => Ok(number),
                _ => Err(bad(
                    "is out of range (words 2 to 255, weight 2 to 16, step 1 to 4000 mnat, most weight less than weight, \
                     window 1 to 3600 s, denied 1 to 120 s, live tags 1 to 5, care 1 to 28 days, turn 1 to 7 days, repeat 7 to 28 days, bits 1 to 8)",
                )),
            }
        };
        let words = read("distinct_words", &typed.distinct_words, 2, 255)?;
        let weight = read("weight", &typed.weight, 2, 16)?;
        let byte = |number: u16| u8::try_from(number).unwrap_or(u8::MAX);
        Ok(Self {
            distinct_words: byte(words),
            weight: byte(weight),
            weight_step_mnat: read("weight_step_mnat", &typed.weight_step_mnat, 1, 4000)?,
            most_weight: byte(read("most_weight", &typed.most_weight, 1, weight - 1)?),
            window_s: read("window_s", &typed.window_s, 1, 3600)?,
            denied_before_s: read("denied_before_s", &typed.denied_before_s, 1, 120)?,
            denied_after_s: read("denied_after_s", &typed.denied_after_s, 1, 120)?,
            live_tags: byte(read("live_tags", &typed.live_tags, 1, 5)?),
            care_days: read("care_days", &typed.care_days, 1, 28)?,
            turn_days: read("turn_days", &typed.turn_days, 1, 7)?,
            repeat_days: read("repeat_days", &typed.repeat_days, 7, 28)?,
            bits_per_day: byte(read("bits_per_day", &typed.bits_per_day, 1, 8)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: u16, most: u16, reason: &str) -> String {
        let table = |name: &str, value: u16| format!("[{name}]\nvalue = {value}\nreason = \"{reason}\"\n");
        let weights = table("weight", 4) + &table("weight_step_mnat", 300) + &table("most_weight", most);
        let rule = table("distinct_words", words) + &weights + &table("window_s", 600);
        let dropped = table("denied_before_s", 20) + &table("denied_after_s", 30);
        let turns = table("turn_days", 2) + &table("repeat_days", 7);
        rule + &dropped
            + &table("live_tags", 5)
            + &table("care_days", 28)
            + &turns
            + &table("bits_per_day", 8)
    }

    #[test]
    fn one_word_one_detection_or_no_reason_is_not_a_rule() {
        let rule = Evidence::parse("e.toml", &text(2, 3, "measured")).expect("sound");
        let expected = Evidence {
            distinct_words: 2,
            weight: 4,
            weight_step_mnat: 300,
            most_weight: 3,
            window_s: 600,
            denied_before_s: 20,
            denied_after_s: 30,
            live_tags: 5,
            care_days: 28,
            turn_days: 2,
            repeat_days: 7,
            bits_per_day: 8,
        };
        assert_eq!(rule, expected);
        let error = |text: &str| Evidence::parse("e.toml", text).expect_err("faulty").to_string();
        assert!(error(&text(1, 3, "measured")).starts_with("e.toml:2: distinct_words is out of range"));
        assert!(error(&text(2, 4, "measured")).contains("most_weight is out of range"));
        assert!(error(&text(2, 3, " ")).starts_with("e.toml:2: distinct_words has no reason"));
    }
}
