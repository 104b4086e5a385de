//! Which records a move must not lose: the consents in force and the answers to "ask every drive".
//!
//! A consent is in force from its record (`Given`, `Renewed`, `Carried`) until one that ends it (`Refused`,
//! `Withdrawn`, `Expired`, `Invalidated`, `Revoked`), for each profile and purpose on its own. Records go oldest
//! first, so the end of a consent never goes before the consent itself, and nothing that ended can be carried.
//!
//! An opening concerns everybody in the car. Erasing one of them erases its record, so the others' consents are then
//! carried too, with the day of that opening: otherwise they would look unused, and lapse early.

use super::entry::{Entry, Kind};
use crate::consent::{Profile, Profiles};
use crate::gate::Purpose;
use crate::interest::Epoch;

/// Entries that a move may have to carry, at most.
#[allow(clippy::cast_possible_truncation, reason = "27")]
pub(super) const MOST: u32 = (Profile::COUNT * (Purpose::ALL.len() + 1)) as u32;

/// The record that a consent stands by.
#[derive(Clone, Copy, Debug, Default)]
struct Consent {
    /// Sequence of its record; 0 not in force.
    sequence: u32,
    /// The last day on which the gate opened on it; 0 none.
    used: u16,
    /// The record that says so is being erased, because it also concerns somebody else.
    is_use_erased: bool,
}

/// What is in force after the records so far.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// Profiles whose records are being erased.
    erased: Profiles,
    consents: [[Consent; Purpose::ALL.len()]; Profile::COUNT],
    /// Per profile: sequence of its answer to "ask every drive"; 0 none.
    answers: [u32; Profile::COUNT],
    /// The day of the newest dated record.
    pub(super) day: Epoch,
}

impl Standing {
    /// What is in force before the first record, when a move erases these profiles.
    pub(super) fn new(erased: Profiles) -> Self {
        Self { erased, consents: Default::default(), answers: [0; Profile::COUNT], day: Epoch(0) }
    }

    /// Takes in the next record.
    pub(super) fn add(&mut self, sequence: u32, entry: &Entry) {
        let content = entry.content();
        if !matches!(content.kind, Kind::Tag | Kind::Carried) && content.day != Epoch(0) {
            self.day = content.day;
        }
        for profile in content.profiles.iter() {
            if content.kind == Kind::AskEveryDrive
                && let Some(answer) = self.answers.get_mut(usize::from(profile.number()))
            {
                *answer = sequence;
            }
            let consents = self.consents.get_mut(usize::from(profile.number())).into_iter().flatten();
            for (consent, purpose) in consents.zip(Purpose::ALL) {
                if content.purposes.contains(purpose) {
                    consent.take(sequence, entry, self.erased);
                }
            }
        }
    }

    /// Forgets everything about the erased profiles.
    pub(super) fn forget_erased(&mut self) {
        for profile in self.erased.iter() {
            let number = usize::from(profile.number());
            if let (Some(consents), Some(answer)) =
                (self.consents.get_mut(number), self.answers.get_mut(number))
            {
                *consents = Default::default();
                *answer = 0;
            }
        }
    }

    /// How many entries must be carried when all records up to `last` go.
    pub(super) fn count_up_to(&self, last: u32) -> u32 {
        let consents = self.consents.iter().flatten().filter(|consent| consent.must_be_carried(last));
        let answers = self.answers.iter().filter(|answer| (1..=last).contains(*answer));
        u32::try_from(consents.count().saturating_add(answers.count())).unwrap_or(MOST)
    }

    /// The entries to carry for the record `sequence`, which says `entry`, when all records up to `last` go.
    pub(super) fn carry(&self, sequence: u32, entry: &Entry, last: u32) -> impl Iterator<Item = Entry> {
        let consents = self.consents.iter().zip(Profile::all()).flat_map(move |(consents, profile)| {
            let is_carried =
                move |consent: &Consent| consent.sequence == sequence && consent.must_be_carried(last);
            let consents = consents.iter().zip(Purpose::ALL).filter(move |(consent, _)| is_carried(consent));
            consents.map(move |(consent, purpose)| {
                Entry::carried(entry, sequence, profile, purpose, Epoch(consent.used))
            })
        });
        let is_carried = move |answer: u32| answer == sequence && (1..=last).contains(&answer);
        let answers = self.answers.iter().zip(Profile::all()).filter(move |(answer, _)| is_carried(**answer));
        consents.chain(answers.map(move |(_, profile)| Entry::answer_carried(entry, sequence, profile)))
    }
}

impl Consent {
    fn must_be_carried(&self, last: u32) -> bool {
        self.sequence != 0 && (self.sequence <= last || self.is_use_erased)
    }

    fn take(&mut self, sequence: u32, entry: &Entry, erased: Profiles) {
        let content = entry.content();
        match content.kind {
            Kind::Given | Kind::Renewed => *self = Self { sequence, ..Self::default() },
            Kind::Carried => {
                let used = u16::try_from(content.number).unwrap_or(0);
                *self = Self { sequence, used, ..Self::default() };
            }
            Kind::Refused | Kind::Withdrawn | Kind::Expired | Kind::Invalidated | Kind::Revoked => {
                *self = Self::default();
            }
            Kind::Opened if self.sequence != 0 => {
                self.used = content.day.0;
                self.is_use_erased = content.profiles.meets(erased);
            }
            Kind::Opened
            | Kind::Closed
            | Kind::Tag
            | Kind::AskEveryDrive
            | Kind::DateConfirmed
            | Kind::Moved => {}
        }
    }
}
