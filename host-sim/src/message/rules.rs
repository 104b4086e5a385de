//! The rules of `firmware/gateway/policy/messages.toml`, which describes its own form at the top.
//!
//! Words and numbers are there; what they are looked for in is here. Refuses a rule that is not explained in both
//! languages or has no phrase that could be found, and a file without one of the rules that code applies.

use super::phrase::Phrase;
use super::text::{Text, plain_words};
use crate::error::Error;
use crate::language::Language;
use regex::Regex;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

const NAME: &str = "firmware/gateway/policy/messages.toml";
const CONTENTS: &str = include_str!("../../../firmware/gateway/policy/messages.toml");

/// The rule of names and placeholders.
pub(super) const NAMES: &str = "name";
/// The rule of what is said again.
pub(super) const REPEATS: &str = "repeats";
/// The rule of mailboxes that nobody reads.
pub(super) const NO_REPLY: &str = "noreply";

/// The same in both languages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Both {
    es: String,
    en: String,
}

impl Both {
    pub(crate) fn pick(&self, language: Language) -> &str {
        language.pick(&self.en, &self.es)
    }
}

/// One rule.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) reason: Both,
    pub(crate) remedy: Both,
    /// It does not apply where the person declared the subject.
    pub(crate) implicit_only: bool,
    phrases: Vec<Phrase>,
    /// Harmless phrases that hold one of the others.
    harmless: Vec<Phrase>,
}

impl Rule {
    /// Numbers of the words that break the rule, without what lies inside something harmless.
    pub(super) fn find(&self, text: &Text<'_>) -> Vec<Range<usize>> {
        let all = |phrases: &[Phrase]| -> Vec<Range<usize>> {
            phrases
                .iter()
                .flat_map(|phrase| phrase.find_all(&text.plain))
                .map(|at| text.numbers(&at))
                .collect()
        };
        let harmless = all(&self.harmless);
        let mut found = all(&self.phrases);
        found.retain(|at| !harmless.iter().any(|inside| inside.start <= at.start && at.end <= inside.end));
        found
    }
}

/// What the rule of names knows besides phrases.
#[derive(Clone, Debug)]
pub(super) struct NameWords {
    pub(super) placeholders: Vec<Regex>,
    pub(super) greetings: Vec<Phrase>,
    pub(super) closings: Vec<Phrase>,
    pub(super) greeted: BTreeSet<String>,
    pub(super) presents: BTreeSet<String>,
    pub(super) articles: BTreeSet<String>,
    pub(super) first_names: BTreeSet<String>,
}

/// How long a sentence must be before saying it twice counts.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lengths {
    pub(super) words_in_a_message: usize,
    pub(super) words_across_messages: usize,
}

/// All rules.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) all: Vec<Rule>,
    pub(super) names: NameWords,
    pub(super) lengths: Lengths,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    lists: BTreeMap<String, Vec<String>>,
    rule: Vec<TypedRule>,
    names: TypedNames,
    repeats: Lengths,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedRule {
    id: String,
    #[serde(default)]
    implicit_only: bool,
    reason: Both,
    remedy: Both,
    es: Vec<String>,
    en: Vec<String>,
    #[serde(default)]
    harmless: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedNames {
    placeholders: Vec<String>,
    greetings: Vec<String>,
    closings: Vec<String>,
    greeted: Vec<String>,
    presents: Vec<String>,
    articles: Vec<String>,
    first_names: Vec<String>,
}

impl Rules {
    /// The rules that this program was built with.
    pub(crate) fn built_in() -> Result<Self, Error> {
        Self::parse(CONTENTS)
    }

    fn parse(contents: &str) -> Result<Self, Error> {
        let typed: Typed = toml::from_str(contents).map_err(|error| wrong(error.message()))?;
        let all: Vec<_> =
            typed.rule.iter().map(|rule| compile(rule, &typed.lists)).collect::<Result<_, _>>()?;
        for id in [NAMES, REPEATS, NO_REPLY] {
            if !all.iter().any(|rule: &Rule| rule.id == id) {
                return Err(wrong(&format!("there is no rule \"{id}\"")));
            }
        }
        let names = names(&typed.names, &typed.lists)?;
        Ok(Self { all, names, lengths: typed.repeats })
    }

    /// The rule of this name; those that code applies are always there.
    pub(super) fn by_id(&self, id: &str) -> Option<&Rule> {
        self.all.iter().find(|rule| rule.id == id)
    }
}

fn compile(typed: &TypedRule, lists: &BTreeMap<String, Vec<String>>) -> Result<Rule, Error> {
    for text in [&typed.reason, &typed.remedy].into_iter().flat_map(|both| [&both.es, &both.en]) {
        if text.trim().is_empty() {
            return Err(wrong(&format!("rule \"{}\" does not say everything in es and en", typed.id)));
        }
    }
    if typed.id != NAMES && (typed.es.is_empty() || typed.en.is_empty()) {
        return Err(wrong(&format!("rule \"{}\" has no phrase in one of the languages", typed.id)));
    }
    // Whoever writes one language into the other's field is still understood.
    let written: Vec<String> = typed.es.iter().chain(&typed.en).cloned().collect();
    Ok(Rule {
        id: typed.id.clone(),
        reason: typed.reason.clone(),
        remedy: typed.remedy.clone(),
        implicit_only: typed.implicit_only,
        phrases: phrases(&written, lists)?,
        harmless: phrases(&typed.harmless, lists)?,
    })
}

fn phrases(written: &[String], lists: &BTreeMap<String, Vec<String>>) -> Result<Vec<Phrase>, Error> {
    let compile = |phrase: &String| {
        Phrase::compile(phrase, lists).map_err(|why| wrong(&format!("phrase \"{phrase}\": {why}")))
    };
    written.iter().map(compile).collect()
}

fn names(typed: &TypedNames, lists: &BTreeMap<String, Vec<String>>) -> Result<NameWords, Error> {
    let words = |written: &[String]| -> BTreeSet<String> {
        written.iter().flat_map(|line| line.split_whitespace()).map(plain_words).collect()
    };
    let regex = |written: &String| {
        Regex::new(written).map_err(|error| wrong(&format!("placeholder \"{written}\": {error}")))
    };
    Ok(NameWords {
        placeholders: typed.placeholders.iter().map(regex).collect::<Result<_, _>>()?,
        greetings: phrases(&typed.greetings, lists)?,
        closings: phrases(&typed.closings, lists)?,
        greeted: words(&typed.greeted),
        presents: words(&typed.presents),
        articles: words(&typed.articles),
        first_names: words(&typed.first_names),
    })
}

fn wrong(what: &str) -> Error {
    Error::input(format!("{NAME}: {what}"), "correct it and build anew")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_built_in_are_sound() {
        let rules = Rules::built_in().unwrap();
        assert!(rules.all.iter().filter(|rule| rule.implicit_only).count() == 1);
    }

    #[test]
    fn a_rule_that_could_not_be_applied_or_explained_is_refused() {
        for (from, to, expected) in [
            ("id = \"noreply\"", "id = \"no_reply\"", "there is no rule \"noreply\""),
            ("en = \"it names or implies what was inferred\"", "en = \"\"", "does not say everything"),
            ("\"sos de la familia\"", "\"sos|familia\"", "phrase \"sos|familia\": write alternatives"),
            ("words_in_a_message", "words", "unknown field `words`"),
        ] {
            assert!(CONTENTS.contains(from), "{from}");
            let refused = Rules::parse(&CONTENTS.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(refused.contains(expected) && refused.starts_with(NAME), "{refused}");
        }
    }
}
