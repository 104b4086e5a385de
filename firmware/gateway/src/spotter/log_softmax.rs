//! Logits to log-probabilities, in 1/256 nat.
//!
//! f32 in a fixed order with the functions of [`crate::elementary`], so every machine gets the same integers.
//! `firmware/model/quantise.py` computes the same, and the tests compare.

use super::model::{LOGITS_PER_NAT, OUTPUTS};
use crate::elementary::{exponential, logarithm};

/// Units of a log-probability per nat.
const PER_NAT: f32 = 256.0;

/// ln softmax of `logits` (1/4096 nat); every result is at most 0.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "differences of logits stay far below 2^24, results are held to 16 bits by the conversion"
)]
pub(super) fn log_softmax(logits: &[i32; OUTPUTS], result: &mut [i16; OUTPUTS]) {
    let best = logits.iter().copied().fold(i32::MIN, i32::max);
    let nats = |logit: i32| logit.saturating_sub(best) as f32 * (1.0 / LOGITS_PER_NAT);
    let mut total = 0.0;
    for logit in logits {
        total += exponential(nats(*logit));
    }
    let total = logarithm(total);
    for (place, logit) in result.iter_mut().zip(logits) {
        *place = ((nats(*logit) - total) * PER_NAT - 0.5) as i16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_logits_share_the_probability() {
        let mut result = [0; OUTPUTS];
        log_softmax(&[1234; OUTPUTS], &mut result);
        assert_eq!(result, [-969; OUTPUTS]);
    }

    #[test]
    fn a_sure_symbol_costs_nothing_and_the_others_what_they_lack() {
        let mut logits = [-20 * 4096; OUTPUTS];
        logits[7] = 0;
        let mut result = [0; OUTPUTS];
        log_softmax(&logits, &mut result);
        assert_eq!((result[7], result[0]), (0, -5120));
    }
}
