//! JACK with its dummy driver.

use std::ffi::OsStr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What its name begins with, so that it is nobody's real server.
const PREFIX: &str = "sordina-test-";

/// A name that no other run has, not even one that was stopped and left its server behind.
pub(crate) fn new_name() -> String {
    format!("{PREFIX}{}", std::process::id())
}

pub(crate) fn is_ours(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with(PREFIX)
}

pub(crate) struct Server(Child);

impl Server {
    /// Starts it at 48 kHz with this period and waits until it answers.
    pub(crate) fn start(period: u32) -> Self {
        Self::start_at(48_000, period)
    }

    /// Starts it at any rate.
    pub(crate) fn start_at(rate: u32, period: u32) -> Self {
        let name = std::env::var("JACK_DEFAULT_SERVER").expect("the name of a server of ours");
        #[allow(clippy::zombie_processes, reason = "`drop` waits for it, and a panic ends the tests")]
        let child = Command::new("jackd")
            .args(["-n", &name, "-R", "-P", "70", "-d", "dummy", "-C", "1", "-P", "1"])
            .args(["-r", &rate.to_string(), "-p", &period.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("jackd; Debian: apt-get install jackd2");
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(10) {
            if jack::Client::new("is-it-there", jack::ClientOptions::NO_START_SERVER).is_ok() {
                return Self(child);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("jackd does not answer");
    }
}

impl Server {
    /// Lets it stand still, or go on.
    pub(crate) fn stand_still(&self, still: bool) {
        let signal = if still { "-STOP" } else { "-CONT" };
        let sent = Command::new("kill").args([signal, &self.0.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _gone = self.0.wait();
    }
}
