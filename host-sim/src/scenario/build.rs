//! The build of the policy, tried with a change: what it refuses cannot be in any car.

use sordina_policy::{Files, Policy, Source};

/// The refusal of the policy with `from` replaced by `to` in `file`; `None` if it builds. `Err` if `file` has no `from`.
pub(super) fn refusal(file: &str, from: &str, to: &str) -> Result<Option<String>, String> {
    let mut changed = false;
    let mut source = |name: &str, contents: &str| {
        let mut contents = contents.to_owned();
        if name == file && contents.contains(from) {
            contents = contents.replacen(from, to, 1);
            changed = true;
        }
        Source { name: name.to_owned(), contents }
    };
    macro_rules! policy {
        ($name:literal) => {
            source($name, include_str!(concat!("../../../firmware/gateway/policy/", $name)))
        };
    }
    let files = Files {
        purposes: policy!("purposes.toml"),
        recipients: policy!("recipients.toml"),
        notices: policy!("notices.toml"),
        regions: policy!("regions.toml"),
        subjects: sordina::policy::SUBJECTS.iter().map(|row| row.tag.to_owned()).collect(),
    };
    if !changed {
        return Err(format!("{file} has no \"{from}\""));
    }
    Ok(Policy::compile(&files).err().map(|error| error.to_string()))
}
