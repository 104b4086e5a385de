//! One thing worth recording: who, what, when, on which notice. Its 48 bytes are laid out here.
//!
//! ```text
//!  0  version, 2                              1  kind
//!  2  profiles it concerns, u16 LE            4  purposes, bits
//!  5  code: reason of a closing, cause of a move, answer to "ask every drive", level of trust, tone of what was told;
//!     of a carried record, its kind; of a tag, the number of the profile that it is about
//!  6  seat; 255 none                          7  means of the act: 1 key, 2 screen; 0 no act
//!  8  time of the act, u32 LE, seconds since 1970-01-01 UTC; 0 no act: only a person's act has a time of day
//! 12  day, u16 LE, days since 1970-01-01     14  day on which the consent, or the tag, ends, u16 LE
//! 16  recipients that the notice names, u16 LE, bits
//! 18  region                                 19  language of the notice: 1 Spanish, 2 English; 0 none
//! 20  number, u32 LE: the opening's generation; records dropped by a move; day on which a carried consent was last
//!     used, 0 none; source of a tag that is said again
//! 24  number of a subject: an IAB audience id or a preference's, u16 LE
//! 26  recipient that was told, or trusted; 255 none
//! 27  zero
//! 28  rests on: sequence number of the consent's record, or of the record that this says again, u32 LE; 0 none
//! 32  notice: first 16 bytes of its hash; in a record of a move, the digest `blanked` of `verify.rs`; of what stands
//!     about a person, her closed subjects (u64 LE), levels (u32 LE), and the days on which something was told (2 u16 LE)
//! ```
//! A field that a kind does not use is zero, or 255 where the table says so; anything else is refused.

use super::kind::{Cause, Kind};
use crate::consent::{Means, PhysicalAct, Profile, Profiles, Reason};
use crate::gate::{Generation, Purposes};
use crate::interest::{Epoch, Offer, Subject, Tag};
use sordina_hal::vss::Language;
use sordina_hal::{Seat, UnixSeconds};

/// Bytes of an entry.
pub const CONTENT: usize = 48;
/// Bytes of a notice's hash that are kept.
pub const NOTICE: usize = 16;

const VERSION: u8 = 2;
const NOBODY: u8 = 255;

/// What an entry holds, field by field, for readers. Having one proves nothing; see [`Entry`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Content {
    /// What happened.
    pub kind: Kind,
    /// Whom it concerns; empty for the device itself.
    pub profiles: Profiles,
    /// Which purposes.
    pub purposes: Purposes,
    /// Code of a reason, a cause, an answer, or what a carried record said.
    pub code: u8,
    /// Where the person sat.
    pub seat: Option<Seat>,
    /// By what the person acted.
    pub means: Option<Means>,
    /// When the person acted.
    pub time: Option<UnixSeconds>,
    /// The day.
    pub day: Epoch,
    /// The day on which the consent ends.
    pub until: Epoch,
    /// Recipients that the notice names, one bit each.
    pub recipients: u16,
    /// Number of the region whose rules applied.
    pub region: u8,
    /// Language of the notice.
    pub language: Option<Language>,
    /// Generation of an opening; records dropped by a move; day on which a carried consent was last used, 0 none.
    pub number: u32,
    /// Number of the subject.
    pub iab_audience_id: u16,
    /// Recipient that was told, or trusted.
    pub recipient: Option<u8>,
    /// Sequence number of the record that a tag, or something said again, rests on; 0 none.
    pub rests_on: u32,
    /// The notice, by its hash; zeros where there was none. A move's is the digest of what it left out.
    pub notice: [u8; NOTICE],
}

impl Content {
    const fn new(kind: Kind) -> Self {
        Self {
            kind,
            profiles: Profiles::NONE,
            purposes: Purposes::NONE,
            code: 0,
            seat: None,
            means: None,
            time: None,
            day: Epoch(0),
            until: Epoch(0),
            recipients: 0,
            region: 0,
            language: None,
            number: 0,
            iab_audience_id: 0,
            recipient: None,
            rests_on: 0,
            notice: [0; NOTICE],
        }
    }

    /// The reason of a closing.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        (self.kind == Kind::Closed).then(|| Reason::from_code(self.code))?
    }

    /// The cause of a move.
    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        let moved = (self.kind == Kind::Moved).then_some(self.code)?;
        Cause::ALL.into_iter().find(|cause| *cause as u8 == moved)
    }

    /// What a carried record said, if it is one.
    #[must_use]
    pub fn carried(&self) -> Option<Kind> {
        let carried = (self.kind == Kind::Carried).then_some(self.code)?;
        Kind::ALL.into_iter().find(|kind| *kind as u8 == carried)
    }

    /// The last day on which a carried consent was used, if it was used since it was given.
    #[must_use]
    pub fn last_used(&self) -> Option<Epoch> {
        let day = u16::try_from(self.number).ok().filter(|day| *day != 0);
        day.filter(|_| self.kind == Kind::Carried).map(Epoch)
    }

    /// Whether less may leave than before: it takes effect before it is recorded, and also if it cannot be.
    #[must_use]
    pub const fn narrows(&self) -> bool {
        match self.kind {
            Kind::Refused
            | Kind::Withdrawn
            | Kind::Expired
            | Kind::Invalidated
            | Kind::Revoked
            | Kind::Dismissed
            | Kind::Blocked
            | Kind::TripOver
            | Kind::LifeOver => true,
            Kind::Trusted => self.code == 0,
            _ => false,
        }
    }

    /// Whether a person said it about her interests, or whom she trusts.
    #[must_use]
    pub const fn is_wish(&self) -> bool {
        matches!(
            self.kind,
            Kind::Declared
                | Kind::Dismissed
                | Kind::Blocked
                | Kind::Allowed
                | Kind::Bought
                | Kind::TripOver
                | Kind::Trusted
        )
    }

    /// The profile that a tag is about.
    #[must_use]
    pub fn owner(&self) -> Option<Profile> {
        let is_tag = matches!(self.kind, Kind::Tag | Kind::Lives);
        Profile::all().find(|profile| is_tag && profile.number() == self.code)
    }

    /// What stands about a person besides tags.
    #[must_use]
    pub const fn rest(&self) -> Rest {
        let [c0, c1, c2, c3, c4, c5, c6, c7, l0, l1, l2, l3, t0, t1, s0, s1] = self.notice;
        Rest {
            closed: u64::from_le_bytes([c0, c1, c2, c3, c4, c5, c6, c7]),
            levels: u32::from_le_bytes([l0, l1, l2, l3]),
            told_on: Epoch(u16::from_le_bytes([t0, t1])),
            stated_on: Epoch(u16::from_le_bytes([s0, s1])),
        }
    }

    /// The day on which a tag that lives was last told; day 0 if it was not.
    #[must_use]
    pub const fn told_on(&self) -> Epoch {
        let [t0, t1, ..] = self.notice;
        Epoch(u16::from_le_bytes([t0, t1]))
    }

    /// The one profile that it concerns; `None` if there are none or several.
    #[must_use]
    pub fn profile(&self) -> Option<Profile> {
        let mut profiles = self.profiles.iter();
        profiles.next().filter(|_| profiles.next().is_none())
    }
}

/// What stands about a person besides tags, as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// Subjects that are not to be noticed, one bit each, by their place in the policy.
    pub closed: u64,
    /// Levels of trust, two bits per recipient.
    pub levels: u32,
    /// The day on which an interest was last told to anybody.
    pub told_on: Epoch,
    /// The day on which a preference was last told.
    pub stated_on: Epoch,
}

/// A journal entry. One that says that a person gave consent can be made only from her [`PhysicalAct`] (R25).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry(Content);

/// What a consent is given on: the rules in force and the notice that was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Terms {
    pub(crate) region: u8,
    pub(crate) language: Option<Language>,
    pub(crate) recipients: u16,
    pub(crate) notice: [u8; NOTICE],
    pub(crate) until: Epoch,
}

impl Entry {
    /// Something that the person behind `profile` did by `act`.
    pub(crate) const fn of_act(kind: Kind, act: &PhysicalAct, profile: Profile, purposes: Purposes) -> Self {
        Self(Content {
            profiles: Profiles::only(profile),
            purposes,
            seat: Some(act.seat()),
            means: Some(act.means()),
            ..Content::new(kind)
        })
    }

    /// Consent for `purposes`, given or renewed by `act` on these terms.
    pub(crate) const fn given(
        kind: Kind,
        act: &PhysicalAct,
        profile: Profile,
        purposes: Purposes,
        terms: &Terms,
    ) -> Self {
        let Self(act) = Self::of_act(kind, act, profile, purposes);
        let Terms { region, language, recipients, notice, until } = *terms;
        Self(Content { region, language, recipients, notice, until, ..act })
    }

    /// A profile's decision whether to be asked in every drive.
    pub(crate) const fn ask_every_drive(act: &PhysicalAct, profile: Profile, ask: bool) -> Self {
        let Self(act) = Self::of_act(Kind::AskEveryDrive, act, profile, Purposes::NONE);
        Self(Content { code: ask as u8, ..act })
    }

    /// A consent that ended without its person: expired, invalidated or revoked.
    pub(crate) const fn ended(kind: Kind, profile: Profile, purposes: Purposes) -> Self {
        Self(Content { profiles: Profiles::only(profile), purposes, ..Content::new(kind) })
    }

    /// The gate is about to open for `purposes`, on the consent of `profiles`.
    pub(crate) const fn opened(generation: Generation, profiles: Profiles, purposes: Purposes) -> Self {
        Self(Content { profiles, purposes, number: generation.number(), ..Content::new(Kind::Opened) })
    }

    /// The end of an opening for `purposes`.
    pub(crate) const fn closed(generation: Generation, purposes: Purposes, reason: Reason) -> Self {
        Self(Content {
            purposes,
            code: reason.code(),
            number: generation.number(),
            ..Content::new(Kind::Closed)
        })
    }

    /// A tag about `owner` that was made on the consent of `profiles`, the first of which is record `rests_on`.
    pub(crate) const fn tag(tag: Tag, owner: Profile, profiles: Profiles, rests_on: u32) -> Self {
        Self(Content {
            profiles: profiles.with(owner),
            code: owner.number(),
            iab_audience_id: tag.subject().row().iab,
            day: tag.epoch(),
            until: tag.until(),
            rests_on,
            ..Content::new(Kind::Tag)
        })
    }

    /// What a person did about a subject by `act`; of a statement, until when.
    pub(crate) const fn about(
        kind: Kind,
        act: &PhysicalAct,
        profile: Profile,
        subject: Option<Subject>,
        until: Epoch,
    ) -> Self {
        let Self(act) = Self::of_act(kind, act, profile, Purposes::NONE);
        let iab_audience_id = match subject {
            Some(subject) => subject.row().iab,
            None => 0,
        };
        Self(Content { iab_audience_id, until, ..act })
    }

    /// A person's decision how far she trusts a recipient.
    pub(crate) const fn trusted(act: &PhysicalAct, profile: Profile, recipient: u8, level: u8) -> Self {
        let Self(act) = Self::of_act(Kind::Trusted, act, profile, Purposes::NONE);
        Self(Content { recipient: Some(recipient), code: level, ..act })
    }

    /// `recipient` is about to be told something about `profile`.
    pub(crate) const fn told(offer: &Offer, profile: Profile, recipient: u8) -> Self {
        Self(Content {
            profiles: Profiles::only(profile),
            code: offer.tone as u8,
            iab_audience_id: offer.subject.row().iab,
            recipient: Some(recipient),
            ..Content::new(Kind::Told)
        })
    }

    /// The tag of a profile reached the end of its life.
    pub(crate) const fn life_over(profile: Profile, subject: Subject) -> Self {
        let iab_audience_id = subject.row().iab;
        Self(Content { profiles: Profiles::only(profile), iab_audience_id, ..Content::new(Kind::LifeOver) })
    }

    /// What stands about a profile besides tags.
    pub(crate) const fn stands(profile: Profile, rest: &Rest) -> Self {
        let [c0, c1, c2, c3, c4, c5, c6, c7] = rest.closed.to_le_bytes();
        let [l0, l1, l2, l3] = rest.levels.to_le_bytes();
        let ([t0, t1], [s0, s1]) = (rest.told_on.0.to_le_bytes(), rest.stated_on.0.to_le_bytes());
        let notice = [c0, c1, c2, c3, c4, c5, c6, c7, l0, l1, l2, l3, t0, t1, s0, s1];
        Self(Content { profiles: Profiles::only(profile), notice, ..Content::new(Kind::Stands) })
    }

    /// A tag about `owner` that lives.
    pub(crate) const fn lives(
        owner: Profile,
        iab_audience_id: u16,
        source: u8,
        rests_on: Profiles,
        [since, until, told_on]: [Epoch; 3],
    ) -> Self {
        let mut notice = [0; NOTICE];
        let [t0, t1, ..] = &mut notice;
        [*t0, *t1] = told_on.0.to_le_bytes();
        Self(Content {
            profiles: rests_on.with(owner),
            code: owner.number(),
            iab_audience_id,
            number: source as u32,
            day: since,
            until,
            notice,
            ..Content::new(Kind::Lives)
        })
    }

    /// What this, record `sequence`, says about one profile and these purposes, said once more because the record has to
    /// go. What was said again before still rests on the record of the act.
    pub(super) const fn again(&self, sequence: u32, profile: Profile, purposes: Purposes) -> Self {
        let Self(content) = *self;
        let rests_on = if content.rests_on == 0 { sequence } else { content.rests_on };
        Self(Content { profiles: Profiles::only(profile), purposes, rests_on, ..content })
    }

    /// This about a consent, said [again](Self::again): `kind` happened to it on `day`, and it was last used on `used`.
    pub(super) const fn carried(self, kind: Kind, day: Epoch, used: Epoch) -> Self {
        let Self(content) = self;
        Self(Content { kind: Kind::Carried, code: kind as u8, day, number: used.0 as u32, ..content })
    }

    /// The journal moved, and `dropped` records went. `vouched` is the digest of what the bank left out.
    pub(super) const fn moved(cause: Cause, dropped: u32, day: Epoch, vouched: [u8; NOTICE]) -> Self {
        Self(Content {
            code: cause as u8,
            number: dropped,
            day,
            notice: vouched,
            ..Content::new(Kind::Moved)
        })
    }

    /// The same entry with its day, and the time of its act if it is one. Tags and what is carried keep their own.
    pub(crate) fn dated(self, now: UnixSeconds) -> Self {
        let Self(content) = self;
        if matches!(content.kind, Kind::Tag | Kind::Carried | Kind::Lives) {
            return self;
        }
        Self(Content { day: Epoch::of(now), time: content.means.map(|_| now), ..content })
    }

    /// The same entry without the number that counts up, for a search over finitely many states.
    #[cfg(test)]
    pub(crate) const fn unnumbered(self) -> Self {
        Self(Content { number: 0, ..self.0 })
    }

    /// What it says.
    #[must_use]
    pub const fn content(&self) -> &Content {
        &self.0
    }

    /// Its bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; CONTENT] {
        let Self(content) = self;
        let [p0, p1] = content.profiles.bits().to_le_bytes();
        let seat = content.seat.map_or(NOBODY, |seat| seat as u8);
        let means = content.means.map_or(0, |means| means as u8);
        let time = content.time.map_or(0, |time| u32::try_from(time.0).unwrap_or(u32::MAX));
        let [t0, t1, t2, t3] = time.to_le_bytes();
        let [d0, d1] = content.day.0.to_le_bytes();
        let [u0, u1] = content.until.0.to_le_bytes();
        let [r0, r1] = content.recipients.to_le_bytes();
        let language = content.language.map_or(0, |language| language as u8);
        let [g0, g1, g2, g3] = content.number.to_le_bytes();
        let [i0, i1] = content.iab_audience_id.to_le_bytes();
        let [o0, o1, o2, o3] = content.rests_on.to_le_bytes();
        let [n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, na, nb, nc, nd, ne, nf] = content.notice;
        #[rustfmt::skip]
        let bytes = [
            VERSION, content.kind as u8, p0, p1, content.purposes.bits(), content.code, seat, means,
            t0, t1, t2, t3, d0, d1, u0, u1,
            r0, r1, content.region, language, g0, g1, g2, g3,
            i0, i1, content.recipient.unwrap_or(NOBODY), 0, o0, o1, o2, o3,
            n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, na, nb, nc, nd, ne, nf,
        ];
        bytes
    }

    /// Reads an entry; `None` for bytes that [`Self::to_bytes`] never gives.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; CONTENT]) -> Option<Self> {
        #[rustfmt::skip]
        let [
            _, kind, p0, p1, purposes, code, seat, means,
            t0, t1, t2, t3, d0, d1, u0, u1,
            r0, r1, region, language, g0, g1, g2, g3,
            i0, i1, recipient, _, o0, o1, o2, o3,
            notice @ ..,
        ] = *bytes;
        let time = u32::from_le_bytes([t0, t1, t2, t3]);
        let entry = Self(Content {
            kind: Kind::ALL.into_iter().find(|known| *known as u8 == kind)?,
            profiles: Profiles::from_bits(u16::from_le_bytes([p0, p1]))?,
            purposes: Purposes::from_bits(purposes),
            code,
            seat: Seat::ALL.into_iter().find(|known| *known as u8 == seat),
            means: Means::ALL.into_iter().find(|known| *known as u8 == means),
            time: (time != 0).then_some(UnixSeconds(time.into())),
            day: Epoch(u16::from_le_bytes([d0, d1])),
            until: Epoch(u16::from_le_bytes([u0, u1])),
            recipients: u16::from_le_bytes([r0, r1]),
            region,
            language: Language::ALL.into_iter().find(|known| *known as u8 == language),
            number: u32::from_le_bytes([g0, g1, g2, g3]),
            iab_audience_id: u16::from_le_bytes([i0, i1]),
            recipient: (recipient != NOBODY).then_some(recipient),
            rests_on: u32::from_le_bytes([o0, o1, o2, o3]),
            notice,
        });
        // What was not understood, or stands in a field that must be empty, does not come back as it was.
        (entry.to_bytes() == *bytes).then_some(entry)
    }
}
