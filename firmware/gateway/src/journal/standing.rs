//! Which records a move must not lose: where each consent stands, and the answers to "ask every drive".
//!
//! For every stored profile and purpose, a consent stands by the newest record that gives it (`Given`, `Renewed`,
//! `Carried`) or ends it (`Refused`, `Withdrawn`, `Expired`, `Invalidated`, `Revoked`). Three kinds change it
//! further: an `Opened` moves the day of its last use; a `DateConfirmed`, by whomever, makes every consent in force an
//! expired one; and both are also a record of the person who did it, so that erasing *her* must not bring back what
//! her confirmation ended for others, nor make their consents look unused.
//!
//! So a consent is carried when the record that it stands by is dropped, or when a record that changed it is blanked.
//! Carried entries follow all others: what they say is the end of the story that they stand for.
//!
//! A guest's consent ends with the drive and is never read back, so none is carried.

use super::entry::{Content, Entry};
use super::kind::Kind;
use crate::consent::{Profile, Profiles};
use crate::gate::{Purpose, Purposes};
use crate::interest::Epoch;

/// Entries that a move may have to carry, at most.
#[allow(clippy::cast_possible_truncation, reason = "12")]
pub(super) const MOST: u32 = (Profile::STORED * (Purpose::ALL.len() + 1)) as u32;

/// Where one consent stands.
#[derive(Clone, Copy, Debug)]
struct Consent {
    /// Sequence of the record that it stands by.
    sequence: u32,
    /// What happened to it last.
    kind: Kind,
    /// When.
    day: Epoch,
    /// The last day on which the gate opened on it; 0 none.
    used: Epoch,
    /// A record that brought it here is being erased, because it concerns somebody else.
    is_told_by_erased: bool,
}

/// What stands after the records so far.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// Profiles whose records are being erased.
    erased: Profiles,
    consents: [[Option<Consent>; Purpose::ALL.len()]; Profile::STORED],
    /// Per profile: sequence of its answer to "ask every drive"; 0 none.
    answers: [u32; Profile::STORED],
    /// The latest day that the records know of; a person's confirmation, or an earlier move, sets it anew.
    pub(super) day: Epoch,
}

impl Standing {
    /// What stands before the first record, when a move erases these profiles.
    pub(super) fn new(erased: Profiles) -> Self {
        Self { erased, consents: Default::default(), answers: Default::default(), day: Epoch(0) }
    }

    /// Takes in the next record. Its day is 0 if nobody knew the date.
    pub(super) fn add(&mut self, sequence: u32, entry: &Entry) {
        let content = entry.content();
        let day = if content.day == Epoch(0) { self.day } else { content.day };
        let sets_the_day = matches!(content.kind, Kind::DateConfirmed | Kind::Moved);
        self.day = if sets_the_day { day } else { self.day.max(day) };
        let is_told_by_erased = content.profiles.meets(self.erased);
        for ((consents, answer), profile) in
            self.consents.iter_mut().zip(&mut self.answers).zip(Profile::all())
        {
            let is_concerned = content.profiles.contains(profile);
            if content.kind == Kind::AskEveryDrive && is_concerned {
                *answer = sequence;
            }
            for (consent, purpose) in consents.iter_mut().zip(Purpose::ALL) {
                if content.kind == Kind::DateConfirmed {
                    if let Some(consent) = consent {
                        consent.expire(day, is_told_by_erased);
                    }
                } else if is_concerned && content.purposes.contains(purpose) {
                    take(consent, sequence, content, day, is_told_by_erased);
                }
            }
        }
    }

    /// Forgets everything about the erased profiles.
    pub(super) fn forget_erased(&mut self) {
        for ((consents, answer), profile) in
            self.consents.iter_mut().zip(&mut self.answers).zip(Profile::all())
        {
            if self.erased.contains(profile) {
                *consents = Default::default();
                *answer = 0;
            }
        }
    }

    /// How many entries must be carried when all records up to `last` go.
    pub(super) fn count_up_to(&self, last: u32) -> u32 {
        let consents =
            self.consents.iter().flatten().flatten().filter(|consent| consent.must_be_carried(last));
        let answers = self.answers.iter().filter(|answer| (1..=last).contains(*answer));
        u32::try_from(consents.count().saturating_add(answers.count())).unwrap_or(MOST)
    }

    /// The entries to carry for the record `sequence`, which says `entry`, when all records up to `last` go.
    pub(super) fn carry(&self, sequence: u32, entry: &Entry, last: u32) -> impl Iterator<Item = Entry> {
        let consents = self.consents.iter().zip(Profile::all()).flat_map(move |(consents, profile)| {
            consents.iter().zip(Purpose::ALL).filter_map(move |(consent, purpose)| {
                let is_carried =
                    |consent: &Consent| consent.sequence == sequence && consent.must_be_carried(last);
                let Consent { kind, day, used, .. } = consent.filter(is_carried)?;
                let again = entry.again(sequence, profile, Purposes::only(purpose));
                Some(again.carried(kind, day, used))
            })
        });
        let is_carried = move |answer: u32| answer == sequence && (1..=last).contains(&answer);
        let answers = self.answers.iter().zip(Profile::all()).filter(move |(answer, _)| is_carried(**answer));
        consents.chain(answers.map(move |(_, profile)| entry.again(sequence, profile, Purposes::NONE)))
    }
}

/// What becomes of a consent by a record that concerns it.
fn take(
    consent: &mut Option<Consent>,
    sequence: u32,
    content: &Content,
    day: Epoch,
    is_told_by_erased: bool,
) {
    let used = content.last_used().unwrap_or(Epoch(0));
    match content.carried().unwrap_or(content.kind) {
        kind @ (Kind::Given
        | Kind::Renewed
        | Kind::Refused
        | Kind::Withdrawn
        | Kind::Expired
        | Kind::Invalidated
        | Kind::Revoked) => *consent = Some(Consent { sequence, kind, day, used, is_told_by_erased }),
        Kind::Opened => {
            if let Some(consent) = consent.as_mut().filter(|consent| consent.is_given()) {
                consent.used = consent.used.max(consent.day).max(day);
                consent.is_told_by_erased |= is_told_by_erased;
            }
        }
        _ => {}
    }
}

impl Consent {
    const fn is_given(&self) -> bool {
        matches!(self.kind, Kind::Given | Kind::Renewed)
    }

    fn must_be_carried(&self, last: u32) -> bool {
        self.sequence <= last || self.is_told_by_erased
    }

    /// Somebody confirmed that it is `day`: nobody knows how long the clock was wrong.
    fn expire(&mut self, day: Epoch, is_told_by_erased: bool) {
        if self.is_given() {
            self.kind = Kind::Expired;
            self.day = day;
            self.is_told_by_erased |= is_told_by_erased;
        }
    }
}
