//! Elementary functions with the same bits on every machine.
//!
//! `f32::ln` and friends come from the platform's library and differ in the last bit between machines. These
//! use only IEEE additions, multiplications and divisions in the order written, which Rust neither reorders nor
//! fuses. The `const` half runs in the compiler and makes tables; nothing of it reaches an image.
//!
//! Source: exponent extraction and the artanh series (ln), range reduction by ln 2 and Taylor (exp); see
//! Muller, *Elementary Functions*, chapters 3 and 11.

use core::f64::consts::PI;

const LN_2: f32 = core::f32::consts::LN_2;
const LOG2_E: f32 = core::f32::consts::LOG2_E;
const SQRT_2: f32 = core::f32::consts::SQRT_2;

/// Natural logarithm of a normal positive number; relative error of the result at most 3e-7 away from 1.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_wrap, reason = "exponents are small")]
pub(crate) fn logarithm(x: f32) -> f32 {
    let bits = x.to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let mantissa = f32::from_bits((bits & 0x007F_FFFF) | 0x3F80_0000);
    let (mantissa, exponent) =
        if mantissa > SQRT_2 { (mantissa * 0.5, exponent + 1) } else { (mantissa, exponent) };
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let s2 = s * s;
    let series = (((s2 * (1.0 / 9.0) + 1.0 / 7.0) * s2 + 1.0 / 5.0) * s2 + 1.0 / 3.0) * s2 + 1.0;
    exponent as f32 * LN_2 + 2.0 * s * series
}

/// e^x for x at most 0; below -80, where the result no longer matters to a sum that holds a 1, it is 0.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the exponent lies between -116 and 0"
)]
pub(crate) fn exponential(x: f32) -> f32 {
    if x < -80.0 {
        return 0.0;
    }
    let power = (x * LOG2_E - 0.5) as i32;
    let r = x - power as f32 * LN_2;
    let low = ((r * (1.0 / 720.0) + 1.0 / 120.0) * r + 1.0 / 24.0) * r + 1.0 / 6.0;
    let series = ((low * r + 0.5) * r + 1.0) * r + 1.0;
    series * f32::from_bits(((power + 127) as u32) << 23)
}

/// Cosine for tables, any argument of moderate size; error below 1e-12.
pub(crate) const fn cosine(x: f64) -> f64 {
    let mut x = if x < 0.0 { -x } else { x };
    while x > PI {
        x -= 2.0 * PI;
    }
    let (mut term, mut sum, mut n) = (1.0, 1.0, 0.0);
    while n < 40.0 {
        term *= -x * x / ((n + 1.0) * (n + 2.0));
        sum += term;
        n += 2.0;
    }
    sum
}

/// Sine for tables.
pub(crate) const fn sine(x: f64) -> f64 {
    cosine(x - PI / 2.0)
}

/// Square root for tables, by Newton's iteration; 0 for arguments that are not positive.
pub(crate) const fn square_root(x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let (mut root, mut n) = (if x > 1.0 { x } else { 1.0 }, 0);
    while n < 60 {
        root = 0.5 * (root + x / root);
        n += 1;
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithm_agrees_with_the_library() {
        let mut x = 1e-5_f32;
        while x < 1e6 {
            let expected = f64::from(x).ln();
            assert!((f64::from(logarithm(x)) - expected).abs() < 1e-6 + 2e-7 * expected.abs(), "ln {x}");
            x *= 1.0007;
        }
    }

    #[test]
    fn exponential_agrees_with_the_library() {
        let mut x = 0.0_f32;
        while x > -79.0 {
            let expected = f64::from(x).exp();
            assert!((f64::from(exponential(x)) / expected - 1.0).abs() < 1e-5, "exp {x}");
            x -= 0.0137;
        }
        assert!(exponential(-90.0) == 0.0);
    }

    #[test]
    fn tables_are_made_from_exact_functions() {
        for k in -40..200 {
            let x = f64::from(k) * 0.1;
            assert!((cosine(x) - x.cos()).abs() < 1e-12 && (sine(x) - x.sin()).abs() < 1e-12);
            assert!((square_root(x) - x.max(0.0).sqrt()).abs() < 1e-12);
        }
    }
}
