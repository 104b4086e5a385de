//! Every case of the requirements that is written as a scenario passes, and a scenario that expects otherwise fails.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

use assert_cmd::Command;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn run(arguments: &[&str]) -> (i32, Vec<Value>) {
    let command = Command::new(assert_cmd::cargo::cargo_bin!("host-sim"))
        .args(["scenario", "run", "--json"])
        .args(arguments)
        .assert();
    let output = command.get_output();
    let verdicts: Value = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code().unwrap(), verdicts.as_array().unwrap().clone())
}

#[test]
fn every_case_passes() {
    let (code, verdicts) = run(&["--all"]);
    let failed: Vec<&Value> = verdicts.iter().filter(|verdict| verdict["verdict"] != "pass").collect();
    assert!(failed.is_empty() && code == 0, "{failed:#?}");
    let files = std::fs::read_dir(folder()).unwrap().filter(|entry| {
        entry.as_ref().unwrap().path().extension().is_some_and(|extension| extension == "txt")
    });
    assert_eq!(verdicts.len(), files.count());
}

/// Each expectation of each case, turned around or made impossible, makes exactly that case fail.
#[test]
fn a_case_whose_expectation_is_not_met_fails_and_says_where() {
    let temporary = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(folder().join("talk"), temporary.path().join("talk")).unwrap();
    for (name, from, to) in [
        ("p4.txt", "told travel.camping implicit", "told travel.camping explicit"),
        ("p5.txt", "told nothing", "told movies implicit in_car"),
        ("p9.txt", "gate closed child_seat", "gate open assistant"),
        ("p13.txt", "port passed", "port silent"),
        ("p23.txt", "no travel.camping", "stands travel.camping"),
        ("p33.txt", "erased 0", "stands movies"),
        ("p32.txt", "value = 400", "value = 180"),
    ] {
        let text = std::fs::read_to_string(folder().join(name)).unwrap();
        let line = 1 + text.lines().position(|line| line.contains(from)).unwrap();
        let changed = temporary.path().join(name);
        std::fs::write(&changed, text.replacen(from, to, 1)).unwrap();
        let (code, verdicts) = run(&[changed.to_str().unwrap()]);
        assert_eq!((code, verdicts[0]["verdict"].as_str()), (1, Some("fail")), "{name}");
        let why = verdicts[0]["why"].as_str().unwrap();
        assert!(why.contains(&format!("{name}:{line}: ")), "{why}");
    }
}

#[test]
fn a_talk_that_is_no_denied_one_shows_that_the_comparison_with_silence_can_fail() {
    let temporary = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(folder().join("talk"), temporary.path().join("talk")).unwrap();
    let text = std::fs::read_to_string(folder().join("p15.txt")).unwrap();
    let text = text
        .replace("politics", "camping")
        .replace("expect told nothing", "expect told travel.camping implicit in_car");
    let file = temporary.path().join("p15.txt");
    std::fs::write(&file, text).unwrap();
    let (code, verdicts) = run(&[file.to_str().unwrap()]);
    assert_eq!(code, 1);
    assert!(verdicts[0]["why"].as_str().unwrap().contains("depends on what was said"), "{verdicts:?}");
}
