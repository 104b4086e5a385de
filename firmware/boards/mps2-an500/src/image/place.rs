//! Places for values that live as long as the image: made when it runs, or when it is compiled.

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicBool, Ordering};

/// The place. Whoever fills it owns what is in it.
pub(super) struct Place<T> {
    value: UnsafeCell<MaybeUninit<T>>,
    is_filled: AtomicBool,
}

// Safety: only the one who sets `is_filled` reaches the value, and takes it along.
unsafe impl<T: Send> Sync for Place<T> {}

impl<T> Place<T> {
    pub(super) const fn empty() -> Self {
        Self { value: UnsafeCell::new(MaybeUninit::uninit()), is_filled: AtomicBool::new(false) }
    }

    /// `None` the second time.
    #[allow(clippy::mut_from_ref, reason = "the flag makes the reference the only one")]
    pub(super) fn fill(&'static self, value: T) -> Option<&'static mut T> {
        if self.is_filled.swap(true, Ordering::Relaxed) {
            return None;
        }
        // Safety: the flag lets only one caller come here, once, so this is the only reference there will be.
        Some(unsafe { &mut *self.value.get() }.write(value))
    }
}

/// A value that was made at compile time. Whoever takes it first owns it.
pub(super) struct Ready<T> {
    value: UnsafeCell<T>,
    is_taken: AtomicBool,
}

// Safety: only the one who sets `is_taken` reaches the value.
unsafe impl<T: Send> Sync for Ready<T> {}

impl<T> Ready<T> {
    pub(super) const fn holding(value: T) -> Self {
        Self { value: UnsafeCell::new(value), is_taken: AtomicBool::new(false) }
    }

    /// `None` the second time.
    #[allow(clippy::mut_from_ref, reason = "the flag makes the reference the only one")]
    pub(super) fn take(&'static self) -> Option<&'static mut T> {
        if self.is_taken.swap(true, Ordering::Relaxed) {
            return None;
        }
        // Safety: the flag lets only one caller come here, once, so this is the only reference there will be.
        Some(unsafe { &mut *self.value.get() })
    }
}
