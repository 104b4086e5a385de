//! Samples that the gate has not admitted cannot be handed to a later stage.
use sordina::spotter::Spotter;

fn main() {
    let mut spotter = <Spotter>::new(sordina_lexicon::Lexicon { nodes: &[], words: &[], rivals: &[] }).unwrap_or_else(|_| panic!());
    let samples = [0_i16; 160];
    spotter.hear(&samples, &mut |_| {});
}
