//! `host-sim live` against PipeWire, without hardware (R2, R3): what `tests/live` shows at JACK, at a second server, and the states
//! that JACK's dummy driver cannot have.
//!
//! A player speaks a recording in which no sample comes twice into a virtual microphone, and a recorder writes down what reaches the
//! assistant's output. Needs pipewire, pw-cat, wireplumber and a D-Bus session of its own (Debian: pipewire, pipewire-bin,
//! wireplumber, dbus). Without the test harness: one server for all tests.

#[path = "../live/program.rs"]
mod program;
mod server;

use program::Program;
use server::{RATE, Server, assistant_heard, captures, until};
use std::process::{Command, ExitCode};
use std::time::Duration;

/// Openings and withdrawals while the recorder runs.
const OPENINGS: usize = 10;
/// Changes of the server's rate, at most.
const CHANGES: usize = 5;
/// Name of a test, and the test.
type Test = (&'static str, fn(&Server));

/// How long the gate is open, and then closed.
const HALF_CYCLE: Duration = Duration::from_millis(700);

fn main() -> ExitCode {
    if std::env::var_os("XDG_RUNTIME_DIR").is_none_or(|folder| !server::is_ours(&folder)) {
        return again_in_a_session_of_its_own();
    }
    let tests: [Test; 3] = [
        (
            "what_is_open_is_exact_and_what_is_closed_is_silent",
            what_is_open_is_exact_and_what_is_closed_is_silent,
        ),
        ("a_change_of_rate_is_survived", a_change_of_rate_is_survived),
        (
            "a_microphone_that_is_removed_closes_the_gate_and_has_a_name",
            a_microphone_that_is_removed_closes_the_gate_and_has_a_name,
        ),
    ];
    let server = Server::start();
    for (name, test) in tests {
        test(&server);
        println!("test {name} ... ok");
    }
    ExitCode::SUCCESS
}

fn again_in_a_session_of_its_own() -> ExitCode {
    let folder = server::runtime_folder();
    let this = std::env::current_exe().expect("this program");
    let status = Command::new("dbus-run-session")
        .arg("--")
        .arg(this)
        .env("XDG_RUNTIME_DIR", folder.path())
        .status()
        .expect("dbus-run-session; Debian: apt-get install dbus");
    if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn open(program: &mut Program) {
    program.say("press driver assistant");
    program.hear("gate OPEN");
}

fn close(program: &mut Program) {
    program.say("press driver stop");
    program.hear("gate CLOSED");
}

fn what_is_open_is_exact_and_what_is_closed_is_silent(server: &Server) {
    let mut program = Program::start(&["live", "--host", "pipewire"]);
    program.hear("gate CLOSED");
    let player = server.play();
    let recorder = server.record();
    for opening in 0..OPENINGS {
        open(&mut program);
        std::thread::sleep(HALF_CYCLE);
        until(&format!("opening {opening} has a capture stream"), captures);
        close(&mut program);
        std::thread::sleep(HALF_CYCLE);
        until(&format!("nobody captures after opening {opening}"), || !captures());
    }
    drop(player);
    let runs = assistant_heard(recorder);
    program.quit();
    println!(
        "{OPENINGS} openings: runs of {:?} samples",
        runs.iter().map(|run| run.end - run.start).collect::<Vec<_>>()
    );
    assert_eq!(runs.len(), OPENINGS, "{runs:?}: of each opening no sample is missing");
    // Between a withdrawal and the next opening the speaker went on, and nothing of that came.
    let half = (HALF_CYCLE.as_secs_f64() * f64::from(RATE)) as u64;
    for pair in runs.windows(2) {
        assert!(pair[1].start > pair[0].end + half * 9 / 10, "{pair:?}: too little is missing in between");
        assert!(pair[0].end - pair[0].start > half / 2, "{pair:?}: too little was heard");
    }
}

/// A busy server may stand still when it changes the rate. That closes the gate and has a name, and then another change is tried.
fn a_change_of_rate_is_survived(server: &Server) {
    let goes_on = (0..CHANGES).any(|_| sound_goes_on_after_a_change_of_rate(server));
    assert!(goes_on, "of {CHANGES} changes of the rate none was survived");
}

/// The server converts from then on, and so no sample is a whole number any more.
fn sound_goes_on_after_a_change_of_rate(server: &Server) -> bool {
    let mut program = Program::start(&["live", "--host", "pipewire"]);
    program.hear("gate CLOSED");
    let player = server.play();
    open(&mut program);
    let half_a_second = RATE as usize / 2;
    let recorder = server.record();
    until("sound passes as it is", || {
        recorder.count(|number| number > 0.0 && number.fract() == 0.0) > half_a_second
    });
    drop(recorder);
    server.force_rate(44_100);
    // The server changes it as soon as it has another stream to serve.
    let recorder = server.record();
    let mut stands_still = false;
    until("sound passes converted, or it is said why not", || {
        stands_still = program.has_said("trouble: the audio system calls no more");
        stands_still || recorder.count(|number| number.fract() != 0.0) > half_a_second
    });
    if !stands_still {
        close(&mut program);
    }
    until("nobody captures", || !captures());
    server.force_rate(0);
    drop((player, recorder));
    program.quit();
    !stands_still
}

fn a_microphone_that_is_removed_closes_the_gate_and_has_a_name(server: &Server) {
    let mut program = Program::start(&["live", "--host", "pipewire"]);
    open(&mut program);
    std::thread::sleep(HALF_CYCLE);
    server.remove_microphone();
    program.hear("gate CLOSED: The microphone's power line does not respond.");
    program.hear("trouble: ");
    until("nobody captures", || !captures());
    program.quit();
}
