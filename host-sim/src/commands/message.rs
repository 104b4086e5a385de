//! `message check`: what of a recipient's messages may not be sent, and why.

use crate::Outcome;
use crate::cli::message::{Check, Message};
use crate::error::Error;
use crate::language::Language;
use crate::message::file;
use crate::message::lint::{Finding, lint};
use crate::message::rules::Rules;
use serde_json::{Value, json};
use std::io::Write;

pub(super) fn run(message: &Message, out: &mut impl Write) -> Result<Outcome, Error> {
    let Message::Check(check) = message;
    check_file(check, out)
}

fn check_file(check: &Check, out: &mut impl Write) -> Result<Outcome, Error> {
    let contents =
        std::fs::read_to_string(&check.file).map_err(|error| Error::missing(&check.file, &error))?;
    let name = check.file.display().to_string();
    let messages = file::parse(&name, &contents)?;
    let rules = Rules::built_in()?;
    let findings = lint(&messages, &rules);
    if check.json {
        let found: Vec<_> = findings.iter().map(|finding| object(&name, finding, check.lang)).collect();
        let may_be_sent = findings.is_empty();
        writeln!(
            out,
            "{}",
            json!({"messages": messages.len(), "may_be_sent": may_be_sent, "findings": found})
        )?;
    } else {
        for finding in &findings {
            writeln!(out, "{name}:{}", line(finding, check.lang))?;
        }
        writeln!(out, "{}", summary(messages.len(), findings.len(), check.lang))?;
    }
    Ok(if findings.is_empty() { Outcome::Done } else { Outcome::No })
}

/// Line, words, reason, remedy, and the rule's id for those who look it up.
fn line(finding: &Finding<'_>, lang: Language) -> String {
    let (reason, remedy) = (finding.rule.reason.pick(lang), finding.rule.remedy.pick(lang));
    let before = finding.same_as.map_or_else(String::new, |line| {
        format!(" ({} {line})", lang.pick("as in line", "como en la línea"))
    });
    format!("{}: \"{}\"{before}: {reason}; {remedy} [{}]", finding.line, finding.words, finding.rule.id)
}

fn summary(messages: usize, findings: usize, lang: Language) -> String {
    match (findings, lang) {
        (0, Language::En) => format!("{messages} messages, nothing refused: may be sent"),
        (0, Language::Es) => format!("{messages} mensajes, nada rechazado: se pueden enviar"),
        (_, Language::En) => format!("{messages} messages, {findings} findings: refused"),
        (_, Language::Es) => format!("{messages} mensajes, {findings} hallazgos: rechazado"),
    }
}

fn object(name: &str, finding: &Finding<'_>, lang: Language) -> Value {
    json!({"file": name, "line": finding.line, "message": finding.message,
        "language": finding.language, "rule": finding.rule.id, "words": finding.words, "same_as": finding.same_as,
        "reason": finding.rule.reason.pick(lang), "remedy": finding.rule.remedy.pick(lang)})
}
