//! What stands about everybody: a fold over the journal, and nothing else.
//!
//! Promises:
//! - [`Interests::take`] is the only way in which anything comes to stand, and it takes an [`Entry`]: what the journal says
//!   is what stands, live and after every restart (R37). Nothing enters from a third party: there is no record for it (R36).
//! - Every end takes effect with its record and is never undone by an older one: life, trip's end, purchase, dismissal,
//!   block, erasing, and the end of any consent that a tag rests on (R22).
//! - A guest's shelf is never read back from the journal.

use super::{Epoch, Live, Shelf, Source, Subject, Subjects};
use crate::consent::{Profile, Profiles};
use crate::gate::Purpose;
use crate::journal::{Content, Entry, Kind, Rest};
use crate::policy::CARE_DAYS;
use sordina_hal::Seat;

/// The stored profiles, and the guest at the wheel.
const SHELVES: usize = Profile::STORED + 1;

/// What stands about everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interests {
    shelves: [Shelf; SHELVES],
    /// Profiles of which a record has said anything.
    known: Profiles,
}

impl Interests {
    /// What stands about a person; `None` for a guest who is not at the wheel.
    #[must_use]
    pub fn shelf(&self, profile: Profile) -> Option<&Shelf> {
        self.shelves.get(place(profile)?)
    }

    fn shelf_mut(&mut self, profile: Profile) -> Option<&mut Shelf> {
        self.shelves.get_mut(place(profile)?)
    }

    /// A tag whose days are over on `today`, and whose it is: its end is to be recorded, so that no clock revives it.
    #[must_use]
    pub fn ending(&self, today: Epoch) -> Option<(Profile, Subject)> {
        let all = Profile::all().filter_map(|profile| Some((profile, self.shelf(profile)?)));
        all.flat_map(|(profile, shelf)| shelf.live().map(move |live| (profile, live)))
            .find(|(_, live)| live.until <= today)
            .map(|(profile, live)| (profile, live.subject))
    }

    /// Takes in a record that was read back from the journal.
    pub(crate) fn replay(&mut self, entry: &Entry) {
        self.take(entry);
        self.forget_guest();
    }

    /// Takes in what is recorded, or about to be.
    pub(crate) fn take(&mut self, entry: &Entry) {
        let content = entry.content();
        match content.kind {
            Kind::Tag => self.take_tag(content),
            Kind::Declared => self.declare(content),
            Kind::Dismissed | Kind::Blocked => self.close(content, true),
            Kind::Allowed => self.close(content, false),
            Kind::Bought => self.buy(content),
            Kind::TripOver => self.end_trips(content),
            Kind::Trusted => self.trust(content),
            Kind::Told => self.tell(content),
            Kind::LifeOver => self.end_life(content),
            Kind::Stands => self.take_rest(content),
            Kind::Lives => self.take_live(content),
            Kind::DateConfirmed => self.end_all(),
            Kind::Refused | Kind::Withdrawn | Kind::Expired | Kind::Invalidated | Kind::Revoked => {
                self.end_of_consent(content);
            }
            Kind::Opened => self.guests_are_gone(),
            Kind::Given
            | Kind::Renewed
            | Kind::Closed
            | Kind::AskEveryDrive
            | Kind::Carried
            | Kind::Moved => {}
        }
    }

    /// Nothing is left of these profiles, nor of any tag that rests on their consent.
    pub(crate) fn forget(&mut self, profiles: Profiles) {
        for profile in profiles.iter() {
            if let Some(shelf) = self.shelf_mut(profile) {
                *shelf = Shelf::EMPTY;
            }
            self.known = self.known.without(profile);
        }
        let stored = profiles.intersection(Profiles::STORED);
        for shelf in &mut self.shelves {
            shelf.end_all(|live| live.rests_on.meets(stored));
        }
    }

    /// The guest at the wheel has gone, and takes along what stood about her.
    pub(crate) fn forget_guest(&mut self) {
        self.forget(Profiles::only(Profile::guest(Seat::Driver)));
    }

    /// Entries that say everything that stands about stored profiles, in place of all earlier records (`moving.rs`).
    pub(crate) fn entries(&self) -> impl Iterator<Item = Entry> {
        let stored = Profiles::STORED.iter().filter(|profile| self.known.contains(*profile));
        stored.filter_map(|profile| Some((profile, self.shelf(profile)?))).flat_map(|(profile, shelf)| {
            let (closed, levels, told_on, stated_on) = shelf.rest();
            let rest = Rest { closed: closed.bits(), levels, told_on, stated_on };
            let lives = shelf.live().map(move |live| {
                let (number, days) = (live.subject.row().iab, [live.since, live.until, live.told_on]);
                Entry::lives(profile, number, live.source as u8, live.rests_on, days)
            });
            core::iter::once(Entry::stands(profile, &rest)).chain(lives)
        })
    }

    fn take_tag(&mut self, content: &Content) {
        let Some((owner, subject)) = content.owner().zip(subject(content)) else { return };
        let live = Live {
            subject,
            source: Source::Noticed,
            since: content.day,
            until: content.until,
            rests_on: content.profiles,
            told_on: Epoch(0),
        };
        self.with(owner, |shelf| {
            // What a person stated herself is not made less by being noticed too.
            let is_stated = shelf.of(subject).is_some_and(|known| known.source.is_declared());
            if !(is_stated || shelf.is_closed(subject)) {
                shelf.put(live);
            }
        });
    }

    /// Who states a subject opens it again.
    fn declare(&mut self, content: &Content) {
        let Some((owner, subject)) = content.profile().zip(subject(content)) else { return };
        let (since, until) = (content.day, content.until);
        self.with(owner, |shelf| {
            shelf.close(subject, false);
            let (source, rests_on) = (Source::Declared, Profiles::NONE);
            shelf.put(Live { subject, source, since, until, rests_on, told_on: Epoch(0) });
        });
    }

    fn close(&mut self, content: &Content, is_closed: bool) {
        let Some((owner, subject)) = content.profile().zip(subject(content)) else { return };
        self.with(owner, |shelf| {
            shelf.close(subject, is_closed);
            if is_closed {
                shelf.end(subject);
            }
        });
    }

    /// What was bought is not to be offered again; of a tag that lived, one hint at care remains.
    fn buy(&mut self, content: &Content) {
        let Some((owner, subject)) = content.profile().zip(subject(content)) else { return };
        let day = content.day;
        self.with(owner, |shelf| {
            let known =
                shelf.of(subject).copied().filter(|live| live.lives_on(day) && !live.source.is_care());
            shelf.close(subject, true);
            shelf.end(subject);
            if let Some(live) = known.filter(|live| live.subject.row().ends_on_purchase) {
                let source = if live.source.is_declared() {
                    Source::DeclaredThenBought
                } else {
                    Source::NoticedThenBought
                };
                let until = day.plus(CARE_DAYS);
                shelf.put(Live { source, since: day, until, told_on: Epoch(0), ..live });
            }
        });
    }

    fn end_trips(&mut self, content: &Content) {
        let Some(owner) = content.profile() else { return };
        self.with(owner, |shelf| shelf.end_all(|live| live.subject.row().ends_on_trip_end));
    }

    fn trust(&mut self, content: &Content) {
        let Some((owner, recipient)) = content.profile().zip(content.recipient) else { return };
        self.with(owner, |shelf| shelf.trust(recipient, content.code));
    }

    /// One answer a day, none about the same for some days; and care is told once.
    fn tell(&mut self, content: &Content) {
        let Some((owner, subject)) = content.profile().zip(subject(content)) else { return };
        let day = content.day;
        self.with(owner, |shelf| {
            if subject.is_preference() {
                shelf.stated_on = shelf.stated_on.max(day);
            } else {
                shelf.told_on = shelf.told_on.max(day);
            }
            shelf.tell(subject, day);
            shelf.end_all(|live| live.subject == subject && live.source.is_care());
        });
    }

    fn end_life(&mut self, content: &Content) {
        let Some((owner, subject)) = content.profile().zip(subject(content)) else { return };
        self.with(owner, |shelf| shelf.end(subject));
    }

    /// Nobody knows how long the clock was wrong: nothing that has a life is known to have any of it left.
    fn end_all(&mut self) {
        for shelf in &mut self.shelves {
            shelf.end_all(|_| true);
            (shelf.told_on, shelf.stated_on) = (Epoch(0), Epoch(0));
        }
    }

    /// The consent of one person is enough to end what rests on it.
    fn end_of_consent(&mut self, content: &Content) {
        if content.purposes.contains(Purpose::InterestTags) {
            for shelf in &mut self.shelves {
                shelf.end_all(|live| live.rests_on.meets(content.profiles));
            }
        }
    }

    /// A new opening: whoever was a guest when a tag was made can no longer take it back. Until then she can.
    fn guests_are_gone(&mut self) {
        for shelf in &mut self.shelves {
            shelf.keep_stored_consents();
        }
    }

    fn take_rest(&mut self, content: &Content) {
        let Some(owner) = content.profile() else { return };
        let Rest { closed, levels, told_on, stated_on } = content.rest();
        let rest = Shelf::of_rest((Subjects::from_bits(closed), levels, told_on, stated_on));
        self.with(owner, |shelf| *shelf = rest);
    }

    fn take_live(&mut self, content: &Content) {
        let Some((owner, subject)) = content.owner().zip(subject(content)) else { return };
        let Some(source) = Source::ALL.into_iter().find(|known| u32::from(*known as u8) == content.number)
        else {
            return;
        };
        let rests_on = if source.is_declared() { Profiles::NONE } else { content.profiles };
        let (since, until, told_on) = (content.day, content.until, content.told_on());
        let live = Live { subject, source, since, until, rests_on, told_on };
        self.with(owner, |shelf| shelf.put(live));
    }

    fn with(&mut self, owner: Profile, change: impl FnOnce(&mut Shelf)) {
        if let Some(shelf) = self.shelf_mut(owner) {
            change(shelf);
            self.known = self.known.with(owner);
        }
    }
}

fn place(profile: Profile) -> Option<usize> {
    let number = usize::from(profile.number());
    (number < Profile::STORED || profile == Profile::guest(Seat::Driver)).then_some(number)
}

fn subject(content: &Content) -> Option<Subject> {
    Subject::by_number(content.iab_audience_id)
}
