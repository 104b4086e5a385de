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
//! - What the audio context does is copy: all channels, all bits. Picking out the top 16 bits of the first channel is
//!   left to the worker, which has the time.
//!
//! ```text
//! block in the ring    generation low half | generation high half | words | shape | word 0 | word 1 | …
//! shape                words per frame in the high byte, the word of a frame that is heard in the low byte
//! ```

use crate::gate::{Admitted, Generation, InterestTags};
use core::sync::atomic::{AtomicU32, Ordering};
use ringbuf::traits::{Consumer, Observer, Producer, SplitRef};
use ringbuf::{StaticCons, StaticProd, StaticRb};
use sordina_hal::Sample;

/// 16-bit words in the ring: 340 ms of one channel at 48 kHz, 170 ms of two or of 32-bit samples. The worker takes
/// less than 2 ms per 30 ms of audio, so what this must bridge is the control path's longest stay away, one flash
/// sector erase (128 ms on an STM32H743).
pub const CAPACITY: usize = 16_384;

const HEADER: usize = 4;

/// Longest block that the ring takes, in words.
pub const LONGEST_BLOCK: usize = CAPACITY / 4;

/// Frames that one piece from the ring has at most.
pub const CHUNK: usize = 480;

/// The ring's memory and its count of dropped blocks.
pub struct Ring {
    words: StaticRb<i16, CAPACITY>,
    dropped: AtomicU32,
}

impl Default for Ring {
    fn default() -> Self {
        Self { words: StaticRb::default(), dropped: AtomicU32::new(0) }
    }
}

impl Ring {
    /// The two ends of an empty ring, every word of which is zero. The words are set here, where the ring lies for good:
    /// filled where it is made, its 32 KiB would have to travel over a board's stack.
    pub(crate) fn split(&mut self) -> (Intake<'_>, Outlet<'_>) {
        let dropped = &self.dropped;
        let (mut producer, mut consumer) = self.words.split_ref();
        consumer.clear();
        producer.push_iter(core::iter::repeat(0));
        consumer.clear();
        (Intake { words: producer, dropped }, Outlet { words: consumer, dropped, block: NOTHING })
    }
}

/// The audio context's end.
pub(crate) struct Intake<'m> {
    words: StaticProd<'m, i16, CAPACITY>,
    dropped: &'m AtomicU32,
}

impl Intake<'_> {
    /// Takes an admitted block of interleaved samples, of which the first of `channels` channels will be heard.
    #[inline]
    pub(crate) fn push<S: Sample>(&mut self, admitted: &Admitted<'_, InterestTags, S>, channels: u8) {
        let words = S::as_words(admitted.samples());
        let room = self.words.vacant_len() >= words.len() + HEADER;
        match Block::whole::<S>(admitted.generation(), words.len(), channels) {
            Some(block) if room => {
                self.words.push_slice(&block.header());
                self.words.push_slice(words);
            }
            _ => _ = self.dropped.fetch_add(1, Ordering::Relaxed),
        }
    }
}

/// What is known of a block while it is read.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Block {
    generation: Generation,
    /// Words that are still to come.
    words: u16,
    words_per_frame: u8,
    /// Which word of a frame is heard.
    heard: u8,
}

/// Between two blocks.
const NOTHING: Block = Block { generation: Generation::NONE, words: 0, words_per_frame: 1, heard: 0 };

impl Block {
    fn whole<S: Sample>(generation: Generation, words: usize, channels: u8) -> Option<Self> {
        let words = u16::try_from(words).ok().filter(|words| usize::from(*words) <= LONGEST_BLOCK)?;
        Some(Self { generation, words, words_per_frame: S::WORDS.checked_mul(channels)?, heard: S::TOP })
    }

    fn header(self) -> [i16; HEADER] {
        let [g0, g1, g2, g3] = self.generation.number().to_le_bytes();
        let shape = i16::from_le_bytes([self.heard, self.words_per_frame]);
        [i16::from_le_bytes([g0, g1]), i16::from_le_bytes([g2, g3]), self.words.cast_signed(), shape]
    }

    fn from_header([low, high, words, shape]: [i16; HEADER]) -> Self {
        let ([g0, g1], [g2, g3]) = (low.to_le_bytes(), high.to_le_bytes());
        let [heard, words_per_frame] = shape.to_le_bytes();
        let generation = Generation::from_number(u32::from_le_bytes([g0, g1, g2, g3]));
        Self { generation, words: words.cast_unsigned(), words_per_frame: words_per_frame.max(1), heard }
    }
}

/// The worker's end.
pub(crate) struct Outlet<'m> {
    words: StaticCons<'m, i16, CAPACITY>,
    dropped: &'m AtomicU32,
    /// The block that is being read.
    block: Block,
}

impl Outlet<'_> {
    /// Moves the next frames admitted under `generation` into `chunk`; erases blocks of any other generation on the
    /// way. `None` when nothing more is there.
    pub(crate) fn next<'c>(
        &mut self,
        generation: Generation,
        chunk: &'c mut [i16; CHUNK],
    ) -> Option<Admitted<'c, InterestTags>> {
        let frames = loop {
            match self.piece(Some(generation), chunk)? {
                0 => {}
                frames => break frames,
            }
        };
        chunk.get(..frames).map(|frames| Admitted::<InterestTags>::carried_on(frames, generation))
    }

    /// Erases all that is in flight. A block whose end is still to come stays marked and is erased when it does.
    pub(crate) fn wipe(&mut self) {
        while self.piece(None, &mut [0; CHUNK]).is_some() {}
    }

    /// Blocks that found no room since the start.
    pub(crate) fn dropped(&self) -> u32 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Takes the next piece of a block out of the ring, into `chunk` if it is of the `wanted` generation. Returns the
    /// frames in `chunk`, or `None` when nothing is there.
    fn piece(&mut self, wanted: Option<Generation>, chunk: &mut [i16; CHUNK]) -> Option<usize> {
        if self.block == NOTHING {
            self.block = self.read_header()?;
        }
        let Block { generation, words, words_per_frame, .. } = self.block;
        let per_frame = usize::from(words_per_frame.max(1));
        let frames = (usize::from(words).min(self.words.occupied_len()) / per_frame).min(CHUNK);
        if frames == 0 {
            return self.skip_broken_frame();
        }
        let is_wanted = wanted == Some(generation);
        self.take(frames, per_frame, if is_wanted { chunk.get_mut(..frames)? } else { &mut [] });
        Some(if is_wanted { frames } else { 0 })
    }

    /// Ends a block that has no whole frame left; `None` when the next frame has not arrived yet.
    fn skip_broken_frame(&mut self) -> Option<usize> {
        let left = usize::from(self.block.words);
        let is_last = left < usize::from(self.block.words_per_frame) && self.words.occupied_len() >= left;
        if is_last {
            self.erase(left).for_each(drop);
            self.words.skip(left);
            self.block = NOTHING;
        }
        is_last.then_some(0)
    }

    fn read_header(&mut self) -> Option<Block> {
        if self.words.occupied_len() < HEADER {
            return None;
        }
        let mut header = [0_i16; HEADER];
        header.iter_mut().zip(self.erase(HEADER)).for_each(|(to, word)| *to = word);
        self.words.skip(HEADER);
        Some(Block::from_header(header))
    }

    /// Moves out `frames` frames, keeping the heard word of each as far as `target` goes, and leaves zeros behind.
    fn take(&mut self, frames: usize, per_frame: usize, target: &mut [i16]) {
        let (heard, words) = (usize::from(self.block.heard), frames.saturating_mul(per_frame));
        let mut target = target.iter_mut();
        let mut place = 0;
        for word in self.erase(words) {
            if place == heard
                && let Some(to) = target.next()
            {
                *to = word;
            }
            place = if place + 1 == per_frame { 0 } else { place + 1 };
        }
        self.words.skip(words);
        let left = usize::from(self.block.words).saturating_sub(words);
        self.block =
            if left == 0 { NOTHING } else { Block { words: u16::try_from(left).unwrap_or(0), ..self.block } };
    }

    /// The oldest `words` words, each replaced by zero as it is read.
    fn erase(&mut self, words: usize) -> impl Iterator<Item = i16> {
        let (left, right) = self.words.as_mut_slices();
        left.iter_mut().chain(right).take(words).map(core::mem::take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::{Gate, Generation, Grant, Purpose, Purposes};
    use core::sync::atomic::AtomicBool;

    fn generation(number: u32) -> Generation {
        Generation::from_number(number)
    }

    fn admitted<S>(samples: &[S], number: u32) -> Admitted<'_, InterestTags, S> {
        Admitted::<InterestTags>::carried_on(samples, generation(number))
    }

    #[test]
    fn audio_of_another_generation_is_erased_unread() {
        let mut ring = Ring::default();
        let (mut intake, mut outlet) = ring.split();
        let mut chunk = [0; CHUNK];
        intake.push(&admitted(&[1_i16, 2, 3], 70_000), 1);
        intake.push(&admitted(&[4_i16, 5], 70_001), 1);
        let next = outlet.next(generation(70_001), &mut chunk).map(|audio| audio.samples().to_vec());
        assert_eq!(next.as_deref(), Some(&[4, 5][..]));
        assert!(outlet.next(generation(70_001), &mut chunk).is_none());
    }

    /// Control opens and closes, audio passes, the worker reads, each on a thread of its own. Miri runs it as well, which finds what
    /// an order of memory accesses could do (R3, R9, R10).
    #[test]
    fn three_contexts_at_once_never_mix_two_openings() {
        const OPENINGS: u32 = if cfg!(miri) { 5 } else { 500 };
        let (gate, mut ring) = (Gate::new(), Ring::default());
        let (gate, (mut intake, mut outlet)) = (&gate, ring.split());
        let mark = |grant: Grant| {
            let [low, high, ..] = grant.generation().number().to_le_bytes();
            i16::from_le_bytes([low, high])
        };
        let is_over = AtomicBool::new(false);
        std::thread::scope(|threads| {
            threads.spawn(|| {
                for number in 1..=OPENINGS {
                    gate.set(Grant::open(generation(number), Purposes::only(Purpose::InterestTags)));
                    std::thread::yield_now();
                    gate.set(Grant::closed(generation(number)));
                }
                is_over.store(true, Ordering::Release);
            });
            let is_over = &is_over;
            threads.spawn(move || {
                while !is_over.load(Ordering::Acquire) {
                    let grant = gate.grant();
                    let block = [mark(grant); 16];
                    if grant.purposes().contains(Purpose::InterestTags) {
                        intake.push(&admitted(&block, grant.generation().number()), 1);
                    }
                    std::thread::yield_now();
                }
            });
            let mut chunk = [0; CHUNK];
            while !is_over.load(Ordering::Acquire) {
                let grant = gate.grant();
                while let Some(audio) = outlet.next(grant.generation(), &mut chunk) {
                    assert!(audio.samples().iter().all(|sample| *sample == mark(grant)));
                }
                std::thread::yield_now();
            }
        });
        assert_eq!(gate.grant(), Grant::closed(generation(OPENINGS)));
    }

    #[test]
    fn the_first_channel_is_taken_and_its_top_16_bits() {
        let mut ring = Ring::default();
        let (mut intake, mut outlet) = ring.split();
        intake.push(&admitted(&[1_i32 << 16, 99 << 16, -5 << 16, 99 << 16], 1), 2);
        let mut chunk = [0; CHUNK];
        let next = outlet.next(generation(1), &mut chunk).map(|audio| audio.samples().to_vec());
        assert_eq!(next.as_deref(), Some(&[1, -5][..]));
    }

    #[test]
    fn a_block_without_room_is_dropped_whole_and_counted() {
        let mut ring = Ring::default();
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
    fn a_block_that_ends_in_mid_frame_loses_only_that_frame() {
        let mut ring = Ring::default();
        let (mut intake, mut outlet) = ring.split();
        intake.push(&admitted(&[1_i16, 0, 2, 0, 3], 1), 2);
        intake.push(&admitted(&[4_i16, 0], 1), 2);
        let mut chunk = [0; CHUNK];
        let mut heard = std::vec::Vec::new();
        while let Some(audio) = outlet.next(generation(1), &mut chunk) {
            heard.extend_from_slice(audio.samples());
        }
        assert_eq!(heard, [1, 2, 4]);
    }

    #[test]
    fn any_block_size_comes_out_in_order() {
        let mut ring = Ring::default();
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
