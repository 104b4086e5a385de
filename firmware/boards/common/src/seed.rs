//! The device's secret: made once from a true source, kept in a flash sector, and never told.
//!
//! Two times 32 bytes: the secret, and its complement, which says that it is whole. A secret that decayed is made anew;
//! the journal then no longer verifies, and the gate stays closed (R4). Who can read the flash can read the secret: a
//! board says in its README what keeps others from it.

use sordina_hal::{NoEntropy, NorFlash};

const LENGTH: usize = 32;
#[allow(clippy::cast_possible_truncation, reason = "32")]
const COMPLEMENT: u32 = LENGTH as u32;

/// The secret that `flash`, one sector of words of at most 32 bytes, keeps; makes it when there is none. `None` when
/// the source or the flash fails.
pub fn load<F: NorFlash>(
    flash: &mut F,
    fill: impl FnOnce(&mut [u8]) -> Result<(), NoEntropy>,
) -> Option<[u8; LENGTH]> {
    if let Some(seed) = stored(flash) {
        return Some(seed);
    }
    let mut seed = [0; LENGTH];
    fill(&mut seed).ok()?;
    let sector = u32::try_from(F::ERASE_SIZE).ok()?;
    flash.erase(0, sector).ok()?;
    flash.write(0, &seed).ok()?;
    flash.write(COMPLEMENT, &seed.map(|byte| !byte)).ok()?;
    stored(flash)
}

fn stored(flash: &mut impl NorFlash) -> Option<[u8; LENGTH]> {
    let (mut seed, mut complement) = ([0; LENGTH], [0; LENGTH]);
    flash.read(0, &mut seed).ok()?;
    flash.read(COMPLEMENT, &mut complement).ok()?;
    (complement == seed.map(|byte| !byte)).then_some(seed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::{Part, PartError};
    use core::convert::Infallible;
    use embedded_storage::nor_flash::{ErrorType, ReadNorFlash};

    const SECTOR: usize = 64;

    /// Three sectors of plain memory; programming only clears bits.
    struct Memory([u8; 3 * SECTOR]);

    impl ErrorType for Memory {
        type Error = Infallible;
    }

    impl ReadNorFlash for Memory {
        const READ_SIZE: usize = 1;
        fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Infallible> {
            bytes.copy_from_slice(&self.0[offset as usize..][..bytes.len()]);
            Ok(())
        }
        fn capacity(&self) -> usize {
            self.0.len()
        }
    }

    impl NorFlash for Memory {
        const WRITE_SIZE: usize = 32;
        const ERASE_SIZE: usize = SECTOR;
        fn erase(&mut self, from: u32, to: u32) -> Result<(), Infallible> {
            self.0[from as usize..to as usize].fill(0xFF);
            Ok(())
        }
        fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Infallible> {
            self.0[offset as usize..].iter_mut().zip(bytes).for_each(|(to, from)| *to &= from);
            Ok(())
        }
    }

    fn fill_with(byte: u8) -> impl FnOnce(&mut [u8]) -> Result<(), NoEntropy> {
        move |seed| {
            seed.fill(byte);
            Ok(())
        }
    }

    #[test]
    fn a_secret_is_made_once_and_a_decayed_one_anew() {
        let mut flash = Memory([0x12; 3 * SECTOR]);
        let mut sector = Part::new(&mut flash, 64, 64);
        assert_eq!(load(&mut sector, |_| Err(NoEntropy)), None, "without a source there is no secret");
        assert_eq!(load(&mut sector, fill_with(7)), Some([7; LENGTH]));
        assert_eq!(load(&mut sector, fill_with(8)), Some([7; LENGTH]));
        flash.0[64] ^= 1;
        assert_eq!(load(&mut Part::new(&mut flash, 64, 64), fill_with(9)), Some([9; LENGTH]));
        assert_eq!((flash.0[63], flash.0[128]), (0x12, 0x12), "the neighbours are untouched");
    }

    #[test]
    fn a_part_ends_where_it_ends() {
        let mut flash = Memory([0; 3 * SECTOR]);
        let mut part = Part::new(&mut flash, 64, 64);
        assert_eq!(part.capacity(), 64);
        assert_eq!(part.read(33, &mut [0; 32]), Err(PartError::OutOfBounds));
        assert_eq!(part.write(64, &[0; 32]), Err(PartError::OutOfBounds));
        assert_eq!(part.erase(0, 128), Err(PartError::OutOfBounds));
        assert_eq!(part.erase(64, 0), Err(PartError::OutOfBounds));
    }
}
