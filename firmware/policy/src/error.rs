//! What can be wrong with a policy file: what, where, and what to do about it.
//!
//! Display is one line, `file:line: what; what to do`, ready for a build log.

use std::fmt;

use crate::Source;

/// Line of a policy file, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// File name as it was given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
}

impl Place {
    /// Place of the byte `offset` in `source`.
    #[must_use]
    pub fn at(source: &Source, offset: usize) -> Self {
        let before = source.contents.as_bytes().iter().take(offset);
        Self { file: source.name.clone(), line: 1 + before.filter(|byte| **byte == b'\n').count() }
    }
}

/// A [`Problem`] and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Where.
    pub place: Place,
    /// What.
    pub problem: Problem,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.place.file, self.place.line, self.problem)
    }
}

impl std::error::Error for Error {}

/// What is wrong. Display adds the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The file is not what its format asks for, unknown keys among it; the parser's own words.
    Syntax(String),
    /// A text that is missing or empty in one of the two languages.
    Untranslated {
        /// Name of the text.
        text: String,
        /// `es` or `en`.
        language: &'static str,
    },
    /// A text that leans on terms of use or the like (R25).
    MentionsTerms {
        /// Name of the text.
        text: String,
        /// The words that give it away.
        words: &'static str,
    },
    /// A consent that comes with something else (R25).
    Bundled(&'static str),
    /// A choice made for the person (R25).
    PreTicked,
    /// A value that must say something.
    Empty(String),
    /// A word that is none of those allowed here.
    UnknownWord {
        /// The key.
        key: String,
        /// The word.
        word: String,
        /// What is allowed.
        allowed: String,
    },
    /// The same id, number or version twice.
    Duplicate(String),
    /// A number that does not follow the one before.
    OutOfOrder {
        /// What is numbered.
        what: &'static str,
        /// The number it must have.
        expected: u16,
    },
    /// A contact without a person's role.
    NoRole,
    /// A contact that gives no way to reach anybody.
    Unreachable(String),
    /// A contact that says itself that nobody answers (R32).
    NobodyAnswers(String),
    /// A channel that the recipient's highest level never opens (R23).
    ChannelOverLevel,
    /// Level 3, which is the phone's, and no phone among the channels.
    LevelWithoutChannel,
    /// A subject that another recipient has already (R21).
    SharedSubject(String),
    /// A purpose that no notice explains.
    NoNotice(String),
    /// The current notice names other recipients than its purpose.
    OtherRecipients(String),
    /// The current notice gives no way to reach one who answers for its purpose (R32).
    AnswersNobody(String),
    /// An older notice without the hash that consents refer to it by.
    Unsealed(String),
    /// A notice that is not what its hash says.
    Altered {
        /// The hash that its text has.
        hash: String,
    },
    /// A notice that promises another time than the floor gives.
    OtherTime {
        /// Language of the text.
        language: &'static str,
        /// Days that the floor gives.
        days: u16,
    },
    /// The first region is not the floor.
    NoFloor,
    /// A region without its number.
    Unnumbered(String),
    /// The floor leaves something open.
    OpenFloor(&'static str),
    /// A value without a source.
    NoSource(&'static str),
    /// A number that no region may have.
    OutOfRange {
        /// The key.
        key: &'static str,
        /// The value.
        value: u16,
        /// Least.
        least: u16,
        /// Most.
        most: u16,
    },
    /// A value that gives less protection than the region above (R31).
    Looser {
        /// The key.
        key: &'static str,
        /// The value.
        value: String,
        /// The region it is held against.
        than: String,
        /// What would do.
        bound: String,
    },
    /// A question that vanishes before its notice can be read.
    Hasty {
        /// Seconds that reading takes.
        seconds: u16,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(message) => write!(f, "{message}; correct the file's form"),
            Self::Empty(what) => write!(f, "{what} is empty; fill it in"),
            Self::Duplicate(what) => write!(f, "{what} stands twice; give each its own"),
            Self::OutOfOrder { what, expected } => {
                write!(f, "{what} out of order; number them from the first on without a gap, here {expected}")
            }
            Self::UnknownWord { key, word, allowed } => {
                write!(f, "{key} has \"{word}\", which is not known; write one of: {allowed}")
            }
            _ => self.about_consent(f),
        }
    }
}

impl Problem {
    fn about_consent(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Untranslated { text, language } => {
                write!(f, "{text} says nothing in \"{language}\"; write it in es and en")
            }
            Self::MentionsTerms { text, words } => write!(
                f,
                "{text} mentions \"{words}\": consent never rests on terms of use; say the thing itself instead"
            ),
            Self::Bundled(key) => write!(
                f,
                "\"{key}\" makes a consent part of something else; remove it: each purpose is asked for alone"
            ),
            Self::PreTicked => write!(
                f,
                "\"default\" makes the choice for the person; remove it: every consent starts as not given"
            ),
            Self::NoRole => write!(f, "the contact names no person's role; write who answers, in es and en"),
            Self::Unreachable(what) => write!(f, "{what}; give an e-mail or a phone that a person answers"),
            Self::NobodyAnswers(text) => {
                write!(f, "\"{text}\" says that nobody answers; give the contact of a person who does")
            }
            Self::ChannelOverLevel => write!(
                f,
                "the channel \"phone\" opens at level 3 only; set highest_level = 3 or remove the channel"
            ),
            Self::LevelWithoutChannel => write!(
                f,
                "level 3 is for recipients that write to the phone; add the channel \"phone\" or set highest_level = 2"
            ),
            Self::SharedSubject(other) => write!(
                f,
                "a subject of this recipient is also one of \"{other}\": together they could link a person by it; leave it \
                 to one of them"
            ),
            _ => self.about_a_notice(f),
        }
    }

    fn about_a_notice(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoNotice(purpose) => {
                write!(f, "purpose \"{purpose}\" has no notice; add one to notices.toml")
            }
            Self::OtherRecipients(purpose) => write!(
                f,
                "the current notice of \"{purpose}\" names other recipients than purposes.toml; add a notice with \
                 the next version that names the same"
            ),
            Self::AnswersNobody(id) => write!(
                f,
                "who_answers gives neither e-mail nor phone of \"{id}\", who answers for it; write one as \
                 recipients.toml has it"
            ),
            Self::Unsealed(hash) => write!(
                f,
                "an older notice has no hash, so that nobody would see it change; write hash = \"{hash}\""
            ),
            Self::Altered { hash } => write!(
                f,
                "the notice is not the one that its hash names, its text has {hash}; restore the text and add the \
                 new one as the next version"
            ),
            Self::OtherTime { language, days } => write!(
                f,
                "how_long in \"{language}\" does not say {days} days, as the floor does; add a notice that does"
            ),
            _ => self.about_a_region(f),
        }
    }

    fn about_a_region(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFloor => write!(f, "the first region is not the floor; start with id = \"floor\""),
            Self::Unnumbered(id) => {
                write!(f, "region \"{id}\" has no number; give it the next free one, for ever")
            }
            Self::OpenFloor(key) => write!(f, "the floor does not say {key}; every other region rests on it"),
            Self::NoSource(key) => {
                write!(f, "{key} has no source; cite the law, or say whose choice it is and why")
            }
            Self::OutOfRange { key, value, least, most } => {
                write!(f, "{key} = {value} is out of range; write a number from {least} to {most}")
            }
            Self::Looser { key, value, than, bound } => write!(
                f,
                "{key} = {value} is looser than \"{than}\"; write {bound}, or leave {key} out to inherit it"
            ),
            Self::Hasty { seconds } => write!(
                f,
                "answer_seconds ends before the longest notice can be read; write {seconds} or more, or shorten \
                 the notice"
            ),
            _ => write!(f, "refused; see the other message"),
        }
    }
}
