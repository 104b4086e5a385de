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
    /// The 16 most significant bits.
    fn top16(self) -> i16;
    /// The block itself, if its words are 16 bits wide: then nothing has to be converted.
    fn as_words(block: &[Self]) -> Option<&[i16]>;
}

impl Sample for i16 {
    const ZERO: Self = 0;
    #[inline(always)]
    fn top16(self) -> i16 {
        self
    }
    #[inline(always)]
    fn as_words(block: &[Self]) -> Option<&[i16]> {
        Some(block)
    }
}

impl Sample for i32 {
    const ZERO: Self = 0;
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "the upper half of a 32-bit word fits 16 bits")]
    fn top16(self) -> i16 {
        (self >> 16) as i16
    }
    #[inline(always)]
    fn as_words(_: &[Self]) -> Option<&[i16]> {
        None
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
