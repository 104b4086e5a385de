//! Only the gate makes `Admitted`.
use sordina::gate::{Admitted, Generation, InterestTags};
use std::marker::PhantomData;

fn main() {
    let samples = [0_i16; 160];
    let _forged: Admitted<'_, InterestTags> =
        Admitted { samples: &samples, generation: Generation::NONE, purpose: PhantomData };
}
