//! The kernel against the schoolbook on this core, and what it costs: rows of many lengths, aligned or not, of which the model has two.

use super::figures::{instructions_since, ticks};
use super::host::File;
use core::fmt::Write as _;
use sordina_dsp::{Activations, matrix_times_vector};

/// An odd number, so that a row is left over, where costs are counted an even one.
const ROWS: usize = 7;
const COUNTED: usize = 8;

/// Writes a row of figures per length: `kernel_K`, once, and the instructions of [`COUNTED`] rows; nothing where a sum is wrong.
pub(super) fn write(file: &mut File) {
    let counts = [
        of::<4>(),
        of::<16>(),
        of::<44>(),
        of::<48>(),
        of::<92>(),
        of::<96>(),
        of::<144>(),
        of::<192>(),
        of::<240>(),
        of::<288>(),
    ];
    for (length, count) in counts.into_iter().flatten() {
        let _lost = writeln!(file, "kernel_{length} 1 {count} {count} {count}");
    }
}

/// Bytes with a chosen alignment.
#[repr(align(4))]
struct Aligned<T>(T);

/// Length and instructions, if every sum is right.
fn of<const K: usize>() -> Option<(usize, u32)> {
    let mut seed = 1;
    let (mut weights, mut values) = (Aligned([[0_i8; K]; COUNTED]), [0_i16; K]);
    weights.0.as_flattened_mut().fill_with(|| noise(&mut seed));
    values.fill_with(|| i16::from(noise(&mut seed)) * 2 + 1);
    let mut activations = Activations::ZERO;
    activations.set(values);
    let mut sums = [0; COUNTED];
    let start = ticks();
    matrix_times_vector(&weights.0, &activations, &mut sums);
    let count = instructions_since(start);
    let mut is_right = agrees(&weights.0, &values, &sums);
    // The same bytes seen as rows that begin one byte later lie where the kernel cannot load.
    for offset in [0, 1] {
        let shifted = weights.0.as_flattened().get(offset..)?.as_chunks().0.first_chunk::<ROWS>()?;
        let mut sums = [0; ROWS];
        matrix_times_vector(shifted, &activations, &mut sums);
        is_right &= agrees(shifted, &values, &sums);
    }
    is_right.then_some((K, count))
}

fn agrees<const K: usize, const N: usize>(
    weights: &[[i8; K]; N],
    values: &[i16; K],
    sums: &[i32; N],
) -> bool {
    weights.iter().zip(sums).all(|(row, sum)| {
        let products = row.iter().zip(values).map(|(weight, value)| i64::from(*weight) * i64::from(*value));
        products.sum::<i64>() == i64::from(*sum)
    })
}

fn noise(seed: &mut u32) -> i8 {
    *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    i8::from_le_bytes([seed.to_be_bytes()[0]])
}
