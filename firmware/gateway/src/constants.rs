//! The constants that everything rests on, read again while the product runs (R4, R13).
//!
//! The build sums up network, words, subjects, recipients, regions and notices as it saw them: CRC-32/MPEG-2.
//! [`Watch`] sums up what the flash holds, whole at the start and then row by row, for as long as the product runs. A
//! difference is a fault of the product's own, which closes the gate and keeps it closed until a reset, where it is found
//! again.
//!
//! Not in the sum: texts, which most boards do not carry (a notice's hash is in it), and single numbers, which the compiler puts
//! into the code.

use crate::policy::{DEPTHS, ENDS, NODES, NOTICES, RECIPIENTS, REGIONS, RIVALS, SUBJECTS, WORDS};
use crate::spotter::model;
use crc::{CRC_32_MPEG_2, Crc, Digest, Table};

/// Rows read per tick: some 3,000 instructions, so that a tick of 10 ms reads everything in less than a minute.
const ROWS_PER_TICK: usize = 32;

static CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_MPEG_2);

type Sum = Digest<'static, u32, Table<1>>;

macro_rules! tables {
    ($($table:expr, |$row:ident| $bytes:expr;)*) => {
        /// Adds one row of all tables; false if there is none with this number.
        #[allow(clippy::indexing_slicing, reason = "guarded; the compiler runs no iterators")]
        const fn add(sum: &mut Sum, number: usize) -> bool {
            let first = 0;
            $(
                if number - first < $table.len() {
                    let $row = &$table[number - first];
                    sum.update(&$bytes);
                    return true;
                }
                let first = first + $table.len();
            )*
            if number - first < model::INTEGER_COUNT {
                sum.update(&model::integer(number - first).to_le_bytes());
                return true;
            }
            false
        }
    };
}

tables! {
    model::WEIGHTS, |weights| *weights;
    NODES, |node| node.to_bytes();
    DEPTHS, |index| index.to_le_bytes();
    ENDS, |end| end.to_bytes();
    WORDS, |word| word.to_bytes();
    RIVALS, |rival| rival.to_bytes();
    SUBJECTS, |subject| subject.to_bytes();
    RECIPIENTS, |recipient| recipient.to_bytes();
    REGIONS, |region| region.to_bytes();
    NOTICES, |notice| notice.hash;
}

include!(concat!(env!("OUT_DIR"), "/sum.rs"));

/// Rows of the large tables: the first ones, in the order in which the build summed them up.
const LARGE_ROWS: usize =
    model::WEIGHTS.len() + NODES.len() + DEPTHS.len() + ENDS.len() + WORDS.len() + RIVALS.len();

/// The sum as build and compiler saw the tables.
const EXPECTED: u32 = {
    let (mut sum, mut number) = (CRC.digest_with_initial(LARGE), LARGE_ROWS);
    while add(&mut sum, number) {
        number += 1;
    }
    sum.finalize()
};

/// What reads the tables, pass after pass.
pub(crate) struct Watch {
    sum: Sum,
    next: usize,
    has_found_a_change: bool,
}

impl Watch {
    /// Reads everything once.
    pub(crate) fn start() -> Self {
        let mut watch = Self { sum: CRC.digest(), next: 0, has_found_a_change: false };
        while watch.read_row() {}
        watch
    }

    /// Reads on a little; whether all passes so far, the one at the start included, have found what the build saw.
    pub(crate) fn holds(&mut self) -> bool {
        for _ in 0..ROWS_PER_TICK {
            self.read_row();
        }
        !self.has_found_a_change
    }

    /// Reads the next row, or ends the pass; false at its end.
    fn read_row(&mut self) -> bool {
        if add(&mut self.sum, self.next) {
            self.next += 1;
            return true;
        }
        self.next = 0;
        self.has_found_a_change |= core::mem::replace(&mut self.sum, CRC.digest()).finalize() != EXPECTED;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_build_saw_is_what_is_there_pass_after_pass() {
        let mut watch = Watch::start();
        let (mut rows, mut ticks) = (0, 0);
        while watch.next >= rows || ticks < 10 {
            rows = watch.next;
            ticks += 1;
            assert!(watch.holds());
        }
        assert!(rows > NODES.len() && ticks < 6_000, "a pass takes {ticks} ticks of 10 ms");
    }

    #[test]
    fn one_other_bit_anywhere_is_found() {
        let mut watch = Watch::start();
        watch.sum.update(&[]);
        watch.sum = CRC.digest_with_initial(1);
        while watch.read_row() {}
        assert!(!watch.holds(), "and stays found");
        while watch.read_row() {}
        assert!(!watch.holds());
    }
}
