//! The random numbers of the protocol: `numpy.random.RandomState(seed)`, so that any language can make the stream.
//!
//! Matsumoto, Nishimura: "Mersenne Twister", 1998 (MT19937, `init_genrand`); normal numbers by Marsaglia's polar
//! method, whole numbers by masking and rejecting, both as NumPy's legacy generator does it.

const N: usize = 624;
const M: usize = 397;

pub(crate) struct Random {
    state: [u32; N],
    next: usize,
    /// The second of a pair of normal numbers.
    spare: Option<f64>,
}

impl Random {
    pub(crate) fn new(seed: u32) -> Self {
        let mut state = [seed; N];
        for place in 1..N {
            let before = state[place - 1];
            let mixed = 1_812_433_253_u32.wrapping_mul(before ^ (before >> 30));
            state[place] = mixed.wrapping_add(u32::try_from(place).unwrap_or(0));
        }
        Self { state, next: N, spare: None }
    }

    fn word(&mut self) -> u32 {
        if self.next == N {
            self.twist();
        }
        let mut word = self.state[self.next];
        self.next += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    fn twist(&mut self) {
        for place in 0..N {
            let joined = (self.state[place] & 0x8000_0000) | (self.state[(place + 1) % N] & 0x7fff_ffff);
            let odd = if joined & 1 == 0 { 0 } else { 0x9908_b0df };
            self.state[place] = self.state[(place + M) % N] ^ (joined >> 1) ^ odd;
        }
        self.next = 0;
    }

    /// In [0, 1), 53 bits.
    pub(crate) fn uniform(&mut self) -> f64 {
        let (high, low) = (self.word() >> 5, self.word() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    /// Normal, mean 0, variance 1.
    pub(crate) fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = x * x + y * y;
            if square < 1.0 && square != 0.0 {
                let factor = (-2.0 * square.ln() / square).sqrt();
                self.spare = Some(factor * x);
                return factor * y;
            }
        }
    }

    /// Puts the items in an order drawn from all.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    /// Below `end`; 0 if `end` is 0 or 1.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let highest = u32::try_from(end.saturating_sub(1)).unwrap_or(u32::MAX);
        if highest == 0 {
            return 0;
        }
        let mask = u32::MAX >> highest.leading_zeros();
        loop {
            let drawn = self.word() & mask;
            if drawn <= highest {
                return drawn as usize;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `r = numpy.random.RandomState(1000); [r.randn() for _ in range(3)], r.randint(5), r.randint(160000)`
    #[test]
    fn the_numbers_are_those_of_numpy() {
        let mut random = Random::new(1000);
        let drawn = [random.normal(), random.normal(), random.normal()];
        let expected = [-0.804_458_303_524_803_2, 0.320_931_547_090_857_2, -0.025_482_880_472_072_204];
        for (drawn, expected) in drawn.into_iter().zip(expected) {
            assert!((drawn - expected).abs() < 1e-12, "{drawn} {expected}");
        }
        assert_eq!((random.below(5), random.below(160_000)), (0, 5993));
    }
}
