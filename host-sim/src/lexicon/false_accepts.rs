//! What was heard that nobody said, per word and hour.

use super::sources::Kind;
use sordina::interest::{Epoch, Evidence, Mention, weight};
use sordina::spotter::{STEP_MS, Score};
use sordina_hal::Millis;
use sordina_lexicon::{Entry, Meaning, Word};

/// Something heard in a recording that does not say it.
#[derive(Clone, Debug)]
pub(crate) struct FalseAccept {
    /// Number of the word.
    pub(crate) word: usize,
    /// Seconds since the start of the list.
    pub(crate) time: f64,
    /// Nats per phoneme.
    pub(crate) score: f64,
    /// Line of the list.
    pub(crate) line: usize,
}

/// A text without what is not said, whatever the case and the dots.
pub(crate) struct Plain(String);

impl Plain {
    pub(crate) fn of(text: &str) -> Self {
        let letters = text.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' });
        let words = letters.collect::<String>().to_lowercase();
        Self(format!(" {} ", words.split_whitespace().collect::<Vec<_>>().join(" ")))
    }

    /// Whether a recording that says this may say that word. A word in the plural, or with an ending, is no mistake.
    pub(crate) fn says(&self, word: &Self) -> bool {
        !word.0.trim().is_empty() && self.0.contains(word.0.trim_end())
    }
}

/// What a word is for, as its entry in the trie has it.
pub(crate) fn kind(entry: &Entry) -> Kind {
    if Word::meaning_of(entry.tag) == Meaning::Denied { Kind::Denied } else { Kind::Watched }
}

/// False accepts of many words in so many hours.
pub(crate) struct Rates {
    pub(crate) words: usize,
    /// Per word and hour, over all words.
    pub(crate) mean: f64,
    pub(crate) median: f64,
    pub(crate) ninetieth: f64,
    /// Number of the word and its rate, worst first.
    pub(crate) worst: Vec<(usize, f64)>,
}

/// The rates of the words that `is_meant` picks.
pub(crate) fn rates(
    words: usize,
    accepts: &[FalseAccept],
    hours: f64,
    is_meant: impl Fn(usize) -> bool,
) -> Rates {
    let mut counts = vec![0_u32; words];
    accepts.iter().for_each(|accept| counts[accept.word] += 1);
    let hours = hours.max(1e-9);
    let picked = (0..words).filter(|word| is_meant(*word));
    let mut worst: Vec<(usize, f64)> = picked.map(|word| (word, f64::from(counts[word]) / hours)).collect();
    worst.sort_by(|one, other| other.1.total_cmp(&one.1));
    let rank = |share: f64| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]
        let place = ((worst.len() as f64 * (1.0 - share)).ceil() as usize).saturating_sub(1);
        worst.get(place).map_or(0.0, |(_, rate)| *rate)
    };
    Rates {
        words: worst.len(),
        mean: worst.iter().map(|(_, rate)| rate).sum::<f64>() / worst.len().max(1) as f64,
        median: rank(0.5),
        ninetieth: rank(0.9),
        worst,
    }
}

/// What the false accepts would have come to in the product, had the list been one drive.
pub(crate) struct Consequence {
    /// Share of the time in which nothing would have counted, because a denied word was heard by mistake.
    pub(crate) dropped: f64,
    /// The tag that would have left.
    pub(crate) tag: Option<&'static str>,
}

/// Plays the false accepts to the gateway's own evidence rule.
pub(crate) fn consequence(entries: &[Entry], accepts: &[FalseAccept], seconds: f64) -> Consequence {
    let mut evidence = Evidence::new();
    let (before, after) =
        (f64::from(sordina::policy::DENIED_BEFORE_S), f64::from(sordina::policy::DENIED_AFTER_S));
    let (mut dropped, mut dropped_until) = (0.0, 0.0_f64);
    for accept in accepts {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of a recording")]
        let now = Millis((accept.time * 1000.0) as u64);
        let Entry { tag, threshold, .. } = entries[accept.word];
        match Word::meaning_of(tag) {
            Meaning::Tag(row) => {
                let word = u16::try_from(accept.word).unwrap_or(u16::MAX);
                let step = u32::try_from(now.0 / u64::from(STEP_MS)).unwrap_or(u32::MAX);
                let weight = weight(above(accept.score, threshold));
                evidence.add(Mention::new(row, word, weight, [step; 2], now));
            }
            Meaning::Denied => {
                evidence.deny(now);
                let end = (accept.time + after).min(seconds);
                dropped += end - (accept.time - before).max(dropped_until).min(end);
                dropped_until = dropped_until.max(end);
            }
            Meaning::Nothing => {}
        }
    }
    Consequence {
        dropped: dropped / seconds.max(1e-9),
        tag: evidence.tag(Epoch(1), |_| true).map(|tag| tag.subject().row().tag),
    }
}

/// How far `score`, in nats per phoneme, passes a threshold in 1/32 nat: 1/256 nat, as the gateway has it.
#[allow(clippy::cast_possible_truncation, reason = "scores are a few nats, and a float cast saturates")]
fn above(score: f64, threshold: i8) -> i16 {
    ((score - f64::from(threshold) / 32.0) * f64::from(Score::PER_NAT)).round() as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(word: usize, time: f64) -> FalseAccept {
        FalseAccept { word, time, score: -0.1, line: 1 }
    }

    #[test]
    fn what_is_said_is_no_false_accept() {
        let says = |said: &str, word: &str| Plain::of(said).says(&Plain::of(word));
        assert!(says("Camping, then.", "camping"));
        assert!(says("two sleeping bags", "sleeping bag"));
        assert!(!says("decamping", "camping") && !says("", "camping") && !says("camping", ""));
    }

    #[test]
    fn rates_are_per_word_and_hour_worst_first() {
        let rates = rates(10, &[accept(3, 1.0), accept(3, 2.0), accept(9, 3.0)], 2.0, |word| word != 9);
        assert_eq!((rates.words, rates.worst[0], rates.median), (9, (3, 1.0), 0.0));
        assert!((rates.ninetieth - 1.0).abs() < 1e-9 && (rates.mean - 1.0 / 9.0).abs() < 1e-9);
    }

    #[test]
    fn overlapping_windows_of_denied_words_are_dropped_once() {
        let said = vec![sordina_lexicon::Pronunciation::parse("k a 4 p a").unwrap()];
        let entry = Entry { text: "x".to_owned(), pronunciations: said, tag: Word::DENIED, threshold: 0 };
        let consequence = consequence(&[entry], &[accept(0, 100.0), accept(0, 110.0)], 1000.0);
        let expected = f64::from(sordina::policy::DENIED_BEFORE_S + sordina::policy::DENIED_AFTER_S + 10);
        assert!((consequence.dropped - expected / 1000.0).abs() < 1e-9 && consequence.tag.is_none());
    }
}
