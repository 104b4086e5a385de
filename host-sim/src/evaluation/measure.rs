//! Misses at fixed false accepts per hour.

/// False accepts per hour of a word at which its misses are told.
pub(crate) const RATES: [f64; 4] = [0.3, 1.0, 5.0, 10.0];
/// False accepts per word and hour at which the misses of all words under one threshold are told.
pub(crate) const COMMON_RATES: [f64; 5] = [0.02, 0.05, 0.1, 0.3, 1.0];

/// One clip's stretch of the stream: it ends here, in seconds, and the next begins.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub(crate) end: f64,
    /// The words spoken in it, by their numbers in the list of words.
    pub(crate) words: Vec<usize>,
}

/// What one word came to.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    /// Best score of each positive clip; the lowest number if nothing was heard.
    hits: Vec<f64>,
    /// Scores of the detections in negative clips, highest first.
    false_accepts: Vec<f64>,
    /// Hours of negative clips.
    pub(crate) negative_hours: f64,
}

/// Place of the clip that a detection at this time belongs to.
fn place(spans: &[Span], time: f64) -> Option<usize> {
    let last = spans.len().checked_sub(1)?;
    Some(spans.partition_point(|span| span.end <= time).min(last))
}

/// Best score of a word in each clip; the lowest number where nothing was heard.
pub(crate) fn best(detections: &[(f64, f64)], spans: &[Span]) -> Vec<f64> {
    let mut best = vec![f64::NEG_INFINITY; spans.len()];
    for (time, score) in detections {
        if let Some(of) = place(spans, *time).and_then(|place| best.get_mut(place)) {
            *of = of.max(*score);
        }
    }
    best
}

impl Tally {
    /// Counts the detections (seconds, score), in order of time, of the word with this number.
    pub(crate) fn count(word: usize, detections: &[(f64, f64)], spans: &[Span]) -> Self {
        let is_positive = |span: &Span| span.words.contains(&word);
        let is_false = |time| !place(spans, time).is_some_and(|place| is_positive(&spans[place]));
        let mut false_accepts: Vec<f64> =
            detections.iter().filter(|(time, _)| is_false(*time)).map(|(_, score)| *score).collect();
        false_accepts.sort_by(|a, b| b.total_cmp(a));
        let starts = std::iter::once(0.3).chain(spans.iter().map(|span| span.end));
        let negative = spans.iter().zip(starts).filter(|(span, _)| !is_positive(span));
        let seconds: f64 = negative.map(|(span, start)| span.end - start).sum();
        let hits = spans
            .iter()
            .zip(best(detections, spans))
            .filter(|(span, _)| is_positive(span))
            .map(|(_, best)| best);
        Self { hits: hits.collect(), false_accepts, negative_hours: seconds / 3600.0 }
    }

    /// Clips in which the word is spoken.
    pub(crate) fn positives(&self) -> usize {
        self.hits.len()
    }

    /// Per cent of the positive clips missed at this many false accepts per hour.
    pub(crate) fn miss(&self, per_hour: f64) -> f64 {
        self.miss_at(self.threshold(per_hour))
    }

    /// Score of the first false accept too many.
    pub(crate) fn threshold(&self, per_hour: f64) -> f64 {
        first_too_many(&self.false_accepts, per_hour * self.negative_hours)
    }

    /// Per cent of the positive clips that are not above this score.
    fn miss_at(&self, threshold: f64) -> f64 {
        let missed = self.hits.iter().filter(|score| **score <= threshold).count();
        100.0 * missed as f64 / self.hits.len().max(1) as f64
    }
}

/// The score that a hit must pass so that no more false accepts than `allowed` do; `scores` falls.
fn first_too_many(scores: &[f64], allowed: f64) -> f64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
    let allowed = allowed.floor() as usize;
    scores.get(allowed).copied().unwrap_or(-1e8)
}

/// Per cent missed, mean over the words, under one threshold for all of them: that at which there are this many
/// false accepts per word and hour.
pub(crate) fn common_miss(tallies: &[&Tally], per_word_and_hour: f64) -> f64 {
    let mut scores: Vec<f64> = tallies.iter().flat_map(|tally| &tally.false_accepts).copied().collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    let word_hours: f64 = tallies.iter().map(|tally| tally.negative_hours).sum();
    let threshold = first_too_many(&scores, per_word_and_hour * word_hours);
    tallies.iter().map(|tally| tally.miss_at(threshold)).sum::<f64>() / tallies.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans() -> Vec<Span> {
        let span = |end, words: &[usize]| Span { end, words: words.to_vec() };
        vec![span(3600.3, &[]), span(3602.3, &[0]), span(3604.3, &[1, 0]), span(7204.3, &[1])]
    }

    #[test]
    fn a_detection_counts_for_the_clip_whose_span_holds_it() {
        let detections = [(0.1, -0.9), (3600.2, -0.5), (3600.3, -0.6), (3601.0, -0.7), (7204.2, -0.8)];
        let tally = Tally::count(0, &detections, &spans());
        assert_eq!(tally.false_accepts, [-0.5, -0.8, -0.9]);
        assert_eq!(tally.hits, [-0.6, f64::NEG_INFINITY]);
        assert!((tally.negative_hours - 2.0).abs() < 1e-9);
    }

    #[test]
    fn a_hit_must_be_strictly_above_the_first_false_accept_too_many() {
        let tally = |scores: &[f64]| Tally {
            hits: vec![-0.5, -0.9],
            false_accepts: scores.to_vec(),
            negative_hours: 1.0,
        };
        assert!((tally(&[-0.1, -0.5]).miss(1.0) - 100.0).abs() < 1e-9);
        assert!((tally(&[-0.1, -0.6]).miss(1.0) - 50.0).abs() < 1e-9);
        assert!(tally(&[-0.1]).miss(1.0).abs() < 1e-9);
    }
    #[test]
    fn one_threshold_for_all_words_is_set_by_the_worst_of_them() {
        let tally = |false_accepts: &[f64]| Tally {
            hits: vec![-0.2, -0.6],
            false_accepts: false_accepts.to_vec(),
            negative_hours: 10.0,
        };
        let (quiet, noisy) = (tally(&[-0.9]), tally(&[-0.3, -0.5]));
        assert!((common_miss(&[&quiet, &noisy], 0.05) - 50.0).abs() < 1e-9, "one of 20 word-hours");
        assert!(common_miss(&[&quiet, &noisy], 0.1).abs() < 1e-9);
    }
}
