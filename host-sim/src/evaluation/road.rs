//! Synthetic road noise: most of it below 150 Hz, random phases.
//!
//! Amplitude 1 / (1 + (f / 150 Hz)^2) + 0.01 at frequency f, as `numpy.fft.irfft` makes sound of it.

use super::stream::RATE;
use crate::random::Random;
use realfft::RealFftPlanner;
use realfft::num_complex::Complex;

/// So many samples.
pub(super) fn noise(length: usize, random: &mut Random) -> Vec<f64> {
    let transform = RealFftPlanner::<f64>::new().plan_fft_inverse(length);
    let mut spectrum = transform.make_input_vec();
    for (bin, value) in spectrum.iter_mut().enumerate() {
        let frequency = (bin * RATE) as f64 / length as f64;
        let amplitude = 1.0 / (1.0 + (frequency / 150.0).powi(2)) + 0.01;
        *value = Complex::from_polar(amplitude, std::f64::consts::TAU * random.uniform());
    }
    // Sound is real: at 0 Hz and at half the rate there is no phase.
    for edge in [0, length / 2].into_iter().take(1 + usize::from(length.is_multiple_of(2))) {
        spectrum[edge].im = 0.0;
    }
    let mut sound = transform.make_output_vec();
    // Fails only for wrong lengths, and these are the plan's own.
    let _ = transform.process(&mut spectrum, &mut sound);
    sound.iter_mut().for_each(|sample| *sample /= length as f64);
    sound
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `f = rfftfreq(n, 1 / 16000); g = 1 / (1 + (f / 150) ** 2) + 0.01`
    /// `irfft(g * exp(2j * pi * RandomState(1000).rand(len(f))), n)[:3]`
    #[test]
    fn it_is_the_noise_that_numpy_makes() {
        for (length, expected) in [
            (4_000, [0.003_286_561_495_820, 0.003_239_291_757_846, 0.002_625_601_366_299]),
            (4_001, [0.003_286_336_046_058, 0.003_238_326_435_591, 0.002_625_588_544_342]),
        ] {
            let sound = noise(length, &mut Random::new(1000));
            for (sample, expected) in sound.iter().zip(expected) {
                assert!((sample - expected).abs() < 1e-12, "{sample} {expected}");
            }
        }
    }
}
