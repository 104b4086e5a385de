//! What can be wrong with a word or a policy file: what, where, and what to do about it.
//!
//! Display is one line, `file:line: what; what to do`, ready for a build log or standard error.

use std::fmt;

/// Line of a policy file, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// File name as it was given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
}

impl Place {
    /// Place of the byte `offset` in `contents`.
    #[must_use]
    pub fn at(file: &str, contents: &str, offset: usize) -> Self {
        let before = contents.as_bytes().iter().take(offset);
        Self { file: file.to_owned(), line: 1 + before.filter(|byte| **byte == b'\n').count() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// A [`Problem`] and, where it stands in a file, its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// Where; `None` for a word typed on a command line.
    pub place: Option<Place>,
    /// What.
    pub problem: Problem,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        self.problem.fmt(f)
    }
}

impl std::error::Error for Error {}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self { place: None, problem }
    }
}

/// What is wrong. Display adds the remedy.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// The file is not what its format asks for; the parser's own words.
    Syntax(String),
    /// A language without rules here.
    UnknownLanguage(String),
    /// A word without a letter.
    EmptyText,
    /// A word or line without any phonemes.
    NoPhonemes(String),
    /// A symbol outside the inventory.
    UnknownSymbol {
        /// The symbol.
        symbol: String,
        /// The pronunciation it stands in.
        pronunciation: String,
    },
    /// Two equal neighbours, which the network's output cannot tell from one.
    EqualNeighbours {
        /// The symbol that stands twice.
        symbol: &'static str,
        /// The pronunciation it stands in.
        pronunciation: String,
    },
    /// Too few phonemes to be told from ordinary speech.
    TooShort(String),
    /// More phonemes than a table can hold.
    TooLong(String),
    /// A tag that the taxonomy does not have.
    UnknownTag(String),
    /// A tag that exists, but is denied (R16) or only declared (R17).
    NotInferable {
        /// The tag.
        tag: String,
        /// Its class in the taxonomy.
        class: &'static str,
    },
    /// A row that is to drop what is said around it, but is not denied.
    NotDenied {
        /// The row.
        row: String,
        /// Its class in the taxonomy.
        class: &'static str,
    },
    /// A denied word inside a watched one: each mention would drop itself.
    DropsItself {
        /// The watched word.
        word: String,
        /// The denied word inside it.
        denied: String,
    },
    /// The same text twice.
    DuplicateWord {
        /// The text.
        text: String,
        /// Where it stood first.
        first: Place,
    },
    /// Two words that sound the same.
    SamePronunciation {
        /// The pronunciation.
        pronunciation: String,
        /// The word that has it already.
        other: String,
    },
    /// A word inside one of another tag: one utterance would count for both tags.
    Contains {
        /// The longer word.
        longer: String,
        /// The word inside it.
        shorter: String,
    },
    /// A threshold that the table cannot hold.
    Threshold(f64),
    /// More nodes or words than the tables can number.
    TooMany(&'static str),
    /// A letter that the spelling rules do not know.
    UnknownLetter {
        /// The letter.
        letter: char,
        /// The word.
        word: String,
    },
    /// A spelling that the dictionary does not have.
    UnknownWord(String),
    /// English was asked for in a build without the dictionary.
    NoDictionary,
    /// A policy value without its reason, or out of its range.
    BadValue {
        /// Name of the value.
        name: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The answers of one day could say more than the policy allows itself (R21).
    TooManyBits {
        /// What they could say.
        bits: f64,
        /// What is allowed.
        allowed: f64,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(message) => write!(f, "{message}; correct the file's form"),
            Self::UnknownLanguage(name) => write!(f, "unknown language \"{name}\"; write \"es\" or \"en\""),
            Self::BadValue { name, what } => write!(f, "{name} {what}; see the comments of the shipped file"),
            Self::Threshold(value) => {
                write!(
                    f,
                    "threshold {value} is out of range; give a number from -4 to 1, in nats per phoneme"
                )
            }
            Self::TooManyBits { bits, allowed } => {
                write!(
                    f,
                    "{bits:.2} bits a day could leave where {allowed} may; remove subjects or preferences"
                )
            }
            Self::TooMany(what) => write!(f, "too many {what} for 16-bit numbers; remove words"),
            _ => self.about_a_word(f),
        }
    }
}

impl Problem {
    fn about_a_word(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownTag(tag) => write!(f, "unknown tag \"{tag}\"; use one of taxonomy.csv"),
            Self::NotInferable { tag, class } => {
                write!(f, "tag \"{tag}\" is of class {class}: speech may never lead to it; remove the word")
            }
            Self::NotDenied { row, class } => {
                write!(
                    f,
                    "row \"{row}\" is of class {class}: only words of denied rows drop what is said around \
                           them; put it into the list of its language, or name a row of class deny"
                )
            }
            Self::DropsItself { word, denied } => write!(
                f,
                "\"{word}\" contains the sound of the denied word \"{denied}\" and would drop itself; use another word"
            ),
            Self::DuplicateWord { text, first } => {
                write!(f, "\"{text}\" stands here again, first at {first}; give one entry several phonemes")
            }
            Self::Contains { longer, shorter } => write!(
                f,
                "\"{longer}\" contains the sound of \"{shorter}\", so that one utterance would count for two \
                 tags; keep one"
            ),
            Self::SamePronunciation { pronunciation, other } => {
                write!(
                    f,
                    "\"{pronunciation}\" is also \"{other}\": nobody could tell them apart; keep one of them"
                )
            }
            Self::UnknownWord(word) => {
                write!(f, "no pronunciation known for \"{word}\"; write it as {word}=PHONEMES, e.g. ")?;
                write!(f, "{word}=\"s n OU b OI\"")
            }
            Self::NoDictionary => {
                write!(
                    f,
                    "this build has no English dictionary; write WORD=PHONEMES, or enable feature english"
                )
            }
            Self::UnknownLetter { letter, word } => {
                write!(f, "no rule for the letter '{letter}' of \"{word}\"; write {word}=PHONEMES")
            }
            Self::EmptyText => write!(f, "a word without text; write at least one letter"),
            _ => self.about_phonemes(f),
        }
    }

    fn about_phonemes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPhonemes(text) => write!(f, "\"{text}\" has no phonemes; write them, e.g. \"k a 4 p a\""),
            Self::UnknownSymbol { symbol, pronunciation } => write!(
                f,
                "unknown phoneme \"{symbol}\" in \"{pronunciation}\"; separate symbols by spaces and use: {}",
                crate::phoneme::SYMBOLS[1..].join(" ")
            ),
            Self::EqualNeighbours { symbol, pronunciation } => {
                write!(
                    f,
                    "\"{symbol} {symbol}\" in \"{pronunciation}\" cannot be told from one; write it once"
                )
            }
            Self::TooShort(said) => {
                write!(
                    f,
                    "\"{said}\" is too short to be told from ordinary speech; use a word of 4 phonemes or more"
                )
            }
            Self::TooLong(said) => write!(f, "\"{said}\" is longer than 64 phonemes; use fewer words"),
            _ => write!(f, "refused; see the other message"),
        }
    }
}
