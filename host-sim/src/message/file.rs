//! A file of messages, as a recipient hands it in.
//!
//! ```toml
//! [[message]]
//! recipient = "camping_shop"        # id of firmware/gateway/policy/recipients.toml
//! from = "lucia@fogon.example"      # e-mail or phone that a person answers; "Lucía <lucia@…>" will do
//! tag = "travel.camping"            # optional: the row of the taxonomy that it is sent for
//! tone = "implicit"                 # "explicit" only when the person declared the subject herself (R34)
//! es = "Hay carpas nuevas en el mostrador de Mendoza."
//! en = "New tents at the counter in Mendoza."
//! ```
//!
//! At least one of `es` and `en`. Refuses as bad input, with file, line and remedy: unknown keys, recipients and tags, a
//! tag that nothing may lead to (R16), an empty text, and a `from` that is no address; whether the address is one that
//! nobody reads is for the linter to say.

use crate::error::Error;
use crate::lexicon::sources;
use serde::Deserialize;
use sordina::policy::RECIPIENT_TEXTS;
use sordina_lexicon::taxonomy::{Class, Taxonomy};
use sordina_policy::contact;
use toml::Spanned;

/// How much a message may show of what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// The content may fit, the text must not say why.
    Implicit,
    /// The person declared the subject herself, and the text may say so.
    Explicit,
}

/// The text in one language.
#[derive(Clone, Debug)]
pub(crate) struct Said<'a> {
    pub(crate) language: &'static str,
    pub(crate) text: String,
    file: &'a str,
    /// Where the string stands in the file, quotes included.
    start: usize,
    end: usize,
}

impl Said<'_> {
    /// Line of the byte `at` of the text: its own when the file has the text as it is, else the string's first.
    pub(crate) fn line(&self, at: usize) -> usize {
        let written = self.file.get(self.start..self.end).unwrap_or_default();
        let inside = written.find(&self.text).map_or(0, |before| before + at);
        line(self.file, self.start + inside)
    }
}

/// One message.
#[derive(Clone, Debug)]
pub(crate) struct Message<'a> {
    pub(crate) from: String,
    /// Line of `from`.
    pub(crate) from_line: usize,
    pub(crate) tone: Tone,
    pub(crate) texts: Vec<Said<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    #[serde(default)]
    message: Vec<Spanned<TypedMessage>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedMessage {
    recipient: Spanned<String>,
    from: Spanned<String>,
    tag: Option<Spanned<String>>,
    tone: Spanned<String>,
    es: Option<Spanned<String>>,
    en: Option<Spanned<String>>,
}

/// Reads the file `name` with these contents.
pub(crate) fn parse<'a>(name: &str, contents: &'a str) -> Result<Vec<Message<'a>>, Error> {
    let taxonomy = sources::built_in().taxonomy;
    let taxonomy = Taxonomy::parse(&taxonomy.name, &taxonomy.contents)
        .map_err(|error| Error::input(error.to_string(), "build this program anew"))?;
    let reader = Reader { name, contents, taxonomy };
    let typed: Typed = toml::from_str(contents).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        reader.at(at, error.message(), "write it as host-sim message check --help says")
    })?;
    if typed.message.is_empty() {
        return Err(reader.at(
            0,
            "there is no [[message]]",
            "add one; host-sim message check --help has the form",
        ));
    }
    typed.message.iter().map(|message| reader.message(message)).collect()
}

struct Reader<'n, 'a> {
    name: &'n str,
    contents: &'a str,
    taxonomy: Taxonomy,
}

impl<'a> Reader<'_, 'a> {
    fn at(&self, at: usize, what: &str, remedy: impl Into<String>) -> Error {
        Error::input(format!("{}:{}: {what}", self.name, line(self.contents, at)), remedy)
    }

    fn message(&self, typed: &Spanned<TypedMessage>) -> Result<Message<'a>, Error> {
        let TypedMessage { recipient, from, tag, tone, es, en } = typed.get_ref();
        let known: Vec<&str> = RECIPIENT_TEXTS.iter().map(|text| text.id).collect();
        if !known.contains(&recipient.get_ref().as_str()) {
            let what = format!("recipient \"{}\" is not in the policy", recipient.get_ref());
            return Err(self.at(recipient.span().start, &what, format!("write one of {}", known.join(", "))));
        }
        if let Some(tag) = tag {
            self.check_tag(tag)?;
        }
        self.check_address(from)?;
        let texts: Vec<_> = [("es", es), ("en", en)]
            .into_iter()
            .filter_map(|(language, text)| text.as_ref().map(|text| self.said(language, text)))
            .collect::<Result<_, _>>()?;
        if texts.is_empty() {
            return Err(self.at(typed.span().start, "the message says nothing", "write es, en, or both"));
        }
        let from_line = line(self.contents, from.span().start);
        Ok(Message { from: from.get_ref().clone(), from_line, tone: self.tone(tone)?, texts })
    }

    fn tone(&self, typed: &Spanned<String>) -> Result<Tone, Error> {
        match typed.get_ref().as_str() {
            "implicit" => Ok(Tone::Implicit),
            "explicit" => Ok(Tone::Explicit),
            other => {
                let what = format!("tone \"{other}\" is not known");
                Err(self.at(
                    typed.span().start,
                    &what,
                    "write implicit, or explicit if she declared the subject",
                ))
            }
        }
    }

    fn check_tag(&self, typed: &Spanned<String>) -> Result<(), Error> {
        let (tag, at) = (typed.get_ref(), typed.span().start);
        match self.taxonomy.class(tag) {
            Some(Class::Allowed | Class::Declared) => Ok(()),
            Some(Class::Denied) => {
                let what = format!("nothing may lead to the tag \"{tag}\", and no message is sent for it");
                Err(self.at(at, &what, "leave the subject alone"))
            }
            None => {
                let what = format!("tag \"{tag}\" is not in the taxonomy");
                Err(self.at(at, &what, "write one of firmware/gateway/policy/taxonomy.csv, or leave it out"))
            }
        }
    }

    /// A mailbox that says itself that nobody reads it is an address; that it may not be used is the linter's to say.
    fn check_address(&self, typed: &Spanned<String>) -> Result<(), Error> {
        let from = typed.get_ref().trim();
        let inside = from.strip_suffix('>').and_then(|from| from.split_once('<')).map(|(_, address)| address);
        if contact::says_nobody(from) || contact::is_address(inside.unwrap_or(from).trim()) {
            return Ok(());
        }
        let what = format!("from \"{from}\" is neither an e-mail address nor a phone number");
        Err(self.at(typed.span().start, &what, "write one that a person answers"))
    }

    fn said(&self, language: &'static str, typed: &Spanned<String>) -> Result<Said<'a>, Error> {
        if !typed.get_ref().chars().any(char::is_alphanumeric) {
            let what = format!("the text in \"{language}\" says nothing");
            return Err(self.at(typed.span().start, &what, "write it or remove it"));
        }
        let span = typed.span();
        let text = typed.get_ref().clone();
        Ok(Said { language, text, file: self.contents, start: span.start, end: span.end })
    }
}

fn line(contents: &str, at: usize) -> usize {
    1 + contents.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = "[[message]]\nrecipient = \"camping_shop\"\nfrom = \"Lucía <lucia@fogon.example>\"\n\
                         tag = \"travel.camping\"\ntone = \"implicit\"\nes = \"\"\"Hay\ncarpas.\"\"\"\n";

    #[test]
    fn the_line_of_a_word_is_its_own() {
        let messages = parse("m.toml", SOUND).unwrap();
        let said = &messages[0].texts[0];
        assert_eq!((said.line(0), said.line(said.text.find("carpas").unwrap())), (6, 7));
    }

    #[test]
    fn bad_input_is_told_with_its_line_and_a_remedy() {
        for (from, to, expected) in [
            (
                "camping_shop",
                "golf_shop",
                "m.toml:2: recipient \"golf_shop\" is not in the policy; write one of car_",
            ),
            ("lucia@fogon.example", "the counter", "m.toml:3: from \"Lucía <the counter>\" is neither"),
            ("travel.camping", "travel.moon", "m.toml:4: tag \"travel.moon\" is not in the taxonomy; "),
            ("travel.camping", "deny.demographic", "m.toml:4: nothing may lead to the tag"),
            ("implicit", "loud", "m.toml:5: tone \"loud\" is not known; "),
            ("es = \"\"\"Hay\ncarpas.\"\"\"", "es = \"…\"", "m.toml:6: the text in \"es\" says nothing; "),
            ("es = \"\"\"Hay\ncarpas.\"\"\"", "", "m.toml:1: the message says nothing; "),
            ("es =", "fr =", "m.toml:6: unknown field `fr`"),
            (SOUND, "", "m.toml:1: there is no [[message]]; "),
        ] {
            let refused = parse("m.toml", &SOUND.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(refused.starts_with(expected), "{refused}");
        }
    }
}
