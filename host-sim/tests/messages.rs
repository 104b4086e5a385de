//! `message check` on messages that may be sent, and on those that may not, in both languages (R35).
#![allow(clippy::unwrap_used, reason = "tests may panic")]

use assert_cmd::Command;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/messages").join(name)
}

fn check(name: &str) -> (i32, Value) {
    let command = Command::new(assert_cmd::cargo::cargo_bin!("host-sim"))
        .args(["message", "check", "--json"])
        .arg(file(name))
        .assert();
    let output = command.get_output();
    (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn nothing_that_may_be_sent_is_refused() {
    let (code, verdict) = check("accepted.toml");
    assert_eq!((code, &verdict["findings"]), (0, &Value::from(Vec::<Value>::new())));
    assert!(verdict["messages"].as_u64().unwrap() >= 40);
}

#[test]
fn each_message_that_may_not_be_sent_is_refused_by_its_rule_at_its_line() {
    let mut count = 0;
    for name in ["refused.toml", "held_out.toml"] {
        let (code, verdict) = check(name);
        assert_eq!(code, 1);
        let text = std::fs::read_to_string(file(name)).unwrap();
        let expected =
            text.lines().enumerate().filter_map(|(at, line)| Some((at + 1, line.split_once("\"  # ")?.1)));
        for (line, rule) in expected {
            let findings = verdict["findings"].as_array().unwrap();
            let is_found = findings.iter().any(|found| found["line"] == line && found["rule"] == rule);
            assert!(is_found, "{name}:{line}: not refused as {rule}");
            count += 1;
        }
    }
    assert!(count >= 60, "{count}");
}
