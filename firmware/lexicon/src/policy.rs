//! The whole policy to Rust source, for the gateway's build.
//!
//! Promises that the source holds numbers only: tags, phoneme tables and the evidence rule, no text of a word. Denied
//! and declared-only rows are not in it, so that no detection can name them (R16, R17); denied words are, with a marker.

use std::fmt::Write;

use crate::denied::{self, DeniedFile};
use crate::error::Error;
use crate::evidence::Evidence;
use crate::file::{self, WordFile};
use crate::join::join;
use crate::taxonomy::Taxonomy;
use crate::trie::{Entry, Tables};

/// A policy file: its name for messages, and its contents.
#[derive(Clone, Debug)]
pub struct Source {
    /// As messages name it.
    pub name: String,
    /// What it holds.
    pub contents: String,
}

/// The names and contents of all files.
#[derive(Clone, Debug)]
pub struct Sources {
    /// `taxonomy.csv`.
    pub taxonomy: Source,
    /// `evidence.toml`.
    pub evidence: Source,
    /// Watched words, one file per language.
    pub words: Vec<Source>,
    /// Denied words, likewise.
    pub denied: Vec<Source>,
}

/// The policy, checked and compiled.
#[derive(Clone, Debug)]
pub struct Policy {
    /// All rows; the allowed ones are numbered.
    pub taxonomy: Taxonomy,
    /// The words of all languages, watched ones first.
    pub entries: Vec<Entry>,
    /// Their trie.
    pub tables: Tables,
    /// The evidence rule.
    pub evidence: Evidence,
}

impl Policy {
    /// Checks and compiles all files.
    pub fn compile(sources: &Sources) -> Result<Self, Error> {
        let taxonomy = Taxonomy::parse(&sources.taxonomy.name, &sources.taxonomy.contents)?;
        let evidence = Evidence::parse(&sources.evidence.name, &sources.evidence.contents)?;
        let words = sources.words.iter().map(|file| file::parse(&file.name, &file.contents, &taxonomy));
        let words: Vec<WordFile> = words.collect::<Result<_, _>>()?;
        let denied = sources.denied.iter().map(|file| denied::parse(&file.name, &file.contents, &taxonomy));
        let denied: Vec<DeniedFile> = denied.collect::<Result<_, _>>()?;
        let entries = join(&words, &denied)?;
        let tables = Tables::build(&entries)?;
        Ok(Self { taxonomy, entries, tables, evidence })
    }

    /// Rust source with `TAXONOMY`, `NODES`, `WORDS`, their counts and the evidence rule.
    #[must_use]
    pub fn to_rust(&self) -> String {
        let mut rust = String::new();
        let rows = self.taxonomy.allowed().map(|row| {
            let ends = |end: &str| row.ends_on.iter().any(|known| known == end);
            let (trip, purchase) = (ends("trip_end"), ends("purchase"));
            format!(
                "::sordina_lexicon::TagRow {{ tag: {:?}, iab: {}, life_days: {}, ends_on_trip_end: {trip}, \
                 ends_on_purchase: {purchase} }}",
                row.tag, row.iab, row.life_days
            )
        });
        table(
            &mut rust,
            "Interests that may become a tag, by number",
            "TAXONOMY",
            "TAG",
            "TagRow",
            rows.collect(),
        );
        let nodes = self.tables.nodes.iter().map(|node| format!("::sordina_lexicon::{node:?}"));
        table(&mut rust, "Trie of all watched words", "NODES", "NODE", "Node", nodes.collect());
        let words = self.tables.words.iter().map(|word| format!("::sordina_lexicon::{word:?}"));
        table(&mut rust, "Watched words, by number", "WORDS", "WORD", "Word", words.collect());
        self.evidence_to_rust(&mut rust);
        rust
    }

    fn evidence_to_rust(&self, rust: &mut String) {
        let rule = self.evidence;
        let (words, detections) = (rule.distinct_words.into(), rule.detections.into());
        constant(rust, "Different words of one tag that a drive needs", "DISTINCT_WORDS", "u8", words);
        constant(rust, "Detections of one tag that a drive needs", "DETECTIONS", "u8", detections);
        constant(rust, "Seconds within which they fall", "WINDOW_S", "u16", rule.window_s.into());
        let (before, after) = (rule.denied_before_s.into(), rule.denied_after_s.into());
        constant(rust, "Seconds before a denied word that do not count", "DENIED_BEFORE_S", "u16", before);
        constant(rust, "Seconds after a denied word that do not count", "DENIED_AFTER_S", "u16", after);
    }
}

fn table(rust: &mut String, doc: &str, name: &str, count: &str, of: &str, rows: Vec<String>) {
    constant(rust, &format!("Length of [`{name}`]"), &format!("{count}_COUNT"), "usize", rows.len());
    // Writing to a String cannot fail.
    let _ = write!(rust, "/// {doc}.\npub static {name}: [::sordina_lexicon::{of}; {}] = [\n", rows.len());
    for row in rows {
        let _ = writeln!(rust, "    {row},");
    }
    rust.push_str("];\n");
}

fn constant(rust: &mut String, doc: &str, name: &str, of: &str, value: usize) {
    let _ = writeln!(rust, "/// {doc}.\npub const {name}: {of} = {value};");
}
