//! The portable kernel once more, compiled for cores with AVX2: twice as many products per instruction.

use crate::{Activations, portable};

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
        *sum = portable::dot(row, activations);
    }
}
