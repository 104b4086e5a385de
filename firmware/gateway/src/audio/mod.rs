//! What happens to admitted samples before anything listens to them.

pub mod resampler;
