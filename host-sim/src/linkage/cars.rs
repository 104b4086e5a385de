//! Simulated cars: who talks about what, when they drive, and which tags live. A model, not people.
//!
//! | what | model | why |
//! |---|---|---|
//! | lasting subjects | 3 to 7, for the whole time, the k-th talked about 0.7 times as often as the one before | a stable profile is the worst case; studies of Topics find profiles stable over weeks |
//! | popularity | Zipf, exponent 1, over the subjects in an order drawn once | browsing and its topics are as skewed |
//! | taste | subjects of one favourite category are four times as likely | interests come in groups: that ties what two recipients see |
//! | novelty | 15 % of talks are about any subject, by popularity | noise of a person |
//! | driving | on a share of weekdays and one of weekend days, each drawn per car from 0.3 to 0.95 | wide: the wider, the easier to link |
//! | absence | twice a year, 7 to 21 days | holidays, repair |
//! | talk | a share of driven days, drawn per car from 0.1 to 0.6, ends in a tag | wide, as above |
//! | lives | those of the policy; nothing is bought, dismissed or blocked | each such act would tell recipients less |
//!
//! Numbers without a source are chosen, and on the side that makes linking easier.

use super::Study;
use super::parallel::in_parallel;
use super::rules::{Car as Told, NEVER, Rule, epoch};
use super::trace::{Tag, Trace};
use crate::random::Random;
use sordina::interest::Epoch;
use sordina::policy::{INFERABLE_COUNT, LIVE_TAGS, SUBJECTS};
use std::ops::Range;

/// Days before the first that recipients see, so that tags live already.
const WARM_UP: usize = 56;
const NOVELTY: f64 = 0.15;
const FADING: f64 = 0.7;
const FAVOUR: f64 = 4.0;

/// How the whole population is: popularity of subjects, and their categories.
pub(crate) struct Population {
    popularity: Vec<f64>,
    categories: Vec<usize>,
    category_count: usize,
}

/// A tag that lives in a simulated car.
#[derive(Clone, Copy, Debug)]
pub(super) struct Live {
    pub(super) tag: Tag,
    pub(super) until: usize,
    /// The day on which it was last told, or [`NEVER`].
    pub(super) told_on: Epoch,
    /// The day on which it was first told, if it was.
    pub(super) first_told: Option<usize>,
}

/// What both recipients saw of one car, and what there was to see.
pub(crate) struct Seen {
    pub(crate) pair: [Trace; 2],
    /// Driven days on which something lived, and those of them on which somebody was told.
    pub(crate) days: [usize; 2],
    /// Tags that came to live, and those of them that somebody was told.
    pub(crate) tags: [usize; 2],
}

struct Habits {
    /// Subjects and how often they are talked about.
    subjects: Vec<(Tag, f64)>,
    drives: [f64; 2],
    talks: f64,
    /// Days away: first and last.
    away: Vec<(usize, usize)>,
}

impl Population {
    /// The population of a seed.
    pub(super) fn new(seed: u32) -> Self {
        let mut random = Random::new(seed);
        let mut ranks: Vec<usize> = (1..=INFERABLE_COUNT).collect();
        random.shuffle(&mut ranks);
        let mut names: Vec<&str> = Vec::new();
        let categories = SUBJECTS.iter().take(INFERABLE_COUNT).map(|row| {
            let name = row.tag.split('.').next().unwrap_or(row.tag);
            names.iter().position(|known| *known == name).unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            })
        });
        let categories: Vec<usize> = categories.collect();
        let popularity = ranks.iter().map(|rank| 1.0 / *rank as f64).collect();
        Self { popularity, category_count: names.len(), categories }
    }

    /// The category of each tag.
    pub(super) fn categories(&self) -> &[usize] {
        &self.categories
    }

    /// What two recipients see of the cars with these numbers.
    pub(super) fn cars(&self, study: &Study, cars: Range<usize>, rule: Rule) -> Vec<Seen> {
        let number =
            |car: usize| study.seed.wrapping_mul(1_000_003).wrapping_add(u32::try_from(car).unwrap_or(0));
        in_parallel(cars, |car| self.car(number(car), study.weeks * 7, rule))
    }

    /// One car over so many days, its tags told by `rule`.
    fn car(&self, seed: u32, days: usize, rule: Rule) -> Seen {
        let mut random = Random::new(seed);
        let habits = self.habits(&mut random, WARM_UP + days);
        let mut told = Told::new(rule, seed, &self.categories);
        let mut live: Vec<Live> = Vec::new();
        let mut pair = [Vec::new(), Vec::new()];
        let (mut served, mut arrived) = ([0; 2], [0; 2]);
        for day in 0..WARM_UP + days {
            live.retain(|tag| tag.until > day);
            let is_driven = habits.is_driven(day, &mut random);
            let answers = told.on(day, is_driven, &mut live);
            if day >= WARM_UP {
                pair.iter_mut().zip(answers).for_each(|(days, answer)| days.push(answer));
                served[0] += usize::from(is_driven && !live.is_empty());
                served[1] += usize::from(live.iter().any(|tag| tag.told_on == epoch(day)));
                arrived[1] += live.iter().filter(|tag| tag.first_told == Some(day)).count();
            }
            if is_driven && random.uniform() < habits.talks {
                let tag = self.talk(&habits, &mut random);
                told.heard(tag);
                arrived[0] += usize::from(put(&mut live, tag, day) && day >= WARM_UP);
            }
        }
        Seen { pair: pair.map(Trace::new), days: served, tags: arrived }
    }

    fn habits(&self, random: &mut Random, days: usize) -> Habits {
        let favourite = random.below(self.category_count);
        let weigh =
            |tag: usize| self.popularity[tag] * if self.categories[tag] == favourite { FAVOUR } else { 1.0 };
        let mut weights: Vec<f64> = (0..INFERABLE_COUNT).map(weigh).collect();
        let mut share = 1.0;
        let mut subjects = Vec::new();
        for _ in 0..3 + random.below(5) {
            let tag = pick(&weights, random);
            weights[usize::from(tag)] = 0.0;
            subjects.push((tag, share));
            share *= FADING;
        }
        let mut between = |least: f64, most: f64| least + (most - least) * random.uniform();
        let drives = [between(0.3, 0.95), between(0.3, 0.95)];
        let talks = between(0.1, 0.6);
        let absences = 2 * days.div_ceil(364);
        let away = (0..absences).map(|_| {
            let first = random.below(days);
            (first, first + 6 + random.below(15))
        });
        Habits { subjects, drives, talks, away: away.collect() }
    }

    fn talk(&self, habits: &Habits, random: &mut Random) -> Tag {
        if random.uniform() < NOVELTY {
            return pick(&self.popularity, random);
        }
        let shares: Vec<f64> = habits.subjects.iter().map(|(_, share)| *share).collect();
        habits.subjects[usize::from(pick(&shares, random))].0
    }
}

impl Habits {
    fn is_driven(&self, day: usize, random: &mut Random) -> bool {
        let is_weekend = usize::from(day % 7 >= 5);
        let drives = random.uniform() < self.drives[is_weekend];
        drives && !self.away.iter().any(|(first, last)| (*first..=*last).contains(&day))
    }
}

/// A place drawn by weight.
fn pick(weights: &[f64], random: &mut Random) -> Tag {
    let mut left = random.uniform() * weights.iter().sum::<f64>();
    let place = weights.iter().position(|weight| {
        left -= weight;
        left < 0.0
    });
    Tag::try_from(place.unwrap_or(0)).unwrap_or(0)
}

/// A tag comes to live, in place of the one that ends soonest where five do; whether it is new. As the gateway does.
fn put(live: &mut Vec<Live>, tag: Tag, day: usize) -> bool {
    let until = day + usize::from(SUBJECTS[usize::from(tag)].life_days);
    if let Some(known) = live.iter_mut().find(|known| known.tag == tag) {
        known.until = until;
        return false;
    }
    if live.len() == LIVE_TAGS {
        let soonest = (0..live.len()).min_by_key(|place| live[*place].until).unwrap_or(0);
        live.remove(soonest);
    }
    live.push(Live { tag, until, told_on: NEVER, first_told: None });
    true
}
