//! The machine's blocking flash behind the async traits of `sequential-storage`, shared by two queues.
//!
//! Queues only read and program here. They never erase: a repair that erases a page on its own would drop records
//! silently, so erasing is the banks' business alone.

use core::cell::RefCell;
use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use embedded_storage_async::nor_flash as asynchronous;
use sordina_hal::NorFlash;

/// The flash for as long as one operation on the journal lasts.
pub(super) type Shared<'f, F> = RefCell<&'f mut F>;

/// The flash refused; which way is the machine's to tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refused;

impl asynchronous::NorFlashError for Refused {
    fn kind(&self) -> asynchronous::NorFlashErrorKind {
        asynchronous::NorFlashErrorKind::Other
    }
}

/// A blocking flash whose futures are always ready.
pub(super) struct Blocking<'s, 'f, F>(pub(super) &'s Shared<'f, F>);

impl<F: NorFlash> asynchronous::ErrorType for Blocking<'_, '_, F> {
    type Error = Refused;
}

impl<F: NorFlash> asynchronous::ReadNorFlash for Blocking<'_, '_, F> {
    // Whole words, so that a page marker torn after its first byte is still seen and not programmed twice.
    const READ_SIZE: usize = F::WRITE_SIZE;

    async fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Refused> {
        self.0.try_borrow_mut().map_err(|_| Refused)?.read(offset, bytes).map_err(|_| Refused)
    }

    fn capacity(&self) -> usize {
        self.0.try_borrow().map_or(0, |flash| flash.capacity())
    }
}

impl<F: NorFlash> asynchronous::NorFlash for Blocking<'_, '_, F> {
    const WRITE_SIZE: usize = F::WRITE_SIZE;
    const ERASE_SIZE: usize = F::ERASE_SIZE;

    async fn erase(&mut self, _: u32, _: u32) -> Result<(), Refused> {
        Err(Refused)
    }

    async fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Refused> {
        self.0.try_borrow_mut().map_err(|_| Refused)?.write(offset, bytes).map_err(|_| Refused)
    }
}

/// Runs a future that never waits for anything but [`Blocking`].
pub(super) fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
