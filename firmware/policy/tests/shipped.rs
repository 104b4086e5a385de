//! The policy that is shipped compiles, and a reviewer can read what it says: tables under `snapshots/`.
//!
//! After a deliberate change: `SNAPSHOTS=write cargo test -p sordina-policy`, and review the difference.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use sordina_policy::regions::Number;
use sordina_policy::{Files, Policy, Source, purposes};

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn shipped() -> Policy {
    let source = |name: &str| Source {
        name: name.to_owned(),
        contents: std::fs::read_to_string(folder().join("../gateway/policy").join(name))
            .expect("a shipped file"),
    };
    let files = Files {
        purposes: source("purposes.toml"),
        recipients: source("recipients.toml"),
        notices: source("notices.toml"),
        regions: source("regions.toml"),
        subjects: subjects(),
    };
    Policy::compile(&files).unwrap_or_else(|error| panic!("{error}"))
}

fn subjects() -> Vec<String> {
    let text =
        std::fs::read_to_string(folder().join("../gateway/policy/subjects.toml")).expect("a shipped file");
    let tags = text.lines().filter_map(|line| line.strip_prefix("tag = \"")?.strip_suffix('"'));
    tags.map(str::to_owned).collect()
}

fn assert_snapshot(name: &str, now: &str) {
    let path: PathBuf = folder().join("tests/snapshots").join(name);
    if std::env::var_os("SNAPSHOTS").is_some() {
        std::fs::write(&path, now).expect("writable");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, now, "{} is not what the policy says; see the top of this test", path.display());
}

#[test]
fn every_region_has_the_numbers_that_were_reviewed() {
    let policy = shipped();
    let mut table = format!(
        "{:<3}{:<7}{:>8}{:>7}{:>11}{:>8}{:>5}  {:<12}purposes\n",
        "no", "region", "consent", "unused", "ask again", "answer", "age", "every drive"
    );
    for region in &policy.regions {
        let [consent, unused, again, answer, age] = Number::ALL.map(|number| region.number(number));
        let names: Vec<&str> = region.purposes.value.iter().map(|number| purposes::KNOWN[*number]).collect();
        let _ = writeln!(
            table,
            "{:<3}{:<7}{consent:>6} d{unused:>5} d{again:>9} d{answer:>6} s{age:>5}  {:<12}{}",
            region.number,
            region.id,
            if region.ask_every_drive.value { "yes" } else { "no" },
            names.join(", ")
        );
    }
    assert_snapshot("regions.txt", &table);
}

#[test]
fn every_notice_is_the_one_that_was_reviewed() {
    let policy = shipped();
    let ids: Vec<&str> = policy.recipients.all.iter().map(|recipient| recipient.id.as_str()).collect();
    let text = policy.notices.iter().fold(String::new(), |text, notice| {
        let canonical = notice.canonical(&policy.purposes[notice.purpose].id, &ids);
        format!("{text}{canonical}hash {}\n\n", notice.hex())
    });
    assert_snapshot("notices.txt", &text);
}

/// Terms of the vocabulary that the policy uses, each looked up in release 2.2.
const VOCABULARY: [&str; 18] = [
    "dpv:Analyse",
    "dpv:Erase",
    "dpv:Infer",
    "dpv:InferredPersonalData",
    "dpv:PersonalisedAdvertising",
    "dpv:RequestedServiceProvision",
    "dpv:ServicePersonalisation",
    "dpv:Share",
    "dpv:Transmit",
    "eu-gdpr:A13",
    "eu-gdpr:A15",
    "eu-gdpr:A16",
    "eu-gdpr:A17",
    "eu-gdpr:A20",
    "eu-gdpr:A7-3",
    "eu-gdpr:A77",
    "pd:Communication",
    "pd:Interest",
];

#[test]
fn every_term_is_one_of_the_vocabulary() {
    for purpose in shipped().purposes {
        let terms =
            [purpose.purpose_terms, purpose.processing_terms, purpose.data_terms, purpose.rights].concat();
        for term in terms {
            assert!(
                VOCABULARY.contains(&term.as_str()) || term == "pd:VoiceCommunicationRecording",
                "{term}"
            );
        }
    }
}

#[test]
fn texts_and_numbers_are_different_tables() {
    let rust = shipped().to_rust();
    let numbers = |name: &str| {
        let start = rust.find(&format!("pub static {name}:")).expect("a table");
        let end = rust[start..].find("];").expect("its end");
        rust[start..start + end].to_owned()
    };
    assert!(!numbers("REGIONS").contains("Ley 25.326") && numbers("REGION_TEXTS").contains("Ley 25.326"));
    assert!(!numbers("NOTICES").contains("Calandria") && numbers("NOTICE_TEXTS").contains("Calandria"));
    assert!(!numbers("RECIPIENTS").contains("Fogón") && numbers("RECIPIENT_TEXTS").contains("Fogón"));
}
