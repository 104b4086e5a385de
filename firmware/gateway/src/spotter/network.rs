//! The streaming network: three frames in, 44 log-probabilities out, every 30 ms.
//!
//! A strided convolution over six frames, eight residual blocks (depthwise filter over nine steps, 1x1 layer),
//! an output layer. Integers only, up to the logits: int8 weights, 16-bit activations, exact 32-bit sums,
//! multipliers of 28 fractional bits applied in 64. `firmware/model/quantise.py` (class Integer) computes the
//! same numbers from whole files, and the tests compare them bit for bit.
//!
//! Time: every block keeps the last nine outputs of the stage before it. Four blocks look one step ahead, so
//! the answer to a step comes four steps later, and the first four steps answer nothing. Before the first
//! output of a block there is silence: a block's history begins with zeros, not with answers to steps that
//! never were, which is why a block that is still waiting passes nothing on.
//!
//! Layout: histories oldest step first, 8 x 9 x C of 16 bits, shifted by one step each time (a move of nine steps per
//! block costs less than a hundredth of its products, and keeps every loop straight).

use sordina_dsp::{Activations, matrix_times_vector};

use super::log_softmax::log_softmax;
use super::mel::BINS;
use super::model::{
    BLOCK_COUNT, BLOCK_WEIGHTS, BLOCKS, BlockParameters, BlockWeights, CHANNELS, FIRST_BIAS,
    FIRST_MULTIPLIER, FIRST_WEIGHTS, INPUTS, OUT_BIAS, OUT_MULTIPLIER, OUT_WEIGHTS, OUTPUTS, SHIFT, TAPS,
};

/// Frames of one step.
pub(super) const STRIDE: usize = 3;
const FRESH: usize = STRIDE * BINS;
const HALF: i64 = 1 << (SHIFT - 1);

/// Past outputs of the stage before a block, oldest first; after `ReLU`, so never negative.
type History = [[i16; CHANNELS]; TAPS];

/// State and scratch of the network. Scratch is a field too: what sound left in it must be wiped.
#[cfg_attr(test, derive(Debug))]
pub(super) struct Network {
    sums: [i32; CHANNELS],
    logits: [i32; OUTPUTS],
    /// Steps taken, as far as it matters to blocks that wait; as wide as its neighbours are aligned, so that there is no padding.
    age: u64,
    inputs: Activations<INPUTS>,
    vector: Activations<CHANNELS>,
    log_probabilities: [i16; OUTPUTS],
    histories: [History; BLOCK_COUNT],
    activations: [i16; CHANNELS],
}

/// Wiping the fields wipes every byte. A compiler may leave anything in padding, also what was heard.
const _: () = assert!(
    size_of::<Network>()
        == size_of::<[i32; CHANNELS]>()
            + size_of::<[i32; OUTPUTS]>()
            + size_of::<u64>()
            + size_of::<Activations<INPUTS>>()
            + size_of::<Activations<CHANNELS>>()
            + size_of::<[i16; OUTPUTS]>()
            + size_of::<[History; BLOCK_COUNT]>()
            + size_of::<[i16; CHANNELS]>()
);

impl Network {
    /// Nothing heard yet.
    pub(super) const fn new() -> Self {
        Self {
            sums: [0; CHANNELS],
            logits: [0; OUTPUTS],
            age: 0,
            inputs: Activations::ZERO,
            vector: Activations::ZERO,
            log_probabilities: [0; OUTPUTS],
            histories: [[[0; CHANNELS]; TAPS]; BLOCK_COUNT],
            activations: [0; CHANNELS],
        }
    }

    /// Back to the fresh state.
    pub(super) fn wipe(&mut self) {
        self.sums.fill(0);
        self.logits.fill(0);
        self.age = 0;
        self.inputs.wipe();
        self.vector.wipe();
        self.log_probabilities.fill(0);
        self.histories.as_flattened_mut().as_flattened_mut().fill(0);
        self.activations.fill(0);
    }

    /// Takes three frames of features; once filled, answers for the step four steps ago.
    pub(super) fn step(&mut self, frames: &[i16; FRESH]) -> Option<&[i16; OUTPUTS]> {
        self.age = self.age.saturating_add(1);
        self.first_layer(frames);
        let mut lag = 0_u64;
        for ((parameters, weights), history) in BLOCKS.iter().zip(&BLOCK_WEIGHTS).zip(&mut self.histories) {
            remember(history, &self.activations);
            lag += parameters.look_ahead as u64;
            if self.age <= lag {
                return None;
            }
            depthwise(history, weights, parameters, &mut self.vector, &mut self.sums);
            pointwise(history, weights, parameters, &self.vector, &mut self.sums, &mut self.activations);
        }
        self.output_layer();
        Some(&self.log_probabilities)
    }

    /// The last answer; zeros while there is none.
    pub(super) const fn latest(&self) -> &[i16; OUTPUTS] {
        &self.log_probabilities
    }

    fn first_layer(&mut self, frames: &[i16; FRESH]) {
        self.inputs.shift_in::<FRESH>(*frames);
        matrix_times_vector(FIRST_WEIGHTS, &self.inputs, &mut self.sums);
        let scales = FIRST_BIAS.iter().zip(&FIRST_MULTIPLIER);
        for ((place, sum), (bias, multiplier)) in self.activations.iter_mut().zip(&self.sums).zip(scales) {
            *place = rectified(product(sum.wrapping_add(*bias), *multiplier));
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "logits stay within a few hundred nats")]
    fn output_layer(&mut self) {
        self.vector.set(self.activations);
        matrix_times_vector(OUT_WEIGHTS, &self.vector, &mut self.logits);
        for (logit, (bias, multiplier)) in self.logits.iter_mut().zip(OUT_BIAS.iter().zip(&OUT_MULTIPLIER)) {
            *logit = ((product(logit.wrapping_add(*bias), *multiplier) + HALF) >> SHIFT) as i32;
        }
        log_softmax(&self.logits, &mut self.log_probabilities);
    }
}

/// Drops the oldest step and appends the newest.
fn remember(history: &mut History, newest: &[i16; CHANNELS]) {
    history.copy_within(1.., 0);
    if let Some(last) = history.last_mut() {
        *last = *newest;
    }
}

/// One filter of nine taps per channel; signed result in `filtered`.
fn depthwise(
    history: &History,
    weights: &BlockWeights,
    parameters: &BlockParameters,
    filtered: &mut Activations<CHANNELS>,
    sums: &mut [i32; CHANNELS],
) {
    sums.fill(0);
    for (values, taps) in history.iter().zip(weights.depth) {
        for ((sum, value), tap) in sums.iter_mut().zip(values).zip(taps) {
            *sum += i32::from(*value) * i32::from(*tap);
        }
    }
    let scaled = sums.iter().zip(&parameters.depth_multiplier);
    filtered.set(scaled.map(|(sum, multiplier)| signed(product(*sum, *multiplier))));
}

/// The 1x1 layer, plus the block's own input at the step it answers for, through `ReLU`.
fn pointwise(
    history: &History,
    weights: &BlockWeights,
    parameters: &BlockParameters,
    filtered: &Activations<CHANNELS>,
    sums: &mut [i32; CHANNELS],
    activations: &mut [i16; CHANNELS],
) {
    matrix_times_vector(weights.point, filtered, sums);
    let Some(inputs) = history.iter().rev().nth(parameters.look_ahead) else { return };
    let scales = parameters.point_bias.iter().zip(&parameters.point_multiplier);
    let values = sums.iter().zip(inputs).zip(scales);
    for (place, ((sum, input), (bias, multiplier))) in activations.iter_mut().zip(values) {
        let residual = product(i32::from(*input), parameters.residual_multiplier);
        *place = rectified(product(sum.wrapping_add(*bias), *multiplier) + residual);
    }
}

/// Exact product.
#[inline]
fn product(sum: i32, multiplier: i32) -> i64 {
    i64::from(sum) * i64::from(multiplier)
}

/// [`signed`] through `ReLU`.
#[inline]
fn rectified(value: i64) -> i16 {
    signed(value).max(0)
}

/// Rounds away the fraction, holds to 16 bits.
#[inline]
#[allow(clippy::cast_possible_truncation, reason = "held to 16 bits")]
fn signed(value: i64) -> i16 {
    ((value + HALF) >> SHIFT).clamp(i16::MIN.into(), i16::MAX.into()) as i16
}
