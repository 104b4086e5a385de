//! Log energies less their running mean, as the network's 16-bit input.
//!
//! ```text
//! m_t = m_(t-1) + (e_t - m_(t-1)) / min(t + 1, 128)
//! feature = e_t - m_t, the mean with the frame itself in it
//! ```
//!
//! A constant colouring of the sound (microphone, cabin) falls out, and so does its loudness. Quantised with
//! the network's input scale, rounded half away from zero, held to -128..=127.
//!
//! Source: the model's recipe.

use super::mel::BINS;
use super::model::LEVELS_PER_NAT;

/// Frames over which the mean forgets.
const MEMORY: u32 = 128;

/// Mean of the log energies so far.
#[cfg_attr(test, derive(Debug))]
pub(super) struct RunningMean {
    mean: [f32; BINS],
    /// Frames seen, up to [`MEMORY`].
    age: u32,
}

impl RunningMean {
    /// Nothing heard yet.
    pub(super) const fn new() -> Self {
        Self { mean: [0.0; BINS], age: 0 }
    }

    /// Back to the fresh state.
    pub(super) fn wipe(&mut self) {
        self.mean.fill(0.0);
        self.age = 0;
    }

    /// Takes one frame of log energies; hands out each bin's feature in nats.
    #[allow(clippy::cast_precision_loss, reason = "at most 128")]
    pub(super) fn remove<'m>(&'m mut self, energies: &'m [f32; BINS]) -> impl Iterator<Item = f32> + 'm {
        self.age = MEMORY.min(self.age + 1);
        let frames = self.age as f32;
        self.mean.iter_mut().zip(energies).map(move |(mean, energy)| {
            *mean += (*energy - *mean) / frames;
            *energy - *mean
        })
    }
}

/// A feature in nats as the network takes it.
#[allow(clippy::cast_possible_truncation, reason = "held to 16 bits; the conversion rounds towards zero")]
pub(super) fn quantise(feature: f32) -> i16 {
    let scaled = feature * LEVELS_PER_NAT;
    let rounded = (scaled + 0.5_f32.copysign(scaled)) as i32;
    rounded.clamp(i16::MIN.into(), i16::MAX.into()) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_exact_at_first_and_then_forgets() {
        let mut mean = RunningMean::new();
        let mut energies = [0.0; BINS];
        for frame in 0..MEMORY {
            energies[0] = if frame % 2 == 0 { 1.0 } else { 3.0 };
            let _ = mean.remove(&energies).count();
        }
        assert!((mean.mean[0] - 2.0).abs() < 1e-5);
        energies[0] = 10.0;
        let first = mean.remove(&energies).next().unwrap_or(0.0);
        assert!((first - 8.0 * 127.0 / 128.0).abs() < 1e-4);
    }

    #[test]
    fn features_round_half_away_from_zero_and_saturate() {
        assert_eq!(quantise(0.5 / LEVELS_PER_NAT), 1);
        assert_eq!(quantise(-0.5 / LEVELS_PER_NAT), -1);
        assert_eq!(quantise(0.4 / LEVELS_PER_NAT), 0);
        assert_eq!((quantise(1e9), quantise(-1e9), quantise(f32::NAN)), (i16::MAX, i16::MIN, 0));
    }
}
