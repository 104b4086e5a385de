//! Audio admitted for the assistant cannot be analysed.
use sordina::gate::{Admitted, Assistant};
use sordina::spotter::Spotter;

fn analyse(spotter: &mut Spotter<'_>, audio: &Admitted<'_, Assistant>) {
    spotter.hear(audio, &mut |_| {});
}

fn main() {}
