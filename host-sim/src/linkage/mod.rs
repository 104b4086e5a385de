//! How well two recipients who put together what they were told find the same car (R21).
//!
//! Cars with stable interests are simulated ([`cars`]), each policy for answers tells two recipients of them ([`rules`]),
//! and attacks try to find, for a record of one, the record of the same car at the other ([`published`], [`learned`]).
//! `docs/src/linkage.md` says what the model leaves out.

mod attack;
mod cars;
mod learned;
mod parallel;
mod published;
mod rules;
mod trace;
mod walk;

pub(crate) use attack::Found;
pub(crate) use rules::{RULES, Rule};

use attack::{Attack, find};
use cars::{Population, Seen};
use learned::{Learned, Sight};
use published::{Hamming, Loose, SameDay};
use trace::Trace;

/// What is to be simulated.
#[derive(Clone, Debug)]
pub(crate) struct Study {
    /// Cars in a pool.
    pub(crate) pools: Vec<usize>,
    /// Weeks that recipients collect.
    pub(crate) weeks: usize,
    /// Number that all chance follows from.
    pub(crate) seed: u32,
    /// Cars that attacks learn from; none of them is ever to be found.
    pub(crate) learning: usize,
    /// Cars that are to be found, in as many pools as that makes.
    pub(crate) cars: usize,
}

/// Most records that are tried in one pool.
const TRIES_PER_POOL: usize = 2_000;
/// Answers after which linking should still be hopeless.
pub(crate) const FEW: usize = 3;

/// How one attack fared in pools of one size.
#[derive(Clone, Debug)]
pub(crate) struct Fared {
    /// Cars in a pool.
    pub(crate) pool: usize,
    pub(crate) attack: &'static str,
    /// After [`FEW`] answers to each recipient.
    pub(crate) few: Found,
    /// After all weeks.
    pub(crate) all: Found,
}

/// What a policy comes to.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) rule: &'static str,
    pub(crate) fared: Vec<Fared>,
    /// Bits that the answers of one day can hold, by tags alone.
    pub(crate) bits: f64,
    /// Share of days, driven and with something that lives, on which somebody was told.
    pub(crate) days_served: f64,
    /// Share of tags that somebody was told.
    pub(crate) tags_told: f64,
    /// Answers to both recipients per car and year.
    pub(crate) answers_a_year: f64,
}

/// Simulates one policy and tries every attack.
pub(crate) fn run(study: &Study, rule: Rule) -> Outcome {
    let population = Population::new(study.seed);
    let cars = |first: usize, count: usize| population.cars(study, first..first + count, rule);
    let (learning, seen) = (cars(0, study.learning), cars(study.learning, study.cars));
    let fared_after = |answers: usize| -> Vec<(usize, &'static str, Found)> {
        let [a, b] = records(&seen, answers);
        let attacks = attacks(&learning, &population, answers);
        let each = study.pools.iter().flat_map(|pool| attacks.iter().map(move |attack| (*pool, attack)));
        each.map(|(pool, (name, attack))| (pool, *name, in_pools(attack.as_ref(), &a, &b, pool))).collect()
    };
    let both = fared_after(FEW).into_iter().zip(fared_after(usize::MAX));
    let sum = |of: fn(&Seen) -> usize| seen.iter().map(of).sum::<usize>() as f64;
    let told = sum(|car| car.pair.iter().map(|trace| trace.told().count()).sum());
    Outcome {
        rule: rule.name,
        fared: both.map(|((pool, attack, few), (.., all))| Fared { pool, attack, few, all }).collect(),
        bits: rule.bits(population.categories().iter().max().map_or(0, |last| last + 1)),
        days_served: sum(|car| car.days[1]) / sum(|car| car.days[0]).max(1.0),
        tags_told: sum(|car| car.tags[1]) / sum(|car| car.tags[0]).max(1.0),
        answers_a_year: told / seen.len() as f64 * 52.0 / study.weeks as f64,
    }
}

impl Outcome {
    /// The attack that found most cars in pools of this size, after a few answers and after all weeks.
    pub(crate) fn strongest(&self, pool: usize) -> Option<[&Fared; 2]> {
        let strongest = |of: fn(&Fared) -> f64| {
            let in_pool = self.fared.iter().filter(|fared| fared.pool == pool);
            in_pool.max_by(|one, other| of(one).total_cmp(&of(other)))
        };
        Some([strongest(|fared| fared.few.first)?, strongest(|fared| fared.all.first)?])
    }
}

fn in_pools(attack: &dyn Attack, a: &[Trace], b: &[Trace], pool: usize) -> Found {
    let pools = a.chunks_exact(pool).zip(b.chunks_exact(pool));
    pools.map(|(a, b)| find(attack, a, b, TRIES_PER_POOL)).fold(Found::default(), Found::and)
}

/// The records of both recipients, up to so many answers.
fn records(seen: &[Seen], answers: usize) -> [Vec<Trace>; 2] {
    [0, 1].map(|recipient| seen.iter().map(|car| car.pair[recipient].first(answers)).collect())
}

fn attacks(
    learning: &[Seen],
    population: &Population,
    answers: usize,
) -> Vec<(&'static str, Box<dyn Attack>)> {
    let [a, b] = records(learning, answers);
    let learned = |sight| Box::new(Learned::new(sight, &a, &b, population.categories()));
    vec![
        ("hamming", Box::new(Hamming { least: 1 }) as Box<dyn Attack>),
        ("hamming_denoised", Box::new(Hamming { least: 2 })),
        ("loose", Box::new(Loose { often: 2 })),
        ("same_day", Box::new(SameDay)),
        ("weighted_hamming", learned(Sight::Tags)),
        ("times", learned(Sight::Times)),
        ("everything", learned(Sight::Everything)),
    ]
}

#[cfg(test)]
mod tests {
    //! R21, P35.

    use super::*;
    use rules::BUILT_IN;

    /// Per cent of a pool of 200 that the strongest attack finds after half a year.
    fn found(rule: Rule) -> f64 {
        let study = Study { pools: vec![200], weeks: 26, seed: 1, learning: 900, cars: 800 };
        let outcome = run(&study, rule);
        outcome.strongest(200).map_or(100.0, |[_, all]| all.all.per_cent())
    }

    #[test]
    fn the_built_in_rule_hides_a_car_where_others_show_it() {
        let named = |name: &str| RULES.into_iter().find(|rule| rule.name == name).unwrap();
        let built_in = found(BUILT_IN);
        assert!(built_in < 5.0, "{built_in} %");
        for bad in ["pinned_for_all", "one_drawn_lists"] {
            let found = found(named(bad));
            assert!(found > 50.0, "{bad}: {found} %");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_figures() {
        let study = Study { pools: vec![20], weeks: 4, seed: 9, learning: 60, cars: 40 };
        let figures = || format!("{:?}", run(&study, BUILT_IN));
        assert_eq!(figures(), figures());
    }
}
