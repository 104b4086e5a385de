//! A name where nobody's name is known: placeholders, and people who are greeted or called by their first name.
//!
//! Recipients never learn who is in the car, so a name is either a token that software would fill in, or feigned. A
//! recipient's own people may be named: in a signature ("Saludos, Lucía"), or when they are introduced ("Lucía, la
//! dueña, …").

use super::rules::NameWords;
use super::text::Text;
use std::ops::Range;

/// Places in the original text.
pub(super) fn find(text: &Text<'_>, known: &NameWords) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = known
        .placeholders
        .iter()
        .flat_map(|shape| shape.find_iter(text.original))
        .map(|shape| shape.range())
        .collect();
    found.extend(greeted(text, known).iter().map(|words| text.original_of(words)));
    let called = (0..text.words.len()).filter(|number| is_called(text, known, *number));
    found.extend(called.map(|number| text.original_of(&(number..number + 1))));
    found
}

/// A greeting and the name after it: a known one, or a word with a capital letter that stands alone.
fn greeted(text: &Text<'_>, known: &NameWords) -> Vec<Range<usize>> {
    let greetings = known.greetings.iter().flat_map(|greeting| greeting.find_all(&text.plain));
    let mut found = Vec::new();
    for greeting in greetings.map(|at| text.numbers(&at)) {
        let name = greeting.end;
        let (Some(last), Some(word)) = (text.words.get(name.saturating_sub(1)), text.words.get(name)) else {
            continue;
        };
        let is_near = last.sentence == word.sentence
            && text.after(name - 1).chars().all(|letter| letter.is_whitespace() || letter == ',');
        let is_name = known.first_names.contains(text.word(name)) && !is_introduced(text, known, name);
        if is_near && (is_name || is_addressed(text, known, name)) {
            found.push(greeting.start..name + 1);
        }
    }
    found
}

/// A capital letter after a greeting. With a comma before it, "Hola, Fogón abre hoy" must not be one: then a sign has
/// to follow.
fn is_addressed(text: &Text<'_>, known: &NameWords, number: usize) -> bool {
    let written = text.words.get(number).and_then(|word| text.original.get(word.original.clone()));
    let mut letters = written.unwrap_or_default().chars();
    let is_capital =
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
    let is_apart = text.after(number - 1).contains(',');
    is_capital && !known.greeted.contains(text.word(number)) && (!is_apart || is_cut_off(text, number))
}

/// A sign or the end follows.
fn is_cut_off(text: &Text<'_>, number: usize) -> bool {
    let after = text.after(number).trim_start();
    number + 1 == text.words.len() || after.starts_with([',', '.', '!', '?', ':', ';', '—', '–', '-', '…'])
}

/// "Paula, tu carpa…" at the start of the text, or "…, Paula!" at the end of a sentence.
fn is_called(text: &Text<'_>, known: &NameWords, number: usize) -> bool {
    let is_first_name = |number: usize| known.first_names.contains(text.word(number));
    let sentence = |number: usize| text.words.get(number).map(|word| word.sentence);
    if !is_first_name(number) {
        return false;
    }
    if number == 0 {
        let is_list = is_first_name(1);
        return text.after(0).trim_start().starts_with(',') && !is_list && !is_introduced(text, known, 0);
    }
    let ends = sentence(number + 1) != sentence(number);
    let is_apart = sentence(number - 1) == sentence(number) && text.after(number - 1).contains(',');
    ends && is_apart && !is_first_name(number - 1) && !is_signature(text, known, number)
}

/// "Lucía, de Fogón", "Lucía, la dueña, te espera": the recipient's own people.
fn is_introduced(text: &Text<'_>, known: &NameWords, number: usize) -> bool {
    let next = text.word(number + 1);
    let is_closed = || {
        let sentence = |number: usize| text.words.get(number).map(|word| word.sentence);
        (number + 1..text.words.len())
            .take_while(|other| sentence(*other) == sentence(number))
            .any(|other| text.after(other).contains(','))
    };
    known.presents.contains(next) || known.articles.contains(next) && is_closed()
}

/// "Saludos, Lucía." as the last sentence, which begins with a closing.
fn is_signature(text: &Text<'_>, known: &NameWords, number: usize) -> bool {
    let sentences = text.sentences();
    let Some(last) = sentences.last().filter(|last| last.contains(&number)) else { return false };
    let mut closings = known.closings.iter().flat_map(|closing| closing.find_all(&text.plain));
    closings.any(|closing| text.numbers(&closing).start == last.start)
}

#[cfg(test)]
mod tests {
    use super::super::rules::Rules;
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let rules = Rules::built_in().unwrap();
        find(&Text::read(text), &rules.names).into_iter().map(|at| text[at].to_owned()).collect()
    }

    #[test]
    fn tokens_and_names_are_found() {
        for (text, expected) in [
            ("Hola {first_name}, hay carpas.", "{first_name}"),
            ("Hi *|FNAME|*: new tents.", "*|FNAME|*"),
            ("Hola %%NAME%%", "%%NAME%%"),
            ("Hola [nombre]", "[nombre]"),
            ("Hola Paula, hay carpas.", "Hola Paula"),
            ("hola paula hay carpas", "hola paula"),
            ("¡Buen día, Xiomara! Hay carpas.", "Buen día, Xiomara"),
            ("Paula, tu carpa te espera.", "Paula"),
            ("New tents, Paula!", "Paula"),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
    }

    #[test]
    fn the_recipient_s_own_people_and_everybody_may_be_named() {
        for text in [
            "Lucía, la dueña, te espera en el mostrador.",
            "Lucía, de Fogón, atiende hoy.",
            "Hay carpas nuevas. Saludos, Lucía.",
            "Hello everyone, new tents!",
            "Hola, Fogón abre hoy.",
            "Hola a todos. Fogón abre.",
            "20% off and 10% more [1].",
            "Atienden Juan, Marta y Paula.",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
