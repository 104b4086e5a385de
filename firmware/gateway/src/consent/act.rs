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

/// How long a key that gives consent must be held. Shorter contacts are bounce or a sleeve. Stop needs none, and is no
/// single act: for as long as it is held, or stuck, nothing opens.
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
    /// Pressed, and its act has been handed out, last in this turn.
    Done(Millis),
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
                let follow = if key == Key::Stop { Contact::stops } else { Contact::gives };
                if follow(contact, pressed, now) {
                    return Ok(Some(self.act(seat, key.choice(), Means::Key, now)));
                }
            }
        }
        let chosen = machine.next_choice();
        Ok(chosen.map(|(seat, choice)| self.act(seat, choice, Means::Screen, now)))
    }

    /// After a no, a key of that seat that is being pressed has to be pressed again.
    fn act(&mut self, seat: Seat, choice: Choice, means: Means, now: Millis) -> PhysicalAct {
        if choice.says_no() {
            let contacts = self.contacts.get_mut(seat as usize).into_iter().flatten();
            let pressed = contacts.filter(|contact| matches!(contact, Contact::PressedSince(_)));
            pressed.for_each(|contact| *contact = Contact::Done(now));
        }
        PhysicalAct { seat, choice, means }
    }
}

impl Contact {
    /// Follows the pin of a key that gives; true once per press, when it has been held long enough.
    fn gives(&mut self, pressed: bool, now: Millis) -> bool {
        *self = match (*self, pressed) {
            (_, false) => Self::Released,
            (Self::Released, true) => Self::PressedSince(now),
            (kept, true) => kept,
        };
        let act = matches!(self, Self::PressedSince(since) if now.since(*since) >= HOLD_MS);
        if act {
            *self = Self::Done(now);
        }
        act
    }

    /// Follows the pin of a stop key; true once per turn while it is pressed, from the start on.
    fn stops(&mut self, pressed: bool, now: Millis) -> bool {
        let act = pressed && *self != Self::Done(now);
        *self = if pressed { Self::Done(now) } else { Self::Released };
        act
    }
}

#[cfg(test)]
mod tests {
    //! R25, R26.

    use super::*;

    fn acts(levels: &[(u64, bool)], follow: fn(&mut Contact, bool, Millis) -> bool) -> usize {
        let mut contact = Contact::Unproven;
        levels.iter().filter(|(at, pressed)| follow(&mut contact, *pressed, Millis(*at))).count()
    }

    #[test]
    fn one_press_is_one_act_however_long() {
        let long = [(0, false), (10, true), (60, true), (70, true), (900, true)];
        assert_eq!(acts(&long, Contact::gives), 1);
        let twice = [(0, false), (10, true), (60, true), (70, false), (80, true), (140, true)];
        assert_eq!(acts(&twice, Contact::gives), 2);
    }

    #[test]
    fn a_bounce_gives_nothing_but_stops_at_once() {
        let bounce = [(0, false), (10, true), (20, false), (30, true), (40, false)];
        assert_eq!(acts(&bounce, Contact::gives), 0);
        assert_eq!(acts(&bounce, Contact::stops), 2);
    }

    #[test]
    fn a_key_that_is_stuck_from_the_start_gives_nothing_and_stops_in_every_turn() {
        let stuck = [(0, true), (0, true), (10, true), (10_000, true)];
        assert_eq!(acts(&stuck, Contact::gives), 0);
        assert_eq!(acts(&stuck, Contact::stops), 3);
    }
}
