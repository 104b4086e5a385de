//! Synthetic road noise: most of it below 150 Hz, random phases.
//!
//! Amplitude 1 / (1 + (f / 150 Hz)^2) + 0.01 at frequency f, as `numpy.fft.irfft` makes sound of it.

use super::random::Random;
use super::stream::RATE;
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
    for edge in [0, length / 2].into_iter().take(if length % 2 == 0 { 2 } else { 1 }) {
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
            (4_000, [0.0032865614958200767, 0.0032392917578464072, 0.002625601366299283]),
            (4_001, [0.0032863360460581282, 0.0032383264355910408, 0.0026255885443420349]),
        ] {
            let sound = noise(length, &mut Random::new(1000));
            for (sample, expected) in sound.iter().zip(expected) {
                assert!((sample - expected).abs() < 1e-12, "{sample} {expected}");
            }
        }
    }
}
