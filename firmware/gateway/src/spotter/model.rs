//! The trained network as constants: weights, biases, multipliers.
//!
//! `weights.bin` holds int8 in the order of the layers: first [144][240]; eight blocks of taps [9][144] and
//! point [144][144]; out [44][144]. `parameters.rs` holds the rest. Both are written by
//! `firmware/model/quantise.py`; what the model is and what it was trained on is in `firmware/model/MODEL_CARD.md`.

use sordina_dsp::as_signed;

use super::mel::BINS;

/// Channels of every hidden layer.
pub(super) const CHANNELS: usize = 144;
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

include!("../../../model/parameters.rs");

/// Word alignment, so that a kernel may load four weights at once.
#[repr(align(8))]
struct Aligned<T: ?Sized>(T);

static BYTES: &Aligned<[u8; TOTAL]> = &Aligned(*include_bytes!("../../../model/weights.bin"));

const FIRST: usize = CHANNELS * INPUTS;
const DEPTH: usize = TAPS * CHANNELS;
const BLOCK: usize = DEPTH + CHANNELS * CHANNELS;
const OUT: usize = FIRST + BLOCK_COUNT * BLOCK;
const TOTAL: usize = OUT + OUTPUTS * CHANNELS;

/// Rows of the first layer: one per channel, frame by frame.
pub(super) static FIRST_WEIGHTS: &[[i8; INPUTS]] = rows(0, CHANNELS);
/// Rows of the output layer.
pub(super) static OUT_WEIGHTS: &[[i8; CHANNELS]] = rows(OUT, OUTPUTS);

/// Weights of one residual block.
pub(super) struct BlockWeights {
    /// Depthwise filter, oldest tap first.
    pub(super) depth: &'static [[i8; CHANNELS]],
    /// Rows of the 1x1 layer.
    pub(super) point: &'static [[i8; CHANNELS]],
}

/// Weights of all blocks.
pub(super) static BLOCK_WEIGHTS: [BlockWeights; BLOCK_COUNT] = block_weights();

const fn block_weights() -> [BlockWeights; BLOCK_COUNT] {
    let mut blocks = [const { BlockWeights { depth: &[], point: &[] } }; BLOCK_COUNT];
    let mut n = 0;
    while n < BLOCK_COUNT {
        let start = FIRST + n * BLOCK;
        blocks[n] = BlockWeights { depth: rows(start, TAPS), point: rows(start + DEPTH, CHANNELS) };
        n += 1;
    }
    blocks
}

/// `count` rows that begin at byte `start`. Runs in the compiler only: a wrong layout does not build.
const fn rows<const K: usize>(start: usize, count: usize) -> &'static [[i8; K]] {
    let (_, tail) = as_signed(&BYTES.0).split_at(start);
    let (matrix, _) = tail.split_at(count * K);
    matrix.as_chunks().0
}
