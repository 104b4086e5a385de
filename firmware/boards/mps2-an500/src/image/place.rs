//! Places for values that live as long as the image: made when it runs, or when it is compiled, or handed to an interrupt.

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

/// A value that thread mode hands to one interrupt, for good.
pub(super) struct Handed<T> {
    value: UnsafeCell<Option<T>>,
    is_handed: AtomicBool,
}

// Safety: the value is written once, before the flag says so, and afterwards only `get` reaches it, whose callers are one
// interrupt.
unsafe impl<T: Send> Sync for Handed<T> {}

impl<T> Handed<T> {
    pub(super) const fn nothing() -> Self {
        Self { value: UnsafeCell::new(None), is_handed: AtomicBool::new(false) }
    }

    /// Hands the value over; false if one was handed over before. For thread mode only.
    pub(super) fn hand(&'static self, value: T) -> bool {
        if self.is_handed.load(Ordering::Acquire) {
            return false;
        }
        // Safety: nobody has handed anything over, so the interrupt gets nothing from `get`, and thread mode is here only once.
        unsafe { *self.value.get() = Some(value) };
        self.is_handed.store(true, Ordering::Release);
        true
    }

    /// The value, once there is one.
    ///
    /// # Safety
    /// Only the one interrupt that the value is for may call this, and the reference must not outlive its run.
    #[allow(clippy::mut_from_ref, reason = "the caller promises that there is no other")]
    pub(super) unsafe fn get(&'static self) -> Option<&'static mut T> {
        if !self.is_handed.load(Ordering::Acquire) {
            return None;
        }
        // Safety: written before the flag, and the caller is the only one here.
        unsafe { (*self.value.get()).as_mut() }
    }
}
