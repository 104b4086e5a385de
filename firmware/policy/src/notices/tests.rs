//! A notice's hash stands for every one of its words, and an older notice cannot change (R27).

use super::*;
use crate::Policy;
use crate::tests::{NOTICES, shipped};

fn compiled(contents: &str) -> Result<Vec<Notice>, Error> {
    let mut files = shipped();
    contents.clone_into(&mut files.notices.contents);
    Policy::compile(&files).map(|policy| policy.notices)
}

fn ids() -> Vec<String> {
    let files = shipped();
    let subjects: Vec<&str> = files.subjects.iter().map(String::as_str).collect();
    let recipients = Recipients::parse(&files.recipients, &subjects).expect("sound");
    recipients.ids().into_iter().map(str::to_owned).collect()
}

#[test]
fn any_single_word_of_either_language_changes_the_hash() {
    let ids = ids();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut tried = 0;
    for notice in compiled(NOTICES).expect("sound") {
        let purpose = crate::purposes::KNOWN[notice.purpose];
        assert_eq!(notice.hash_of(purpose, &ids), notice.hash);
        for language in 0..2 {
            for part in 0..PARTS.len() {
                let text = if language == 0 { &notice.es[part] } else { &notice.en[part] };
                let words: Vec<&str> = text.split(' ').collect();
                for place in 0..words.len() {
                    let mut other = words.clone();
                    other[place] = "otherwise";
                    let mut changed = notice.clone();
                    let side = if language == 0 { &mut changed.es } else { &mut changed.en };
                    side[part] = other.join(" ");
                    assert_ne!(changed.hash_of(purpose, &ids), notice.hash, "{purpose}: {}", words[place]);
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 300, "{tried} words");
}

#[test]
fn version_purpose_recipients_and_the_borders_of_parts_count_too() {
    let ids = ids();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let notice = compiled(NOTICES).expect("sound").remove(0);
    let other = |change: fn(&mut Notice)| {
        let mut changed = notice.clone();
        change(&mut changed);
        changed.hash_of("assistant", &ids)
    };
    let move_word = |notice: &mut Notice| {
        let (first, rest) = notice.es[1].split_once(' ').expect("words");
        let (first, rest) = (format!("{} {first}", notice.es[0]), rest.to_owned());
        notice.es[0] = first;
        notice.es[1] = rest;
    };
    assert_ne!(other(|notice| notice.version = 2), notice.hash);
    assert_ne!(other(|notice| notice.recipients.push(0)), notice.hash);
    assert_ne!(other(|notice| std::mem::swap(&mut notice.es, &mut notice.en)), notice.hash);
    assert_ne!(other(move_word), notice.hash);
    assert_ne!(notice.hash_of("interest_tags", &ids), notice.hash);
}

#[test]
fn wrapping_a_text_otherwise_changes_nothing() {
    let before = compiled(NOTICES).expect("sound");
    let after = compiled(&NOTICES.replacen("solo le pasa", "solo   le\\u000a pasa", 1)).expect("sound");
    assert_eq!(before[0].hash, after[0].hash);
}

/// The shipped notices with a second version of the first, whose older one carries `hash`.
fn with_older(hash: &str) -> String {
    let end = NOTICES.rfind("[[notice]]").expect("two notices");
    let start = NOTICES.find("[[notice]]").expect("a notice");
    let newer = NOTICES[start..end].replacen("version = 1", "version = 2", 1).replacen("Te va a", "Va a", 1);
    let sealed = NOTICES.replacen("version = 1", &format!("version = 1\n{hash}"), 1);
    format!("{sealed}\n{newer}")
}

#[test]
fn an_older_notice_stays_readable_and_cannot_change() {
    let hex = compiled(NOTICES).expect("sound")[0].hex();
    let notices = compiled(&with_older(&format!("hash = \"{hex}\""))).expect("sound");
    assert_eq!(notices.iter().filter(|notice| is_current(notice, &notices)).count(), 2);
    assert_eq!(notices[0].hex(), hex);
    assert_ne!(notices[2].hash, notices[0].hash, "the consent given on the older one is void");

    let unsealed = compiled(&with_older("")).expect_err("unsealed").to_string();
    let line = 1 + NOTICES[..NOTICES.find("[[notice]]").expect("a notice")].matches('\n').count();
    assert!(unsealed.starts_with(&format!("notices.toml:{line}: an older notice has no hash")), "{unsealed}");
    assert!(unsealed.ends_with(&format!("write hash = \"{hex}\"")), "{unsealed}");

    let altered = with_older(&format!("hash = \"{hex}\"")).replacen("Te va a escuchar", "Te escucha", 1);
    let altered = compiled(&altered).expect_err("altered").to_string();
    assert!(
        altered.starts_with(&format!("notices.toml:{}: the notice is not the one", line + 3)),
        "{altered}"
    );
    assert!(altered.contains("; restore the text"), "{altered}");
}

#[test]
fn versions_count_up_from_one() {
    for version in [0, 2] {
        let text = NOTICES.replacen("version = 1", &format!("version = {version}"), 1);
        let error = compiled(&text).expect_err("a gap").to_string();
        assert!(error.contains("versions out of order; ") && error.ends_with("here 1"), "{error}");
    }
}

#[test]
fn a_notice_promises_the_floor_s_days() {
    for (from, language) in [("hasta 180 días", "es"), ("up to 180 days", "en")] {
        let error = compiled(&NOTICES.replacen(from, "as long as you like", 1)).expect_err("another time");
        let error = error.to_string();
        assert!(error.contains(&format!("how_long in \"{language}\" does not say 180 days")), "{error}");
        assert!(error.starts_with("notices.toml:") && error.contains("; add a notice that does"), "{error}");
    }
}

#[test]
fn a_notice_says_how_to_reach_everybody_who_answers() {
    for address in ["consultas@calandria.example", "privacidad@sordina.example"] {
        let error =
            compiled(&NOTICES.replacen(address, "the usual desk", 1)).expect_err("unreachable").to_string();
        assert!(error.starts_with("notices.toml:7: who_answers gives neither"), "{error}");
        assert!(error.contains("; write one as recipients.toml has it"), "{error}");
    }
}
