//! The ring from the audio context to the worker: static, lock-free, and it forgets as it is read.
//!
//! Promises:
//! - One producer, one consumer, no lock: the audio context never waits (R10). A block that does not fit is
//!   dropped whole and counted; nothing is ever half a block.
//! - Every block carries its generation. The consumer hands out only blocks of the generation it asks for and
//!   erases all others unread (R9).
//! - A sample is overwritten with zero before its place is given back, so what the ring remembers is what is
//!   in flight, never more than [`CAPACITY`] words (R3, R14).
//!
//! ```text
//! block in the ring    generation low half | generation high half | frames | frame 0 | frame 1 | …
//! ```

use crate::gate::{Admitted, Generation, InterestTags};
use core::sync::atomic::{AtomicU32, Ordering};
use ringbuf::traits::{Consumer, Observer, Producer, SplitRef};
use ringbuf::{StaticCons, StaticProd, StaticRb};
use sordina_hal::Sample;

/// Words in the ring: 170 ms at 48 kHz. The worker takes less than 2 ms per 30 ms of audio, so what this must
/// bridge is the control path's longest stay away, one flash sector erase (128 ms on an STM32H743).
pub const CAPACITY: usize = 8192;

const HEADER: usize = 3;

/// Longest block that the ring takes, in frames.
pub const LONGEST_BLOCK: usize = CAPACITY / 4;

/// Frames that one [`Outlet::next`] hands out at most.
pub const CHUNK: usize = 480;

/// The ring's memory and its count of dropped blocks.
pub struct Ring {
    words: StaticRb<i16, CAPACITY>,
    dropped: AtomicU32,
}

impl Default for Ring {
    fn default() -> Self {
        Self::new()
    }
}

impl Ring {
    /// An empty ring, every word of it zero.
    #[must_use]
    pub fn new() -> Self {
        let mut words = StaticRb::default();
        let (mut producer, mut consumer) = words.split_ref();
        producer.push_iter(core::iter::repeat(0));
        consumer.clear();
        drop((producer, consumer));
        Self { words, dropped: AtomicU32::new(0) }
    }

    pub(crate) fn split(&mut self) -> (Intake<'_>, Outlet<'_>) {
        let dropped = &self.dropped;
        let (producer, consumer) = self.words.split_ref();
        (Intake { words: producer, dropped }, Outlet { words: consumer, dropped, block: BETWEEN_BLOCKS })
    }
}

/// The audio context's end.
pub(crate) struct Intake<'m> {
    words: StaticProd<'m, i16, CAPACITY>,
    dropped: &'m AtomicU32,
}

impl Intake<'_> {
    /// Takes the first of `channels` channels of an admitted block.
    #[inline]
    pub(crate) fn push<S: Sample>(&mut self, admitted: &Admitted<'_, InterestTags, S>, channels: usize) {
        let samples = admitted.samples();
        let frames = if channels <= 1 { samples.len() } else { samples.len() / channels };
        let room = self.words.vacant_len() >= frames + HEADER;
        let (Some(header), true) = (header(admitted.generation(), frames), room) else {
            self.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        };
        self.words.push_slice(&header);
        if channels <= 1 {
            self.push_samples(samples);
        } else {
            self.push_first_channel(samples, channels);
        }
    }

    /// In pieces, so that a conversion loop of fixed length can be vectorised or unrolled.
    #[inline(always)]
    fn push_samples<S: Sample>(&mut self, samples: &[S]) {
        let mut pieces = samples.chunks_exact(PIECE);
        for piece in pieces.by_ref() {
            let mut words = [0_i16; PIECE];
            for (word, sample) in words.iter_mut().zip(piece) {
                *word = sample.top16();
            }
            self.words.push_slice(&words);
        }
        self.words.push_iter(pieces.remainder().iter().map(|sample| sample.top16()));
    }

    #[inline(always)]
    fn push_first_channel<S: Sample>(&mut self, samples: &[S], channels: usize) {
        self.words
            .push_iter(samples.chunks_exact(channels).filter_map(|frame| frame.first()).map(|s| s.top16()));
    }
}

const PIECE: usize = 48;

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "halves of a word, put back together below"
)]
fn header(generation: Generation, frames: usize) -> Option<[i16; HEADER]> {
    let number = generation.number();
    (frames <= LONGEST_BLOCK).then_some([number as i16, (number >> 16) as i16, frames as i16])
}

const BETWEEN_BLOCKS: (Generation, usize) = (Generation::NONE, 0);

/// The worker's end.
pub(crate) struct Outlet<'m> {
    words: StaticCons<'m, i16, CAPACITY>,
    dropped: &'m AtomicU32,
    /// Generation and remaining frames of the block that is being read; no frames between two blocks.
    block: (Generation, usize),
}

impl Outlet<'_> {
    /// Copies the next frames admitted under `generation` into `chunk` and erases them here; erases blocks of
    /// any other generation on the way. `None` when nothing more is there.
    pub(crate) fn next<'c>(
        &mut self,
        generation: Generation,
        chunk: &'c mut [i16; CHUNK],
    ) -> Option<Admitted<'c, InterestTags>> {
        let frames = loop {
            let (found, frames) = self.piece(chunk)?;
            if found == generation && frames > 0 {
                break frames;
            }
            chunk.fill(0);
        };
        chunk.get(..frames).map(|frames| Admitted::<InterestTags>::carried_on(frames, generation))
    }

    /// Moves the next piece of a block into `chunk`, whatever its generation; `None` when nothing is there.
    fn piece(&mut self, chunk: &mut [i16; CHUNK]) -> Option<(Generation, usize)> {
        if self.block == BETWEEN_BLOCKS {
            self.block = self.read_header()?;
        }
        let (generation, remaining) = self.block;
        let frames = remaining.min(CHUNK).min(self.words.occupied_len());
        let left = remaining.saturating_sub(frames);
        self.block = if left > 0 { (generation, left) } else { BETWEEN_BLOCKS };
        self.take(chunk.get_mut(..frames)?);
        (frames > 0 || remaining == 0).then_some((generation, frames))
    }

    /// Erases all that is in flight. A block whose end is still to come stays marked and is erased when it does.
    pub(crate) fn wipe(&mut self) {
        let mut unread = [0; CHUNK];
        while self.piece(&mut unread).is_some() {
            unread.fill(0);
        }
    }

    /// Blocks that found no room since the start.
    pub(crate) fn dropped(&self) -> u32 {
        self.dropped.load(Ordering::Relaxed)
    }

    fn read_header(&mut self) -> Option<(Generation, usize)> {
        if self.words.occupied_len() < HEADER {
            return None;
        }
        let mut header = [0_i16; HEADER];
        self.take(&mut header);
        let [low, high, frames] = header.map(i16::cast_unsigned);
        Some((Generation::from_number(u32::from(high) << 16 | u32::from(low)), usize::from(frames)))
    }

    /// Moves words out, oldest first, leaving zeros behind.
    fn take(&mut self, target: &mut [i16]) {
        let (left, right) = self.words.as_mut_slices();
        for (to, from) in target.iter_mut().zip(left.iter_mut().chain(right)) {
            *to = core::mem::take(from);
        }
        self.words.skip(target.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::Generation;

    fn generation(number: u32) -> Generation {
        Generation::from_number(number)
    }

    fn admitted<S>(samples: &[S], number: u32) -> Admitted<'_, InterestTags, S> {
        Admitted::<InterestTags>::carried_on(samples, generation(number))
    }

    #[test]
    fn audio_of_another_generation_is_erased_unread() {
        let mut ring = Ring::new();
        let (mut intake, mut outlet) = ring.split();
        let mut chunk = [0; CHUNK];
        intake.push(&admitted(&[1_i16, 2, 3], 70_000), 1);
        intake.push(&admitted(&[4_i16, 5], 70_001), 1);
        let next = outlet.next(generation(70_001), &mut chunk).map(|audio| audio.samples().to_vec());
        assert_eq!(next.as_deref(), Some(&[4, 5][..]));
        assert!(outlet.next(generation(70_001), &mut chunk).is_none());
    }

    #[test]
    fn the_first_channel_is_taken_and_its_top_16_bits() {
        let mut ring = Ring::new();
        let (mut intake, mut outlet) = ring.split();
        intake.push(&admitted(&[1_i32 << 16, 99 << 16, -5 << 16, 99 << 16], 1), 2);
        let mut chunk = [0; CHUNK];
        let next = outlet.next(generation(1), &mut chunk).map(|audio| audio.samples().to_vec());
        assert_eq!(next.as_deref(), Some(&[1, -5][..]));
    }

    #[test]
    fn a_block_without_room_is_dropped_whole_and_counted() {
        let mut ring = Ring::new();
        let (mut intake, mut outlet) = ring.split();
        let block = [7_i16; LONGEST_BLOCK];
        for _ in 0..5 {
            intake.push(&admitted(&block, 1), 1);
        }
        intake.push(&admitted(&[7_i16; LONGEST_BLOCK + 1], 1), 1);
        assert_eq!(outlet.dropped(), 3);
        let mut chunk = [0; CHUNK];
        let mut frames = 0;
        while let Some(audio) = outlet.next(generation(1), &mut chunk) {
            assert!(audio.samples().iter().all(|sample| *sample == 7));
            frames += audio.samples().len();
        }
        assert_eq!(frames, 3 * LONGEST_BLOCK);
    }

    #[test]
    fn any_block_size_comes_out_in_order() {
        let mut ring = Ring::new();
        let (mut intake, mut outlet) = ring.split();
        let (mut sent, mut heard) = (0_i16, 0_i16);
        let mut chunk = [0; CHUNK];
        for frames in [1_usize, 63, 64, 480, 481, 1024, 7, 2000, 3, 960] {
            let block: std::vec::Vec<i16> = (0..frames)
                .map(|_| {
                    sent += 1;
                    sent
                })
                .collect();
            intake.push(&admitted(&block, 3), 1);
            while let Some(audio) = outlet.next(generation(3), &mut chunk) {
                for sample in audio.samples() {
                    heard += 1;
                    assert_eq!(*sample, heard);
                }
            }
        }
        assert_eq!(sent, heard);
    }
}
