//! The program under test, its lines and its standard input.

#![allow(dead_code, reason = "each of the two audio servers needs a part of it")]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Program {
    child: Child,
    lines: Receiver<String>,
}

impl Program {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::spawn(Command::new(env!("CARGO_BIN_EXE_host-sim")).args(arguments))
    }

    /// With a limit to the size of its files, in blocks of 1 KiB.
    pub(crate) fn limited(blocks: u32, arguments: &[&str]) -> Self {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        Self::spawn(
            Command::new("bash").args(["-c", &script, env!("CARGO_BIN_EXE_host-sim")]).args(arguments),
        )
    }

    fn spawn(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program");
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let (send, lines) = mpsc::channel();
        std::thread::spawn(move || out.lines().map_while(Result::ok).all(|line| send.send(line).is_ok()));
        Self { child, lines }
    }

    /// Writes a line to it.
    pub(crate) fn say(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().expect("its input"), "{line}").expect("a program that reads");
    }

    /// Waits for a line with these words; the lines before it.
    pub(crate) fn hear(&self, words: &str) -> Vec<String> {
        let mut lines = self.hear_all(words);
        lines.pop();
        lines
    }

    /// Waits for a line with these words, and hands it over.
    pub(crate) fn hear_line(&self, words: &str) -> String {
        self.hear_all(words).pop().unwrap_or_default()
    }

    /// Whether a line with these words has come since the last one that was heard.
    pub(crate) fn has_said(&self, words: &str) -> bool {
        self.lines.try_iter().any(|line| line.contains(words))
    }

    fn hear_all(&self, words: &str) -> Vec<String> {
        let begin = Instant::now();
        let mut lines = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE.saturating_sub(begin.elapsed())) {
                Ok(line) => lines.push(line),
                Err(_) => panic!("waited for \"{words}\" and heard {lines:#?}"),
            }
            if lines.last().is_some_and(|line| line.contains(words)) {
                return lines;
            }
        }
    }

    /// Ends it, and it must end well.
    pub(crate) fn quit(mut self) {
        self.say("quit");
        assert!(self.child.wait().expect("a program").success());
    }

    /// It must end with an error; what it says.
    pub(crate) fn fails(mut self) -> String {
        assert_eq!(self.child.wait().expect("a program").code(), Some(2));
        let mut refusal = String::new();
        self.child.stderr.take().expect("its errors").read_to_string(&mut refusal).expect("text");
        refusal
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _gone = self.child.kill();
    }
}
