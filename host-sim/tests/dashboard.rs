//! The dashboard's door: who does not come from its page, or does not know its secret, learns nothing and opens nothing.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

use sordina_emulated::{Drive, Emulator};
use sordina_tests::drives::test_image;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;
use tungstenite::client::IntoClientRequest;
use tungstenite::http::StatusCode;
use tungstenite::{Error, Message, WebSocket};

/// The program with its page.
struct Program {
    child: Child,
    input: Option<ChildStdin>,
    address: String,
    token: String,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_host-sim"))
            .args(["dashboard", "--port", "0"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let (address, token) =
            url.trim().strip_prefix("http://").and_then(|url| url.split_once("/#")).unwrap();
        Self { input: child.stdin.take(), address: address.to_owned(), token: token.to_owned(), child }
    }

    /// Connects with this secret and these headers; the status of a refusal.
    fn connect(
        &self,
        token: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<WebSocket<TcpStream>, StatusCode> {
        let mut request = format!("ws://{}/ws?token={token}", self.address).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        match tungstenite::client(request, stream) {
            Ok((socket, _)) => Ok(socket),
            Err(tungstenite::HandshakeError::Failure(Error::Http(response))) => Err(response.status()),
            Err(error) => panic!("{error}"),
        }
    }

    /// What the journal's address answers with this secret.
    fn journal(&self, token: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let address = &self.address;
        write!(
            stream,
            "GET /journal.json?token={token} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn type_line(&mut self, line: &str) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// The next screen that fits.
fn screen(socket: &mut WebSocket<TcpStream>, fits: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
    for _ in 0..1000 {
        if let Message::Text(text) = socket.read().unwrap() {
            let screen: serde_json::Value = serde_json::from_str(&text).unwrap();
            if fits(&screen) {
                return screen;
            }
        }
    }
    panic!("no such screen came");
}

#[test]
fn strangers_are_refused() {
    let program = Program::start(&[]);
    let refused = Some(StatusCode::FORBIDDEN);
    let (token, own) = (&program.token, format!("http://{}", program.address));
    for guess in ["", "x", &token[1..], &"0".repeat(32)] {
        assert_eq!(program.connect(guess, &[]).err(), refused, "{guess}");
    }
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1", &own.replace("http", "https")] {
        assert_eq!(program.connect(token, &[("origin", origin)]).err(), refused, "{origin}");
    }
    assert_eq!(program.connect(token, &[("host", "evil.example")]).err(), refused);
    assert!(program.connect(token, &[("origin", &own)]).is_ok());
    assert!(program.connect(token, &[]).is_ok());
}

#[test]
fn a_line_from_the_page_and_a_typed_one_do_the_same() {
    let mut program = Program::start(&[]);
    let mut socket = program.connect(&program.token, &[]).unwrap();
    assert_eq!(screen(&mut socket, |screen| !screen["gate"].is_null())["gate"]["is_open"], false);
    socket.send(Message::text("press driver assistant")).unwrap();
    let open = screen(&mut socket, |screen| screen["gate"]["is_open"] == true);
    assert_eq!((&open["gate"]["lamp"], &open["gate"]["open"][0]), (&true.into(), &"assistant".into()));
    program.type_line("press driver stop");
    screen(&mut socket, |screen| screen["gate"]["is_open"] == false && screen["gate"]["lamp"] == false);
    socket.send(Message::text("open the gate")).unwrap();
    let refused = screen(&mut socket, |screen| !screen["refused"].is_null());
    assert!(
        refused["refused"].as_str().unwrap().contains("is no signal that the gateway uses; "),
        "{refused}"
    );
    assert_eq!(refused["gate"]["is_open"], false);
}

#[test]
fn a_port_that_is_taken_is_said() {
    let program = Program::start(&[]);
    let port = program.address.rsplit(':').next().unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_host-sim")).args(["dashboard", "--port", port]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("cannot serve on port") && said.contains("; choose another with --port"), "{said}");
}

#[test]
fn the_journal_is_for_those_who_know_the_secret() {
    let program = Program::start(&[]);
    assert!(program.journal("").starts_with("HTTP/1.1 403"));
    assert!(program.journal(&"0".repeat(32)).starts_with("HTTP/1.1 403"));
    let answer = program.journal(&program.token);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let journal: serde_json::Value = serde_json::from_str(body).unwrap();
    assert!(journal["public_key"].is_string(), "{journal}");
}

#[test]
fn power_that_is_cut_closes_the_gate_and_keeps_what_was_decided() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(&["--state", folder.path().to_str().unwrap()]);
    let mut socket = program.connect(&program.token, &[]).unwrap();
    let mut say = |line: &'static str| socket.send(Message::text(line)).unwrap();
    say("choose driver profile 0");
    say("choose driver block travel.camping");
    say("press driver assistant");
    let is_closed = |screen: &serde_json::Value| {
        screen["subjects"].as_array().is_some_and(|all| all.iter().any(|one| one["is_closed"] == true))
    };
    screen(&mut socket, |screen| screen["gate"]["is_open"] == true && is_closed(screen));
    socket.send(Message::text("power_cut")).unwrap();
    let after = screen(&mut socket, |screen| screen["gate"]["is_open"] == false);
    assert_eq!(after["gate"]["lamp"], false);
    // The car key says again who she is.
    screen(&mut socket, is_closed);
}

#[test]
fn of_a_board_the_screen_shows_what_a_head_unit_knows() {
    let folder = tempfile::tempdir().unwrap();
    let drive = Drive { recording: Vec::new(), script: "0 wall 1790000000\n3600000 end\n".to_owned() };
    let mut attached = Emulator::new(test_image(), folder.path()).attach(&drive).unwrap();
    let program = Program::start(&["--serial", attached.link.to_str().unwrap()]);
    let mut socket = program.connect(&program.token, &[]).unwrap();
    let known = screen(&mut socket, |screen| !screen["gate"].is_null());
    assert_eq!(known["gate"]["is_open"], false);
    assert!(known["gate"]["reason"].is_string(), "{known}");
    assert!(known["gate"]["lamp"].is_null() && known["purposes"].is_null() && known["tags"].is_null());
    socket.send(Message::text("press driver assistant")).unwrap();
    screen(&mut socket, |screen| screen["refused"] == "only fingers at the board itself do that");
    socket.send(Message::text("ask 0")).unwrap();
    let told = screen(&mut socket, |screen| !screen["left"][0].is_null());
    assert_eq!(told["left"][0]["bytes"], "00 00 00 00 00 00 00 00", "{told}");
    assert!(program.journal(&program.token).starts_with("HTTP/1.1 409"));
    attached.board.kill().unwrap();
    attached.board.wait().unwrap();
}
