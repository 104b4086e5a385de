//! The same work for each of many numbers, on as many threads as the machine runs at once.

use std::ops::Range;

/// What `work` gives for each number, in their order. A panic of the work goes on in the caller.
pub(super) fn in_parallel<T: Send>(numbers: Range<usize>, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let numbers: Vec<usize> = numbers.collect();
    let work = &work;
    std::thread::scope(|scope| {
        let parts = numbers.chunks(numbers.len().div_ceil(threads).max(1));
        let each = |part: &'_ [usize]| part.iter().map(|number| work(*number)).collect::<Vec<T>>();
        let running: Vec<_> = parts.map(|part| scope.spawn(move || each(part))).collect();
        let done = running.into_iter().map(|thread| thread.join());
        done.flat_map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}
