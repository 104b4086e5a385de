//! The command line as people and scripts meet it: the real binary in a folder of its own.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

use assert_cmd::Command;
use std::path::Path;
use tempfile::TempDir;

/// A folder with what the examples of the help name.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    tone(&folder.path().join("talk.wav"), 44_100, 2, 440.0);
    tone(&folder.path().join("other.wav"), 44_100, 2, 1_000.0);
    let manifest = "path\tword\tseconds\ntalk.wav\tcoffee\t0.5\nother.wav\tespresso\t0.5\ntalk.wav\t-\t0.5\n";
    std::fs::write(folder.path().join("clips.tsv"), manifest).unwrap();
    let scenario = "case P3\ndrive\npropose assistant 3\nexpect gate closed not_given\n";
    std::fs::write(folder.path().join("p3.txt"), scenario).unwrap();
    let message = "[[message]]\nrecipient = \"camping_shop\"\nfrom = \"lucia@fogon.example\"\ntone = \"implicit\"\n\
                   es = \"Hay carpas nuevas.\"\n";
    std::fs::write(folder.path().join("message.toml"), message).unwrap();
    folder
}

fn tone(path: &Path, rate: u32, channels: u16, hertz: f32) {
    let (bits_per_sample, sample_format) = (16, hound::SampleFormat::Int);
    let spec = hound::WavSpec { channels, sample_rate: rate, bits_per_sample, sample_format };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for frame in 0..rate / 2 {
        let phase = frame as f32 / rate as f32 * hertz * std::f32::consts::TAU;
        for _ in 0..channels {
            writer.write_sample((phase.sin() * 8_000.0) as i16).unwrap();
        }
    }
    writer.finalize().unwrap();
}

fn host_sim(folder: &Path, arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::new(assert_cmd::cargo::cargo_bin!("host-sim")).current_dir(folder).args(arguments).assert()
}

fn stdout(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// Splits like a shell, as far as the examples need it.
fn words(line: &str) -> Vec<String> {
    line.split('"')
        .enumerate()
        .flat_map(|(place, part)| match place % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

#[test]
fn every_example_of_the_help_runs() {
    let folder = folder();
    let commands = [
        &["--help"][..],
        &["replay", "--help"],
        &["spot", "--help"],
        &["evaluate", "--help"],
        &["consent", "--help"],
        &["consent", "give", "--help"],
        &["consent", "status", "--help"],
        &["consent", "withdraw", "--help"],
        &["journal", "--help"],
        &["journal", "show", "--help"],
        &["journal", "export", "--help"],
        &["journal", "verify", "--help"],
        &["journal", "erase", "--help"],
        &["declare", "--help"],
        &["explain", "--help"],
        &["trust", "--help"],
        &["dismiss", "--help"],
        &["block", "--help"],
        &["allow", "--help"],
        &["bought", "--help"],
        &["trip-over", "--help"],
        &["scenario", "run", "--help"],
        &["message", "check", "--help"],
        &["linkage", "--help"],
        &["shell-files", "--help"],
        &["lexicon", "--help"],
        &["lexicon", "check", "--help"],
        &["lexicon", "add", "--help"],
        &["lexicon", "test", "--help"],
        &["lexicon", "measure", "--help"],
    ];
    for command in commands {
        let help = stdout(&host_sim(folder.path(), command).success());
        let example = help.lines().find_map(|line| {
            line.trim().strip_prefix("host-sim ").filter(|_| line.starts_with("  host-sim"))
        });
        let example = words(example.unwrap_or_else(|| panic!("{command:?} has no example")));
        let (arguments, file) =
            example.split_at(example.iter().position(|word| word == ">").unwrap_or(example.len()));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let printed = stdout(&host_sim(folder.path(), &arguments).success());
        if let [_, file] = file {
            std::fs::write(folder.path().join(file), printed).unwrap();
        }
    }
    for file in
        ["host-sim.bash", "_host-sim", "host-sim.fish", "man/host-sim.1", "man/host-sim-journal-show.1"]
    {
        assert!(folder.path().join("shell").join(file).is_file(), "{file}");
    }
    assert!(folder.path().join("det.svg").is_file() && folder.path().join("events.jsonl").is_file());
}

#[test]
fn bad_input_is_one_line_that_says_what_to_do_and_exit_code_2() {
    let folder = folder();
    std::fs::write(folder.path().join("talk.mp3"), b"ID3").unwrap();
    std::fs::write(folder.path().join("bad.tsv"), "talk.wav\t-\t0.5\ngone.wav\tcoffee\t1\n").unwrap();
    std::fs::write(folder.path().join("quiet.tsv"), "talk.wav\t-\t0.5\n").unwrap();
    std::fs::write(folder.path().join("late.tsv"), "1\tpress\tnobody stop\n").unwrap();
    std::fs::write(folder.path().join("broken.toml"), "language = \"es\"\nthreshold = 3\n").unwrap();
    let refusals: [(&[&str], &str); 22] = [
        (&["board"], "--qemu"),
        (&["board", "--qemu", "--timeline", "late.tsv"], "<AUDIO>"),
        (&["board", "--serial", "/dev/gone"], "cannot open /dev/gone"),
        (&["board", "--qemu", "--image", "gone"], "there is no image gone; build it"),
        (&["replay"], "<AUDIO>"),
        (&["replay", "talk.mp3"], "neither WAV nor FLAC; convert it, e.g. ffmpeg -i talk.mp3 talk.wav"),
        (&["replay", "gone.wav"], "cannot read gone.wav"),
        (&["replay", "talk.wav", "--grant", "everything"], "everything"),
        (&["replay", "talk.wav", "--timeline", "late.tsv"], "late.tsv:1: "),
        (&["replay", "talk.wav", "--date", "2026-02-30"], "YYYY-MM-DD"),
        (&["replay", "talk.wav", "--events", "no/such/folder"], "cannot write"),
        (&["spot", "talk.wav", "--words", "qqxz"], "qqxz"),
        (&["spot", "talk.wav", "--words", "coffee", "--threshold", "3"], "from -4 to 1"),
        (&["evaluate", "bad.tsv", "--words", "coffee"], "bad.tsv:2: no file gone.wav"),
        (&["evaluate", "quiet.tsv", "--words", "coffee"], "no clip says \"coffee\""),
        (&["evaluate", "clips.tsv", "--words", "coffee", "--noise", "noise"], "--snr"),
        (&["lexicon", "check", "--policy", "nowhere"], "cannot read nowhere/taxonomy.csv"),
        (&["lexicon", "check", "--measured", "bad.tsv"], "it is not what lexicon measure prints"),
        (&["lexicon", "add", "carpa", "--tag", "golf", "--lang", "es"], "unknown tag \"golf\""),
        (
            &["lexicon", "add", "carpa", "--tag", "fitness", "--lang", "es", "--file", "x.toml"],
            "class declared",
        ),
        (
            &["lexicon", "add", "carpa", "--tag", "movies", "--lang", "es", "--file", "broken.toml"],
            "broken.toml:2: ",
        ),
        (&["lexicon", "add", "qqxz", "--tag", "movies", "--lang", "en", "--file", "x.toml"], "qqxz"),
    ];
    for (arguments, expected) in refusals {
        let refused = host_sim(folder.path(), arguments).code(2).stdout("");
        let line = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
        assert!(line.starts_with("host-sim: ") && line.contains(expected) && line.contains("; "), "{line}");
        assert_eq!(line.lines().count(), 1, "{line}");
    }
}

#[test]
fn a_word_is_added_to_its_list_and_nothing_else_changes() {
    let folder = folder();
    let list = folder.path().join("es.toml");
    let head = "# mine\nlanguage = \"es\"\nthreshold = -0.6 # strict\n";
    std::fs::write(&list, head).unwrap();
    let add = |word: &str, tag: &str| {
        host_sim(
            folder.path(),
            &["lexicon", "add", word, "--tag", tag, "--lang", "es", "--file", "es.toml", "--json"],
        )
    };
    let added: serde_json::Value =
        serde_json::from_str(&stdout(&add("parrillada", "food.barbecue").success())).unwrap();
    assert_eq!((added["line"].as_u64(), added["phonemes"][0].as_str()), (Some(6), Some("p a rr i S a D a")));
    let before = std::fs::read_to_string(&list).unwrap();
    assert!(before.starts_with(head));
    add("parrillada", "food.barbecue").code(2);
    add("divorcio", "deny.law").code(2);
    assert_eq!(std::fs::read_to_string(&list).unwrap(), before, "what is refused leaves the file as it was");
    add("bife=b i f e s", "food.barbecue").success();
    assert!(std::fs::read_to_string(&list).unwrap().starts_with(&before));
}

#[test]
fn a_fault_of_the_lists_is_named_with_its_line_and_is_a_no() {
    let folder = folder();
    let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../firmware/gateway/policy");
    std::fs::create_dir_all(folder.path().join("lexicon")).unwrap();
    let lists = ["es", "en", "denied.es", "denied.en"].map(|name| format!("lexicon/{name}.toml"));
    for name in
        ["taxonomy.csv", "subjects.toml", "evidence.toml"].into_iter().chain(lists.iter().map(String::as_str))
    {
        std::fs::copy(policy.join(name), folder.path().join(name)).unwrap();
    }
    let check = ["lexicon", "check", "--policy", "."];
    assert!(stdout(&host_sim(folder.path(), &check).success()).contains("no errors"));
    let denied = folder.path().join("lexicon/denied.es.toml");
    let text =
        std::fs::read_to_string(&denied).unwrap().replacen("deny.demographic\"", "travel.camping\"", 1);
    std::fs::write(&denied, text).unwrap();
    let no = stdout(&host_sim(folder.path(), &check).code(1));
    assert!(no.contains("denied.es.toml:") && no.contains("is of class allow"), "{no}");
    let json = stdout(&host_sim(folder.path(), &[&check[..], &["--json"]].concat()).code(1));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(
        json["errors"][0]["line"].as_u64().unwrap() > 1 && json["warnings"].as_array().unwrap().is_empty()
    );
}

#[test]
fn with_the_gate_closed_the_events_do_not_depend_on_the_audio() {
    let folder = folder();
    let events = |audio: &str, name: &str| {
        host_sim(folder.path(), &["replay", audio, "--events", name]).success();
        std::fs::read_to_string(folder.path().join(name)).unwrap()
    };
    let (one, other) = (events("talk.wav", "a"), events("other.wav", "b"));
    assert_eq!(one, other);
    assert!(one.contains("not_given") && !one.contains("\"open\""), "{one}");
}

#[test]
fn the_assistant_port_gives_the_recording_only_when_it_was_granted() {
    let folder = folder();
    tone(&folder.path().join("plain.wav"), 48_000, 2, 300.0);
    let samples = |name: &str| -> Vec<i16> {
        let reader = hound::WavReader::open(folder.path().join(name)).unwrap();
        reader.into_samples().map(Result::unwrap).collect()
    };
    host_sim(folder.path(), &["replay", "plain.wav", "--out", "a.wav"]).success();
    host_sim(folder.path(), &["replay", "plain.wav", "--out", "b.wav", "--grant", "assistant"]).success();
    host_sim(folder.path(), &["replay", "plain.wav", "--out", "c.wav", "--grant", "interest_tags"]).success();
    assert!(samples("a.wav").iter().chain(&samples("c.wav")).all(|sample| *sample == 0));
    assert_eq!(samples("b.wav"), samples("plain.wav"));
}

#[test]
fn state_is_kept_and_what_does_not_hold_together_is_refused_untouched() {
    let folder = folder();
    let run = ["replay", "talk.wav", "--grant", "interest_tags", "--state", "car", "--json"];
    let first = stdout(&host_sim(folder.path(), &run).success());
    assert!(first.contains("\"kind\":\"given\""), "{first}");
    let flash = folder.path().join("car/flash.bin");
    let kept = std::fs::read(&flash).unwrap();
    host_sim(folder.path(), &run).success();
    let mut forged = std::fs::read(&flash).unwrap();
    assert_ne!(kept, forged);
    // In the middle of the chain: at its end a change looks like a write that a power cut tore.
    let end = forged.iter().rposition(|byte| *byte != 0xff).unwrap();
    forged[end / 3..end * 2 / 3].iter_mut().for_each(|byte| *byte ^= 1);
    std::fs::write(&flash, &forged).unwrap();
    host_sim(folder.path(), &run).code(2);
    assert_eq!(std::fs::read(&flash).unwrap(), forged);
}

#[test]
fn consent_is_given_used_withdrawn_and_erased_across_runs() {
    let folder = folder();
    let run = |arguments: &[&str]| {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--state", "home"]).collect();
        host_sim(folder.path(), &arguments)
    };
    run(&["consent", "status", "assistant"]).code(2);
    let given = stdout(&run(&["consent", "give", "assistant", "--lang", "es"]).success());
    assert!(given.contains("asistente") && given.contains("hasta el 2026-07-14"), "{given}");
    run(&["consent", "status", "assistant"]).success();
    let replayed = stdout(&run(&["replay", "talk.wav", "--json"]).success());
    assert!(replayed.contains("\"purposes\":[\"assistant\"]"), "opened on the stored consent: {replayed}");
    run(&["consent", "status", "assistant", "--date", "2026-02-14"]).code(1);
    run(&["consent", "withdraw", "assistant"]).success();
    run(&["consent", "status", "assistant"]).code(1);
    let shown = stdout(&run(&["journal", "show"]).success());
    assert!(shown.contains("agreed to audio") && shown.contains("withdrew audio"), "{shown}");
    run(&["journal", "erase"]).success();
    let erased = stdout(&run(&["journal", "show"]).success());
    assert!(!erased.contains("agreed") && erased.contains("erased"), "{erased}");
    run(&["consent", "give", "interest_tags", "--region", "cn"]).code(1);
}

#[test]
fn an_exported_journal_is_checked_and_the_first_entry_that_does_not_hold_is_named() {
    let folder = folder();
    host_sim(folder.path(), &["consent", "give", "interest_tags"]).success();
    let exported = stdout(&host_sim(folder.path(), &["journal", "export"]).success());
    let check = |text: &str, more: &[&str]| {
        std::fs::write(folder.path().join("journal.json"), text).unwrap();
        let arguments: Vec<&str> =
            ["journal", "verify", "journal.json"].into_iter().chain(more.iter().copied()).collect();
        host_sim(folder.path(), &arguments)
    };
    let told = stdout(&check(&exported, &[]).success());
    let key = told.lines().last().unwrap().to_owned();
    assert!(told.contains("The key is the one inside the file"), "{told}");
    assert!(!stdout(&check(&exported, &["--key", &key]).success()).contains("inside the file"));
    check(&exported, &["--key", &"00".repeat(32)]).code(1);
    let lied = exported.replacen("driver", "passenger", 1);
    assert_ne!(lied, exported);
    let told = stdout(&check(&lied, &[]).code(1));
    assert!(told.starts_with("DOES NOT HOLD: entry 1: the file shows something else"), "{told}");
    check("{}", &[]).code(2);
}

#[test]
fn the_bundled_drive_tells_what_left_in_both_languages() {
    let folder = folder();
    let english = stdout(&host_sim(folder.path(), &[]).success());
    assert!(english.contains("What left") && english.contains("travel.camping"), "{english}");
    assert!(!english.contains('\u{1b}'), "no colour outside a terminal");
    assert!(stdout(&host_sim(folder.path(), &["--lang", "es"]).success()).contains("Qué salió"));
}
