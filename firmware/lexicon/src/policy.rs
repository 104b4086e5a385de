//! The whole policy to Rust source, for the gateway's build.
//!
//! Promises that the tables which the analysis uses hold numbers only, no text of a word. Denied rows are not in it, so
//! that nothing can name them (R16); declared-only rows stand after those that a word can point at (R17).
//!
//! Adds up what the answers of one day can say (R21), and refuses a policy that lets out more than it allows itself.

use std::fmt::Write;

use crate::denied::{self, DeniedFile};
use crate::error::{Error, Problem};
use crate::evidence::Evidence;
use crate::file::{self, WordFile};
use crate::join::join;
use crate::subjects::{self, Subject};
use crate::taxonomy::{Class, Taxonomy};
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
    /// `subjects.toml`.
    pub subjects: Source,
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
    /// All subjects: those that speech may lead to first, then the declared ones, then preferences.
    pub subjects: Vec<Subject>,
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
        let subjects = subjects::parse(&sources.subjects.name, &sources.subjects.contents, &taxonomy)?;
        let evidence = Evidence::parse(&sources.evidence.name, &sources.evidence.contents)?;
        let words = sources.words.iter().map(|file| file::parse(&file.name, &file.contents, &taxonomy));
        let words: Vec<WordFile> = words.collect::<Result<_, _>>()?;
        let denied = sources.denied.iter().map(|file| denied::parse(&file.name, &file.contents, &taxonomy));
        let denied: Vec<DeniedFile> = denied.collect::<Result<_, _>>()?;
        let entries = join(&words, &denied)?;
        let tables = Tables::build(&entries)?;
        let policy = Self { taxonomy, subjects, entries, tables, evidence };
        let bits = policy.bits_per_day();
        let allowed = f64::from(evidence.bits_per_day);
        if bits > allowed {
            return Err(Problem::TooManyBits { bits, allowed }.into());
        }
        Ok(policy)
    }

    /// Bits of information that the answers of one day can hold, all recipients together (R21).
    ///
    /// The day's one interest is nothing, or a subject that speech may lead to (implicit, or explicit if declared), or a
    /// declared one, or care for something bought; and each preference is stated or not. The day itself is no news.
    #[must_use]
    pub fn bits_per_day(&self) -> f64 {
        let count =
            |is: &dyn Fn(&Subject) -> bool| self.subjects.iter().filter(|subject| is(subject)).count();
        let inferable = count(&|subject| subject.row.class == Class::Allowed);
        let declared = self.taxonomy.declared().count();
        let bought = count(&|subject| subject.row.ends_on.iter().any(|end| end == "purchase"));
        let preferences = self.subjects.len() - inferable - declared;
        let answers = u32::try_from(1 + 2 * inferable + declared + bought).unwrap_or(u32::MAX);
        f64::from(answers).log2() + f64::from(u32::try_from(preferences).unwrap_or(u32::MAX))
    }

    /// Rust source with `SUBJECTS`, `NODES`, `WORDS`, their counts and the numbers of `evidence.toml`.
    #[must_use]
    pub fn to_rust(&self) -> String {
        let mut rust = String::new();
        self.subjects_to_rust(&mut rust);
        let nodes = self.tables.nodes.iter().map(|node| {
            let (first, phoneme, is_end) = (node.first_child(), node.phoneme(), node.is_end());
            format!(
                "::sordina_lexicon::Node::new({first}, {phoneme}, {is_end}, {}, {})",
                node.longest(),
                node.easiest()
            )
        });
        table(
            &mut rust,
            "Trie of all watched words",
            "NODES",
            "NODE",
            "::sordina_lexicon::Node",
            nodes.collect(),
        );
        let depths = self.tables.depths.iter().map(ToString::to_string);
        table(&mut rust, "First node of each depth of the trie", "DEPTHS", "DEPTH", "u16", depths.collect());
        let ends = self.tables.ends.iter().map(|end| format!("::sordina_lexicon::{end:?}"));
        table(
            &mut rust,
            "Nodes at which watched words end",
            "ENDS",
            "END",
            "::sordina_lexicon::End",
            ends.collect(),
        );
        let words = self.tables.words.iter().map(|word| format!("::sordina_lexicon::{word:?}"));
        table(
            &mut rust,
            "Watched words, by number",
            "WORDS",
            "WORD",
            "::sordina_lexicon::Word",
            words.collect(),
        );
        self.evidence_to_rust(&mut rust);
        rust
    }

    fn subjects_to_rust(&self, rust: &mut String) {
        let rows = self.subjects.iter().map(|Subject { row, .. }| {
            let ends = |end: &str| row.ends_on.iter().any(|known| known == end);
            let (trip, purchase) = (ends("trip_end"), ends("purchase"));
            format!(
                "::sordina_lexicon::SubjectRow {{ tag: {:?}, iab: {}, life_days: {}, ends_on_trip_end: {trip}, \
                 ends_on_purchase: {purchase} }}",
                row.tag, row.iab, row.life_days
            )
        });
        let doc = "Subjects by number: those that speech may lead to, the declared ones, preferences";
        table(rust, doc, "SUBJECTS", "SUBJECT", "::sordina_lexicon::SubjectRow", rows.collect());
        let (inferable, declared) = (self.taxonomy.allowed().count(), self.taxonomy.declared().count());
        constant(
            rust,
            "Subjects that speech may lead to: the first ones",
            "INFERABLE_COUNT",
            "usize",
            inferable,
        );
        let interests = inferable + declared;
        constant(rust, "Interests; what follows are preferences", "INTEREST_COUNT", "usize", interests);
        let _ = writeln!(
            rust,
            "/// What people call them, by number.\npub static SUBJECT_NAMES: [Sentence; SUBJECT_COUNT] = ["
        );
        for Subject { es, en, .. } in &self.subjects {
            let _ = writeln!(rust, "    Sentence {{ es: {es:?}, en: {en:?} }},");
        }
        let _ = writeln!(
            rust,
            "];\n/// Bits that the answers of one day can hold, all recipients together (R21)."
        );
        let _ = writeln!(rust, "pub const BITS_PER_DAY: f64 = {:.2};", self.bits_per_day());
    }

    fn evidence_to_rust(&self, rust: &mut String) {
        let rule = self.evidence;
        let (words, weight, most) = (rule.distinct_words.into(), rule.weight.into(), rule.most_weight.into());
        constant(rust, "Different words of one tag that a drive needs", "DISTINCT_WORDS", "u8", words);
        constant(rust, "What the detections of one tag must weigh together", "WEIGHT", "u8", weight);
        constant(
            rust,
            "Thousandths of a nat above the threshold that weigh 1 more",
            "WEIGHT_STEP_MNAT",
            "u16",
            rule.weight_step_mnat.into(),
        );
        constant(rust, "Most that one detection weighs", "MOST_WEIGHT", "u8", most);
        constant(rust, "Seconds within which they fall", "WINDOW_S", "u16", rule.window_s.into());
        let (before, after) = (rule.denied_before_s.into(), rule.denied_after_s.into());
        constant(rust, "Seconds before a denied word that do not count", "DENIED_BEFORE_S", "u16", before);
        constant(rust, "Seconds after a denied word that do not count", "DENIED_AFTER_S", "u16", after);
        let (live, care) = (rule.live_tags.into(), rule.care_days.into());
        constant(rust, "Tags of one person that may live at the same time", "LIVE_TAGS", "usize", live);
        constant(rust, "Days for which a purchase may be followed by care", "CARE_DAYS", "u16", care);
        let (turn, repeat) = (rule.turn_days.into(), rule.repeat_days.into());
        constant(rust, "Days for which one recipient has its turn", "TURN_DAYS", "u16", turn);
        constant(rust, "Days after which the same interest may be told again", "REPEAT_DAYS", "u16", repeat);
    }
}

fn table(rust: &mut String, doc: &str, name: &str, count: &str, of: &str, rows: Vec<String>) {
    constant(rust, &format!("Length of [`{name}`]"), &format!("{count}_COUNT"), "usize", rows.len());
    // Writing to a String cannot fail.
    let _ = write!(rust, "/// {doc}.\npub static {name}: [{of}; {}] = [\n", rows.len());
    for row in rows {
        let _ = writeln!(rust, "    {row},");
    }
    rust.push_str("];\n");
}

fn constant(rust: &mut String, doc: &str, name: &str, of: &str, value: usize) {
    let _ = writeln!(rust, "/// {doc}.\npub const {name}: {of} = {value};");
}
