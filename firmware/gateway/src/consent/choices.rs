//! What a person's act changes, and what software's wish does.

use super::step::Effect;
use super::{PhysicalAct, Profile, Profiles, Proposal, SeatState, State, Status, Who};
use crate::gate::{Purpose, Purposes};
use crate::journal::{Entry, Kind, Terms};
use sordina_hal::{Choice, Occupancy, Seat};

impl State {
    /// Takes in an act; the effect that comes after everything that closes.
    pub(super) fn take_act(&mut self, act: &PhysicalAct) -> Option<Effect> {
        let seat = act.seat();
        match act.choice() {
            Choice::Stop => self.withdraw(act, Purposes::ALL),
            Choice::Withdraw(purpose) | Choice::Refuse(purpose) => {
                self.withdraw(act, Purposes::only(purpose))
            }
            Choice::Give(purpose) => self.give(act, purpose),
            Choice::Later(purpose) => {
                self.put_off(seat, purpose);
                None
            }
            Choice::Profile(number) => {
                self.choose(seat, Profile::stored(number));
                None
            }
            Choice::Guest => {
                self.choose(seat, Some(Profile::guest(seat)));
                None
            }
            Choice::UnderAge => {
                self.seat_is_new(seat, Who::UnderAge);
                None
            }
            Choice::AskEveryDrive(ask) => self.ask_every_drive(act, ask),
            Choice::EraseProfile => {
                let profile = self.seat(seat).profile(seat);
                Some(self.erase(Profiles::only(profile)))
            }
            Choice::EraseEverything => self.erase_everything(seat),
            Choice::ConfirmDate => self.confirm_date(act),
            Choice::Declare { .. }
            | Choice::Dismiss(_)
            | Choice::Block(_)
            | Choice::Allow(_)
            | Choice::Bought(_)
            | Choice::TripOver
            | Choice::Trust { .. } => self.take_wish(act),
        }
    }

    /// The question appears on the screen of everybody who has not decided. A refusal or a withdrawal silences it for
    /// the days of the policy, "later" and no answer for this drive (R25, R35).
    pub(super) fn take_proposal(&mut self, proposal: Proposal) {
        let Some(today) = self.today.filter(|_| self.is_driving) else { return };
        let purpose = proposal.purpose;
        for seat in Seat::ALL {
            let person = *self.seat(seat);
            let consent = *self.ledger.consent(person.profile(seat), purpose);
            let may_ask = match consent.status {
                Status::Unknown | Status::Expired | Status::Invalidated => true,
                Status::Refused | Status::Withdrawn => {
                    today.0.saturating_sub(consent.since.0) >= self.rules.ask_again_days
                }
                _ => false,
            };
            if may_ask && person.occupancy == Occupancy::Occupied && self.may_be_offered(&person, purpose) {
                self.ledger.mark(person.profile(seat), purpose, Status::Requested);
            }
        }
    }

    /// Nobody answered.
    pub(super) fn time_out(&mut self) {
        for purpose in Purpose::ALL {
            for profile in Profile::all() {
                if self.ledger.consent(profile, purpose).status == Status::Requested {
                    self.ledger.mark(profile, purpose, Status::RequestTimedOut);
                }
            }
        }
    }

    /// A recorded consent: the person on the seat is who gave it, and has acted in this drive.
    pub(super) fn take_given(&mut self, entry: &Entry) {
        let content = entry.content();
        let (Some(seat), Some(profile)) = (content.seat, content.profile()) else { return };
        let person = self.seat_mut(seat);
        if person.who == Who::Unknown {
            person.who = Who::Known(profile);
        }
        if person.who == Who::Known(profile) {
            person.affirmed = content.purposes.iter().fold(person.affirmed, Purposes::with);
        }
    }

    /// Who asks to be asked from now on does not take back what she agrees to in this drive.
    pub(super) fn affirm_what_is_agreed(&mut self, entry: &Entry) {
        let Some(seat) = entry.content().seat else { return };
        let agreed = self.agreed_by(seat, self.seat(seat));
        let person = self.seat_mut(seat);
        person.affirmed = agreed.iter().fold(person.affirmed, Purposes::with);
    }

    /// Consent is given when parked, by somebody of age who sits there, and only where it could take effect.
    fn may_give(&self, person: &SeatState, profile: Profile, purpose: Purpose) -> bool {
        self.may_widen(person)
            && self.may_be_offered(person, purpose)
            && !(self.valid(profile).contains(purpose) && person.affirmed.contains(purpose))
    }

    fn may_be_offered(&self, person: &SeatState, purpose: Purpose) -> bool {
        person.who != Who::UnderAge && !person.has_child_seat && self.rules.offered.contains(purpose)
    }

    /// Whatever lets more through needs a parked car, a known day, a free journal and somebody on the seat.
    pub(super) fn may_widen(&self, person: &SeatState) -> bool {
        self.is_driving
            && self.is_parked()
            && !self.kill_switch_is_set
            && self.recording.is_none()
            && self.today.is_some_and(|today| today >= self.ledger.latest())
            && person.occupancy == Occupancy::Occupied
    }

    fn give(&mut self, act: &PhysicalAct, purpose: Purpose) -> Option<Effect> {
        let person = *self.seat(act.seat());
        let profile = person.profile(act.seat());
        let today = self.today.filter(|_| self.may_give(&person, profile, purpose))?;
        let status = self.ledger.consent(profile, purpose).status;
        let again = status.is_given() || status == Status::Expired;
        let kind = if again { Kind::Renewed } else { Kind::Given };
        let shown = self.rules.shown(purpose);
        let terms = Terms {
            region: self.rules.region,
            language: self.language,
            recipients: shown.recipients,
            notice: shown.notice,
            until: self.rules.until(today),
        };
        let entry = Entry::given(kind, act, profile, Purposes::only(purpose), &terms);
        self.recording = Some(entry);
        Some(Effect::RecordFirst(entry))
    }

    /// Always possible, from every seat, for everything that its person has given or is giving. Whoever says no is there,
    /// whatever the car says of the seat, until it says something new. A no to what was never given is a refusal. A no that
    /// changes nothing is not written down again, so that it cannot wear the flash.
    fn withdraw(&mut self, act: &PhysicalAct, named: Purposes) -> Option<Effect> {
        let seat = act.seat();
        let profile = self.seat(seat).profile(seat);
        let cancelled = self.cancel(seat, named);
        let status = |purpose| self.ledger.consent(profile, purpose).status;
        let given =
            named.iter().filter(|purpose| status(*purpose).is_given() || cancelled.contains(*purpose));
        let given = given.fold(Purposes::NONE, Purposes::with);
        let undecided = named.iter().filter(|purpose| {
            !given.contains(*purpose) && !matches!(status(*purpose), Status::Refused | Status::Withdrawn)
        });
        let undecided = undecided.fold(Purposes::NONE, Purposes::with);
        let person = self.seat_mut(seat);
        person.affirmed = person.affirmed.without(named);
        if person.occupancy == Occupancy::Empty {
            person.occupancy = Occupancy::Occupied;
        }
        let (kind, purposes) =
            if given.is_empty() { (Kind::Refused, undecided) } else { (Kind::Withdrawn, given) };
        if purposes.is_empty() {
            return None;
        }
        let entry = Entry::of_act(kind, act, profile, purposes);
        self.ledger.take(&entry, 0, self.today.unwrap_or(self.ledger.latest()), &self.rules);
        Some(Effect::Record(entry))
    }

    /// A consent on its way to the journal from this seat no longer counts when it gets there.
    fn cancel(&mut self, seat: Seat, named: Purposes) -> Purposes {
        let on_its_way = self.recording.filter(|entry| {
            let content = entry.content();
            content.seat == Some(seat) && !content.purposes.intersection(named).is_empty()
        });
        let Some(entry) = on_its_way else { return Purposes::NONE };
        self.recording = None;
        entry.content().purposes.intersection(named)
    }

    fn put_off(&mut self, seat: Seat, purpose: Purpose) {
        let profile = self.seat(seat).profile(seat);
        if self.ledger.consent(profile, purpose).status == Status::Requested {
            self.ledger.mark(profile, purpose, Status::RequestDeferred);
        }
    }

    /// "I am". Only when parked, since a stored consent may open the gate; a person sits on one seat at a time.
    fn choose(&mut self, seat: Seat, profile: Option<Profile>) {
        let person = *self.seat(seat);
        let Some(profile) = profile.filter(|_| self.may_widen(&person)) else { return };
        if person.who == Who::Known(profile) {
            return;
        }
        for other in Seat::ALL {
            if self.seat(other).who == Who::Known(profile) {
                self.seat_is_new(other, Who::Unknown);
            }
        }
        self.seat_is_new(seat, Who::Known(profile));
    }

    /// Another person sits on `seat`: what was said there before was somebody else's.
    pub(super) fn seat_is_new(&mut self, seat: Seat, who: Who) {
        self.ledger.forget(Profiles::only(Profile::guest(seat)));
        self.recording = self.recording.filter(|entry| entry.content().seat != Some(seat));
        let person = self.seat_mut(seat);
        person.who = who;
        person.affirmed = Purposes::NONE;
    }

    fn ask_every_drive(&mut self, act: &PhysicalAct, ask: bool) -> Option<Effect> {
        let person = *self.seat(act.seat());
        let Who::Known(profile) = person.who else { return None };
        let is_new = self.ledger.is_asked_every_drive(profile) != ask;
        if !(profile.is_stored() && is_new && self.may_widen(&person)) {
            return None;
        }
        let entry = Entry::ask_every_drive(act, profile, ask);
        self.recording = Some(entry);
        Some(Effect::RecordFirst(entry))
    }

    /// Nothing is left of these profiles, here or in the journal.
    fn erase(&mut self, profiles: Profiles) -> Effect {
        self.ledger.forget(profiles);
        self.recording = self.recording.filter(|entry| !entry.content().profiles.meets(profiles));
        for seat in Seat::ALL {
            if matches!(self.seat(seat).who, Who::Known(profile) if profiles.contains(profile)) {
                self.seat_is_new(seat, Who::Unknown);
            }
        }
        Effect::Erase(profiles)
    }

    /// The car changes hands. From the driver's seat, so that no passenger erases what is not hers, and parked.
    fn erase_everything(&mut self, seat: Seat) -> Option<Effect> {
        (seat == Seat::Driver && self.is_parked()).then(|| self.erase(Profiles::ALL))
    }

    fn confirm_date(&mut self, act: &PhysicalAct) -> Option<Effect> {
        let has_gone_back = self.today.is_some_and(|today| today < self.ledger.latest());
        if !(has_gone_back && self.is_parked() && self.recording.is_none()) {
            return None;
        }
        let entry = Entry::of_act(
            Kind::DateConfirmed,
            act,
            self.seat(act.seat()).profile(act.seat()),
            Purposes::NONE,
        );
        self.recording = Some(entry);
        Some(Effect::RecordFirst(entry))
    }
}
