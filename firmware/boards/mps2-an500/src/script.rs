//! The script: what people, car and head unit do while a recording plays.
//!
//! One event per line, `t_ms what`, in the order of time; it happens before the first block of audio that begins
//! at that time or later. Empty lines and lines that begin with `#` say nothing.
//!
//! | what | meaning |
//! |---|---|
//! | `wall 1790000000` | the outside says what time it is, seconds since 1970 |
//! | `signal PATH VALUE` | a vehicle signal under its VSS path |
//! | `press SEAT KEY`, `release SEAT KEY` | `Row1.DriverSide interest_tags`; keys: `stop`, `assistant`, `interest_tags` |
//! | `kill set`, `kill clear` | the kill switch |
//! | `link HEX` | the head unit sends these bytes |
//! | `flood on`, `flood off` | the head unit sends what [`Flood`](crate::flood::Flood) makes, block after block |
//! | `break WAY` | the image fails: `panic`, `overflow`, `wild`, `hang`, `rot` (only in the image for tests) |
//! | `end` | nothing; the play goes on until here |

use core::fmt;
use sordina_hal::{Key, Millis, Seat, Signal, UnixSeconds};

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum What<'s> {
    /// The outside says what time it is.
    Wall(UnixSeconds),
    /// A vehicle signal arrives.
    Signal(Signal),
    /// Somebody holds a key down.
    Press(Seat, Key),
    /// Somebody lets a key go.
    Release(Seat, Key),
    /// Somebody moves the kill switch.
    KillSwitch {
        /// Where to.
        is_set: bool,
    },
    /// The head unit sends bytes.
    Link(Hex<'s>),
    /// The head unit begins or ends to send without sense.
    Flood {
        /// Begins.
        is_on: bool,
    },
    /// The image fails.
    Break(Break),
    /// The play goes on until here.
    End,
}

impl<'s> What<'s> {
    /// Reads what a line of a script says after its time; `None` if it says nothing that happens.
    #[must_use]
    pub fn parse(text: &'s str) -> Option<Self> {
        let mut words = text.split_ascii_whitespace();
        let what = parse_what(&mut words)?;
        words.next().is_none().then_some(what)
    }
}

/// As a line of a script says it, after its time.
impl fmt::Display for What<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Wall(UnixSeconds(seconds)) => write!(f, "wall {seconds}"),
            Self::Signal(signal) => write!(f, "signal {signal}"),
            Self::Press(seat, key) => write!(f, "press {} {}", seat.branch(), key.name()),
            Self::Release(seat, key) => write!(f, "release {} {}", seat.branch(), key.name()),
            Self::KillSwitch { is_set } => write!(f, "kill {}", if is_set { "set" } else { "clear" }),
            Self::Link(Hex(digits)) => write!(f, "link {digits}"),
            Self::Flood { is_on } => write!(f, "flood {}", if is_on { "on" } else { "off" }),
            Self::Break(way) => write!(f, "break {}", way_name(way)),
            Self::End => write!(f, "end"),
        }
    }
}

/// Ways in which an image fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// A panic.
    Panic,
    /// The stack runs out.
    Overflow,
    /// A read where there is nothing.
    Wild,
    /// An endless loop.
    Hang,
    /// A bit of the product's words changes.
    Rot,
}

/// Bytes, two hexadecimal digits each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hex<'s>(&'s str);

impl<'s> Hex<'s> {
    fn parse(digits: &'s str) -> Option<Self> {
        let is_hex = digits.len().is_multiple_of(2) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_hex.then_some(Self(digits))
    }

    /// The bytes.
    pub fn bytes(self) -> impl Iterator<Item = u8> + use<'s> {
        let (pairs, _) = self.0.as_bytes().as_chunks::<2>();
        pairs.iter().filter_map(|pair| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok())
    }
}

/// The line with this number, counted from 1, cannot be understood or is earlier than the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadLine(pub u32);

/// A script on its way.
#[derive(Clone, Debug)]
pub struct Script<'s> {
    lines: core::str::Lines<'s>,
    number: u32,
    time: Millis,
    next: Option<(Millis, What<'s>)>,
}

impl<'s> Script<'s> {
    /// Begins a script.
    ///
    /// # Errors
    /// [`BadLine`] when its first event is none.
    pub fn new(text: &'s str) -> Result<Self, BadLine> {
        let mut script = Self { lines: text.lines(), number: 0, time: Millis(0), next: None };
        script.advance()?;
        Ok(script)
    }

    /// The next event that is due, if there is one.
    ///
    /// # Errors
    /// [`BadLine`] when the event after it is none.
    pub fn due(&mut self, now: Millis) -> Result<Option<What<'s>>, BadLine> {
        match self.next {
            Some((at, what)) if at <= now => {
                self.advance()?;
                Ok(Some(what))
            }
            _ => Ok(None),
        }
    }

    /// Whether everything has happened.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.next.is_none()
    }

    fn advance(&mut self) -> Result<(), BadLine> {
        self.next = None;
        for line in self.lines.by_ref() {
            self.number += 1;
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (at, what) = parse(line).filter(|(at, _)| *at >= self.time).ok_or(BadLine(self.number))?;
            self.time = at;
            self.next = Some((at, what));
            break;
        }
        Ok(())
    }
}

fn parse(line: &str) -> Option<(Millis, What<'_>)> {
    let (at, what) = line.split_once(|c: char| c.is_ascii_whitespace())?;
    Some((Millis(at.parse().ok()?), What::parse(what)?))
}

fn parse_what<'s>(words: &mut impl Iterator<Item = &'s str>) -> Option<What<'s>> {
    Some(match words.next()? {
        "wall" => What::Wall(UnixSeconds(words.next()?.parse().ok()?)),
        "signal" => What::Signal(Signal::parse(words.next()?, words.next()?)?),
        "press" => What::Press(seat(words.next()?)?, Key::by_name(words.next()?)?),
        "release" => What::Release(seat(words.next()?)?, Key::by_name(words.next()?)?),
        "kill" => What::KillSwitch { is_set: switch(words.next()?, ["clear", "set"])? },
        "flood" => What::Flood { is_on: switch(words.next()?, ["off", "on"])? },
        "link" => What::Link(Hex::parse(words.next()?)?),
        "break" => What::Break(way(words.next()?)?),
        "end" => What::End,
        _ => return None,
    })
}

fn seat(name: &str) -> Option<Seat> {
    Seat::ALL.into_iter().find(|seat| seat.branch() == name)
}

/// Which of two names it is: the one for no, or the one for yes.
fn switch(name: &str, [no, yes]: [&str; 2]) -> Option<bool> {
    (name == yes).then_some(true).or_else(|| (name == no).then_some(false))
}

const fn way_name(way: Break) -> &'static str {
    match way {
        Break::Panic => "panic",
        Break::Overflow => "overflow",
        Break::Wild => "wild",
        Break::Hang => "hang",
        Break::Rot => "rot",
    }
}

fn way(name: &str) -> Option<Break> {
    let ways = [Break::Panic, Break::Overflow, Break::Wild, Break::Hang, Break::Rot];
    ways.into_iter().find(|known| way_name(*known) == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sordina_hal::SystemState;

    #[test]
    fn events_come_when_they_are_due_and_in_order() {
        let text = "# a drive\n\n0 wall 7\n10 press Row1.DriverSide stop\n10 link 00fA\n25 kill set\n";
        let mut script = Script::new(text).expect("a script");
        assert_eq!(script.due(Millis(0)), Ok(Some(What::Wall(UnixSeconds(7)))));
        assert_eq!(script.due(Millis(0)), Ok(None));
        assert_eq!(script.due(Millis(20)), Ok(Some(What::Press(Seat::Driver, Key::Stop))));
        let Ok(Some(What::Link(hex))) = script.due(Millis(20)) else { panic!("no link bytes") };
        assert!(hex.bytes().eq([0x00, 0xfa]));
        assert!(!script.is_over());
        assert_eq!(script.due(Millis(30)), Ok(Some(What::KillSwitch { is_set: true })));
        assert!(script.is_over());
    }

    #[test]
    fn signals_go_by_their_vss_paths() {
        let line = "5 signal Vehicle.LowVoltageSystemState ON";
        let on = What::Signal(Signal::SystemState(SystemState::On));
        assert_eq!(parse(line), Some((Millis(5), on)));
    }

    #[test]
    fn an_event_reads_as_it_is_written() {
        let lines = [
            "wall 7",
            "signal Vehicle.Speed 50.00",
            "press Row2.Middle assistant",
            "release Row1.DriverSide stop",
            "kill set",
            "kill clear",
            "flood on",
            "flood off",
            "link 00fA",
            "break wild",
            "end",
        ];
        for line in lines {
            assert_eq!(parse(&format!("5 {line}")).map(|(_, what)| what.to_string()).as_deref(), Some(line));
        }
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        for line in ["x", "1", "1 fly", "1 press Row9 stop", "1 link 0", "1 kill", "1 end end", "-1 end"] {
            assert_eq!(Script::new(line).err(), Some(BadLine(1)), "{line}");
        }
        let mut backwards = Script::new("5 end\n\n4 end").expect("begins well");
        assert_eq!(backwards.due(Millis(9)), Err(BadLine(3)));
    }
}
