//! What the audio threads count and time, without a lock.

use ringbuf::traits::{Consumer, Producer, Split};
use ringbuf::{HeapCons, HeapProd, HeapRb};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Times that wait to be read; later ones are lost, and counted by nobody: they are samples of a distribution.
const WAITING: usize = 1 << 14;

/// Counts that both streams share.
#[derive(Debug, Default)]
pub(crate) struct Meters {
    /// Overruns and underruns that the server told of.
    pub(crate) xruns: AtomicU32,
    /// Samples that found the ring full.
    pub(crate) lost_samples: AtomicU64,
    /// The loudest sample since somebody asked.
    loudest: AtomicU32,
    /// Samples in the ring at the last callback of the output.
    pub(crate) waiting: AtomicU32,
    /// Callbacks that found too little in the ring while the gate was open.
    pub(crate) starved: AtomicU32,
    /// Callbacks of the output.
    pub(crate) callbacks: AtomicU64,
    /// Callbacks that took longer than their block.
    pub(crate) late: AtomicU32,
    /// Number of the present capture stream; 0 before the first.
    pub(crate) capture: AtomicU32,
    /// When the present capture stream's first block was handed over, nanoseconds of the server's clock; 0 before it.
    pub(crate) first_block: AtomicU64,
    /// When the newest block in the ring was captured, likewise.
    pub(crate) newest_captured: AtomicU64,
}

/// Whether something that should count goes on counting.
#[derive(Debug)]
pub(crate) struct Pulse {
    count: u64,
    since: Instant,
}

impl Pulse {
    /// So long without a beat is a stop.
    const LONGEST: Duration = Duration::from_secs(2);

    pub(crate) fn new() -> Self {
        Self { count: 0, since: Instant::now() }
    }

    /// Looks at the count; whether it has stood still for too long while it should have run.
    pub(crate) fn has_stopped(&mut self, count: u64, should_run: bool) -> bool {
        if count != self.count || !should_run {
            *self = Self { count, since: Instant::now() };
        }
        self.since.elapsed() > Self::LONGEST
    }
}

/// What one callback of the assistant's output tells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Callback {
    /// When it began.
    pub(crate) at: Instant,
    /// Frames.
    pub(crate) frames: u32,
    /// Whether it put out nothing but zeros because the gate is closed.
    pub(crate) is_closed: bool,
    /// From capture to the assistant, where anything passed.
    pub(crate) delay: Option<Duration>,
}

/// The audio thread's end, and the reader's.
pub(crate) fn channel() -> (HeapProd<Callback>, HeapCons<Callback>) {
    HeapRb::new(WAITING).split()
}

/// Tells of a callback; never waits.
pub(crate) fn tell(to: &mut HeapProd<Callback>, callback: Callback) {
    let _full = to.try_push(callback).is_err();
}

/// Everything that was told since the last time.
pub(crate) fn take(from: &mut HeapCons<Callback>) -> Vec<Callback> {
    from.pop_iter().collect()
}

impl Meters {
    /// A block was captured, and this is its loudest sample.
    pub(crate) fn note_level(&self, loudest: u32) {
        self.loudest.fetch_max(loudest, Ordering::Relaxed);
    }

    /// The loudest sample since the last time, as a share of full scale.
    pub(crate) fn take_level(&self) -> f64 {
        f64::from(self.loudest.swap(0, Ordering::Relaxed)) / f64::from(1_u32 << 31)
    }

    pub(crate) fn count(counter: &AtomicU32) {
        counter.fetch_add(1, Ordering::Relaxed);
    }
}
