//! The trained network as constants: weights, biases, multipliers.
//!
//! `weights.bin` holds int8 in the order of the layers, for C channels: first [C][240]; eight blocks of taps [9][C]
//! and point [C][C]; out [44][C]. `parameters.rs` holds the rest, C included. Both are written by
//! `firmware/model/quantise.py`; what the model is and what it was trained on is in `firmware/model/MODEL_CARD.md`.

use sordina_dsp::as_signed;

use super::mel::BINS;

/// Steps that a block's depthwise filter sees.
pub(super) const TAPS: usize = 9;
/// Residual blocks.
pub(super) const BLOCK_COUNT: usize = 8;
/// Phonemes and the blank.
pub(super) const OUTPUTS: usize = sordina_lexicon::phoneme::COUNT;
/// Values that the first layer sees: six frames.
pub(super) const INPUTS: usize = 6 * BINS;
/// A multiplier m stands for m / 2^28.
pub(super) const SHIFT: u32 = 28;
/// Units of the logits per nat.
pub(super) const LOGITS_PER_NAT: f32 = 4096.0;

/// Integers of one residual block besides its weights.
pub(super) struct BlockParameters {
    /// Steps of the future that the block waits for.
    pub(super) look_ahead: usize,
    pub(super) residual_multiplier: i32,
    pub(super) depth_multiplier: [i32; CHANNELS],
    pub(super) point_bias: [i32; CHANNELS],
    pub(super) point_multiplier: [i32; CHANNELS],
}

#[path = "../../../model/parameters.rs"]
mod parameters;

pub(super) use parameters::{
    BLOCKS, CHANNELS, FIRST_BIAS, FIRST_MULTIPLIER, LEVELS_PER_NAT, OUT_BIAS, OUT_MULTIPLIER, PRIOR,
};

/// Word alignment, so that a kernel may load four weights at once.
#[repr(align(8))]
struct Aligned<T: ?Sized>(T);

static BYTES: &Aligned<[u8; TOTAL]> = &Aligned(*include_bytes!("../../../model/weights.bin"));

/// All weights, sixteen at a time.
pub(crate) static WEIGHTS: &[[u8; 16]] = match BYTES.0.as_chunks() {
    (chunks, []) => chunks,
    _ => panic!("weights.bin has a length that no model of this shape has"),
};

/// Number of biases, multipliers and priors.
pub(crate) const INTEGER_COUNT: usize = 2 * CHANNELS + BLOCK_COUNT * PER_BLOCK + 3 * OUTPUTS;
const PER_BLOCK: usize = 3 * CHANNELS + 1;

/// A bias, multiplier or prior, in the order of the layers; `number` is below [`INTEGER_COUNT`].
pub(crate) const fn integer(number: usize) -> i32 {
    let channel = number % CHANNELS;
    match number / CHANNELS {
        0 => return FIRST_BIAS[channel],
        1 => return FIRST_MULTIPLIER[channel],
        _ => {}
    }
    let number = number - 2 * CHANNELS;
    if number < BLOCK_COUNT * PER_BLOCK {
        let (block, place) = (&BLOCKS[number / PER_BLOCK], number % PER_BLOCK);
        return match place / CHANNELS {
            0 => block.depth_multiplier[place % CHANNELS],
            1 => block.point_bias[place % CHANNELS],
            2 => block.point_multiplier[place % CHANNELS],
            _ => block.residual_multiplier,
        };
    }
    let number = number - BLOCK_COUNT * PER_BLOCK;
    match number / OUTPUTS {
        0 => OUT_BIAS[number],
        1 => OUT_MULTIPLIER[number - OUTPUTS],
        _ => PRIOR[number - 2 * OUTPUTS] as i32,
    }
}

const FIRST: usize = CHANNELS * INPUTS;
const DEPTH: usize = TAPS * CHANNELS;
const BLOCK: usize = DEPTH + CHANNELS * CHANNELS;
const OUT: usize = FIRST + BLOCK_COUNT * BLOCK;
const TOTAL: usize = OUT + OUTPUTS * CHANNELS;

/// Rows of the first layer: one per channel, frame by frame.
pub(super) static FIRST_WEIGHTS: &[[i8; INPUTS]; CHANNELS] = rows(0);
/// Rows of the output layer.
pub(super) static OUT_WEIGHTS: &[[i8; CHANNELS]; OUTPUTS] = rows(OUT);

/// Weights of one residual block.
pub(super) struct BlockWeights {
    /// Depthwise filter, oldest tap first.
    pub(super) depth: &'static [[i8; CHANNELS]; TAPS],
    /// Rows of the 1x1 layer.
    pub(super) point: &'static [[i8; CHANNELS]; CHANNELS],
}

/// Weights of all blocks.
pub(super) static BLOCK_WEIGHTS: [BlockWeights; BLOCK_COUNT] =
    [block(0), block(1), block(2), block(3), block(4), block(5), block(6), block(7)];

const fn block(n: usize) -> BlockWeights {
    let start = FIRST + n * BLOCK;
    BlockWeights { depth: rows(start), point: rows(start + DEPTH) }
}

/// The matrix that begins at byte `start`. Runs in the compiler only. A file of the wrong length does not build,
/// so the matrix is always there; zeros stand in for a panic path that could otherwise not be ruled out.
const fn rows<const K: usize, const ROWS: usize>(start: usize) -> &'static [[i8; K]; ROWS] {
    let (_, tail) = as_signed(&BYTES.0).split_at(start);
    match tail.as_chunks().0.first_chunk() {
        Some(matrix) => matrix,
        None => const { &[[0; K]; ROWS] },
    }
}
