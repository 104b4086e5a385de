//! Compiles the policy into tables: `$OUT_DIR/policy.rs` and `consent.rs`, which the gateway includes.
//!
//! A policy that breaks its own rules does not build: the message names the file and line and says what to do.
//! What the analysis uses is numbers only, and of the taxonomy only the rows that speech may lead to (R15 to R17).

use std::path::Path;
use std::{env, fs, process};

use crc::{CRC_32_MPEG_2, Crc};
use sordina_lexicon::policy::{Policy, Source, Sources};
use sordina_lexicon::{Rival, rivals, trie::Tables};
use sordina_policy as consent;

const WORD_LISTS: [&str; 2] = ["lexicon/es.toml", "lexicon/en.toml"];
const DENIED_LISTS: [&str; 2] = ["lexicon/denied.es.toml", "lexicon/denied.en.toml"];

const WEIGHTS: &str = "../model/weights.bin";

fn main() {
    if let Err(message) = write_tables() {
        println!("cargo::error={message}");
        process::exit(1);
    }
}

fn write_tables() -> Result<(), String> {
    let lists = |names: [&str; 2]| names.into_iter().map(read).collect::<Result<Vec<_>, _>>();
    let sources = Sources {
        taxonomy: read("taxonomy.csv")?,
        subjects: read("subjects.toml")?,
        evidence: read("evidence.toml")?,
        words: lists(WORD_LISTS)?,
        denied: lists(DENIED_LISTS)?,
    };
    let policy = Policy::compile(&sources).map_err(|error| error.to_string())?;
    let rivals = rivals::compile(&policy.entries).map_err(|error| error.to_string())?;
    let sum = sum(&policy.tables, &rivals)?;
    write("policy.rs", &(policy.to_rust() + &rivals::to_rust(&rivals)))?;
    write(
        "sum.rs",
        &format!("/// Of the large tables, as the build saw them.\nconst LARGE: u32 = {sum:#x};\n"),
    )?;
    let subjects = policy.subjects.iter().map(|subject| subject.row.tag.clone()).collect();
    let policy = consent::Policy::compile(&consent_files(subjects)?).map_err(|error| error.to_string())?;
    write("consent.rs", &policy.to_rust())
}

/// The sum of weights and words, which would take the compiler minutes; `src/constants.rs` says in which order, and compares.
fn sum(words: &Tables, rivals: &[Rival]) -> Result<u32, String> {
    println!("cargo::rerun-if-changed={WEIGHTS}");
    let weights = fs::read(WEIGHTS).map_err(|error| format!("firmware/gateway/{WEIGHTS}: {error}"))?;
    let (crc, Tables { nodes, depths, ends, words, .. }) = (Crc::<u32>::new(&CRC_32_MPEG_2), words);
    let mut sum = crc.digest();
    sum.update(&weights);
    nodes.iter().for_each(|node| sum.update(&node.to_bytes()));
    depths.iter().for_each(|index| sum.update(&index.to_le_bytes()));
    ends.iter().for_each(|end| sum.update(&end.to_bytes()));
    words.iter().for_each(|word| sum.update(&word.to_bytes()));
    rivals.iter().for_each(|rival| sum.update(&rival.to_bytes()));
    Ok(sum.finalize())
}

/// What a consent rests on: purposes, recipients, notices and regions.
fn consent_files(subjects: Vec<String>) -> Result<consent::Files, String> {
    let file = |name| read(name).map(|Source { name, contents }| consent::Source { name, contents });
    Ok(consent::Files {
        purposes: file("purposes.toml")?,
        recipients: file("recipients.toml")?,
        notices: file("notices.toml")?,
        regions: file("regions.toml")?,
        subjects,
    })
}

fn write(name: &str, tables: &str) -> Result<(), String> {
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set; build with cargo")?;
    let path = Path::new(&out).join(name);
    fs::write(&path, tables).map_err(|error| format!("{}: {error}; check the disk", path.display()))
}

/// A file of the policy, named as an editor at the workspace's root finds it.
fn read(name: &str) -> Result<Source, String> {
    println!("cargo::rerun-if-changed=policy/{name}");
    let contents = fs::read_to_string(Path::new("policy").join(name))
        .map_err(|error| format!("firmware/gateway/policy/{name}: {error}; restore the file"))?;
    Ok(Source { name: format!("firmware/gateway/policy/{name}"), contents })
}
