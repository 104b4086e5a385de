//! Misses at fixed false accepts per hour.

/// False accepts per hour at which misses are told.
pub(crate) const RATES: [u32; 3] = [1, 5, 10];

/// One clip's stretch of the stream: it ends here, in seconds, and the next begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) end: f64,
    /// The word spoken in it, by its number in the list of words.
    pub(crate) word: Option<usize>,
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

impl Tally {
    /// Counts the detections (seconds, score), in order of time, of the word with this number.
    pub(crate) fn count(word: usize, detections: &[(f64, f64)], spans: &[Span]) -> Self {
        let mut best = vec![f64::NEG_INFINITY; spans.len()];
        let mut false_accepts = Vec::new();
        for (time, score) in detections {
            let place = spans.partition_point(|span| span.end <= *time).min(spans.len().saturating_sub(1));
            if spans.get(place).is_some_and(|span| span.word == Some(word)) {
                best[place] = best[place].max(*score);
            } else {
                false_accepts.push(*score);
            }
        }
        false_accepts.sort_by(|a, b| b.total_cmp(a));
        let is_positive = |span: &Span| span.word == Some(word);
        let starts = std::iter::once(0.3).chain(spans.iter().map(|span| span.end));
        let negative = spans.iter().zip(starts).filter(|(span, _)| !is_positive(span));
        let seconds: f64 = negative.map(|(span, start)| span.end - start).sum();
        let hits = spans.iter().zip(best).filter(|(span, _)| is_positive(span)).map(|(_, best)| best);
        Self { hits: hits.collect(), false_accepts, negative_hours: seconds / 3600.0 }
    }

    /// Clips in which the word is spoken.
    pub(crate) fn positives(&self) -> usize {
        self.hits.len()
    }

    /// Per cent of the positive clips missed at this many false accepts per hour.
    pub(crate) fn miss(&self, per_hour: f64) -> f64 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
        let allowed = (per_hour * self.negative_hours).floor() as usize;
        let threshold = self.false_accepts.get(allowed).copied().unwrap_or(-1e8);
        let missed = self.hits.iter().filter(|score| **score <= threshold).count();
        100.0 * missed as f64 / self.hits.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans() -> Vec<Span> {
        let span = |end, word| Span { end, word };
        vec![span(3600.3, None), span(3602.3, Some(0)), span(3604.3, Some(0)), span(7204.3, Some(1))]
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
}
