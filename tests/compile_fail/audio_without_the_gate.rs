//! Samples that the gate has not admitted cannot be handed to a later stage.
use sordina::spotter::{Spotter, SpotterMemory};

fn main() {
    let mut memory = <SpotterMemory>::new();
    let mut spotter = Spotter::new(sordina_lexicon::Lexicon::EMPTY, &mut memory);
    let samples = [0_i16; 160];
    spotter.hear(&samples, &mut |_| {});
}
