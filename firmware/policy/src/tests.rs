//! Each refusal, on the shipped files with one thing changed: the message names file and line and says what to do (R27,
//! R28, R31, R32, P2, P12, P32).

use super::*;

pub(crate) const PURPOSES: &str = include_str!("../../gateway/policy/purposes.toml");
pub(crate) const RECIPIENTS: &str = include_str!("../../gateway/policy/recipients.toml");
pub(crate) const NOTICES: &str = include_str!("../../gateway/policy/notices.toml");
pub(crate) const REGIONS: &str = include_str!("../../gateway/policy/regions.toml");

pub(crate) fn shipped() -> Files {
    let source = |name: &str, contents: &str| Source { name: name.to_owned(), contents: contents.to_owned() };
    Files {
        purposes: source("purposes.toml", PURPOSES),
        recipients: source("recipients.toml", RECIPIENTS),
        notices: source("notices.toml", NOTICES),
        regions: source("regions.toml", REGIONS),
        subjects: subjects(),
    }
}

/// Names of the subjects: what the shipped file gives names to.
fn subjects() -> Vec<String> {
    let lines = include_str!("../../gateway/policy/subjects.toml").lines();
    let tags = lines.filter_map(|line| line.strip_prefix("tag = \"")?.strip_suffix('"'));
    tags.map(str::to_owned).collect()
}

/// The shipped policy with the first `from` of the file that has `name` replaced by `to`.
fn changed(name: &str, from: &str, to: &str) -> (Files, usize) {
    let mut files = shipped();
    let mut all = [&mut files.purposes, &mut files.recipients, &mut files.notices, &mut files.regions];
    let source = all.iter_mut().find(|source| source.name == name).expect("a policy file");
    let start = source.contents.find(from).unwrap_or_else(|| panic!("{name} has no {from:?}"));
    source.contents = source.contents.replacen(from, to, 1);
    let line = 1 + source.contents[..start].matches('\n').count();
    (files, line)
}

/// Asserts that the change is refused at the line `below` the change, in words that hold `what` and `remedy`.
#[track_caller]
fn refused_below(below: isize, name: &str, from: &str, to: &str, what: &str, remedy: &str) {
    let (files, line) = changed(name, from, to);
    let error = Policy::compile(&files).expect_err("must be refused").to_string();
    let place = format!("{name}:{}: ", line.saturating_add_signed(below));
    assert!(error.starts_with(&place), "{error}\nnot at {place}");
    let told = error.split_once("; ").unwrap_or_else(|| panic!("no remedy in: {error}"));
    assert!(told.0.contains(what), "{error}\nlacks {what:?}");
    assert!(told.1.contains(remedy), "{error}\nlacks the remedy {remedy:?}");
}

#[track_caller]
fn refused(name: &str, from: &str, to: &str, what: &str, remedy: &str) {
    refused_below(0, name, from, to, what, remedy);
}

#[test]
fn the_shipped_policy_compiles() {
    let policy = Policy::compile(&shipped()).expect("sound");
    assert_eq!(policy.purposes.len(), purposes::KNOWN.len());
    assert_eq!(policy.recipients.levels.len(), recipients::LEVELS);
}

#[test]
fn a_purpose_without_a_sentence_in_both_languages_is_refused() {
    let name = "purposes.toml";
    refused_below(
        -2,
        name,
        "en = \"What is said",
        "# \"What is said",
        "sentence says nothing in \"en\"",
        "es and en",
    );
    refused_below(
        0,
        name,
        "en = \"voice assistant\"",
        "en = \"  \"",
        "name says nothing in \"en\"",
        "write it in es and en",
    );
    refused(
        name,
        "es = \"Lo que se dice en el auto pasa al asistente de voz mientras la luz está prendida.\"",
        "es = \"\"",
        "sentence says nothing in \"es\"",
        "es and en",
    );
}

#[test]
fn a_notice_that_lacks_a_language_or_a_part_is_refused() {
    refused_below(
        1,
        "notices.toml",
        "[notice.en]\nwho = \"",
        "[notice.en]\nwho = \"\" #",
        "who says nothing",
        "es and en",
    );
    refused(
        "notices.toml",
        "[notice.en]\nwho =",
        "[notice.en]\n# =",
        "who says nothing in \"en\"",
        "es and en",
    );
}

#[test]
fn a_contact_that_nobody_answers_is_refused() {
    let name = "recipients.toml";
    for email in [
        "noreply@sordina.example",
        "No-Reply@sordina.example",
        "do_not_reply@sordina.example",
        "DONOTREPLY@x.example",
    ] {
        refused(name, "privacidad@sordina.example", email, "says that nobody answers", "a person who does");
    }
    let role = "la encargada de privacidad de Sordina";
    for nobody in ["No responder", "buzón no-reply", "nadie: no responder este correo"] {
        refused(name, role, nobody, "says that nobody answers", "a person who does");
    }
    refused(name, role, " ", "contact's role says nothing in \"es\"", "es and en");
    refused(
        name,
        "role = { es = \"la encargada de privacidad de Sordina\", en = \"the privacy lead at Sordina\" }, ",
        "",
        "no person's role",
        "who answers",
    );
}

#[test]
fn a_contact_without_a_way_to_reach_it_is_refused() {
    let name = "recipients.toml";
    refused(name, ", phone = \"+54 341 555 0103\"", "", "neither e-mail nor phone", "a person answers");
    refused(name, "editor@caminos.example", "", "is not an e-mail address", "a person answers");
    refused(name, "+54 341 555 0103", "ask Ana", "is not a phone number", "a person answers");
    refused(
        name,
        "address = \"Caminos, Calle Ejemplo 400, 8400 Bariloche, Argentina\"",
        "address = \"\"",
        "address is empty",
        "fill it in",
    );
}

#[test]
fn a_consent_bundled_with_anything_is_refused() {
    for (name, row) in [
        ("purposes.toml", "id = \"assistant\""),
        ("notices.toml", "purpose = \"assistant\""),
        ("recipients.toml", "id = \"car_screen\""),
    ] {
        for trap in [
            "bundled_with = \"warranty\"",
            "requires = [\"account\"]",
            "bundled_with = { terms = 1 }",
            "requires = true",
        ] {
            let key = trap.split(' ').next().expect("a key");
            refused(name, row, &format!("{trap} # \n{row}"), key, "each purpose is asked for alone");
        }
    }
    let (files, _) = changed("purposes.toml", "id = \"assistant\"", "bundled_with = []\nid = \"assistant\"");
    assert!(Policy::compile(&files).is_ok(), "an empty list bundles nothing");
}

#[test]
fn a_choice_made_beforehand_is_refused() {
    for (name, row) in [
        ("purposes.toml", "id = \"assistant\""),
        ("notices.toml", "purpose = \"assistant\""),
        ("recipients.toml", "id = \"car_screen\""),
    ] {
        for trap in ["default = true", "default = 1", "default = \"yes\""] {
            refused(name, row, &format!("{trap}\n{row}"), "makes the choice for the person", "not given");
        }
    }
}

#[test]
fn a_text_that_leans_on_terms_of_use_is_refused() {
    for words in ["our Terms  of Use", "the TERMS AND CONDITIONS", "our privacy policy"] {
        let text = format!("en = \"As {words} say.\" #");
        refused("purposes.toml", "en = \"What is said", &text, "mentions", "say the thing itself");
        refused_below(
            1,
            "notices.toml",
            "[notice.en]\nwho = \"",
            &format!("[notice.en]\nwho = \"{words}. "),
            "mentions",
            "itself",
        );
    }
    for words in ["nuestros Términos", "las condiciones de uso", "la Política de Privacidad"] {
        refused(
            "purposes.toml",
            "es = \"Lo que se dice",
            &format!("es = \"Según {words}. "),
            "mentions",
            "say the thing itself",
        );
    }
}

#[test]
fn an_unknown_key_word_or_recipient_is_refused() {
    for (name, row) in [
        ("purposes.toml", "id = \"assistant\""),
        ("notices.toml", "purpose = \"assistant\""),
        ("recipients.toml", "id = \"car_screen\""),
        ("regions.toml", "id = \"floor\""),
    ] {
        refused(name, row, &format!("remember_me = 1\n{row}"), "unknown field `remember_me`", "form");
    }
    refused(
        "purposes.toml",
        "recipients = [\"voice_assistant\"]",
        "recipients = [\"broker\"]",
        "\"broker\"",
        "car_screen",
    );
    refused(
        "notices.toml",
        "recipients = [\"voice_assistant\"]",
        "recipients = [\"broker\"]",
        "\"broker\"",
        "write one of",
    );
    refused(
        "purposes.toml",
        "controllers = [\"maker\"]",
        "controllers = []",
        "controllers is empty",
        "fill it in",
    );
    refused(
        "purposes.toml",
        "lawful_basis = \"dpv:Consent\"",
        "lawful_basis = \"dpv:LegitimateInterest\"",
        "LegitimateInterest",
        "dpv:Consent",
    );
    refused("purposes.toml", "dpv:Transmit", "transmit", "\"transmit\"", "dpv:Term");
    refused(
        "recipients.toml",
        "role = \"dpv:ThirdParty\"",
        "role = \"friend\"",
        "\"friend\"",
        "dpv:ThirdParty",
    );
    refused(
        "recipients.toml",
        "channels = [\"in_car\"]",
        "channels = [\"home\"]",
        "\"home\"",
        "in_car, phone",
    );
}

#[test]
fn ids_and_numbers_stand_once_and_in_order() {
    refused(
        "recipients.toml",
        "id = \"maker\"",
        "id = \"car_screen\"",
        "\"car_screen\" stands twice",
        "its own",
    );
    refused_below(
        1,
        "recipients.toml",
        "id = \"maker\"\nnumber = 2",
        "id = \"maker\"\nnumber = 1",
        "out of order",
        "here 2",
    );
    refused(
        "recipients.toml",
        "number = 3\nname = { es = \"íntimo\"",
        "number = 2\nname = { es = \"íntimo\"",
        "levels",
        "here 3",
    );
    refused(
        "purposes.toml",
        "id = \"interest_tags\"",
        "id = \"assistant\"",
        "\"assistant\" stands twice",
        "its own",
    );
    refused("purposes.toml", "id = \"assistant\"", "id = \"interest_tags\"", "out of order", "here 0");
    refused(
        "purposes.toml",
        "id = \"assistant\"",
        "id = \"telemetry\"",
        "\"telemetry\"",
        "assistant, interest_tags",
    );
    refused("regions.toml", "id = \"ar\"", "id = \"floor\"", "region \"floor\" stands twice", "its own");
    refused_below(
        0,
        "regions.toml",
        "id = \"ar\"\nnumber = 1",
        "id = \"ar\"\nnumber = 0",
        "number 0 stands twice",
        "its own",
    );
    refused(
        "purposes.toml",
        "recipients = [\"voice_assistant\"]",
        "recipients = [\"maker\", \"maker\"]",
        "stands twice",
        "its own",
    );
}

#[test]
fn the_phone_opens_at_level_3_only() {
    refused_below(
        0,
        "recipients.toml",
        "channels = [\"in_car\", \"phone\"]\nhighest_level = 3",
        "channels = [\"in_car\", \"phone\"]\nhighest_level = 2",
        "opens at level 3 only",
        "remove the channel",
    );
    refused_below(
        1,
        "recipients.toml",
        "channels = [\"in_car\", \"phone\"]\nhighest_level",
        "channels = [\"in_car\"]\nhighest_level",
        "write to the phone",
        "set highest_level = 2",
    );
    refused("recipients.toml", "highest_level = 3", "highest_level = 4", "out of range", "0 to 3");
}

#[test]
fn a_purpose_without_a_current_notice_is_refused() {
    let (mut files, _) =
        changed("notices.toml", "purpose = \"interest_tags\"", "purpose = \"interest_tags\"");
    let start = files.notices.contents.rfind("[[notice]]").expect("the second notice");
    files.notices.contents.truncate(start);
    let error = Policy::compile(&files).expect_err("unexplained").to_string();
    assert!(error.starts_with("notices.toml:1: purpose \"interest_tags\" has no notice; add one"), "{error}");
    refused(
        "notices.toml",
        "recipients = [\"car_screen\", ",
        "recipients = [",
        "names other recipients",
        "next version",
    );
}

#[test]
fn a_subject_of_two_recipients_and_a_denied_one_are_refused() {
    refused(
        "recipients.toml",
        "\"travel.beach\"",
        "\"travel.camping\"",
        "also one of \"camping_shop\"",
        "leave it to one of them",
    );
    refused("recipients.toml", "\"travel.beach\"", "\"deny.law\"", "deny.law", "travel.camping");
}
