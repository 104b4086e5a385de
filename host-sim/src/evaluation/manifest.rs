//! A manifest: tab-separated path, word or `-`, seconds; further columns are ignored, a header line is tolerated.
//!
//! A sentence may say several of the words: they stand in the second column, separated by commas.

use crate::error::Error;
use std::path::{Path, PathBuf};

/// One clip.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Clip {
    pub(crate) path: PathBuf,
    /// The words that are spoken in it, of those that are of interest.
    pub(crate) words: Vec<String>,
    pub(crate) seconds: f64,
    /// Line of the manifest, from 1.
    pub(crate) line: usize,
}

/// Reads a manifest and finds its files: absolute, below `root`, or beside the manifest.
pub(crate) fn read(path: &Path, root: Option<&Path>) -> Result<Vec<Clip>, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::missing(path, &error))?;
    let beside = path.parent().unwrap_or(Path::new(""));
    let clips = parse(&path.display().to_string(), &text)?;
    clips
        .into_iter()
        .map(|clip| {
            let candidates = [root.map(|root| root.join(&clip.path)), Some(beside.join(&clip.path))];
            let found = candidates.into_iter().flatten().find(|path| path.is_file());
            let what = || format!("{}:{}: no file {}", path.display(), clip.line, clip.path.display());
            let path =
                found.ok_or_else(|| Error::input(what(), "name the folder of the clips with --root"))?;
            Ok(Clip { path, ..clip })
        })
        .collect()
}

fn parse(name: &str, text: &str) -> Result<Vec<Clip>, Error> {
    let mut clips = Vec::new();
    for (line, row) in (1..).zip(text.lines()) {
        let row = row.strip_suffix('\r').unwrap_or(row);
        if row.trim().is_empty() || row.starts_with('#') || (line == 1 && row.starts_with("path\t")) {
            continue;
        }
        let refused = |what: String| {
            let remedy = "write path<TAB>word or -<TAB>seconds";
            Error::input(format!("{name}:{line}: {what}"), remedy)
        };
        let columns: Vec<&str> = row.split('\t').collect();
        let [path, word, seconds, ..] = columns[..] else {
            return Err(refused(format!("{} columns where 3 are needed", columns.len())));
        };
        let length =
            seconds.trim().parse().ok().filter(|seconds: &f64| seconds.is_finite() && *seconds >= 0.0);
        let seconds = length.ok_or_else(|| refused(format!("\"{seconds}\" is no number of seconds")))?;
        let words = word.split(',').map(str::trim).filter(|word| !word.is_empty() && *word != "-");
        let words = words.map(str::to_owned).collect();
        clips.push(Clip { path: path.into(), words, seconds, line });
    }
    if clips.is_empty() {
        return Err(Error::input(format!("{name}:1: no clip"), "write path<TAB>word or -<TAB>seconds"));
    }
    Ok(clips)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_and_further_columns_say_nothing() {
        let clips = parse("m", "path\tword\tseconds\na.wav\tcoffee\t1.5\tx\ty\nb.wav\t-\t2\n").unwrap();
        assert_eq!(clips[0].words, ["coffee"]);
        assert_eq!((clips[1].words.len(), clips[1].seconds, clips[1].line), (0, 2.0, 3));
    }

    #[test]
    fn a_sentence_may_say_several_words() {
        let clips = parse("m", "a.wav\tcoffee,smart mirror\t1.5\n").unwrap();
        assert_eq!(clips[0].words, ["coffee", "smart mirror"]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for text in ["a.wav\t-\t1\nb.wav\t-\n", "a.wav\t-\t1\nb.wav\t-\tlong\n"] {
            assert!(parse("m.tsv", text).unwrap_err().to_string().starts_with("m.tsv:2: "));
        }
        assert!(parse("m.tsv", "path\tword\tseconds\n").is_err());
    }
}
