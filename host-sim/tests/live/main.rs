//! `host-sim live` against a real audio server, sample by sample (R2, R3).
//!
//! The server is JACK with its dummy driver: no hardware, real time, and its ports tell from outside what exists. A probe
//! beside the program speaks into its microphone a sequence in which no sample comes twice, and hears what reaches the
//! assistant.
//!
//! Needs jackd (Debian: jackd2). Without the test harness: the tests share one server name, which must stand in the environment
//! before the first of them.

mod probe;
mod program;
mod server;

use probe::Probe;
use program::Program;
use server::Server;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// Openings and withdrawals at each period, unless the second argument says otherwise.
const OPENINGS: u32 = 200;
/// Periods of the server, in frames.
const PERIODS: [u32; 5] = [64, 128, 256, 480, 1024];

fn main() -> ExitCode {
    if std::env::var_os("JACK_DEFAULT_SERVER").is_none_or(|name| !server::is_ours(&name)) {
        return again_with_the_servers_name();
    }
    let asked = std::env::args().nth(1).unwrap_or_default();
    let tests: [(&str, fn()); 7] = [
        (
            "what_is_open_is_exact_and_what_is_closed_is_silent",
            what_is_open_is_exact_and_what_is_closed_is_silent,
        ),
        (
            "a_server_that_dies_closes_the_gate_and_has_a_name",
            a_server_that_dies_closes_the_gate_and_has_a_name,
        ),
        ("a_server_that_stands_still_closes_the_gate", a_server_that_stands_still_closes_the_gate),
        ("other_rates_are_converted", other_rates_are_converted),
        ("the_dashboard_tells_how_fast_it_is", the_dashboard_tells_how_fast_it_is),
        ("a_full_disk_ends_the_drive", a_full_disk_ends_the_drive),
        ("a_second_start_is_refused", a_second_start_is_refused),
    ];
    for (name, test) in tests.iter().filter(|(name, _)| name.contains(&asked)) {
        test();
        println!("test {name} ... ok");
    }
    ExitCode::SUCCESS
}

fn again_with_the_servers_name() -> ExitCode {
    let this = std::env::current_exe().expect("this program");
    let status = Command::new(this)
        .args(std::env::args_os().skip(1))
        .envs([("JACK_DEFAULT_SERVER", server::new_name().as_str()), ("JACK_NO_START_SERVER", "1")])
        .status();
    if status.is_ok_and(|status| status.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn what_is_open_is_exact_and_what_is_closed_is_silent() {
    let openings = std::env::args().nth(2).map_or(OPENINGS, |number| number.parse().expect("openings"));
    for period in PERIODS {
        let _server = Server::start(period);
        let mut probe = Probe::start();
        let mut program = Program::start(&["live", "--host", "jack"]);
        probe.listen_to_the_assistant();
        let begin = Instant::now();
        let mut interrupted = 0;
        for opening in 0..openings {
            interrupted += u32::from(!opens_and_closes(&mut probe, &mut program, opening));
        }
        let delays = probe.delays();
        let (seconds, xruns) = (begin.elapsed().as_secs_f64(), probe.xruns());
        println!(
            "{period} frames: {openings} openings in {seconds:.0} s, {interrupted} interrupted, {xruns} xruns, delay {delays:?} frames, {} samples",
            probe.heard()
        );
        program.quit();
        // One period in the program's ring, one in the probe's own loop.
        assert!(delays.iter().all(|delay| delay % u64::from(period) == 0), "{delays:?}");
        assert!(
            interrupted <= xruns,
            "{interrupted} openings had gaps, and the server left out {xruns} periods"
        );
    }
}

/// As below, and every sample follows the one before it.
fn opens_and_closes(probe: &mut Probe, program: &mut Program, number: u32) -> bool {
    is_heard_and_ends(probe, program, number) & (probe.take_gaps() == 0)
}

/// Opens, hears, withdraws, and hears nothing more; false if the sound was interrupted while it was open.
fn is_heard_and_ends(probe: &mut Probe, program: &mut Program, number: u32) -> bool {
    program.say("press driver assistant");
    program.hear("gate OPEN");
    probe.speak_to_the_capture_stream();
    let runs = probe.wait_for_sound();
    program.say("press driver stop");
    program.hear("gate CLOSED");
    // The callback under way may still end.
    probe.wait_periods(2);
    probe.must_hear_nothing(true);
    probe.wait_until("the capture stream is still there", Probe::nobody_captures);
    probe.wait_periods(3);
    // The stop key is held for 100 ms, and nothing opens before it is let go.
    std::thread::sleep(Duration::from_millis(120));
    assert_eq!(probe.leaks(), 0, "opening {number}: sound while the gate was closed");
    probe.must_hear_nothing(false);
    runs == 1
}

fn a_server_that_dies_closes_the_gate_and_has_a_name() {
    let server = Server::start(256);
    let mut program = Program::start(&["live", "--host", "jack", "--grant", "assistant"]);
    program.hear("gate OPEN");
    // Until the capture stream is there.
    std::thread::sleep(Duration::from_secs(1));
    drop(server);
    program.hear("gate CLOSED: The microphone's power line does not respond.");
    program.hear("trouble: JACK server shut down");
    let _server = Server::start(256);
    program.hear("audio is back");
    // A fault stays until the next drive.
    program.say("press driver assistant");
    std::thread::sleep(Duration::from_millis(300));
    program.say("Vehicle.LowVoltageSystemState OFF");
    assert!(!program.hear("gate CLOSED").iter().any(|line| line.contains("OPEN")));
    program.say("Vehicle.LowVoltageSystemState ON");
    std::thread::sleep(Duration::from_millis(200));
    program.say("press driver assistant");
    program.hear("gate OPEN");
    program.quit();
}

fn a_server_that_stands_still_closes_the_gate() {
    let server = Server::start(256);
    let program = Program::start(&["live", "--host", "jack", "--grant", "assistant"]);
    program.hear("gate OPEN");
    std::thread::sleep(Duration::from_secs(1));
    server.stand_still(true);
    program.hear("gate CLOSED: The microphone's power line does not respond.");
    program.hear("trouble: the audio system calls no more");
    server.stand_still(false);
    program.hear("audio is back");
    program.quit();
}

/// The gate takes 48 and 16 kHz: at 44.1 kHz what is heard is no longer the same to the bit, but silence still is silence.
fn other_rates_are_converted() {
    let _server = Server::start_at(44_100, 256);
    let mut probe = Probe::start();
    let mut program = Program::start(&["live", "--host", "jack"]);
    probe.listen_to_the_assistant();
    for opening in 0..10 {
        // How often the sound begins says nothing: a filter rings, and passes 0 while it does.
        is_heard_and_ends(&mut probe, &mut program, opening);
    }
    program.quit();
}

/// As a page sees it: the audio system's times and counts, and a withdrawal's.
fn the_dashboard_tells_how_fast_it_is() {
    let _server = Server::start(256);
    let program = Program::start(&["dashboard", "--live", "--host", "jack", "--port", "0"]);
    let address = program.hear_line("http://").replace("http://", "ws://").replace("/#", "/ws?token=");
    let (mut socket, _) = tungstenite::connect(address.trim()).expect("the dashboard");
    let mut screen = |line: &'static str, fits: fn(&serde_json::Value) -> bool| {
        socket.send(line.into()).expect("a program that listens");
        let (begin, mut last) = (Instant::now(), serde_json::Value::Null);
        while begin.elapsed() < Duration::from_secs(20) {
            let text = socket.read().expect("a screen").into_text().expect("text");
            last = serde_json::from_str(&text).expect("JSON");
            if fits(&last) {
                return last;
            }
        }
        panic!("after {line} came {} and {}", last["gate"], last["trouble"]);
    };
    screen("press driver assistant", |screen| screen["gate"]["is_open"] == true);
    std::thread::sleep(Duration::from_millis(500));
    let closed = screen("press driver stop", |screen| {
        screen["gate"]["is_open"] == false && !screen["simulator_only"]["audio"]["silence_ms"][0].is_null()
    });
    let audio = &closed["simulator_only"]["audio"];
    let times = |name: &str| audio[name].as_array().expect("times").len();
    assert_eq!((&audio["frames"], times("silence_ms")), (&256.into(), 1), "{audio}");
    assert!(times("interval_ms") > 50 && audio["callbacks"].as_u64() > Some(50), "{audio}");
}

fn a_full_disk_ends_the_drive() {
    let _server = Server::start(256);
    let folder = tempfile::tempdir().expect("a folder");
    // No file may grow beyond 8 KiB.
    let mut program =
        Program::limited(8, &["live", "--host", "jack", "--state", folder.path().to_str().expect("UTF-8")]);
    program.say("press driver assistant");
    let refusal = program.fails();
    assert!(refusal.contains("cannot write"), "{refusal}");
}

fn a_second_start_is_refused() {
    let _server = Server::start(256);
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = ["live", "--host", "jack", "--state", folder.path().to_str().expect("UTF-8")];
    let mut first = Program::start(&arguments);
    first.say("Vehicle.Speed 5");
    first.hear("Vehicle.Speed = 5");
    let second = Program::start(&arguments);
    let refusal = second.fails();
    assert!(refusal.contains("in use by another host-sim; "), "{refusal}");
    first.quit();
}
