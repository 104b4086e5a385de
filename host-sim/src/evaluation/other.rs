//! Another spotter beside the gateway's, on exactly the same samples: a command of the user's.
//!
//! It reads the stream (16 kHz, 16 bit little-endian, mono) from standard input and writes, separated by tabs, a row of
//! seconds, word and score per detection; and once `cpu` and its seconds of processor time.

use super::stream::RATE;
use crate::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

/// What a spotter heard in the whole stream.
#[derive(Debug, Default)]
pub(crate) struct Detections {
    /// Seconds and score, per word.
    pub(crate) words: Vec<Vec<(f64, f64)>>,
    /// Processor time of the spotter alone: reading files and making noise is not its work.
    pub(crate) processor: Duration,
}

impl Detections {
    /// None yet, of so many words.
    pub(crate) fn none(words: usize) -> Self {
        Self { words: vec![Vec::new(); words], processor: Duration::ZERO }
    }

    /// Takes in a row; says what is wrong with it.
    fn row(&mut self, row: &str, texts: &[String]) -> Result<(), &'static str> {
        let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
        match *row.split('\t').collect::<Vec<_>>() {
            ["cpu", seconds] => {
                let seconds = number(seconds).and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
                self.processor = seconds.ok_or("no time")?;
            }
            [seconds, word, score] => {
                let word = texts.iter().position(|text| text == word).ok_or("no word of --words")?;
                let found = number(seconds).zip(number(score)).ok_or("no number")?;
                self.words[word].push(found);
            }
            _ => return Err("neither seconds, word and score nor cpu and seconds"),
        }
        Ok(())
    }
}

/// The command while it runs.
pub(crate) struct Other {
    command: String,
    child: Child,
    input: Option<ChildStdin>,
    /// Reads along, so that neither waits for the other.
    reader: JoinHandle<Result<Detections, String>>,
}

impl Other {
    /// Starts the command in a shell.
    pub(crate) fn start(command: &str, texts: &[String]) -> Result<Self, Error> {
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = shell.spawn().map_err(|error| failed(command, &error.to_string()))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let texts = texts.to_vec();
        let reader = std::thread::spawn(move || {
            let mut heard = Detections::none(texts.len());
            for (line, row) in
                output.into_iter().flat_map(|output| BufReader::new(output).lines()).enumerate()
            {
                let row = row.map_err(|error| error.to_string())?;
                heard
                    .row(&row, &texts)
                    .map_err(|what| format!("line {} of its output: {what}: {row}", line + 1))?;
            }
            Ok(heard)
        });
        Ok(Self { command: command.to_owned(), child, input, reader })
    }

    /// Lets it hear more. One that no longer listens has said so, or says so at the end.
    pub(crate) fn hear(&mut self, samples: &[i16]) {
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        if self.input.as_mut().is_some_and(|input| input.write_all(&bytes).is_err()) {
            self.input = None;
        }
    }

    /// Ends the stream and waits for what it heard.
    pub(crate) fn end(mut self) -> Result<Detections, Error> {
        let heard_all = self.input.take().is_some();
        let heard = self.reader.join().map_err(|_| failed(&self.command, "its output was not read"))?;
        let status = self.child.wait().map_err(|error| failed(&self.command, &error.to_string()))?;
        match heard {
            Err(what) => Err(failed(&self.command, &what)),
            Ok(_) if !status.success() => Err(failed(&self.command, &status.to_string())),
            Ok(_) if !heard_all => {
                let what = format!("it stopped before the end; the stream has {RATE} samples a second");
                Err(failed(&self.command, &what))
            }
            Ok(heard) => Ok(heard),
        }
    }
}

fn failed(command: &str, what: &str) -> Error {
    Error::input(
        format!("--against {command}: {what}"),
        "run the command alone with a file of samples as its input; host-sim/measure has examples",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(command: &str, samples: usize) -> Result<Detections, Error> {
        let mut other = Other::start(command, &["coffee".to_owned(), "tent".to_owned()])?;
        other.hear(&vec![0x4142; samples]);
        other.end()
    }

    #[test]
    fn a_command_hears_every_sample_and_its_rows_are_counted() {
        let command = r#"printf '%s.5\ttent\t0.25\ncpu\t1.5\n' $(wc -c)"#;
        let found = heard(command, 100_000).expect("rows are right");
        assert_eq!(found.words, [vec![], vec![(200_000.5, 0.25)]]);
        assert_eq!(found.processor, Duration::from_millis(1500));
    }

    #[test]
    fn what_is_wrong_with_a_command_is_said() {
        for (command, what) in [
            ("cat >/dev/null; echo x", "line 1"),
            (r"cat >/dev/null; printf '1\tmocha\t1\n'", "no word of --words"),
            (r"cat >/dev/null; printf 'nan\ttent\t1\n'", "no number"),
            (r"cat >/dev/null; printf 'cpu\t-1\n'", "no time"),
            ("cat >/dev/null; exit 3", "exit status: 3"),
            ("exec <&-; sleep 0.1", "before the end"),
        ] {
            let error = heard(command, 1_000_000).expect_err(command).to_string();
            assert!(error.contains(what), "{command}: {error}");
        }
    }
}
