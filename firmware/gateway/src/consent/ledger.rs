//! The ledger: where every consent stands. It is a fold over the journal, and nothing else.
//!
//! Promises:
//! - [`Ledger::take`] is the only way in which a consent comes into being, and it takes an [`Entry`]: what the journal
//!   says is what the ledger says, live and after every restart (R37).
//! - A consent counts from its day until its end, and only while it was used lately. A clock that is warped forward ends
//!   it, in the journal; a clock that is turned back revives nothing (R28).
//! - A guest's consent is never read back from the journal.

use super::{Profile, Profiles, Rules, Status};
use crate::gate::{Purpose, Purposes};
use crate::interest::Epoch;
use crate::journal::{Content, Entry, Kind};

/// One consent: one purpose, one profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Consent {
    /// Where it stands.
    pub status: Status,
    /// The day since which it stands there.
    pub since: Epoch,
    /// The day on which it ends, if it was given.
    pub until: Epoch,
    /// The last day on which the gate opened on it, or the day on which it was given.
    pub used: Epoch,
    /// Sequence number of the record of the person's act, if it was given.
    pub record: u32,
    /// Whether it was given on the notice and in the region in force.
    is_current: bool,
}

/// All consents of a device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ledger {
    consents: [[Consent; Purpose::ALL.len()]; Profile::COUNT],
    /// Profiles that want to be asked in every drive.
    asked_every_drive: Profiles,
    /// The latest day that the journal knows of.
    latest: Epoch,
}

impl Ledger {
    /// One consent.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "numbers of profiles and purposes are below their counts")]
    pub const fn consent(&self, profile: Profile, purpose: Purpose) -> &Consent {
        &self.consents[profile.number() as usize][purpose as usize]
    }

    #[allow(clippy::indexing_slicing, reason = "numbers of profiles and purposes are below their counts")]
    const fn consent_mut(&mut self, profile: Profile, purpose: Purpose) -> &mut Consent {
        &mut self.consents[profile.number() as usize][purpose as usize]
    }

    /// The latest day that the journal knows of. A clock that says less has gone back.
    #[must_use]
    pub const fn latest(&self) -> Epoch {
        self.latest
    }

    /// Whether the profile wants to be asked in every drive.
    #[must_use]
    pub const fn is_asked_every_drive(&self, profile: Profile) -> bool {
        self.asked_every_drive.contains(profile)
    }

    /// Purposes for which the profile's consent counts on `today`.
    #[must_use]
    pub fn valid(&self, profile: Profile, today: Epoch, rules: &Rules) -> Purposes {
        let counts = |purpose: &Purpose| {
            let consent = self.consent(profile, *purpose);
            consent.status.is_given()
                && today >= consent.since
                && end(consent, *purpose, today, rules).is_none()
        };
        Purpose::ALL.into_iter().filter(counts).fold(Purposes::NONE, Purposes::with)
    }

    /// A consent that is still called given although it has come to its end on `today`, and how it ended.
    pub(super) fn ending(&self, today: Epoch, rules: &Rules) -> Option<(Profile, Purpose, Kind)> {
        let all = Profile::all().flat_map(|profile| Purpose::ALL.map(|purpose| (profile, purpose)));
        all.filter_map(|(profile, purpose)| {
            let consent = self.consent(profile, purpose);
            let kind = consent.status.is_given().then(|| end(consent, purpose, today, rules))??;
            Some((profile, purpose, kind))
        })
        .next()
    }

    /// Takes in a record that was read back from the journal.
    pub(crate) fn replay(&mut self, entry: &Entry, sequence: u32, rules: &Rules) {
        self.take(entry, sequence, entry.content().day, rules);
        self.forget_guests();
    }

    /// Takes in what is recorded, or about to be, as `sequence` on `day`; day 0 stands for a day that is not known.
    pub(crate) fn take(&mut self, entry: &Entry, sequence: u32, day: Epoch, rules: &Rules) {
        let content = entry.content();
        let day = if day == Epoch(0) { self.latest } else { day };
        let sets_the_day = matches!(content.kind, Kind::DateConfirmed | Kind::Moved);
        self.latest = if sets_the_day { day } else { self.latest.max(day) };
        match content.carried().unwrap_or(content.kind) {
            Kind::Given => self.take_given(content, Status::Given, sequence, day, rules),
            Kind::Renewed => self.take_given(content, Status::RenewedGiven, sequence, day, rules),
            Kind::Refused => self.set(content, Status::Refused, day),
            Kind::Withdrawn => self.set(content, Status::Withdrawn, day),
            Kind::Expired => self.set(content, Status::Expired, day),
            Kind::Invalidated => self.set(content, Status::Invalidated, day),
            Kind::Revoked => self.set(content, Status::Revoked, day),
            Kind::Opened => self.take_opened(content, day),
            Kind::AskEveryDrive => self.take_ask_every_drive(content),
            Kind::DateConfirmed => self.expire_all(day),
            _ => {}
        }
    }

    /// A question, put off or unanswered: never recorded, gone with the drive.
    pub(super) const fn mark(&mut self, profile: Profile, purpose: Purpose, status: Status) {
        self.consent_mut(profile, purpose).status = status;
    }

    /// Nothing is left of these profiles.
    pub(super) fn forget(&mut self, profiles: Profiles) {
        for profile in profiles.iter() {
            self.asked_every_drive = self.asked_every_drive.without(profile);
            for purpose in Purpose::ALL {
                *self.consent_mut(profile, purpose) = Consent::default();
            }
        }
    }

    /// Guests' consents end with the drive.
    pub(super) fn forget_guests(&mut self) {
        self.forget(Profiles::GUESTS);
    }

    /// Questions do not outlive the drive. What they were asked about stands where the journal says, or nowhere.
    pub(super) fn forget_questions(&mut self) {
        for purpose in Purpose::ALL {
            for profile in Profile::all() {
                let status = self.consent(profile, purpose).status;
                if matches!(status, Status::Requested | Status::RequestDeferred | Status::RequestTimedOut) {
                    self.mark(profile, purpose, Status::Unknown);
                }
            }
        }
    }

    fn take_given(&mut self, content: &Content, status: Status, sequence: u32, day: Epoch, rules: &Rules) {
        let Some(profile) = content.profile() else { return };
        let record = if content.rests_on == 0 { sequence } else { content.rests_on };
        let used = content.last_used().unwrap_or(day);
        for purpose in content.purposes.iter() {
            let is_current = content.region == rules.region && content.notice == rules.shown(purpose).notice;
            *self.consent_mut(profile, purpose) =
                Consent { status, since: day, until: content.until, used, record, is_current };
        }
    }

    fn set(&mut self, content: &Content, status: Status, day: Epoch) {
        for profile in content.profiles.iter() {
            for purpose in content.purposes.iter() {
                *self.consent_mut(profile, purpose) = Consent { status, since: day, ..Consent::default() };
            }
        }
    }

    fn take_opened(&mut self, content: &Content, day: Epoch) {
        for profile in content.profiles.iter() {
            for purpose in content.purposes.iter() {
                let consent = self.consent_mut(profile, purpose);
                consent.used = consent.used.max(day);
            }
        }
    }

    fn take_ask_every_drive(&mut self, content: &Content) {
        for profile in content.profiles.iter() {
            let asked = self.asked_every_drive;
            self.asked_every_drive =
                if content.code == 0 { asked.without(profile) } else { asked.with(profile) };
        }
    }

    /// Nobody knows how long the clock was wrong: every consent has to be given again.
    fn expire_all(&mut self, day: Epoch) {
        for consent in self.consents.iter_mut().flatten().filter(|consent| consent.status.is_given()) {
            *consent = Consent { status: Status::Expired, since: day, ..Consent::default() };
        }
    }
}

/// How a consent that was given has ended by `today`; `None` while it counts.
fn end(consent: &Consent, purpose: Purpose, today: Epoch, rules: &Rules) -> Option<Kind> {
    if !rules.offered.contains(purpose) {
        return Some(Kind::Revoked);
    }
    if !consent.is_current {
        return Some(Kind::Invalidated);
    }
    let unused = today.0.saturating_sub(consent.used.0) >= rules.unused_days;
    (today >= consent.until || unused).then_some(Kind::Expired)
}
