//! A board at the other end of a serial port: what a head unit sees of it, and whether it says what the simulated one says.

use super::{messages, refused, tell_answer};
use crate::Outcome;
use crate::date;
use crate::error::Error;
use crate::language::Language;
use crate::story::{purposes, why};
use serialport::SerialPort;
use sordina::consent::Reason;
use sordina::gate::{Purpose, Purposes};
use sordina::policy::{LEXICON, Recipient};
use sordina_emulated::{Drive, What, link_event, pc};
use sordina_link::{Answer, LONGEST_FRAME, Message, Receiver, Sender, Side};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// Bits per second of the boards' link.
const BAUD: u32 = 115_200;
/// How often a head unit asks.
const BETWEEN_QUESTIONS: Duration = Duration::from_secs(1);
/// How long to wait for a message that is expected; a board looks at its link every 10 ms.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a board that has said everything must be silent.
const SILENCE: Duration = Duration::from_millis(500);

/// A serial port with the head unit's end of the link on it.
pub(in crate::commands) struct Port {
    port: Box<dyn SerialPort>,
    name: String,
    receiver: Receiver,
}

impl Port {
    pub(in crate::commands) fn open(path: &Path) -> Result<Self, Error> {
        let name = path.display().to_string();
        let port =
            serialport::new(&name, BAUD).timeout(Duration::from_millis(20)).open().map_err(|error| {
                let remedy =
                    "check the name, that nothing else uses it, and that you may (Linux: group dialout)";
                Error::input(format!("cannot open {name}: {error}"), remedy)
            })?;
        Ok(Self { port, name, receiver: Receiver::new(Side::HeadUnit) })
    }

    fn lost(&self, error: &std::io::Error) -> Error {
        Error::input(
            format!("{} does not answer any more: {error}", self.name),
            "check the cable and the board's power",
        )
    }

    pub(in crate::commands) fn send(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.port.write_all(bytes).map_err(|error| self.lost(&error))
    }

    /// What came since the last time, or comes within some milliseconds.
    pub(in crate::commands) fn receive(&mut self) -> Result<Vec<Message>, Error> {
        let mut bytes = [0; 256];
        let length = match self.port.read(&mut bytes) {
            Err(error) if error.kind() == ErrorKind::TimedOut => 0,
            read => read.map_err(|error| self.lost(&error))?,
        };
        Ok(messages(&mut self.receiver, &bytes[..length]))
    }

    /// Everything that comes until so many messages are there and the board has been silent, or patience ends.
    fn receive_all(&mut self, expected: usize) -> Result<Vec<Message>, Error> {
        let (mut last, mut all) = (Instant::now(), Vec::new());
        while last.elapsed() < if all.len() < expected { PATIENCE } else { SILENCE } {
            let some = self.receive()?;
            if !some.is_empty() {
                last = Instant::now();
                all.extend(some);
            }
        }
        Ok(all)
    }

    fn is_silent(&self, out: &mut impl Write) -> Result<Outcome, Error> {
        let name = &self.name;
        writeln!(out, "nothing answers on {name}: is the board on, and does its UART run at {BAUD} baud?")?;
        Ok(Outcome::No)
    }
}

/// Asks every second what is open and whether there is a tag for the car's screen; tells what is new.
pub(super) fn listen(
    path: &Path,
    seconds: u64,
    language: Language,
    out: &mut impl Write,
) -> Result<Outcome, Error> {
    let (mut port, mut sender) = (Port::open(path)?, Sender::new());
    let (begin, mut asked, mut known) = (Instant::now(), None::<Instant>, None);
    while begin.elapsed().as_secs() < seconds {
        if asked.is_none_or(|asked| asked.elapsed() >= BETWEEN_QUESTIONS) {
            asked = Some(Instant::now());
            for message in [Message::GetState, Message::Ask { recipient: Recipient::CAR_SCREEN }] {
                port.send(sender.frame(message, &mut [0; LONGEST_FRAME]))?;
            }
        }
        for message in port.receive()? {
            match message {
                Message::Answer(said) if said != Answer::SILENCE => tell_answer(said, language, out)?,
                Message::State { purposes, reason } if known != Some(message) => {
                    known = Some(message);
                    writeln!(out, "{}", in_words(state(purposes, reason), language))?;
                }
                _ => {}
            }
            out.flush()?;
        }
    }
    if known.is_some() { Ok(Outcome::Done) } else { port.is_silent(out) }
}

/// What a state says: what is open, or why nothing is.
pub(in crate::commands) fn state(bits: u8, reason: u8) -> (Purposes, Option<Reason>) {
    let open = Purpose::ALL.into_iter().filter(|purpose| bits & Purposes::only(*purpose).bits() != 0);
    (open.fold(Purposes::NONE, Purposes::with), Reason::from_code(reason))
}

/// The same in the words of the screen.
fn in_words((open, reason): (Purposes, Option<Reason>), language: Language) -> String {
    if !open.is_empty() {
        return format!("{} {}", language.pick("open for", "abierto para"), purposes(open, language));
    }
    let closed = language.pick("closed", "cerrado");
    reason.map_or_else(|| closed.to_owned(), |reason| format!("{closed}: {}", why(reason, language)))
}

/// What a head unit may do to the link: questions, a damaged frame, the same frame twice, a proposal, noise. Few enough bytes for
/// a port that is faster than the board's line.
fn requests() -> Vec<u8> {
    let (mut sender, mut all) = (Sender::new(), Vec::new());
    let mut frame = |message| sender.frame(message, &mut [0; LONGEST_FRAME]).to_vec();
    all.extend(frame(Message::Ask { recipient: Recipient::CAR_SCREEN }));
    all.extend(frame(Message::Ask { recipient: 200 }));
    let mut damaged = frame(Message::GetState);
    damaged[3] ^= 4;
    all.extend(damaged);
    let twice = frame(Message::GetState);
    all.extend([twice.clone(), twice].concat());
    all.extend(frame(Message::Propose { purpose: 1 }));
    all.extend((0..64_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3] | 1));
    all.push(0);
    all.extend(frame(Message::GetState));
    all.extend(frame(Message::Ask { recipient: Recipient::CAR_SCREEN }));
    all
}

/// What a simulated board, with its kill switch set, says to the same requests.
fn expected(requests: &[u8]) -> Result<Vec<Message>, Error> {
    let events = [
        What::Wall(date::DEFAULT.noon()).to_string(),
        What::KillSwitch { is_set: true }.to_string(),
        link_event(requests),
    ];
    let script = events.map(|event| format!("0 {event}\n")).concat() + "500 end\n";
    let played = pc::play(&mut pc::machine(), LEXICON, &Drive { recording: Vec::new(), script });
    let link = played.map_err(|why| refused(&why))?.link;
    Ok(messages(&mut Receiver::new(Side::HeadUnit), &link))
}

/// Sends the same to the board and to a simulated one, both with their kill switch set, and compares what they say.
pub(super) fn test(path: &Path, language: Language, out: &mut impl Write) -> Result<Outcome, Error> {
    let mut port = Port::open(path)?;
    let requests = requests();
    let expected = expected(&requests)?;
    port.send(&requests)?;
    let said = port.receive_all(expected.len())?;
    if said.is_empty() {
        return port.is_silent(out);
    }
    for message in &said {
        writeln!(out, "{message:?}")?;
    }
    if said != expected {
        writeln!(
            out,
            "{}",
            language.pick("PC and board differ; the PC says:", "PC y placa difieren; la PC dice:")
        )?;
        for message in &expected {
            writeln!(out, "{message:?}")?;
        }
        return Ok(Outcome::No);
    }
    writeln!(
        out,
        "{} {}",
        said.len(),
        language.pick("messages, the same on PC and board", "mensajes, iguales en PC y placa")
    )?;
    Ok(Outcome::Done)
}
