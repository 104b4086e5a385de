//! A person's own act, as a value that only the trusted control's driver can make (R25).

use sordina_hal::{Choice, InputPin, Key, Machine, Millis, Seat};

/// By what an act was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Means {
    /// A key of the trusted control.
    Key = 1,
    /// The gateway's own screen, or the reader of car keys.
    Screen = 2,
}

impl Means {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 2] = [Self::Key, Self::Screen];
}

/// Somebody at `seat` chose something, by a key or on the gateway's own screen.
///
/// Having one tells you that a control of this board was used: a pin that went from released to pressed and, for
/// giving consent, stayed so for 50 ms; or the screen that is wired to this board. No message, file or configuration
/// can make one: the only constructor is `TrustedControl::poll`. It cannot be copied, so one press is one act.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct PhysicalAct {
    seat: Seat,
    choice: Choice,
    means: Means,
}

impl PhysicalAct {
    /// The seat whose person acted.
    #[must_use]
    pub const fn seat(&self) -> Seat {
        self.seat
    }

    /// What was chosen.
    #[must_use]
    pub const fn choice(&self) -> Choice {
        self.choice
    }

    /// By what.
    #[must_use]
    pub const fn means(&self) -> Means {
        self.means
    }

    #[cfg(test)]
    pub(crate) const fn for_search(seat: Seat, choice: Choice) -> Self {
        Self { seat, choice, means: Means::Screen }
    }
}

/// What software may do: ask. Anyone can make one, and holding one proves nothing (R25, P3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Proposal {
    /// What the head unit would like to be opened.
    pub purpose: crate::gate::Purpose,
}

/// How long a key that gives consent must be held. Shorter contacts are bounce or a sleeve. Stop needs none:
/// closing by mistake costs nothing.
pub(super) const HOLD_MS: u64 = 50;

/// A pin of the trusted control could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ControlUnreadable;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Contact {
    /// Not yet seen released: a key that is held or stuck at start gives nothing.
    Unproven,
    Released,
    PressedSince(Millis),
    /// Pressed, and its act has been handed out.
    Done,
}

/// Driver of the trusted control: the keys, and the screen, that are wired to this board.
#[derive(Debug)]
pub struct TrustedControl {
    contacts: [[Contact; Key::ALL.len()]; Seat::COUNT],
}

impl TrustedControl {
    pub(crate) const fn new() -> Self {
        Self { contacts: [[Contact::Unproven; Key::ALL.len()]; Seat::COUNT] }
    }

    /// Reads keys and screen until one yields an act; call again until `None`. Stop keys are read first.
    pub(crate) fn poll<M: Machine>(
        &mut self,
        machine: &mut M,
    ) -> Result<Option<PhysicalAct>, ControlUnreadable> {
        let now = machine.now();
        for (place, key) in Key::ALL.into_iter().enumerate() {
            for (seat, contacts) in Seat::ALL.into_iter().zip(&mut self.contacts) {
                let pressed = machine.button(seat, key).is_high().map_err(|_| ControlUnreadable)?;
                let Some(contact) = contacts.get_mut(place) else { continue };
                if contact.follow(pressed, now, if key == Key::Stop { 0 } else { HOLD_MS }) {
                    return Ok(Some(PhysicalAct { seat, choice: key.choice(), means: Means::Key }));
                }
            }
        }
        let chosen = machine.next_choice();
        Ok(chosen.map(|(seat, choice)| PhysicalAct { seat, choice, means: Means::Screen }))
    }
}

impl Contact {
    /// Follows the pin; true once per press, when it has been held for `hold` ms.
    fn follow(&mut self, pressed: bool, now: Millis, hold: u64) -> bool {
        *self = match (*self, pressed) {
            (_, false) => Self::Released,
            (Self::Released, true) => Self::PressedSince(now),
            (kept, true) => kept,
        };
        let act = matches!(self, Self::PressedSince(since) if now.since(*since) >= hold);
        if act {
            *self = Self::Done;
        }
        act
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acts(levels: &[(u64, bool)], hold: u64) -> usize {
        let mut contact = Contact::Unproven;
        levels.iter().filter(|(at, pressed)| contact.follow(*pressed, Millis(*at), hold)).count()
    }

    #[test]
    fn one_press_is_one_act_however_long() {
        assert_eq!(acts(&[(0, false), (10, true), (60, true), (70, true), (900, true)], HOLD_MS), 1);
        assert_eq!(
            acts(&[(0, false), (10, true), (60, true), (70, false), (80, true), (140, true)], HOLD_MS),
            2
        );
    }

    #[test]
    fn a_bounce_gives_nothing_but_stops_at_once() {
        assert_eq!(acts(&[(0, false), (10, true), (20, false), (30, true), (40, false)], HOLD_MS), 0);
        assert_eq!(acts(&[(0, false), (10, true)], 0), 1);
    }

    #[test]
    fn a_key_that_is_stuck_from_the_start_gives_nothing() {
        assert_eq!(acts(&[(0, true), (100, true), (10_000, true)], HOLD_MS), 0);
    }
}
