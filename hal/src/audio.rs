//! Audio as a machine delivers it: interleaved blocks of 16- or 32-bit words.

mod sealed {
    pub trait Sealed {}
    impl Sealed for i16 {}
    impl Sealed for i32 {}
}

/// A sample word. It passes the gate unchanged; only the analysis looks at its top 16 bits.
pub trait Sample: Copy + sealed::Sealed + 'static {
    /// Silence.
    const ZERO: Self;
    /// 16-bit words of a sample.
    const WORDS: u8;
    /// Which of them, in memory order, holds the most significant bits.
    const TOP: u8;
    /// The same memory as 16-bit words.
    fn as_words(block: &[Self]) -> &[i16];
}

impl Sample for i16 {
    const ZERO: Self = 0;
    const WORDS: u8 = 1;
    const TOP: u8 = 0;
    #[inline(always)]
    fn as_words(block: &[Self]) -> &[i16] {
        block
    }
}

impl Sample for i32 {
    const ZERO: Self = 0;
    const WORDS: u8 = 2;
    const TOP: u8 = if cfg!(target_endian = "little") { 1 } else { 0 };
    #[inline(always)]
    fn as_words(block: &[Self]) -> &[i16] {
        bytemuck::must_cast_slice(block)
    }
}

/// Shape of the machine's audio blocks, fixed when the gateway starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Interleaved channels, at least 1; the analysis hears the first.
    pub channels: u8,
    /// Frames per second.
    pub rate: Rate,
}

/// Frame rates that a machine may deliver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// 48 kHz; the analysis resamples 3:1.
    Hz48000,
    /// 16 kHz, the rate of the analysis.
    Hz16000,
}

impl Rate {
    /// Frames per second.
    #[must_use]
    pub const fn hz(self) -> u32 {
        match self {
            Self::Hz48000 => 48_000,
            Self::Hz16000 => 16_000,
        }
    }
}
