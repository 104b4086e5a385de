//! The phoneme inventory: one for Spanish and English, 44 outputs of the network, index 0 the CTC blank.

/// Number of network outputs, the blank included.
pub const COUNT: usize = 44;

/// The CTC blank: "no phoneme in this step".
pub const BLANK: u8 = 0;

/// Symbols by index, as lexicon files write them.
pub const SYMBOLS: [&str; COUNT] = [
    "_", "i", "I", "e", "EI", "ae", "a", "V", "@", "R", "U", "u", "OU", "o", "AI", "AU", "OI", "p", "b", "t",
    "d", "k", "g", "f", "v", "T", "D", "s", "z", "S", "Z", "tS", "dZ", "h", "m", "n", "N", "J", "l", "r",
    "rr", "4", "j", "w",
];

/// Index of a symbol; `None` for an unknown one and for the blank, which no word contains.
#[must_use]
pub fn index(symbol: &str) -> Option<u8> {
    let position = SYMBOLS.iter().position(|known| *known == symbol)?;
    u8::try_from(position).ok().filter(|index| *index != BLANK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_is_found_at_its_index_and_the_blank_is_not_a_phoneme() {
        for (position, symbol) in SYMBOLS.iter().enumerate().skip(1) {
            assert_eq!(index(symbol), u8::try_from(position).ok());
        }
        assert_eq!(index("_"), None);
        assert_eq!(index("q"), None);
    }
}
