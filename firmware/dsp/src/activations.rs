//! A vector of activations, in the order and at the alignment that the kernel reads.

/// `K` activations of 16 bit; `K` is a multiple of four.
#[derive(Debug)]
#[repr(align(8))]
pub struct Activations<const K: usize>([i16; K]);

impl<const K: usize> Activations<K> {
    /// All zero.
    pub const ZERO: Self = {
        assert!(K.is_multiple_of(4));
        Self([0; K])
    };

    /// Sets the first ones to these values; what is too much is left.
    #[inline]
    pub fn set(&mut self, values: impl IntoIterator<Item = i16>) {
        fill(&mut self.0, values);
    }

    /// Drops the first `BY`, a multiple of four, and puts these values in at the end.
    #[inline]
    pub fn shift_in<const BY: usize>(&mut self, values: impl IntoIterator<Item = i16>) {
        const { assert!(BY.is_multiple_of(4) && BY <= K) };
        self.0.copy_within(BY.., 0);
        if let Some(end) = self.0.last_chunk_mut::<BY>() {
            fill(end, values);
        }
    }

    /// Back to [`Self::ZERO`].
    pub fn wipe(&mut self) {
        self.0.fill(0);
    }

    /// As they lie.
    #[cfg(any(kernel = "smlad", target_arch = "x86_64"))]
    pub(crate) const fn lying(&self) -> &[i16; K] {
        &self.0
    }

    /// First to last.
    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = &i16> {
        #[cfg(kernel = "smlad")]
        return self
            .0
            .as_chunks()
            .0
            .iter()
            .flat_map(|[first, third, second, fourth]| [first, second, third, fourth]);
        #[cfg(not(kernel = "smlad"))]
        self.0.iter()
    }
}

/// SXTB16 spreads the first and third byte of a word of weights, and then the second and fourth: their activations are neighbours.
#[cfg(kernel = "smlad")]
#[inline]
fn fill(places: &mut [i16], values: impl IntoIterator<Item = i16>) {
    let mut values = values.into_iter();
    for [first, third, second, fourth] in places.as_chunks_mut().0 {
        for (place, value) in [first, second, third, fourth].into_iter().zip(&mut values) {
            *place = value;
        }
    }
}

#[cfg(not(kernel = "smlad"))]
#[inline]
fn fill(places: &mut [i16], values: impl IntoIterator<Item = i16>) {
    places.iter_mut().zip(values).for_each(|(place, value)| *place = value);
}
