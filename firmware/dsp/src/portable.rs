//! Kernels in plain Rust: the reference for every other one, and fast where the compiler has vectors.
//!
//! Written as a widening multiply of 16-bit halves into a wrapping 32-bit sum, which LLVM makes vectors of
//! on a PC (`avx2.rs` takes a quarter of their instructions). On a Cortex-M7 it costs about 3.3 instructions per product.

use crate::Activations;

/// Weights of 8 bits times activations of 16.
#[inline]
pub(crate) fn dot<const K: usize>(weights: &[i8; K], activations: &Activations<K>) -> i32 {
    let products = weights
        .iter()
        .zip(activations.iter())
        .map(|(weight, activation)| i32::from(i16::from(*weight)).wrapping_mul(i32::from(*activation)));
    products.fold(0, i32::wrapping_add)
}

/// Both sides of 16 bits.
#[inline]
pub(crate) fn dot16<const K: usize>(left: &[i16; K], right: &[i16; K]) -> i32 {
    let products =
        left.iter().zip(right).map(|(left, right)| i32::from(*left).wrapping_mul(i32::from(*right)));
    products.fold(0, i32::wrapping_add)
}
