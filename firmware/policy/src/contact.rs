//! Who answers: a person's role, and a way to reach her (R32, P12).
//!
//! Refuses `noreply` in any spelling: small or capital, with dots, dashes, spaces, accents or digits for letters, in
//! English and Spanish, in the role, the e-mail or the phone.

use serde::Deserialize;
use toml::Spanned;

use crate::text::{Reader, TypedSentence, plain};
use crate::{Error, Problem, Sentence};

/// A person who can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Her role, as one would ask for her.
    pub role: Sentence,
    /// E-mail, or empty.
    pub email: String,
    /// Phone, or empty.
    pub phone: String,
}

/// As the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TypedContact {
    role: Option<Spanned<TypedSentence>>,
    #[serde(default)]
    email: Option<Spanned<String>>,
    #[serde(default)]
    phone: Option<Spanned<String>>,
}

const NOBODY: [&str; 9] = [
    "noreply",
    "donotreply",
    "dontreply",
    "noanswer",
    "donotanswer",
    "unattended",
    "noresponder",
    "norespondemos",
    "nocontestar",
];

pub(crate) fn check(reader: &Reader<'_>, typed: &Spanned<TypedContact>) -> Result<Contact, Error> {
    let contact = typed.get_ref();
    let role = contact.role.as_ref().ok_or_else(|| reader.at(typed, Problem::NoRole))?;
    let said = reader.sentence("the contact's role", role)?;
    for text in [&said.es, &said.en] {
        refuse_nobody(reader, role, text)?;
        if text.chars().filter(|letter| letter.is_alphabetic()).count() < 3 {
            return Err(reader.at(role, Problem::NoRole));
        }
    }
    let email = reach(reader, &contact.email, "is not an e-mail address", is_email)?;
    let phone = reach(reader, &contact.phone, "is not a phone number", is_phone)?;
    if email.is_empty() && phone.is_empty() {
        return Err(
            reader.at(typed, Problem::Unreachable("the contact has neither e-mail nor phone".to_owned()))
        );
    }
    Ok(Contact { role: said, email, phone })
}

fn reach(
    reader: &Reader<'_>,
    typed: &Option<Spanned<String>>,
    fault: &str,
    is_sound: fn(&str) -> bool,
) -> Result<String, Error> {
    let Some(value) = typed else { return Ok(String::new()) };
    let text = value.get_ref().trim();
    refuse_nobody(reader, value, text)?;
    if is_sound(text) {
        Ok(text.to_owned())
    } else {
        Err(reader.at(value, Problem::Unreachable(format!("\"{text}\" {fault}"))))
    }
}

fn refuse_nobody<T>(reader: &Reader<'_>, at: &Spanned<T>, text: &str) -> Result<(), Error> {
    if says_nobody(text) { Err(reader.at(at, Problem::NobodyAnswers(text.to_owned()))) } else { Ok(()) }
}

/// Whether a word, or neighbouring words together, say that nobody answers.
///
/// Within one word the phrase may have company ("noreply2", "shop_noreply" splits anyway); across words it must be
/// the whole, or "el teléfono; responder…" would be one.
#[must_use]
pub fn says_nobody(text: &str) -> bool {
    let plain = plain(text);
    let disguised: String = plain.chars().map(as_letter).collect();
    let bare: String = plain.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    words_say_nobody(&disguised) || words_say_nobody(&bare)
}

fn words_say_nobody(letters: &str) -> bool {
    let words: Vec<&str> =
        letters.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().any(|(start, first)| {
        NOBODY.iter().any(|phrase| first.contains(phrase))
            || joins_to_nobody(words.get(start..).unwrap_or(&[]))
    })
}

fn joins_to_nobody(words: &[&str]) -> bool {
    let mut joined = String::new();
    words.iter().take(16).any(|word| {
        joined.push_str(word);
        NOBODY.contains(&joined.as_str())
    })
}

/// The letter that a digit stands for in a disguised word; `don't` is one word.
fn as_letter(letter: char) -> char {
    match letter {
        '0' => 'o',
        '1' => 'l',
        '3' => 'e',
        '5' => 's',
        other => other,
    }
}

/// Whether a text is an e-mail address or a phone number.
#[must_use]
pub fn is_address(text: &str) -> bool {
    is_email(text) || is_phone(text)
}

fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let is_plain = |part: &str| {
        !part.is_empty()
            && part.chars().all(|letter| letter.is_ascii_alphanumeric() || ".-_+".contains(letter))
    };
    is_plain(name)
        && is_plain(domain)
        && domain.split('.').count() > 1
        && domain.split('.').all(|label| !label.is_empty())
}

fn is_phone(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_digit() || "+-() ".contains(letter))
        && text.chars().filter(char::is_ascii_digit).count() >= 6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_noreply_is_known() {
        for text in [
            "noreply@shop.example",
            "No-Reply@shop.example",
            "no_reply@shop.example",
            "NO.REPLY@shop.example",
            "do-not-reply@shop.example",
            "DoNotReply@shop.example",
            "don't reply",
            "n0reply@shop.example",
            "no-reply2@shop.example",
            "news.noreply@shop.example",
            "no responder",
            "No Responder",
            "nó-respónder",
            "n o r e p l y",
            "no contestar este correo",
            "unattended mailbox",
        ] {
            assert!(says_nobody(text), "{text}");
        }
    }

    #[test]
    fn a_person_s_address_is_not_mistaken_for_one() {
        for text in [
            "lucia.ferrero@shop.example",
            "mariano.reyes@shop.example",
            "nora@reply.example",
            "La persona que atiende el teléfono: responde ella.",
            "The person at the counter in Mendoza",
        ] {
            assert!(!says_nobody(text), "{text}");
        }
    }

    #[test]
    fn addresses_and_numbers_have_their_form() {
        assert!(is_email("a.b+c@shop.example") && is_phone("+54 261 555-0142"));
        for text in ["", "shop.example", "@shop.example", "a@", "a@shop", "a b@shop.example", "a@.example"] {
            assert!(!is_email(text), "{text}");
        }
        assert!(!is_phone("12") && !is_phone("ask for Ana"));
    }
}
