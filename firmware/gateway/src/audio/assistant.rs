//! The assistant port: the admitted block leaves in the same call that brought it, or silence does.

use crate::gate::{Admitted, Assistant};
use sordina_hal::Sample;

/// Fills `output` with the admitted block, unchanged, or with zeros.
#[inline(always)]
pub(super) fn deliver<S: Sample>(admitted: Option<Admitted<'_, Assistant, S>>, output: &mut [S]) {
    let samples = admitted.map_or(&[][..], |admitted| admitted.samples());
    let length = samples.len().min(output.len());
    let (passed, silent) = output.split_at_mut(length);
    if let Some(samples) = samples.get(..length) {
        passed.copy_from_slice(samples);
    }
    silent.fill(S::ZERO);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::Generation;

    #[test]
    fn silence_and_short_blocks_leave_nothing_old_in_the_output() {
        let mut output = [9_i16; 4];
        deliver::<i16>(None, &mut output);
        assert_eq!(output, [0; 4]);
        output = [9; 4];
        let admitted = Admitted::<Assistant>::carried_on(&[1_i16, 2], Generation::NONE);
        deliver(Some(admitted), &mut output);
        assert_eq!(output, [1, 2, 0, 0]);
    }
}
