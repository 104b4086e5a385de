//! What can go wrong for a user: one line that says what, where, and what to do.

use std::fmt;
use std::io;
use std::path::Path;

/// A command could not do its work.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) enum Error {
    /// The command line does not parse; the parser's own first line and its hint.
    Usage(String),
    /// Something that was given cannot be used.
    Input {
        /// What is wrong, with file and line where there is one.
        what: String,
        /// What to do about it.
        remedy: String,
    },
    /// Standard output is gone or full.
    Output(io::Error),
}

impl Error {
    pub(crate) fn input(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Input { what: what.into(), remedy: remedy.into() }
    }

    pub(crate) fn unreadable(path: &Path, why: impl fmt::Display, remedy: impl Into<String>) -> Self {
        Self::input(format!("cannot read {}: {why}", path.display()), remedy)
    }

    /// A file that the system does not let us read.
    pub(crate) fn missing(path: &Path, error: &io::Error) -> Self {
        let remedy = match error.kind() {
            io::ErrorKind::NotFound => "check the name, or the folder you are in",
            io::ErrorKind::PermissionDenied => "check its permissions",
            _ => "check that it is a readable file",
        };
        Self::unreadable(path, plain(error), remedy)
    }

    pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Self {
        let what = format!("cannot write {}: {}", path.display(), plain(error));
        Self::input(what, "check that the folder exists, may be written and has room")
    }

    /// The reader of our output has gone, as `head` does: no error.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// The system's words without its error number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = match self {
            Self::Usage(line) => line.clone(),
            Self::Input { what, remedy } => format!("{what}; {remedy}"),
            Self::Output(error) => format!("cannot write the results: {}; check the disk", plain(error)),
        };
        // File names and other people's messages may hold line breaks; a script reads one line.
        f.write_str(&line.replace(['\n', '\r'], " "))
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    /// Only writing to standard output uses `?` on an [`io::Error`]; files name their path.
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_line_with_what_where_and_remedy() {
        let error = Error::missing(Path::new("a\nb.wav"), &io::Error::from_raw_os_error(2));
        assert_eq!(
            error.to_string(),
            "cannot read a b.wav: no such file or directory; check the name, or the folder you are in"
        );
    }
}
