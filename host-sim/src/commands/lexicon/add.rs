//! `lexicon add`: a word more in a list, with its phonemes.

use crate::Outcome;
use crate::cli::lexicon::Add;
use crate::error::Error;
use crate::lexicon::append::{self, Addition};
use crate::lexicon::sources::{self, FOLDER, Kind, Listed};
use crate::lexicon::{espeak, warnings};
use crate::words::refused;
use serde_json::json;
use sordina_lexicon::policy::{Source, Sources};
use sordina_lexicon::pronounce::MOST;
use sordina_lexicon::taxonomy::Taxonomy;
use sordina_lexicon::{Pronunciation, typed_word};
use std::io::Write;
use std::path::{Path, PathBuf};

pub(super) fn run(add: &Add, out: &mut impl Write) -> Result<Outcome, Error> {
    let kind = kind_of(&add.tag)?;
    let path = add.file.clone().unwrap_or_else(|| usual_file(add, kind));
    if add.file.is_none() && !path.is_file() {
        let what = format!("no {} here", path.display());
        return Err(Error::input(
            what,
            "run it at the root of the source tree, or name the list with --file",
        ));
    }
    let (text, pronunciations, spoken_by) = say(add)?;
    let language = add.lang.of_words();
    let addition = Addition { kind, language, text: &text, row: &add.tag, pronunciations: &pronunciations };
    let before = append::read(&path)?;
    let contents = addition.put_into(&before);
    let listed = read_back(&path, &contents, kind, add.file.is_none())?;
    let number = listed.iter().position(|word| word.text == text && word.row == add.tag);
    let number = number.filter(|number| listed[*number].language == language).ok_or_else(|| {
        Error::input(format!("{} is not a list of this language", path.display()), "name another with --file")
    })?;
    append::replace(&path, &before, &contents)?;
    let found = warnings::computed(&listed).into_iter().filter(|(of, _)| *of == number);
    let found: Vec<String> = found.map(|(_, warning)| format!("{warning} ({})", warning.method())).collect();
    tell(add, &listed[number], spoken_by, &found, out)?;
    Ok(Outcome::Done)
}

fn tell(
    add: &Add,
    word: &Listed,
    spoken_by: &str,
    warnings: &[String],
    out: &mut impl Write,
) -> Result<(), Error> {
    let Listed { text, place, pronunciations, row, .. } = word;
    let said: Vec<String> = pronunciations.iter().map(ToString::to_string).collect();
    if add.json {
        let object = json!({"word": text, "row": row, "file": place.file, "line": place.line, "phonemes": said,
            "by": spoken_by, "warnings": warnings});
        writeln!(out, "{object}")?;
        return Ok(());
    }
    writeln!(out, "{place}: added \"{text}\", said by {spoken_by}: {}", said.join(" | "))?;
    for warning in warnings {
        writeln!(out, "{place}: warning: \"{text}\": {warning}")?;
    }
    Ok(())
}

/// Denied rows have lists of their own; declared-only and unknown ones have none.
fn kind_of(row: &str) -> Result<Kind, Error> {
    let source = sources::built_in().taxonomy;
    let taxonomy = Taxonomy::parse(&source.name, &source.contents).map_err(|error| refused(&error))?;
    if taxonomy.denied_row(row).is_ok() {
        return Ok(Kind::Denied);
    }
    taxonomy.number(row).map(|_| Kind::Watched).map_err(|problem| refused(&problem.into()))
}

fn usual_file(add: &Add, kind: Kind) -> PathBuf {
    let name = match kind {
        Kind::Watched => format!("lexicon/{}.toml", add.lang.of_words()),
        Kind::Denied => format!("lexicon/denied.{}.toml", add.lang.of_words()),
    };
    Path::new(FOLDER).join(name)
}

/// By the phonemes that were typed, else by rule or dictionary and, where it is installed, by espeak-ng.
fn say(add: &Add) -> Result<(String, Vec<Pronunciation>, &'static str), Error> {
    let language = add.lang.of_words();
    let (text, mut said) = typed_word(&add.word, language).map_err(|error| refused(&error))?;
    if add.word.contains('=') {
        return Ok((text, said, "you"));
    }
    let more = espeak::pronunciations(&text, language);
    let by = if more.is_empty() { "rules" } else { "rules and espeak-ng" };
    for other in more {
        if said.len() < MOST && !said.contains(&other) {
            said.push(other);
        }
    }
    Ok((text, said, by))
}

/// Reads the file as it would be, among the lists that it belongs to; a fault leaves it as it was.
fn read_back(path: &Path, contents: &str, kind: Kind, is_shipped: bool) -> Result<Vec<Listed>, Error> {
    let file = Source { name: path.display().to_string(), contents: contents.to_owned() };
    let sources = if is_shipped {
        let mut sources = sources::read(Some(Path::new(FOLDER)))?;
        let lists = if kind == Kind::Watched { &mut sources.words } else { &mut sources.denied };
        lists.iter_mut().filter(|list| list.name == file.name).for_each(|list| *list = file.clone());
        sources
    } else {
        let empty = Sources { words: Vec::new(), denied: Vec::new(), ..sources::built_in() };
        match kind {
            Kind::Watched => Sources { words: vec![file], ..empty },
            Kind::Denied => Sources { denied: vec![file], ..empty },
        }
    };
    sources::entries(&sources)?;
    sources::listed(&sources)
}
