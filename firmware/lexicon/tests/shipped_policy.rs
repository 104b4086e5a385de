//! The policy that is shipped compiles, watches enough words of every subject, and says them as the rules do
//! (R12, R13, R16, R17, R19, R21).
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

fn sources() -> Sources {
    let lists =
        |kind: &str| ["es", "en"].map(|language| source(&format!("lexicon/{kind}{language}.toml"))).to_vec();
    Sources {
        taxonomy: source("taxonomy.csv"),
        subjects: source("subjects.toml"),
        evidence: source("evidence.toml"),
        words: lists(""),
        denied: lists("denied."),
    }
}

fn policy() -> Policy {
    Policy::compile(&sources()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn what_may_leave_in_a_day_is_added_up_and_bounded() {
    let bits = policy().bits_per_day();
    println!("{bits:.2} bits a day at most");
    // 38 implicit or explicit, 8 declared, 30 that can be bought, and nothing; and one preference.
    assert!((bits - (f64::from(1 + 2 * 38 + 8 + 30).log2() + 1.0)).abs() < 1e-9, "{bits}");
    let mut stricter = sources();
    stricter.evidence.contents = stricter.evidence.contents.replace("value = 8\n", "value = 7\n");
    let error = Policy::compile(&stricter).expect_err("more than seven bits").to_string();
    assert!(error.contains("bits a day could leave where 7 may"), "{error}");
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
    assert!(!rust.contains("deny."), "nothing can name a denied row");
    assert!(!rust.contains("carpa") && !rust.contains("divorcio"), "the tables hold numbers, no text");
}

#[test]
fn a_thousand_words_and_more_are_watched_and_no_denied_one_leads_to_a_tag() {
    let policy = policy();
    let words = &policy.tables.words;
    println!("{} words, {} nodes", words.len(), policy.tables.nodes.len());
    assert!(words.len() >= 1_000, "{}", words.len());
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
            // A form that begins like another is heard as that one.
            let is_heard = known.iter().any(|known| way.phonemes().starts_with(known.phonemes()));
            assert!(is_heard, "{place} lacks {way}");
        }
    };
    for word in watched("es").words {
        say(&word.entry.text, &word.entry.pronunciations, word.place.to_string());
    }
    for word in dropping("es").words {
        say(&word.text, &word.pronunciations, word.place.to_string());
    }
}
