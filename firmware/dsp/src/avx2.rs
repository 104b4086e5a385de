//! Kernel for PCs with AVX2: sixteen products per instruction.
//!
//! Left to itself the compiler widens everything to 32 bits first and takes four times as many instructions.

use crate::Activations;
use core::arch::x86_64::{
    __m256i, _mm_loadu_si128, _mm256_add_epi32, _mm256_cvtepi8_epi16, _mm256_loadu_si256, _mm256_madd_epi16,
    _mm256_setzero_si256,
};

cpufeatures::new!(avx2, "avx2");

/// Whether this core has AVX2; asks it once.
#[inline]
pub(crate) fn is_there() -> bool {
    avx2::get()
}

/// All rows. Whoever calls it has asked [`is_there`].
#[target_feature(enable = "avx2")]
pub(crate) fn rows<const K: usize>(weights: &[[i8; K]], activations: &Activations<K>, sums: &mut [i32]) {
    for (row, sum) in weights.iter().zip(sums) {
        *sum = dot(row, activations.lying());
    }
}

#[target_feature(enable = "avx2")]
fn dot<const K: usize>(weights: &[i8; K], activations: &[i16; K]) -> i32 {
    let ((weights, last_weights), (activations, last)) =
        (weights.as_chunks::<16>(), activations.as_chunks::<16>());
    let mut sums = _mm256_setzero_si256();
    for (weights, activations) in weights.iter().zip(activations) {
        // Safety: both read exactly the sixteen numbers that the references stand for, at any alignment.
        let (weights, activations) = unsafe {
            (_mm_loadu_si128(weights.as_ptr().cast()), _mm256_loadu_si256(activations.as_ptr().cast()))
        };
        sums = _mm256_add_epi32(sums, _mm256_madd_epi16(_mm256_cvtepi8_epi16(weights), activations));
    }
    let rest = last_weights.iter().zip(last).map(|(weight, value)| i32::from(*weight) * i32::from(*value));
    lanes(sums).into_iter().chain(rest).fold(0, i32::wrapping_add)
}

/// The eight sums.
fn lanes(sums: __m256i) -> [i32; 8] {
    // Safety: both are 32 bytes, and any bits are numbers.
    unsafe { core::mem::transmute(sums) }
}
