//! What a person says about her interests, and whom she trusts (R17, R22, R33).
//!
//! Whatever ends or closes something is possible always, from every seat, by one act. What lets more out needs what
//! giving consent needs: a parked car, a known day, and a person who is known to the seat. Nothing here listens: a
//! statement needs no open gate, and opens none.

use super::step::Effect;
use super::{PhysicalAct, State, Who};
use crate::interest::{Epoch, Subject};
use crate::journal::{Entry, Kind};
use crate::policy::Recipient;
use sordina_hal::Choice;

impl State {
    /// The record of what was said; it takes effect by being recorded.
    pub(super) fn take_wish(&self, act: &PhysicalAct) -> Option<Effect> {
        let entry = match act.choice() {
            Choice::Declare { subject, days } => self.declare(act, subject, days)?,
            Choice::Dismiss(subject) => self.about(Kind::Dismissed, act, subject)?,
            Choice::Block(subject) => self.about(Kind::Blocked, act, subject)?,
            Choice::Bought(subject) => self.about(Kind::Bought, act, subject)?,
            Choice::Allow(subject) if self.may_let_out(act) => self.about(Kind::Allowed, act, subject)?,
            Choice::TripOver => Entry::about(Kind::TripOver, act, self.speaker(act), None, Epoch(0)),
            Choice::Trust { recipient, level } => self.trust(act, recipient, level)?,
            _ => return None,
        };
        Some(Effect::Record(entry))
    }

    fn about(&self, kind: Kind, act: &PhysicalAct, subject: u16) -> Option<Entry> {
        let subject = Subject::by_number(subject)?;
        Some(Entry::about(kind, act, self.speaker(act), Some(subject), Epoch(0)))
    }

    /// Until a date, and never for longer than the policy gives the subject.
    fn declare(&self, act: &PhysicalAct, subject: u16, days: u16) -> Option<Entry> {
        let (today, subject) = self.today.zip(Subject::by_number(subject))?;
        if days == 0 || !self.may_let_out(act) {
            return None;
        }
        let until = today.plus(days.min(subject.row().life_days));
        Some(Entry::about(Kind::Declared, act, self.speaker(act), Some(subject), until))
    }

    /// Trusting nobody is possible always.
    fn trust(&self, act: &PhysicalAct, recipient: u8, level: u8) -> Option<Entry> {
        let known = Recipient::by_number(recipient)?;
        let may = level <= known.highest_level && (level == 0 || self.may_let_out(act));
        may.then(|| Entry::trusted(act, self.speaker(act), recipient, level))
    }

    fn speaker(&self, act: &PhysicalAct) -> super::Profile {
        self.seat(act.seat()).profile(act.seat())
    }

    fn may_let_out(&self, act: &PhysicalAct) -> bool {
        let person = self.seat(act.seat());
        matches!(person.who, Who::Known(_)) && self.may_widen(person)
    }
}
