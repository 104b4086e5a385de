//! The policy that is shipped compiles, watches enough words of enough subjects, and says them as the rules do.
#![cfg(feature = "compile")]

use std::collections::BTreeMap;
use std::path::Path;

use sordina_lexicon::policy::{Policy, Source};
use sordina_lexicon::{file, pronounce, taxonomy};

fn source(name: &str) -> Source {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../gateway/policy").join(name);
    Source { name: name.to_owned(), contents: std::fs::read_to_string(path).expect("a shipped file") }
}

fn words(language: &str) -> file::WordFile {
    let rows = source("taxonomy.csv");
    let rows = taxonomy::Taxonomy::parse(&rows.name, &rows.contents).expect("sound");
    let list = source(&format!("lexicon/{language}.toml"));
    file::parse(&list.name, &list.contents, &rows).expect("sound")
}

#[test]
fn the_policy_compiles_to_tables_without_a_word_s_text() {
    let lists = [source("lexicon/es.toml"), source("lexicon/en.toml")];
    let policy = Policy::compile(&source("taxonomy.csv"), &source("evidence.toml"), &lists).expect("sound");
    let rust = policy.to_rust();
    assert!(rust.contains("tag: \"travel.camping\", iab: 725"));
    assert!(!rust.contains("deny.") && !rust.contains("family.parenting"), "only allowed rows are emitted");
    assert!(!rust.contains("carpa"), "the tables hold numbers, no text");
}

#[test]
fn every_language_watches_twelve_subjects_with_eight_words_each() {
    for language in ["es", "en"] {
        let mut counts = BTreeMap::new();
        for word in words(language).words {
            *counts.entry(word.entry.tag).or_insert(0) += 1;
        }
        assert!(counts.len() >= 12, "{language}: {counts:?}");
        assert!(counts.values().all(|count| *count >= 8), "{language}: {counts:?}");
    }
}

#[test]
fn spanish_words_are_said_as_the_spelling_rules_say() {
    for word in words("es").words {
        let said = pronounce(&word.entry.text, pronounce::Language::Spanish).expect("Spanish letters");
        for way in said {
            assert!(word.entry.pronunciations.contains(&way), "{} lacks {way}", word.place);
        }
    }
}
