//! Day by day: what B was told when A's record around that day looks as it does.
//!
//! The look of a day in A's record: told or not on the day itself, how often within three days, how often within two
//! weeks. What B may have been told: nothing, the tag that A was told on that day, one that A was told within two weeks,
//! another one.

use super::learned::{partners, ratios};
use super::trace::{Tag, Trace};
use sordina::policy::INFERABLE_COUNT as TAGS;

const LOOKS: usize = 2 * 4 * 4;
const ANSWERS: usize = 4;
const NEAR: usize = 3;
const FAR: usize = 14;

pub(super) struct Walk {
    sees_tags: bool,
    /// Points per look of A's day and answer to B.
    points: Vec<Vec<f32>>,
}

impl Walk {
    /// Learns from records of the same cars at A and at B.
    pub(super) fn new(sees_tags: bool, a: &[Trace], b: &[Trace]) -> Self {
        let empty = || vec![vec![0.0; ANSWERS]; LOOKS];
        let (mut walk, mut same, mut other) = (Self { sees_tags, points: Vec::new() }, empty(), empty());
        for (car, of_a) in a.iter().enumerate() {
            let (looks, near) = (looks(of_a), near(of_a));
            for partner in partners(car, a.len()) {
                let (of_b, counts) = (&b[partner], if partner == car { &mut same } else { &mut other });
                for day in 0..of_a.end().min(of_b.end()) {
                    let answer = of_b.on(day).map_or(0, |tag| walk.answer(of_a.on(day), near[day], tag));
                    counts[looks[day]][answer] += 1.0;
                }
            }
        }
        walk.points = ratios(&same, &other);
        walk
    }

    /// What B was told, `tag`, next to what A was told on that day and near it.
    fn answer(&self, of_a: Option<Tag>, near: u64, tag: Tag) -> usize {
        match self.sees_tags {
            true if of_a == Some(tag) => 1,
            true if near >> tag & 1 == 1 => 2,
            _ => 3,
        }
    }

    /// One mark per answer, and one for where the record ends.
    pub(super) fn marks(&self, of_b: &Trace, offset: usize, marks: &mut Vec<u32>) {
        marks.extend(of_b.told().map(|(day, tag)| (offset + day * TAGS + usize::from(tag)) as u32));
        marks.push((offset + of_b.length() * TAGS + of_b.end()) as u32);
    }

    /// Points of each answer against silence on its day, then of silence until each end.
    pub(super) fn points(&self, of_a: &Trace, weight: f32, points: &mut Vec<f32>) {
        let (looks, near) = (looks(of_a), near(of_a));
        for (day, look) in looks.iter().enumerate() {
            let row = &self.points[*look];
            points.extend((0..).take(TAGS).map(|tag| {
                let answer = self.answer(of_a.on(day), near[day], tag);
                if day < of_a.end() { weight * (row[answer] - row[0]) } else { 0.0 }
            }));
        }
        let mut silence = 0.0;
        points.push(silence);
        for (day, look) in looks.iter().enumerate() {
            if day < of_a.end() {
                silence += weight * self.points[*look][0];
            }
            points.push(silence);
        }
    }
}

/// The tags that were told within [`FAR`] days of each day of a record, one bit each.
fn near(of_a: &Trace) -> Vec<u64> {
    let mut near = vec![0; of_a.length()];
    for (told, tag) in of_a.told() {
        let last = (told + FAR + 1).min(near.len());
        near[told.saturating_sub(FAR)..last].iter_mut().for_each(|tags| *tags |= 1 << tag);
    }
    near
}

/// How each day of a record looks.
fn looks(of_a: &Trace) -> Vec<usize> {
    let mut until = vec![0; of_a.length() + 1];
    for day in 0..of_a.length() {
        until[day + 1] = until[day] + usize::from(of_a.on(day).is_some());
    }
    let within = |day: usize, days: usize| {
        until[(day + days + 1).min(of_a.length())] - until[day.saturating_sub(days)]
    };
    let look = |day: usize| {
        let today = usize::from(of_a.on(day).is_some());
        let near = (within(day, NEAR) - today).min(3);
        let far = match within(day, FAR) - within(day, NEAR) {
            0 => 0,
            1..=2 => 1,
            3..=5 => 2,
            _ => 3,
        };
        (today * 4 + near) * 4 + far
    };
    (0..of_a.length()).map(look).collect()
}
