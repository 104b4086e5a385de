//! stub
pub struct Resampler;
impl Resampler {
    pub const fn new() -> Self {
        Self
    }
    pub fn wipe(&mut self) {}
    pub fn push<'o>(&mut self, _i: &[i16], out: &'o mut [i16]) -> &'o [i16] {
        &out[..0]
    }
}
