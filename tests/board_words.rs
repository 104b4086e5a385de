//! What a word costs on the board: images whose lists are shortened to so many words, evenly over all of them.

use sordina_tests::drives::image_of;
use sordina_tests::figures::{PER_STEP, figures};
use sordina_tests::generated;
use sordina_tests::image::{Image, grouped};
use sordina_tests::tree;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

const LISTS: &str = "firmware/gateway/policy/lexicon";

/// A copy of the tree in which the four lists together have this many words.
fn shorten(copy: &Path, words: usize) {
    let status = Command::new(tree::root().join("tests/copy")).arg(copy).status();
    assert!(status.is_ok_and(|status| status.success()), "no copy of the tree");
    let lists =
        ["es", "en", "denied.es", "denied.en"].map(|name| copy.join(LISTS).join(format!("{name}.toml")));
    let texts = lists.each_ref().map(|list| fs::read_to_string(list).expect("a list"));
    let entries = |text: &str| text.split("\n[[").skip(1).count();
    let all: usize = texts.iter().map(|text| entries(text)).sum();
    for (list, text) in lists.iter().zip(&texts) {
        let mut parts = text.split("\n[[");
        let head = parts.next().unwrap_or_default().to_owned();
        // Every one that makes the rounded share grow.
        let kept = parts.enumerate().filter(|(place, _)| (place + 1) * words / all > place * words / all);
        let kept = kept.map(|(_, entry)| format!("\n[[{entry}"));
        fs::write(list, head + &kept.collect::<String>()).expect("the copy is ours");
    }
}

#[test]
#[ignore = "builds four images, some ten minutes"]
fn what_words_cost_is_what_the_readme_says() {
    let folder = tree::root().join("target/words");
    let mut table = "| words | network and front end, most per 30 ms | decoder, mean | decoder, most | all, of a 480 MHz core | flash | RAM without stack |\n|---|---|---|---|---|---|---|\n".to_owned();
    for words in [50, 500, 1_000, 2_000] {
        shorten(&folder.join("tree"), words);
        let image =
            |features: &str| image_of(&folder.join("tree"), &folder.join(features), "mps2-an500", features);
        let whole = image("figures");
        let (with, without) = (figures(&whole), figures(&image("figures,no-words")));
        let (step, silent) = (with["step_30_ms"], without["step_30_ms"]);
        let size = Image::read(&whole);
        let _infallible = writeln!(
            table,
            "| {} | {} | {} | {} | {:.2} % | {} | {} |",
            grouped(words as u64),
            grouped(silent.most),
            grouped(step.mean - silent.mean),
            grouped(step.most - silent.most),
            step.most as f64 * 100.0 / PER_STEP as f64,
            grouped(size.flash()),
            grouped(size.variables()),
        );
    }
    generated::check("firmware/boards/mps2-an500/README.md", "words", &table);
}
