//! An entry more in a word list: every other byte of the file stays as it is.
//!
//! The entry goes behind the last one of its subject, or to the end. The new file is read back before it takes the old one's
//! place in one step (written beside it, synced, renamed): at any moment there is one whole file or the other, and a
//! file that somebody changed meanwhile, or whose entry does not read back, is left alone.

use super::sources::Kind;
use crate::error::Error;
use sordina_lexicon::{Language, Pronunciation};
use std::fs;
use std::io::Write;
use std::path::Path;

/// Threshold of a list that is new, as of the shipped ones.
const USUAL: f32 = -0.6;

/// What is added.
pub(crate) struct Addition<'a> {
    pub(crate) kind: Kind,
    pub(crate) language: Language,
    pub(crate) text: &'a str,
    pub(crate) row: &'a str,
    pub(crate) pronunciations: &'a [Pronunciation],
}

impl Addition<'_> {
    /// The entry's lines.
    fn lines(&self) -> [String; 4] {
        let (table, key) = keys(self.kind);
        let phonemes: Vec<String> =
            self.pronunciations.iter().map(|said| quoted(&said.to_string())).collect();
        [
            format!("[[{table}]]"),
            format!("text = {}", quoted(self.text)),
            format!("phonemes = [{}]", phonemes.join(", ")),
            format!("{key} = {}", quoted(self.row)),
        ]
    }

    /// The file with the entry in it; an empty one gets its head.
    pub(crate) fn put_into(&self, contents: &str) -> String {
        let end = if contents.contains("\r\n") { "\r\n" } else { "\n" };
        let entry = self.lines().map(|line| line + end).concat();
        if contents.trim().is_empty() {
            return format!("language = \"{}\"{end}threshold = {USUAL}{end}{end}{entry}", self.language);
        }
        let place = self.place_in(contents);
        let (before, after) = contents.split_at(place);
        let gap = if before.ends_with('\n') { end.to_owned() } else { end.repeat(2) };
        format!("{before}{gap}{entry}{after}")
    }

    /// Behind the last entry of the same row, else at the end.
    fn place_in(&self, contents: &str) -> usize {
        let (_, key) = keys(self.kind);
        let is_row = |line: &str| {
            let value = line.trim().strip_prefix(key).and_then(|rest| rest.trim_start().strip_prefix('='));
            value.is_some_and(|value| value.trim().starts_with(&quoted(self.row)))
        };
        let (mut place, mut start, mut is_inside) = (contents.len(), 0, false);
        for line in contents.split_inclusive('\n') {
            start += line.len();
            let goes_on = !line.trim().is_empty() && !line.trim_start().starts_with(['[', '#']);
            is_inside = is_row(line) || (is_inside && goes_on);
            if is_inside {
                place = start;
            }
        }
        place
    }
}

const fn keys(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Watched => ("word", "tag"),
        Kind::Denied => ("denied", "row"),
    }
}

/// A TOML string: JSON's are the same.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The file's contents; a file that does not exist is empty.
pub(crate) fn read(path: &Path) -> Result<String, Error> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        read => read.map_err(|error| Error::missing(path, &error)),
    }
}

/// Puts `contents` in the place of `before`, in one step.
pub(crate) fn replace(path: &Path, before: &str, contents: &str) -> Result<(), Error> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let written = write_beside(&beside, path, contents).map_err(|error| Error::unwritable(&beside, &error));
    let replaced = written.and_then(|()| {
        if read(path)? != before {
            let what = format!("{} was changed meanwhile", path.display());
            return Err(Error::input(what, "try again"));
        }
        fs::rename(&beside, path).map_err(|error| Error::unwritable(path, &error))
    });
    if replaced.is_err() {
        // Nothing of value: the old file is whole.
        let _gone = fs::remove_file(&beside);
    }
    replaced
}

fn write_beside(beside: &Path, path: &Path, contents: &str) -> std::io::Result<()> {
    let mut file = fs::File::create(beside)?;
    if let Ok(old) = fs::metadata(path) {
        file.set_permissions(old.permissions())?;
    }
    file.write_all(contents.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addition<'a>(row: &'a str, said: &'a [Pronunciation]) -> Addition<'a> {
        Addition {
            kind: Kind::Watched,
            language: Language::Spanish,
            text: "fogón",
            row,
            pronunciations: said,
        }
    }

    const FILE: &str = "# head\nlanguage = \"es\" # ours\nthreshold = -0.6\n\n# camping\n\n[[word]]\ntext = \"carpa\"\nphonemes \
                        = [\"k a 4 p a\"]\ntag = \"travel.camping\"\nthreshold = -0.4\n\n# movies\n\n[[word]]\ntext = \"cine\"\nphonemes = \
                        [\"s i n e\"]\ntag = \"movies\"";

    #[test]
    fn an_entry_goes_behind_those_of_its_subject_and_changes_nothing_else() {
        let said = [Pronunciation::parse("f o g o n").unwrap()];
        let camping = addition("travel.camping", &said).put_into(FILE);
        let (before, after) = FILE.split_once("\n# movies").unwrap();
        let entry = "\n[[word]]\ntext = \"fogón\"\nphonemes = [\"f o g o n\"]\ntag = \"travel.camping\"\n";
        assert_eq!(camping, format!("{before}{entry}\n# movies{after}"));
        let movies = addition("movies", &said).put_into(FILE);
        assert!(
            movies.starts_with(FILE)
                && movies.ends_with(
                    "\n\n[[word]]\ntext = \"fogón\"\nphonemes = [\"f o g o n\"]\ntag = \"movies\"\n"
                )
        );
        assert!(addition("golf", &said).put_into(FILE).starts_with(FILE), "at the end");
    }

    #[test]
    fn a_new_file_gets_its_head_and_line_ends_stay_what_they_are() {
        let said = [Pronunciation::parse("f o g o n").unwrap()];
        assert!(
            addition("movies", &said)
                .put_into("")
                .starts_with("language = \"es\"\nthreshold = -0.6\n\n[[word]]\n")
        );
        let windows = addition("movies", &said).put_into(&FILE.replace('\n', "\r\n"));
        assert!(!windows.replace("\r\n", "").contains('\n'));
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("es.toml");
        fs::write(&path, "theirs").unwrap();
        assert!(replace(&path, "read before", "ours").unwrap_err().to_string().contains("changed meanwhile"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
        replace(&path, "theirs", "ours").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "ours");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }
}
