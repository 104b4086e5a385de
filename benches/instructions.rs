//! Instruction counts of the audio path, state by state, next to a bare copy of the same block.
//!
//! `benches/budgets` runs this, prints the table and compares it with the budgets of the design. One block is
//! 10 ms of one channel at 48 kHz (480 samples of 16 or of 32 bits), or of two channels.

#![allow(missing_docs, reason = "the macros make public items")]

use gungraun::{library_benchmark, library_benchmark_group, main};
use sordina_benches::{Car, MONO_48, STEREO_48, car, noise};
use sordina_hal::{Format, Key, Sample, Seat};
use std::hint::black_box;

/// Everything that one measured call touches; boxed and returned, so that neither moving nor freeing it counts.
struct Block<S> {
    car: Car,
    input: Vec<S>,
    output: Vec<S>,
}

fn block<S: Sample>(format: Format, keys: &[Key], widen: fn(i16) -> S) -> Box<Block<S>> {
    let mut car = car(format, keys);
    let input: Vec<S> = noise(480 * usize::from(format.channels)).into_iter().map(widen).collect();
    let mut output = input.clone();
    if keys.last() == Some(&Key::Stop) {
        output.fill(S::ZERO);
    }
    car.audio.process(&input, &mut output);
    car.work();
    Box::new(Block { car, input, output })
}

fn mono(keys: &[Key]) -> Box<Block<i16>> {
    block(MONO_48, keys, |sample| sample)
}

fn wide(keys: &[Key]) -> Box<Block<i32>> {
    block(MONO_48, keys, |sample| i32::from(sample) << 16)
}

fn stereo(keys: &[Key]) -> Box<Block<i16>> {
    block(STEREO_48, keys, |sample| sample)
}

/// The first block after the gate has opened.
fn opening() -> Box<Block<i16>> {
    let mut block = mono(&[]);
    block.car.press(Seat::Driver, Key::Assistant);
    block.car.press(Seat::Driver, Key::InterestTags);
    block
}

/// The first block after the gate has closed.
fn closing() -> Box<Block<i16>> {
    let mut block = mono(&BOTH);
    block.car.press(Seat::Driver, Key::Stop);
    block
}

const BOTH: [Key; 2] = [Key::Assistant, Key::InterestTags];

#[library_benchmark]
#[bench::mono_16_bit(mono(&[]))]
#[bench::stereo_16_bit(stereo(&[]))]
fn copy(mut block: Box<Block<i16>>) -> Box<Block<i16>> {
    black_box(block.output.as_mut_slice()).copy_from_slice(black_box(&block.input));
    block
}

#[library_benchmark]
#[bench::mono_32_bit(wide(&[]))]
fn copy_wide(mut block: Box<Block<i32>>) -> Box<Block<i32>> {
    black_box(block.output.as_mut_slice()).copy_from_slice(black_box(&block.input));
    block
}

#[library_benchmark]
#[bench::mono_16_bit_closed(mono(&[]))]
#[bench::mono_16_bit_closing(closing())]
#[bench::mono_16_bit_opening(opening())]
#[bench::mono_16_bit_assistant(mono(&[Key::Assistant]))]
#[bench::mono_16_bit_interest_tags(mono(&[Key::InterestTags]))]
#[bench::mono_16_bit_both(mono(&BOTH))]
#[bench::stereo_16_bit_closed(stereo(&[]))]
#[bench::stereo_16_bit_both(stereo(&BOTH))]
fn process(mut block: Box<Block<i16>>) -> Box<Block<i16>> {
    black_box(&mut block.car.audio).process(black_box(&block.input), black_box(&mut block.output));
    block
}

#[library_benchmark]
#[bench::mono_32_bit_closed(wide(&[]))]
#[bench::mono_32_bit_both(wide(&BOTH))]
fn process_wide(mut block: Box<Block<i32>>) -> Box<Block<i32>> {
    black_box(&mut block.car.audio).process(black_box(&block.input), black_box(&mut block.output));
    block
}

library_benchmark_group!(name = audio_path; benchmarks = copy, copy_wide, process, process_wide);
main!(library_benchmark_groups = audio_path);
