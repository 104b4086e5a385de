//! Nobody outside the control path opens a gate.
use sordina::gate::{Gate, Generation, Grant, Purposes};

fn main() {
    let gate = Gate::new();
    gate.set(Grant::open(Generation::NONE, Purposes::ALL));
}
