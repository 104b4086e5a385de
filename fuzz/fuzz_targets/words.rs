//! Word lists, denied words, subjects and evidence rules as somebody writes them (R12, R16, R19).

#![no_main]

use libfuzzer_sys::fuzz_target;
use sordina_lexicon::evidence::Evidence;
use sordina_lexicon::taxonomy::Taxonomy;
use sordina_lexicon::{denied, file, subjects};
use std::sync::LazyLock;

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| {
    let text = include_str!("../../firmware/gateway/policy/taxonomy.csv");
    Taxonomy::parse("taxonomy.csv", text).expect("the shipped one")
});

fuzz_target!(|text: &str| {
    let _words = file::parse("fuzz", text, &TAXONOMY);
    let _denied = denied::parse("fuzz", text, &TAXONOMY);
    let _subjects = subjects::parse("fuzz", text, &TAXONOMY);
    let _evidence = Evidence::parse("fuzz", text);
    let _taxonomy = Taxonomy::parse("fuzz", text);
});
