//! A head unit at its smallest: asks the gateway on a serial port what is open and whether there is a tag, and prints what comes.
//!
//! `cargo run -p sordina-link --example head_unit -- /dev/ttyACM0 [SECONDS]`

use sordina_link::{LONGEST_FRAME, Message, Receiver, Sender, Side};
use std::error::Error;
use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

/// Bits per second of the boards' link.
const BAUD: u32 = 115_200;
/// Number of the car's own screen in the gateway's policy.
const CAR_SCREEN: u8 = 0;
const BETWEEN_QUESTIONS: Duration = Duration::from_secs(1);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name the serial port, e.g. /dev/ttyACM0")?;
    let seconds = arguments.next().map_or(Ok(u64::MAX), |seconds| seconds.parse())?;
    let mut port = serialport::new(&path, BAUD).timeout(Duration::from_millis(50)).open()?;
    let (mut sender, mut receiver) = (Sender::new(), Receiver::new(Side::HeadUnit));
    let (begin, mut asked) = (Instant::now(), None::<Instant>);
    while begin.elapsed().as_secs() < seconds {
        if asked.is_none_or(|asked| asked.elapsed() >= BETWEEN_QUESTIONS) {
            asked = Some(Instant::now());
            for message in [Message::GetState, Message::Ask { recipient: CAR_SCREEN }] {
                port.write_all(sender.frame(message, &mut [0; LONGEST_FRAME]))?;
            }
        }
        let mut bytes = [0; 64];
        let length = match port.read(&mut bytes) {
            Err(error) if error.kind() == ErrorKind::TimedOut => 0,
            read => read?,
        };
        for message in bytes.iter().take(length).filter_map(|byte| receiver.push(*byte)) {
            println!("{message:?}");
        }
    }
    println!("{:?}", receiver.ignored());
    Ok(())
}
