//! What every attack on linkage has in common: a record of A as points, a record of B as marks.
//!
//! An attack gives points to every record of B for one record of A; the record with the most points is its guess. To make
//! millions of pairs cheap, a record of B is reduced once to a few marks, and one of A to a table of points per mark; the
//! points of a pair are the sum of the table at the marks. A log-likelihood ratio of independent parts has this form, and
//! so have the distances of the published attacks.

use super::parallel::in_parallel;
use super::trace::Trace;

/// A way to find, for a record of recipient A, the record of the same car at recipient B.
pub(super) trait Attack: Sync {
    /// The marks of a record of B.
    fn marks(&self, of_b: &Trace) -> Vec<u32>;
    /// Points per mark, for a record of A.
    fn points(&self, of_a: &Trace) -> Vec<f32>;
}

/// How often attacks found the car.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found {
    /// Records of A that were tried.
    pub(crate) tries: usize,
    /// The right record of B was the first guess; a tie of n counts as a guess among n.
    pub(crate) first: f64,
    /// It was among the first five.
    pub(crate) first_five: f64,
}

impl Found {
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            tries: self.tries + other.tries,
            first: self.first + other.first,
            first_five: self.first_five + other.first_five,
        }
    }

    /// Per cent of tries.
    pub(crate) fn per_cent(&self) -> f64 {
        100.0 * self.first / self.tries.max(1) as f64
    }
}

/// Tries the attack on a pool: car number i has record i in both lists. Only the first `tries` records of A are tried.
pub(super) fn find(attack: &dyn Attack, a: &[Trace], b: &[Trace], tries: usize) -> Found {
    let marks: Vec<Vec<u32>> = b.iter().map(|trace| attack.marks(trace)).collect();
    let found = in_parallel(0..tries.min(a.len()), |place| rank(&attack.points(&a[place]), &marks, place));
    found.into_iter().fold(Found::default(), Found::and)
}

fn rank(points: &[f32], marks: &[Vec<u32>], right: usize) -> Found {
    let sum = |marks: &Vec<u32>| marks.iter().map(|mark| points[*mark as usize]).sum::<f32>();
    let of_right = sum(&marks[right]);
    let (mut better, mut equal) = (0, 0);
    for of_other in marks.iter().map(sum) {
        better += usize::from(of_other > of_right);
        equal += usize::from(of_other == of_right);
    }
    let among = |guesses: usize| (guesses.saturating_sub(better) as f64 / equal as f64).min(1.0);
    Found { tries: 1, first: among(1), first_five: among(5) }
}
