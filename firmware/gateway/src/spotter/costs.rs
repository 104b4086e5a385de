//! What each phoneme costs a path in one step.
//!
//! ```text
//! q_k = ln p_k - 0.2 ln prior_k
//! l_k = min(0, q_k - 0.5 max_j q_j)
//! l_@ = max(l_@, max(l_V, l_a, l_e) - 0.7)
//! ```
//!
//! Half a likelihood ratio against the best thing that the sound could be instead, half an absolute likelihood;
//! a schwa may be heard as a full vowel. Nothing costs more than 8 nats. The cost is -l in 1/256 nat, never
//! negative: a path only ever loses, so one that has lost too much can be dropped for good.
//!
//! Source: the model's recipe; constants tuned there on train-split recordings.

use super::model::{OUTPUTS, PRIOR};

/// Units of a cost per nat.
pub(super) const PER_NAT: u16 = 256;
const HIGHEST: i32 = 8 * PER_NAT as i32;
/// 0.7 nat.
const SCHWA_PENALTY: u16 = 179;
const SCHWA: usize = phoneme("@");
const FULL_VOWELS: [usize; 3] = [phoneme("V"), phoneme("a"), phoneme("e")];

/// Index of a symbol of the inventory; one that is not there does not build.
const fn phoneme(symbol: &str) -> usize {
    let wanted = symbol.as_bytes();
    let mut index = 0;
    loop {
        let known = sordina_lexicon::phoneme::SYMBOLS[index].as_bytes();
        if known.len() == wanted.len() && known[0] == wanted[0] {
            return index;
        }
        index += 1;
    }
}

/// Log-probabilities (1/256 nat) to costs (1/256 nat).
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to 0..=2048")]
pub(super) fn costs(log_probabilities: &[i16; OUTPUTS], costs: &mut [u16; OUTPUTS]) {
    let likelihoods =
        || log_probabilities.iter().zip(&PRIOR).map(|(l, prior)| i32::from(*l) - i32::from(*prior));
    let half_best = likelihoods().fold(i32::MIN, i32::max) >> 1;
    for (cost, likelihood) in costs.iter_mut().zip(likelihoods()) {
        *cost = (half_best - likelihood).clamp(0, HIGHEST) as u16;
    }
    let [first, second, third] = FULL_VOWELS;
    let as_full_vowel = costs[first].min(costs[second]).min(costs[third]) + SCHWA_PENALTY;
    costs[SCHWA] = costs[SCHWA].min(as_full_vowel);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_symbol_is_free_and_the_rest_pay_up_to_eight_nats() {
        let mut input = [-12 * 256; OUTPUTS];
        input[20] = 0;
        let mut result = [0; OUTPUTS];
        costs(&input, &mut result);
        let q = i32::from(-PRIOR[20]);
        assert_eq!(i32::from(result[20]), ((q >> 1) - q).max(0));
        assert_eq!(result[21], 8 * 256);
    }

    #[test]
    fn a_full_vowel_passes_for_a_schwa_at_a_price() {
        let mut input = [-12 * 256; OUTPUTS];
        input[phoneme("a")] = 0;
        let mut result = [0; OUTPUTS];
        costs(&input, &mut result);
        assert_eq!(result[SCHWA], result[phoneme("a")] + SCHWA_PENALTY);
    }
}
