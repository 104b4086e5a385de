//! Kernels for cores with the Armv7E-M DSP extension (Cortex-M4, M7): two products per instruction.
//!
//! LLVM does not form SMLAD from plain Rust, and wrappers around single instructions cost a third more than
//! whole loops, so the loops are in assembly. Four rows go together, which shares the loads of activations:
//! 1.5 instructions per product against 3.3.
//!
//! SMLAD wraps at 32 bits like the portable kernel; it sets the Q flag, which nothing here reads. Loads are
//! single words, which the core allows at any address, so no alignment is asked for.
//!
//! Source: Armv7-M Architecture Reference Manual, A7.7 (SMLAD, SXTB16, PKHBT).

use core::arch::asm;

/// Products of one pass through the loop of [`four_rows`].
const STRIDE: usize = 16;

/// Four rows at once: `sums[r] = sum over k of rows[r][k] * activations[k]`.
#[inline]
pub(crate) fn four_rows<const K: usize>(rows: &[[i8; K]; 4], activations: &[i16; K]) -> [i32; 4] {
    const { assert!(K > 0 && K.is_multiple_of(STRIDE) && 3 * K + 4 < 4096) };
    let (mut sum0, mut sum1, mut sum2, mut sum3) = (0_i32, 0_i32, 0_i32, 0_i32);
    // Safety: reads only. One turn consumes 16 bytes of each row and 32 bytes of activations; K / 16 turns
    // end exactly at the end of row 0 and of the activations, and the rows lie K bytes apart in one array.
    // The flags are declared clobbered by leaving `preserves_flags` out.
    unsafe {
        asm!(
            "2:",
            ".rept 4",
            "ldr {low}, [{x}], #4",            // activations 1 | 0
            "ldr {high}, [{x}], #4",           // activations 3 | 2
            "pkhtb {odd}, {high}, {low}, asr #16",
            "pkhbt {low}, {low}, {high}, lsl #16", // even ones, 2 | 0
            "ldr {w}, [{row}, #{one}]",
            "sxtb16 {high}, {w}",
            "sxtb16 {w}, {w}, ror #8",
            "smlad {sum1}, {high}, {low}, {sum1}",
            "smlad {sum1}, {w}, {odd}, {sum1}",
            "ldr {w}, [{row}, #{two}]",
            "sxtb16 {high}, {w}",
            "sxtb16 {w}, {w}, ror #8",
            "smlad {sum2}, {high}, {low}, {sum2}",
            "smlad {sum2}, {w}, {odd}, {sum2}",
            "ldr {w}, [{row}, #{three}]",
            "sxtb16 {high}, {w}",
            "sxtb16 {w}, {w}, ror #8",
            "smlad {sum3}, {high}, {low}, {sum3}",
            "smlad {sum3}, {w}, {odd}, {sum3}",
            "ldr {w}, [{row}], #4",
            "sxtb16 {high}, {w}",
            "sxtb16 {w}, {w}, ror #8",
            "smlad {sum0}, {high}, {low}, {sum0}",
            "smlad {sum0}, {w}, {odd}, {sum0}",
            ".endr",
            "subs {turns}, {turns}, #1",
            "bne 2b",
            row = inout(reg) rows.as_ptr() => _,
            x = inout(reg) activations.as_ptr() => _,
            turns = inout(reg) K / STRIDE => _,
            low = out(reg) _,
            high = out(reg) _,
            odd = out(reg) _,
            w = out(reg) _,
            sum0 = inout(reg) sum0,
            sum1 = inout(reg) sum1,
            sum2 = inout(reg) sum2,
            sum3 = inout(reg) sum3,
            one = const K,
            two = const 2 * K,
            three = const 3 * K,
            options(readonly, nostack),
        );
    }
    [sum0, sum1, sum2, sum3]
}

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
