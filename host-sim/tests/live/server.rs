//! JACK with its dummy driver.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Its name, so that it is nobody's real server.
pub(crate) const NAME: &str = "sordina-test";

pub(crate) struct Server(Child);

impl Server {
    /// Starts it with this period and waits until it answers.
    pub(crate) fn start(period: u32) -> Self {
        #[allow(clippy::zombie_processes, reason = "`drop` waits for it, and a panic ends the tests")]
        let child = Command::new("jackd")
            .args(["-n", NAME, "-R", "-P", "70", "-d", "dummy", "-r", "48000", "-C", "1", "-P", "1", "-p"])
            .arg(period.to_string())
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

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _gone = self.0.wait();
    }
}
