//! Which recipient is told what, on which day (R21, R23, R24, R33).
//!
//! Promises:
//! - A subject has one recipient: the one whose list in the policy holds it and whom the person trusts enough, else the
//!   car's own screen. Lists do not overlap; the build refuses that. So two recipients who put together what they know
//!   share no subject.
//! - Recipients take turns by the calendar, the same for all cars ([`Turns`]); the turn of one whom the person does not
//!   trust is the car's own screen's. Who is told nothing learns nothing from that about whether another is told.
//! - One interest a day, for the whole car: which of those that may be told is drawn by the device's secret. When it has
//!   been told, no recipient is told anything more about interests on that day, and it is not told again for
//!   [`REPEAT_DAYS`].
//! - Preferences, which the person states about the drive, are told once a day beside it; where she trusts another
//!   recipient too, only in turn, since they show on which days the car is driven.
//! - Whoever is not told hears the same silence, whatever the reason.
//! - An answer is good for the day on which it is given. It says nothing about when the tag was made.

use super::{Epoch, Interests, Live, Shelf, Source, Subject, Turns, may_repeat};
use crate::consent::Profile;
use crate::policy::{REPEAT_DAYS, Recipient, TURN_DAYS};
use sha2::{Digest, Sha256};
use sordina_link::{Answer, Channels, Tone};

/// What draws the day's interest: known to the device alone.
#[derive(Clone, Copy)]
pub struct Secret([u8; 32]);

impl Secret {
    /// The secret of a device with this seed. It is not the seed, and nobody can tell the seed from it.
    #[must_use]
    pub fn of(device_seed: &[u8; 32]) -> Self {
        Self(
            Sha256::new()
                .chain_update(b"sordina: the day's interest")
                .chain_update(device_seed)
                .finalize()
                .into(),
        )
    }

    /// One of `count`, for this person on this day. The bias of the remainder is below 2^-50 for any count of tags.
    #[must_use]
    pub fn draw(self, profile: Profile, day: Epoch, count: usize) -> usize {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(self.0)
            .chain_update([profile.number()])
            .chain_update(day.0.to_le_bytes())
            .finalize()
            .into();
        let [b0, b1, b2, b3, b4, b5, b6, b7, ..] = digest;
        let number = u64::from_le_bytes([b0, b1, b2, b3, b4, b5, b6, b7]);
        let count = u64::try_from(count).unwrap_or(u64::MAX).max(1);
        usize::try_from(number % count).unwrap_or(0)
    }
}

/// Something that may be told, once it is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it is about.
    pub subject: Subject,
    /// How it may be spoken about.
    pub tone: Tone,
    /// The bytes.
    pub answer: Answer,
}

impl Interests {
    /// What `recipient` may be told about `profile` on `today`; `None` is silence.
    #[must_use]
    pub fn answer(&self, profile: Profile, recipient: u8, today: Epoch, secret: Secret) -> Option<Offer> {
        let shelf = self.shelf(profile)?;
        let has_turn = holder(shelf, today) == recipient;
        let preference = shelf.live().find(|live| {
            live.subject.is_preference()
                && live.lives_on(today)
                && shelf.stated_on < today
                && recipient_of(shelf, live) == Some(recipient)
                && (has_turn || is_alone(shelf, recipient))
        });
        let interest = || pinned(shelf, profile, recipient, today, secret).filter(|_| has_turn);
        let live = preference.or_else(interest)?;
        let is_intimate = shelf.level(recipient) >= Recipient::PHONE_LEVEL;
        let channels = if is_intimate { Channels::CarAndPhone } else { Channels::Car };
        let tone = tone(live.source);
        let answer = Answer::tag(live.subject.row().iab, today.0, ANSWER_DAYS, tone, channels);
        Some(Offer { subject: live.subject, tone, answer })
    }
}

/// Days for which an answer is good: its own. Tomorrow the recipient asks again, and hears of no tag that has ended since.
const ANSWER_DAYS: u16 = 1;

/// The interest of the day for the recipient that has its turn; none once the day's has been told.
fn pinned(shelf: &Shelf, profile: Profile, holder: u8, today: Epoch, secret: Secret) -> Option<&Live> {
    // A clock that was turned back to before the last answer gives no second one.
    if shelf.told_on >= today {
        return None;
    }
    let interests = || {
        shelf.live().filter(|live| {
            !live.subject.is_preference()
                && live.lives_on(today)
                && may_repeat(live.told_on, today, REPEAT_DAYS)
                && recipient_of(shelf, live) == Some(holder)
        })
    };
    let count = interests().count();
    interests().nth(secret.draw(profile, today, count))
}

/// Whose turn it is.
fn holder(shelf: &Shelf, today: Epoch) -> u8 {
    let recipients = u16::try_from(Recipient::in_turn().count()).unwrap_or(u16::MAX);
    let turn = Turns { days: TURN_DAYS, recipients }.holder(today);
    let holder = Recipient::in_turn().nth(turn.into()).map(|recipient| recipient.number);
    holder.filter(|number| shelf.level(*number) > 0).unwrap_or(Recipient::CAR_SCREEN)
}

/// Whether the person trusts nobody else outside the car: nobody is there to compare notes with.
fn is_alone(shelf: &Shelf, recipient: u8) -> bool {
    let numbers = Recipient::in_turn().map(|other| other.number);
    let mut others = numbers.filter(|other| *other != recipient && *other != Recipient::CAR_SCREEN);
    others.all(|other| shelf.level(other) == 0)
}

/// The one recipient that may hear of a tag.
fn recipient_of(shelf: &Shelf, live: &Live) -> Option<u8> {
    let trusts = |recipient: u8| shelf.level(recipient) >= live.source.level();
    let named = Recipient::of_subject(live.subject.place()).filter(|recipient| trusts(*recipient));
    named.or(Some(Recipient::CAR_SCREEN).filter(|screen| trusts(*screen)))
}

/// Whoever bought something gets help with it; to everybody else the recipient must not say how it knows, unless the
/// person said it herself (R34).
const fn tone(source: Source) -> Tone {
    match source {
        Source::Noticed => Tone::Implicit,
        Source::Declared => Tone::Explicit,
        Source::NoticedThenBought | Source::DeclaredThenBought => Tone::Care,
    }
}
