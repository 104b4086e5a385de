//! The strongest attack that we know: log-likelihood ratios, learned on other cars of the same population and policy.
//!
//! It knows what an attacker with his own cars can know: popularity, habits, policy. A part of it looks at one aspect of
//! the two records (which tags, how many, on weekends, when) and gives the logarithm of how much likelier the two levels
//! are together in one car than in two; a further part walks through the days and asks what B was told, or that it was
//! told nothing, when A's record around that day looks as it does: this finds days that exclude each other, absences and
//! repetitions. How far each part counts is fitted by logistic regression on cars that the tables have not seen.

use super::attack::Attack;
use super::trace::Trace;
use super::walk::Walk;
use sordina::policy::INFERABLE_COUNT as TAGS;

/// How many wrong records of B each record of A is compared with while learning.
const WRONG: usize = 8;
/// Weight of "no more than in two cars", in cars, against chance in small numbers.
const DOUBT: f64 = 5.0;

/// What the attack looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// Which tags were told at all: the *asymmetric weighted Hamming attack* of Carey and others, "Measuring
    /// Re-identification Risk", 2023, with learned weights.
    Tags,
    /// When something was told, and when not: no tags.
    Times,
    /// All of it.
    Everything,
}

/// One aspect: its values at each place of a record, cut into levels.
struct Part {
    values: fn(&Trace, &[usize]) -> Vec<f64>,
    /// Where the levels begin, for A and for B.
    cuts: [Vec<f64>; 2],
    /// Points per place, level of A and level of B.
    points: Vec<Vec<Vec<f32>>>,
}

/// The trained attack.
pub(super) struct Learned {
    categories: Vec<usize>,
    parts: Vec<Part>,
    walk: Option<Walk>,
    weights: Vec<f32>,
}

impl Learned {
    /// Learns from records of the same cars at A and at B.
    pub(super) fn new(sight: Sight, a: &[Trace], b: &[Trace], categories: &[usize]) -> Self {
        let (learn, fit) = (a.len() * 2 / 3, a.len());
        let parts = aspects(sight).into_iter();
        let parts = parts.map(|(values, cuts)| Part::new(values, cuts, &a[..learn], &b[..learn], categories));
        let parts: Vec<Part> = parts.collect();
        let walk =
            (sight != Sight::Tags).then(|| Walk::new(sight == Sight::Everything, &a[..learn], &b[..learn]));
        let count = parts.len() + usize::from(walk.is_some());
        let mut learned = Self { categories: categories.to_vec(), parts, walk, weights: vec![1.0; count] };
        if count > 1 {
            learned.weights = learned.fit(&a[learn..fit], &b[learn..fit]);
        }
        learned
    }

    /// How far each part counts: logistic regression by gradient descent.
    fn fit(&self, a: &[Trace], b: &[Trace]) -> Vec<f32> {
        let marks: Vec<Vec<u32>> = b.iter().map(|trace| self.marks(trace)).collect();
        let mut rows: Vec<(Vec<f64>, f64)> = Vec::new();
        for (i, of_a) in a.iter().enumerate() {
            let tables: Vec<Vec<f32>> = (0..self.weights.len())
                .map(|part| self.table(of_a, &only(part, self.weights.len())))
                .collect();
            for j in partners(i, a.len()) {
                let score =
                    |table: &Vec<f32>| marks[j].iter().map(|mark| f64::from(table[*mark as usize])).sum();
                rows.push((tables.iter().map(score).collect(), if i == j { 1.0 } else { 0.0 }));
            }
        }
        logistic(&rows)
    }

    fn table(&self, of_a: &Trace, weights: &[f32]) -> Vec<f32> {
        let mut points = Vec::new();
        for (part, weight) in self.parts.iter().zip(weights) {
            let levels = part.levels(0, of_a, &self.categories);
            for (table, level) in part.points.iter().zip(levels) {
                points.extend(table[level].iter().map(|point| weight * (point - table[level][0])));
            }
        }
        if let (Some(walk), Some(weight)) = (&self.walk, weights.last()) {
            walk.points(of_a, *weight, &mut points);
        }
        points
    }
}

impl Attack for Learned {
    fn marks(&self, of_b: &Trace) -> Vec<u32> {
        let (mut marks, mut offset) = (Vec::new(), 0);
        for part in &self.parts {
            for level in part.levels(1, of_b, &self.categories) {
                if level > 0 {
                    marks.push((offset + level) as u32);
                }
                offset += part.cuts[1].len() + 1;
            }
        }
        if let Some(walk) = &self.walk {
            walk.marks(of_b, offset, &mut marks);
        }
        marks
    }

    fn points(&self, of_a: &Trace) -> Vec<f32> {
        self.table(of_a, &self.weights)
    }
}

impl Part {
    fn new(
        values: fn(&Trace, &[usize]) -> Vec<f64>,
        cuts: Cuts,
        a: &[Trace],
        b: &[Trace],
        categories: &[usize],
    ) -> Self {
        let cuts = [a, b].map(|traces| cuts.of(traces.iter().flat_map(|trace| values(trace, categories))));
        let mut part = Self { values, cuts, points: Vec::new() };
        let levels = |side: usize, traces: &[Trace]| -> Vec<Vec<usize>> {
            traces.iter().map(|trace| part.levels(side, trace, categories)).collect()
        };
        let (of_a, of_b) = (levels(0, a), levels(1, b));
        let empty = || vec![vec![0.0; part.cuts[1].len() + 1]; part.cuts[0].len() + 1];
        let places = of_a.first().map_or(0, Vec::len);
        let points = (0..places).map(|place| {
            let (mut same, mut other) = (empty(), empty());
            for i in 0..a.len() {
                for j in partners(i, a.len()) {
                    let counts = if i == j { &mut same } else { &mut other };
                    counts[of_a[i][place]][of_b[j][place]] += 1.0;
                }
            }
            ratios(&same, &other)
        });
        part.points = points.collect();
        part
    }

    fn levels(&self, side: usize, trace: &Trace, categories: &[usize]) -> Vec<usize> {
        let level = |value: f64| self.cuts[side].iter().filter(|cut| value >= **cut).count();
        (self.values)(trace, categories).into_iter().map(level).collect()
    }
}

/// The logarithm of how much likelier each cell is among `same` than among `other`.
pub(super) fn ratios(same: &[Vec<f64>], other: &[Vec<f64>]) -> Vec<Vec<f32>> {
    let total = |counts: &[Vec<f64>]| counts.iter().flatten().sum::<f64>();
    let (all_same, all_other) = (total(same), total(other));
    let cells = same.iter().flatten().count() as f64;
    let ratio = |(same, other): (&f64, &f64)| {
        let by_chance = (other + 1.0) / (all_other + cells);
        ((same + DOUBT * by_chance) / ((all_same + DOUBT) * by_chance)).ln() as f32
    };
    same.iter().zip(other).map(|(same, other)| same.iter().zip(other).map(ratio).collect()).collect()
}

/// How values are cut into levels.
#[derive(Clone, Copy)]
enum Cuts {
    At(&'static [f64]),
    /// As many levels, about equally full.
    Equal(usize),
}

impl Cuts {
    fn of(self, values: impl Iterator<Item = f64>) -> Vec<f64> {
        match self {
            Self::At(cuts) => cuts.to_vec(),
            Self::Equal(levels) => {
                let mut values: Vec<f64> = values.collect();
                values.sort_by(f64::total_cmp);
                let mut cuts: Vec<f64> = (1..levels)
                    .filter_map(|level| values.get(values.len() * level / levels).copied())
                    .collect();
                cuts.dedup();
                cuts
            }
        }
    }
}

const DOUBLING: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

type Aspect = (fn(&Trace, &[usize]) -> Vec<f64>, Cuts);

fn aspects(sight: Sight) -> Vec<Aspect> {
    let times: [Aspect; 6] = [
        (rate, Cuts::Equal(10)),
        (weekends, Cuts::Equal(6)),
        (|trace, _| windows(trace, 7, 0), Cuts::At(&[1.0, 2.0, 4.0])),
        (|trace, _| windows(trace, 14, 0), Cuts::At(&[1.0, 2.0, 4.0, 7.0])),
        (|trace, _| windows(trace, 14, 7), Cuts::At(&[1.0, 2.0, 4.0, 7.0])),
        (|trace, _| windows(trace, 28, 0), Cuts::At(&[1.0, 2.0, 4.0, 8.0, 12.0])),
    ];
    match sight {
        Sight::Tags => vec![(tags, Cuts::At(&[1.0]))],
        Sight::Times => times.into(),
        Sight::Everything => {
            let content: [Aspect; 3] =
                [(tags, Cuts::At(DOUBLING)), (by_category, Cuts::At(DOUBLING)), (variety, Cuts::Equal(8))];
            content.into_iter().chain(times).collect()
        }
    }
}

fn tags(trace: &Trace, _: &[usize]) -> Vec<f64> {
    trace.counts(TAGS).into_iter().map(|count| count as f64).collect()
}

fn by_category(trace: &Trace, categories: &[usize]) -> Vec<f64> {
    let mut counts = vec![0.0; categories.iter().max().map_or(0, |last| last + 1)];
    trace.told().for_each(|(_, tag)| counts[categories[usize::from(tag)]] += 1.0);
    counts
}

fn variety(trace: &Trace, _: &[usize]) -> Vec<f64> {
    vec![trace.counts(TAGS).iter().filter(|count| **count > 0).count() as f64]
}

fn rate(trace: &Trace, _: &[usize]) -> Vec<f64> {
    vec![trace.told().count() as f64 / trace.end().max(1) as f64]
}

fn weekends(trace: &Trace, _: &[usize]) -> Vec<f64> {
    let weekends = trace.told().filter(|(day, _)| day % 7 >= 5).count();
    vec![weekends as f64 / trace.told().count().max(1) as f64]
}

/// How often something was told in each so many days, the first of them shorter by `offset`.
fn windows(trace: &Trace, days: usize, offset: usize) -> Vec<f64> {
    let mut counts = vec![0.0; (trace.length() + offset).div_ceil(days)];
    trace.told().for_each(|(day, _)| counts[(day + offset) / days] += 1.0);
    counts
}

/// Which records of B a record of A is compared with while learning: that of the same car, and wrong ones.
pub(super) fn partners(car: usize, count: usize) -> impl Iterator<Item = usize> {
    (0..=WRONG).map(move |shift| (car + shift * shift) % count)
}

fn only(part: usize, count: usize) -> Vec<f32> {
    (0..count).map(|other| if other == part { 1.0 } else { 0.0 }).collect()
}

/// Weights, none below zero, that tell rows of class 1 from those of class 0.
fn logistic(rows: &[(Vec<f64>, f64)]) -> Vec<f32> {
    let width = rows.first().map_or(0, |(row, _)| row.len());
    let scale: Vec<f64> = (0..width)
        .map(|column| {
            let squares = rows.iter().map(|(row, _)| row[column] * row[column]).sum::<f64>();
            (squares / rows.len() as f64).sqrt().max(1e-9)
        })
        .collect();
    let (mut weights, mut constant) = (vec![0.0; width], 0.0);
    for _ in 0..1_000 {
        let (mut slope, mut of_constant) = (vec![0.0; width], 0.0);
        for (row, class) in rows {
            let sum: f64 = (0..width).map(|column| weights[column] * row[column] / scale[column]).sum();
            let error = class - 1.0 / (1.0 + (-sum - constant).exp());
            (0..width).for_each(|column| slope[column] += error * row[column] / scale[column]);
            of_constant += error;
        }
        let step = 4.0 / rows.len() as f64;
        weights
            .iter_mut()
            .zip(&slope)
            .for_each(|(weight, slope)| *weight = (*weight + step * slope).max(0.0));
        constant += step * of_constant;
    }
    weights.iter().zip(&scale).map(|(weight, scale)| (weight / scale) as f32).collect()
}
