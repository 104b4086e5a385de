//! Purposes, recipients, notices and regions as somebody writes them (R27, R31, R32): each file in turn is the input.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sordina_policy::{Files, Policy, Source};

macro_rules! shipped {
    ($name:literal) => {
        Source {
            name: $name.to_owned(),
            contents: include_str!(concat!("../../firmware/gateway/policy/", $name)).to_owned(),
        }
    };
}

fuzz_target!(|text: &str| {
    let subjects = sordina::policy::SUBJECTS.iter().map(|row| row.tag.to_owned()).collect();
    let shipped = Files {
        purposes: shipped!("purposes.toml"),
        recipients: shipped!("recipients.toml"),
        notices: shipped!("notices.toml"),
        regions: shipped!("regions.toml"),
        subjects,
    };
    for file in 0..4 {
        let mut files = shipped.clone();
        let one = [&mut files.purposes, &mut files.recipients, &mut files.notices, &mut files.regions]
            .into_iter()
            .nth(file);
        one.expect("four files").contents = text.to_owned();
        if let Err(error) = Policy::compile(&files) {
            assert!(!error.to_string().is_empty());
        }
    }
});
