//! Dot-product kernels of the spotter, one per architecture, behind safe functions.
//!
//! Promises: the sums are exact (no saturation, no rounding), so every architecture returns the same 32 bits
//! and the result does not depend on the order of additions. This is the only crate of the product in which
//! `unsafe` may stand; each use says why it is sound.
//!
//! Layout: a matrix is a slice of rows, one per output, each as long as the vector of activations. Weights are
//! int8, activations int16: 16-bit halves are what both SMLAD and PMADDWD multiply. [`Activations`] keeps them in the order and
//! at the alignment that the kernel reads; nobody else needs to know it.
//!
//! Range: a sum stays exact up to 511 terms, whatever they are; the rows of the model have 240 at most.
#![no_std]

mod activations;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg_attr(
    kernel = "smlad",
    allow(dead_code, reason = "of it only `dot` is needed, for rows that smlad cannot load")
)]
mod portable;
#[cfg(kernel = "smlad")]
mod smlad;

pub use activations::Activations;

/// `sums[row] = sum over k of weights[row][k] * activations[k]`.
///
/// On Armv7E-M it is fast where the weights lie at a multiple of four bytes, and right everywhere.
#[inline]
pub fn matrix_times_vector<const K: usize, const ROWS: usize>(
    weights: &[[i8; K]; ROWS],
    activations: &Activations<K>,
    sums: &mut [i32; ROWS],
) {
    #[cfg(kernel = "smlad")]
    let (weights, sums) = smlad::pairs(weights, activations, sums);
    #[cfg(target_arch = "x86_64")]
    if avx2::is_there() {
        // Safety: the core has just said that it has what the function needs.
        return unsafe { avx2::rows(weights, activations, sums) };
    }
    for (row, sum) in weights.iter().zip(sums) {
        *sum = portable::dot(row, activations);
    }
}

/// Sum of products of two rows of 16-bit words; wraps if it leaves 32 bits.
#[inline]
#[must_use]
pub fn dot16<const K: usize>(left: &[i16; K], right: &[i16; K]) -> i32 {
    #[cfg(kernel = "smlad")]
    return smlad::dot16(left, right);
    #[cfg(not(kernel = "smlad"))]
    portable::dot16(left, right)
}

/// Bytes of a model file seen as the two's complement numbers that they are, without a copy.
#[must_use]
pub const fn as_signed(bytes: &[u8]) -> &[i8] {
    // Safety: u8 and i8 have the same size and alignment, every bit pattern is valid in both, and the result
    // borrows `bytes` for as long and as immutably as the argument does.
    unsafe { core::slice::from_raw_parts(bytes.as_ptr().cast::<i8>(), bytes.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(seed: &mut u32) -> u32 {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *seed >> 16
    }

    #[test]
    #[allow(clippy::cast_possible_truncation, reason = "random bytes are wanted")]
    fn products_equal_the_schoolbook_sum() {
        let mut seed = 1;
        for _ in 0..100 {
            let weights: [[i8; 240]; 5] =
                core::array::from_fn(|_| core::array::from_fn(|_| noise(&mut seed) as i8));
            let values: [i16; 240] = core::array::from_fn(|_| noise(&mut seed) as i16);
            let mut activations = Activations::ZERO;
            activations.set(values);
            let mut sums = [0; 5];
            matrix_times_vector(&weights, &activations, &mut sums);
            for (row, sum) in weights.iter().zip(sums) {
                let expected: i64 = row.iter().zip(values).map(|(w, a)| i64::from(*w) * i64::from(a)).sum();
                assert_eq!(i64::from(sum), expected);
            }
        }
    }

    #[test]
    #[cfg(target_arch = "x86_64")]
    #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "random bytes are wanted")]
    fn the_portable_kernel_says_the_same_as_the_one_for_this_core() {
        fn of<const K: usize>(seed: &mut u32) {
            let weights: [[i8; K]; 3] = core::array::from_fn(|_| core::array::from_fn(|_| noise(seed) as i8));
            let mut activations = Activations::ZERO;
            activations.set([0; K].map(|_: i16| noise(seed) as i16));
            let mut sums = [0; 3];
            matrix_times_vector(&weights, &activations, &mut sums);
            assert_eq!(sums, weights.each_ref().map(|row| portable::dot(row, &activations)), "length {K}");
        }
        let mut seed = 1;
        of::<4>(&mut seed);
        of::<16>(&mut seed);
        of::<44>(&mut seed);
        of::<100>(&mut seed);
        of::<192>(&mut seed);
        of::<240>(&mut seed);
        of::<1000>(&mut seed);
    }

    #[test]
    fn extreme_weights_do_not_wrap_and_16_bit_sums_wrap_alike_everywhere() {
        let mut sums = [0];
        let mut activations = Activations::ZERO;
        activations.set([i16::MIN; 240]);
        matrix_times_vector(&[[i8::MIN; 240]], &activations, &mut sums);
        assert_eq!(sums, [(1 << 7) * (1 << 15) * 240]);
        assert_eq!(dot16(&[i16::MIN; 16], &[i16::MIN; 16]), 0);
    }

    #[test]
    fn signed_bytes_are_the_same_bytes() {
        assert_eq!(as_signed(&[0, 127, 128, 255]), [0, 127, -128, -1]);
    }
}
