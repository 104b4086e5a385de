//! The monotonic counter: there, missing, or failing.

use sordina_hal::CounterFailed;

/// A counter that only goes up. A restart does not touch it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    /// It stands at this number.
    At(u32),
    /// The machine has none.
    Missing,
    /// It does not answer.
    Broken,
}

impl Default for Counter {
    fn default() -> Self {
        Self::At(0)
    }
}

impl Counter {
    pub(crate) const fn read(self) -> Result<Option<u32>, CounterFailed> {
        match self {
            Self::At(count) => Ok(Some(count)),
            Self::Missing => Ok(None),
            Self::Broken => Err(CounterFailed),
        }
    }

    pub(crate) fn advance(&mut self) -> Result<(), CounterFailed> {
        match self {
            Self::At(count) => {
                *count = count.checked_add(1).ok_or(CounterFailed)?;
                Ok(())
            }
            Self::Missing => Ok(()),
            Self::Broken => Err(CounterFailed),
        }
    }
}
