//! How alike two pronunciations are: phonemes that differ, at a price that knows which ones are easily confused.
//!
//! A weighted edit distance. It is an estimate from the phonemes alone: the network may find them easier or harder to tell
//! apart than it says.

use sordina_lexicon::{Pronunciation, phoneme};
use std::sync::LazyLock;

/// Symbols of one group are taken for each other: half a difference.
const GROUPS: [&str; 9] =
    ["i I j", "e EI I", "ae a V @ R", "U u w OU o", "p b", "t d 4 D T", "k g", "s z S Z T tS dZ", "m n N J"];

/// Phonemes to change, insert or remove; 0 for the same sound.
pub(super) fn distance(one: &Pronunciation, other: &Pronunciation) -> f32 {
    let (one, other, prices) = (one.phonemes(), other.phonemes(), &*PRICES);
    let mut row: Vec<f32> = (0..=other.len()).map(|place| place as f32).collect();
    for (index, left) in one.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], (index + 1) as f32);
        for (place, right) in other.iter().enumerate() {
            let change = diagonal + prices[usize::from(*left)][usize::from(*right)];
            diagonal = row[place + 1];
            row[place + 1] = change.min(row[place] + 1.0).min(row[place + 1] + 1.0);
        }
    }
    row.last().copied().unwrap_or(0.0)
}

/// What it costs to change one symbol into another; every pair of words asks for it many times.
static PRICES: LazyLock<[[f32; phoneme::COUNT]; phoneme::COUNT]> = LazyLock::new(|| {
    let row = |one| std::array::from_fn(|other| price(phoneme::SYMBOLS[one], phoneme::SYMBOLS[other]));
    std::array::from_fn(row)
});

fn price(one: &str, other: &str) -> f32 {
    if one == other {
        return 0.0;
    }
    let are_together = |group: &&str| {
        group.split(' ').any(|known| known == one) && group.split(' ').any(|known| known == other)
    };
    if GROUPS.iter().any(are_together) { 0.5 } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Pronunciation {
        Pronunciation::parse(text).unwrap()
    }

    #[test]
    fn confused_sounds_differ_by_half() {
        let carpa = said("k a 4 p a");
        assert!(distance(&carpa, &carpa).abs() < 1e-6);
        assert!((distance(&carpa, &said("k a 4 b a")) - 0.5).abs() < 1e-6);
        assert!((distance(&carpa, &said("k a 4 t a")) - 1.0).abs() < 1e-6);
        assert!((distance(&carpa, &said("k a 4 p a s")) - 1.0).abs() < 1e-6);
    }
}
