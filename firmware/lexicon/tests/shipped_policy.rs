//! The policy that is shipped compiles, watches enough words of every subject, and says them as the rules do.
#![cfg(feature = "compile")]

use std::collections::BTreeMap;
use std::path::Path;

use sordina_lexicon::policy::{Policy, Source, Sources};
use sordina_lexicon::pronounce::Language;
use sordina_lexicon::taxonomy::Taxonomy;
use sordina_lexicon::{Meaning, Pronunciation, denied, file, pronounce};

fn source(name: &str) -> Source {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../gateway/policy").join(name);
    Source { name: name.to_owned(), contents: std::fs::read_to_string(path).expect("a shipped file") }
}

fn policy() -> Policy {
    let lists =
        |kind: &str| ["es", "en"].map(|language| source(&format!("lexicon/{kind}{language}.toml"))).to_vec();
    let (taxonomy, evidence) = (source("taxonomy.csv"), source("evidence.toml"));
    let sources = Sources { taxonomy, evidence, words: lists(""), denied: lists("denied.") };
    Policy::compile(&sources).unwrap_or_else(|error| panic!("{error}"))
}

fn taxonomy() -> Taxonomy {
    let rows = source("taxonomy.csv");
    Taxonomy::parse(&rows.name, &rows.contents).expect("sound")
}

fn watched(language: &str) -> file::WordFile {
    let list = source(&format!("lexicon/{language}.toml"));
    file::parse(&list.name, &list.contents, &taxonomy()).expect("sound")
}

fn dropping(language: &str) -> denied::DeniedFile {
    let list = source(&format!("lexicon/denied.{language}.toml"));
    denied::parse(&list.name, &list.contents, &taxonomy()).expect("sound")
}

#[test]
fn the_policy_compiles_to_tables_without_a_word_s_text() {
    let rust = policy().to_rust();
    assert!(rust.contains("tag: \"travel.camping\", iab: 725"));
    assert!(!rust.contains("deny.") && !rust.contains("family.parenting"), "only allowed rows are emitted");
    assert!(!rust.contains("carpa") && !rust.contains("divorcio"), "the tables hold numbers, no text");
}

#[test]
fn about_a_thousand_words_are_watched_and_no_denied_one_leads_to_a_tag() {
    let policy = policy();
    let words = &policy.tables.words;
    println!("{} words, {} nodes", words.len(), policy.tables.nodes.len());
    assert!((900..=1_000).contains(&words.len()), "{}", words.len());
    let rows = policy.taxonomy.allowed().count();
    for (word, entry) in words.iter().zip(&policy.entries) {
        match word.meaning() {
            Meaning::Tag(row) => assert!(usize::from(row) < rows, "{}", entry.text),
            Meaning::Denied => {}
            Meaning::Nothing => panic!("{} is watched for nothing", entry.text),
        }
    }
}

#[test]
fn every_language_watches_every_allowed_subject_with_eight_words_or_more() {
    let allowed = taxonomy().allowed().count();
    for language in ["es", "en"] {
        let mut counts = BTreeMap::new();
        for word in watched(language).words {
            *counts.entry(word.entry.tag).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), allowed, "{language}: {counts:?}");
        assert!(counts.values().all(|count| *count >= 8), "{language}: {counts:?}");
    }
}

#[test]
fn every_language_drops_what_is_said_around_eight_words_or_more_of_every_denied_subject() {
    let denied: Vec<_> = taxonomy().denied().collect();
    assert_eq!(denied.len(), 25);
    for language in ["es", "en"] {
        let words = dropping(language).words;
        for row in &denied {
            let count = words.iter().filter(|word| word.row == *row).count();
            assert!(count >= 8, "{language}: {count} words of {}", row.name());
        }
    }
}

#[test]
fn spanish_words_are_said_as_the_spelling_rules_say() {
    let say = |text: &str, known: &[Pronunciation], place: String| {
        for way in pronounce(text, Language::Spanish).expect("Spanish letters") {
            assert!(known.contains(&way), "{place} lacks {way}");
        }
    };
    for word in watched("es").words {
        say(&word.entry.text, &word.entry.pronunciations, word.place.to_string());
    }
    for word in dropping("es").words {
        say(&word.text, &word.pronunciations, word.place.to_string());
    }
}
