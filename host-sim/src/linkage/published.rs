//! The attacks published on Chrome's Topics that need no training.
//!
//! - [`Hamming`]: the records whose sets of tags differ least. Beugin, McDaniel, "A Public and Reproducible Assessment of
//!   the Topics API on Real Data", 2024, arXiv 2403.19577; with equal sets it is the *strict attack* of Jha, Trevisan,
//!   Leonardi, Mellia, "Re-Identification Attacks against the Topics API", 2024, doi 10.1145/3675400.
//! - [`Loose`]: what was told often to one must have been told at least once to the other: the *loose attack* of the
//!   latter. Told often is twice or more, which also takes out chance answers (their denoising threshold of 2).
//! - [`SameDay`]: the days on which both were told the same.

use super::attack::Attack;
use super::trace::Trace;
use sordina::policy::INFERABLE_COUNT as TAGS;

/// Sets of tags that were told at least so often, by the number of their differences.
pub(super) struct Hamming {
    pub(super) least: usize,
}

impl Attack for Hamming {
    fn marks(&self, of_b: &Trace) -> Vec<u32> {
        told(of_b, self.least)
    }

    fn points(&self, of_a: &Trace) -> Vec<f32> {
        of_a.counts(TAGS).iter().map(|count| if *count >= self.least { 1.0 } else { -1.0 }).collect()
    }
}

/// Told often to one, never to the other: each is a fault.
pub(super) struct Loose {
    pub(super) often: usize,
}

impl Attack for Loose {
    fn marks(&self, of_b: &Trace) -> Vec<u32> {
        let often = told(of_b, self.often).into_iter().map(|tag| tag + TAGS as u32);
        told(of_b, 1).into_iter().chain(often).collect()
    }

    fn points(&self, of_a: &Trace) -> Vec<f32> {
        let counts = of_a.counts(TAGS);
        let seen = counts.iter().map(|count| if *count >= self.often { 1.0 } else { 0.0 });
        seen.chain(counts.iter().map(|count| if *count == 0 { -1.0 } else { 0.0 })).collect()
    }
}

/// The same tag on the same day.
pub(super) struct SameDay;

impl Attack for SameDay {
    fn marks(&self, of_b: &Trace) -> Vec<u32> {
        of_b.told().map(|(day, tag)| (day * TAGS + usize::from(tag)) as u32).collect()
    }

    fn points(&self, of_a: &Trace) -> Vec<f32> {
        let mut points = vec![0.0; of_a.length() * TAGS];
        of_a.told().for_each(|(day, tag)| points[day * TAGS + usize::from(tag)] = 1.0);
        points
    }
}

fn told(trace: &Trace, least: usize) -> Vec<u32> {
    (0..).zip(trace.counts(TAGS)).filter(|(_, count)| *count >= least).map(|(tag, _)| tag).collect()
}
