//! Kernels for cores with the Armv7E-M DSP extension (Cortex-M4, M7): two products per instruction.
//!
//! LLVM does not form SMLAD from plain Rust, and wrappers around single instructions cost a third more than
//! whole loops, so the loops are in assembly. Two rows go together, which shares the loads of activations; weights and
//! activations come eight at a time: 20 instructions for 16 products, with what is around the loop 1.29 per product against
//! 3.3. More rows would need more registers than the twelve that there are.
//!
//! SMLAD wraps at 32 bits like the portable kernel; it sets the Q flag, which nothing here reads.
//!
//! Source: Armv7-M Architecture Reference Manual, A7.7 (LDRD, SMLAD, SXTB16).

use crate::Activations;
use core::arch::asm;

/// Products of one row in one pass through the loop of [`two_rows`].
const TURN: usize = 48;

/// Multiplies the rows two by two and returns those that are left: the last one of an odd number, or all of them if their length or
/// place in memory is not what the loop can load.
#[inline]
pub(crate) fn pairs<'m, const K: usize, const ROWS: usize>(
    weights: &'m [[i8; K]; ROWS],
    activations: &Activations<K>,
    sums: &'m mut [i32; ROWS],
) -> (&'m [[i8; K]], &'m mut [i32]) {
    if !K.is_multiple_of(TURN) || K > 1020 || !weights.as_ptr().addr().is_multiple_of(4) {
        return (weights, sums);
    }
    let (pairs, rest) = weights.as_chunks();
    let (sums_of_pairs, sums) = sums.as_chunks_mut();
    for (rows, sums) in pairs.iter().zip(sums_of_pairs) {
        // Safety: the condition above is the one that it asks for; every row is a multiple of four bytes long.
        *sums = unsafe { two_rows(rows, activations) };
    }
    (rest, sums)
}

/// `sums[r] = sum over k of rows[r][k] * activations[k]`.
///
/// # Safety
///
/// `K` is a multiple of [`TURN`] and at most 1020 (the reach of LDRD), and `rows` lies at a multiple of four bytes.
#[inline]
unsafe fn two_rows<const K: usize>(rows: &[[i8; K]; 2], activations: &Activations<K>) -> [i32; 2] {
    let (mut first, mut second) = (0_i32, 0_i32);
    // Safety: reads only. One turn consumes TURN bytes of each row and twice as many of activations; K / TURN turns end exactly at
    // the end of row 0 and of the activations, and row 1 lies K bytes behind row 0. LDRD loads at multiples of four: the
    // activations are aligned by their type, the rows by the caller. The flags are declared clobbered by leaving
    // `preserves_flags` out.
    unsafe {
        asm!(
            "2:",
            ".rept {turn} / 8",
            "ldrd {e0}, {o0}, [{x}], #8",      // activations 0 | 2 and 1 | 3
            "ldrd {e1}, {o1}, [{x}], #8",      // 4 | 6 and 5 | 7
            "ldrd {w0}, {w1}, [{row}, #{k}]",  // weights of the second row
            "sxtb16 {t}, {w0}",
            "smlad {second}, {t}, {e0}, {second}",
            "sxtb16 {t}, {w0}, ror #8",
            "smlad {second}, {t}, {o0}, {second}",
            "sxtb16 {t}, {w1}",
            "smlad {second}, {t}, {e1}, {second}",
            "sxtb16 {t}, {w1}, ror #8",
            "smlad {second}, {t}, {o1}, {second}",
            "ldrd {w0}, {w1}, [{row}], #8",    // and of the first
            "sxtb16 {t}, {w0}",
            "smlad {first}, {t}, {e0}, {first}",
            "sxtb16 {t}, {w0}, ror #8",
            "smlad {first}, {t}, {o0}, {first}",
            "sxtb16 {t}, {w1}",
            "smlad {first}, {t}, {e1}, {first}",
            "sxtb16 {t}, {w1}, ror #8",
            "smlad {first}, {t}, {o1}, {first}",
            ".endr",
            "subs {turns}, {turns}, #1",
            "bne 2b",
            turn = const TURN,
            k = const K,
            row = inout(reg) rows.as_ptr() => _,
            x = inout(reg) activations.lying().as_ptr() => _,
            turns = inout(reg) K / TURN => _,
            e0 = out(reg) _,
            o0 = out(reg) _,
            e1 = out(reg) _,
            o1 = out(reg) _,
            w0 = out(reg) _,
            w1 = out(reg) _,
            t = out(reg) _,
            first = inout(reg) first,
            second = inout(reg) second,
            options(readonly, nostack),
        );
    }
    [first, second]
}

/// Products of one pass through the loop of [`dot16`].
const STRIDE: usize = 16;

/// Both sides of 16 bits.
#[inline]
pub(crate) fn dot16<const K: usize>(left: &[i16; K], right: &[i16; K]) -> i32 {
    const { assert!(K > 0 && K.is_multiple_of(STRIDE)) };
    let mut sum = 0_i32;
    // Safety: reads only. One turn consumes 32 bytes of either side, K / 16 turns all of both.
    unsafe {
        asm!(
            "2:",
            ".rept 8",
            "ldr {a}, [{left}], #4",
            "ldr {b}, [{right}], #4",
            "smlad {sum}, {a}, {b}, {sum}",
            ".endr",
            "subs {turns}, {turns}, #1",
            "bne 2b",
            left = inout(reg) left.as_ptr() => _,
            right = inout(reg) right.as_ptr() => _,
            turns = inout(reg) K / STRIDE => _,
            a = out(reg) _,
            b = out(reg) _,
            sum = inout(reg) sum,
            options(readonly, nostack),
        );
    }
    sum
}
