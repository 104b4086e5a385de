//! A scenario's text, line by line.

use super::expect::Expectation;
use crate::car::Action;
use crate::error::Error;
use crate::timeline;
use sordina::policy::RECIPIENT_TEXTS;
use sordina_hal::Purpose;
use std::path::{Path, PathBuf};

/// A scenario, read.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    /// Number of the case.
    pub(crate) case: String,
    /// Its story.
    pub(crate) title: String,
    /// Name of the file, for messages.
    name: String,
    /// Steps with their lines.
    pub(super) steps: Vec<(usize, Step)>,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// The world acts on the car, after so many milliseconds.
    Act(Vec<(u64, Action)>),
    /// The driver, alone and parked, switches on.
    Drive,
    /// The ignition goes off.
    Off,
    /// Time passes, ms.
    Wait(u64),
    /// The wall clock jumps by days.
    Days(i64),
    /// Off and on, so often.
    Ignitions(u32),
    /// Audio, from and to in seconds.
    Say(PathBuf, f64, f64),
    /// The board starts anew.
    Restart,
    /// Power fails after so many more bytes of flash.
    Cut(usize),
    /// A recipient asks so often.
    Ask(u8, u32),
    /// The head unit would like something, so often.
    Propose(Purpose, u32),
    /// So many random bytes on the link.
    Noise(u32),
    /// The head unit sends a tag message.
    Forge,
    /// Somebody copies the flash.
    KeepFlash,
    /// And puts the copy back.
    PutBackFlash,
    /// A policy file with a change does not build.
    RefuseBuild { file: String, from: String, to: String },
    /// What must be so now.
    Expect(Expectation),
}

type Refusal = (String, &'static str);

impl Scenario {
    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|error| Error::missing(path, &error))?;
        let folder = path.parent().unwrap_or(Path::new("."));
        Self::parse(&path.display().to_string(), &text, folder)
    }

    /// Reads the contents of a file; `name` is for messages, `folder` is where its recordings are.
    pub(crate) fn parse(name: &str, text: &str, folder: &Path) -> Result<Self, Error> {
        let (mut case, mut title, mut steps) = (String::new(), String::new(), Vec::new());
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.split(" # ").next().unwrap_or(line).trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (verb, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let rest = rest.trim();
            match verb {
                "case" => rest.clone_into(&mut case),
                "title" => rest.clone_into(&mut title),
                _ => {
                    let step = step(verb, rest, folder)
                        .map_err(|(what, remedy)| Error::input(format!("{name}:{number}: {what}"), remedy))?;
                    steps.push((number, step));
                }
            }
        }
        if case.is_empty()
            || !steps.iter().any(|(_, step)| matches!(step, Step::Expect(_) | Step::RefuseBuild { .. }))
        {
            return Err(Error::input(
                format!("{name}:1: no case, or nothing expected"),
                "write e.g. case P4 and expect",
            ));
        }
        Ok(Self { case, title, name: name.to_owned(), steps })
    }

    /// File and line, for messages.
    pub(super) fn place(&self, line: usize) -> String {
        format!("{}:{line}", self.name)
    }

    /// The line that asks for a comparison with a quiet drive.
    pub(super) fn line_of_as_quiet(&self) -> Option<String> {
        let found = self.steps.iter().find(|(_, step)| *step == Step::Expect(Expectation::AsQuiet));
        found.map(|(line, _)| self.place(*line))
    }
}

fn step(verb: &str, rest: &str, folder: &Path) -> Result<Step, Refusal> {
    let words: Vec<&str> = rest.split_whitespace().collect();
    Ok(match (verb, &words[..]) {
        ("drive", []) => Step::Drive,
        ("off", []) => Step::Off,
        ("restart", []) => Step::Restart,
        ("forge", []) => Step::Forge,
        ("keep_flash", []) => Step::KeepFlash,
        ("put_back_flash", []) => Step::PutBackFlash,
        ("wait", [seconds]) => Step::Wait(milliseconds(number(seconds)?)),
        ("days", [days]) => Step::Days(number(days)?),
        ("ignitions", [times]) => Step::Ignitions(number(times)?),
        ("cut", [bytes]) => Step::Cut(number(bytes)?),
        ("noise", [bytes]) => Step::Noise(number(bytes)?),
        ("say", [file]) => Step::Say(folder.join(file), 0.0, f64::INFINITY),
        ("say", [file, from, to]) => Step::Say(folder.join(file), number(from)?, number(to)?),
        ("ask", [who]) => Step::Ask(recipient(who)?, 1),
        ("ask", [who, times]) => Step::Ask(recipient(who)?, number(times)?),
        ("propose", [purpose, times]) => Step::Propose(self::purpose(purpose)?, number(times)?),
        ("refuse_build", _) => refuse_build(rest)?,
        ("expect", _) => Step::Expect(Expectation::parse(&words, folder)?),
        _ => Step::Act(timeline::actions(verb, rest)?),
    })
}

fn refuse_build(rest: &str) -> Result<Step, Refusal> {
    let parts: Vec<String> = rest.split('|').map(|part| part.trim().to_owned()).collect();
    let [file, from, to] = <[String; 3]>::try_from(parts)
        .map_err(|_| (format!("\"{rest}\" is no change of the policy"), "write FILE | FROM | TO"))?;
    Ok(Step::RefuseBuild { file, from, to })
}

fn number<T: std::str::FromStr>(word: &str) -> Result<T, Refusal> {
    word.parse().map_err(|_| (format!("\"{word}\" is no number here"), "write digits, e.g. 3"))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of a scenario")]
fn milliseconds(seconds: f64) -> u64 {
    (seconds * 1000.0) as u64
}

fn recipient(id: &str) -> Result<u8, Refusal> {
    let known = RECIPIENT_TEXTS.iter().find(|text| text.id == id);
    let remedy = "write an id of firmware/gateway/policy/recipients.toml";
    known.map(|text| text.number).ok_or_else(|| (format!("\"{id}\" is no recipient"), remedy))
}

fn purpose(name: &str) -> Result<Purpose, Refusal> {
    let known = Purpose::ALL.into_iter().find(|purpose| purpose.name() == name);
    known.ok_or_else(|| (format!("\"{name}\" is no purpose"), "write assistant or interest_tags"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_makes_no_sense_is_named() {
        for line in [
            "sing a song",
            "wait long",
            "ask nobody",
            "expect luck",
            "say",
            "refuse_build a | b",
            "press nobody stop",
        ] {
            let text = format!("case P0\n# a comment\n{line}\nexpect told nothing\n");
            let error = Scenario::parse("s.txt", &text, Path::new(".")).unwrap_err().to_string();
            assert!(error.starts_with("s.txt:3: ") && error.contains("; write "), "{error}");
        }
        let nothing_expected = Scenario::parse("s.txt", "case P0\ndrive\n", Path::new("."));
        assert!(nothing_expected.is_err(), "a scenario that cannot fail is none");
    }
}
