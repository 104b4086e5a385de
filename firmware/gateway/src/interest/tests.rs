//! What stands and what is told: every subject, every ending, every warp of the clock; and the rule of one answer a day
//! (R17, R20, R21, R22, R23, R33, R34).

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use super::*;
use crate::consent::{PhysicalAct, Profile, Profiles};
use crate::gate::{Generation, Purpose, Purposes};
use crate::journal::{Entry, Kind};
use crate::policy::{CARE_DAYS, INFERABLE_COUNT, LIVE_TAGS, RECIPIENTS, REPEAT_DAYS, Recipient, TURN_DAYS};
use sordina_hal::{Choice, Seat, UnixSeconds};
use sordina_link::{Answer, Tone};
use std::vec::Vec;

/// The first day of a turn of the car's own screen.
const DAY: u16 = 19_992;
const NOBODY_KNOWS: [u8; 32] = [7; 32];

fn her() -> Profile {
    Profile::stored(0).unwrap()
}

fn on(day: u16, entry: Entry) -> Entry {
    entry.dated(UnixSeconds(u64::from(day) * 86_400))
}

fn act() -> PhysicalAct {
    PhysicalAct::for_search(Seat::Driver, Choice::Stop)
}

fn says(kind: Kind, subject: Subject, day: u16) -> Entry {
    on(day, Entry::about(kind, &act(), her(), Some(subject), Epoch(day + 20)))
}

fn first_tag() -> Tag {
    Tag::new(Inferable::of_word(0).unwrap(), Epoch(DAY))
}

fn noticed(subject: Subject, day: u16, rests_on: Profiles) -> Entry {
    let of = Inferable::of_word(subject.place().into()).unwrap();
    Entry::tag(Tag::new(of, Epoch(day)), her(), rests_on, 1)
}

fn trusts(recipient: u8, level: u8) -> Entry {
    on(DAY, Entry::trusted(&act(), her(), recipient, level))
}

fn after(entries: &[Entry]) -> Interests {
    let mut interests = Interests::default();
    entries.iter().for_each(|entry| interests.take(entry));
    interests
}

/// How a subject comes to stand: by speech if it may, else by a statement.
fn begins(subject: Subject) -> Entry {
    if usize::from(subject.place()) < INFERABLE_COUNT {
        noticed(subject, DAY, Profiles::only(her()))
    } else {
        says(Kind::Declared, subject, DAY)
    }
}

/// Who hears of a subject on a day, each recipient asking three times; what is told is recorded, as the gateway does.
fn told(interests: &mut Interests, day: u16) -> Vec<(u8, Offer)> {
    let mut all = Vec::new();
    for recipient in (0..=u8::MAX).cycle().take(3 * 256) {
        if let Some(offer) = interests.answer(her(), recipient, Epoch(day), Secret::of(&NOBODY_KNOWS)) {
            interests.take(&on(day, Entry::told(&offer, her(), recipient)));
            all.push((recipient, offer));
        }
    }
    all
}

fn interests_of_policy() -> impl Iterator<Item = Subject> {
    Subject::all().filter(|subject| !subject.is_preference())
}

#[test]
fn a_tag_is_about_its_owner_whoever_else_agreed() {
    let (owner, other) = (Profile::stored(2).unwrap(), Profiles::only(her()));
    let tag = first_tag();
    let entry = Entry::tag(tag, owner, other, 7);
    let content = entry.content();
    assert_eq!((content.owner(), content.profiles, content.rests_on), (Some(owner), other.with(owner), 7));
    assert_eq!((content.iab_audience_id, content.day), (tag.subject().row().iab, Epoch(DAY)));
    assert_eq!(content.until, tag.until());
}

#[test]
fn what_was_told_and_what_lives_is_recorded_about_its_owner() {
    let owner = Profile::stored(2).unwrap();
    let tag = first_tag();
    let interests = after(&[Entry::tag(tag, owner, Profiles::only(owner), 1)]);
    let lives: Vec<_> = interests.entries().filter_map(|entry| entry.content().owner()).collect();
    assert_eq!(lives, [owner]);
    let offer = (DAY..).find_map(|day| {
        interests.answer(owner, Recipient::CAR_SCREEN, Epoch(day), Secret::of(&NOBODY_KNOWS))
    });
    let offer = offer.unwrap();
    let told = *Entry::told(&offer, owner, 3).content();
    assert_eq!(
        (told.recipient, told.code, told.profiles),
        (Some(3), Tone::Implicit as u8, Profiles::only(owner))
    );
    assert_eq!((offer.tone, told.iab_audience_id), (Tone::Implicit, tag.subject().row().iab));
}

#[test]
fn every_subject_is_told_now_and_then_while_it_lives_and_never_after() {
    for subject in Subject::all() {
        let mut interests = after(&[begins(subject)]);
        let until = interests.shelf(her()).unwrap().of(subject).unwrap().until.0;
        assert!(until > DAY && until - DAY <= subject.row().life_days);
        for day in DAY..until {
            let may = subject.is_preference() || (day - DAY).is_multiple_of(REPEAT_DAYS);
            let tag = subject.row().tag;
            assert_eq!(told(&mut interests, day).len(), usize::from(may), "{tag} on {}", day - DAY);
        }
        for warped in [until, until + 1, u16::MAX, DAY - 1, 0] {
            assert!(told(&mut after(&[begins(subject)]), warped).is_empty(), "{}", subject.row().tag);
        }
    }
}

#[test]
fn the_end_of_a_life_is_recorded_and_no_clock_revives_it() {
    for subject in Subject::all() {
        let mut interests = after(&[begins(subject)]);
        assert_eq!(interests.ending(Epoch(DAY)), None);
        let (profile, ended) = interests.ending(Epoch(u16::MAX)).unwrap();
        assert_eq!((profile, ended), (her(), subject));
        interests.take(&Entry::life_over(profile, ended));
        assert!(told(&mut interests, DAY).is_empty(), "turned back after the end");
    }
}

#[test]
fn every_ending_ends_every_subject_at_once() {
    for subject in Subject::all() {
        let row = subject.row();
        let over = |kind, ends: bool| {
            let mut interests = after(&[begins(subject), says(kind, subject, DAY)]);
            assert_eq!(told(&mut interests, DAY).is_empty(), ends, "{} after {kind:?}", row.tag);
            interests
        };
        for kind in [Kind::Dismissed, Kind::Blocked] {
            let mut interests = over(kind, true);
            interests.take(&noticed(Subject::all().next().unwrap(), DAY, Profiles::only(her())));
            assert!(interests.shelf(her()).unwrap().is_closed(subject));
        }
        over(Kind::TripOver, row.ends_on_trip_end);
        over(Kind::Allowed, false);
        let mut bought = after(&[begins(subject), says(Kind::Bought, subject, DAY)]);
        let hints = told(&mut bought, DAY);
        assert_eq!(hints.len(), usize::from(row.ends_on_purchase), "{}", row.tag);
        assert!(hints.iter().all(|(_, offer)| offer.tone == Tone::Care));
        assert!((1..=CARE_DAYS).all(|later| told(&mut bought, DAY + later).is_empty()), "care is told once");
    }
}

#[test]
fn care_lives_from_the_purchase_and_is_not_renewed_by_another() {
    let subject = Subject::by_tag("home.gardening").unwrap();
    assert!(subject.row().ends_on_purchase);
    let stands = |interests: &Interests| interests.shelf(her()).unwrap().of(subject).copied();
    let mut interests = after(&[begins(subject), says(Kind::Bought, subject, DAY + 2)]);
    let care = stands(&interests).unwrap();
    assert_eq!((care.since, care.until), (Epoch(DAY + 2), Epoch(DAY + 2 + CARE_DAYS)));
    interests.take(&says(Kind::Bought, subject, DAY + 3));
    assert!(stands(&interests).is_none());
}

#[test]
fn after_a_clock_that_was_wrong_nothing_that_has_a_life_is_left() {
    let confirmed = Entry::of_act(Kind::DateConfirmed, &act(), her(), Purposes::NONE);
    for subject in Subject::all() {
        let mut interests = after(&[begins(subject), on(DAY, confirmed)]);
        assert!(told(&mut interests, DAY).is_empty(), "{}", subject.row().tag);
    }
}

#[test]
fn erasing_and_the_end_of_any_consent_end_what_rests_on_it() {
    let passenger = Profile::stored(1).unwrap();
    let both = Profiles::only(her()).with(passenger);
    let interest_tags = Purposes::only(Purpose::InterestTags);
    for subject in interests_of_policy().take(INFERABLE_COUNT) {
        for who in both.iter() {
            let kinds = [Kind::Refused, Kind::Withdrawn, Kind::Expired, Kind::Invalidated, Kind::Revoked];
            for kind in kinds {
                let mut interests =
                    after(&[noticed(subject, DAY, both), Entry::ended(kind, who, interest_tags)]);
                assert!(told(&mut interests, DAY).is_empty(), "{kind:?}");
            }
            let mut interests = after(&[noticed(subject, DAY, both)]);
            interests.forget(Profiles::only(who));
            assert!(told(&mut interests, DAY).is_empty());
        }
        let other = Entry::ended(Kind::Withdrawn, her(), Purposes::only(Purpose::Assistant));
        assert_eq!(told(&mut after(&[noticed(subject, DAY, both), other]), DAY).len(), 1);
    }
}

#[test]
fn a_guest_can_take_back_a_tag_until_the_next_opening() {
    let guest = Profile::guest(Seat::Passenger);
    let subject = Subject::by_tag("travel.camping").unwrap();
    let tag = noticed(subject, DAY, Profiles::only(her()).with(guest));
    let no = Entry::ended(Kind::Refused, guest, Purposes::ALL);
    assert!(told(&mut after(&[tag, no]), DAY).is_empty());
    let opened = Entry::opened(Generation::NONE, Profiles::only(her()), Purposes::ALL);
    assert_eq!(told(&mut after(&[tag, opened, no]), DAY).len(), 1, "another guest, another drive");
}

#[test]
fn what_is_closed_is_not_noticed_until_the_person_says_so() {
    let subject = Subject::by_tag("travel.camping").unwrap();
    for kind in [Kind::Dismissed, Kind::Blocked, Kind::Bought] {
        let closed = [says(kind, subject, DAY), begins(subject)];
        assert!(told(&mut after(&closed), DAY).is_empty(), "{kind:?}");
        for opens in [Kind::Allowed, Kind::Declared] {
            let opened = [says(kind, subject, DAY), says(opens, subject, DAY), begins(subject)];
            assert_eq!(told(&mut after(&opened), DAY).len(), 1, "{kind:?}, then {opens:?}");
        }
    }
}

/// Everything that is told in one round of turns, by day.
fn told_in_a_round(interests: &mut Interests) -> Vec<(u16, u8, Offer)> {
    let days = TURN_DAYS * u16::try_from(Recipient::in_turn().count()).unwrap();
    let told = |day| told(interests, day).into_iter().map(move |(recipient, offer)| (day, recipient, offer));
    (DAY..DAY + days).flat_map(told).collect()
}

/// A car with five interests whose person trusts everybody as far as she can.
fn everybody_is_trusted(interests: impl Iterator<Item = Subject>) -> Interests {
    let everybody = RECIPIENTS.iter().map(|recipient| trusts(recipient.number, recipient.highest_level));
    after(&interests.map(begins).chain(everybody).collect::<Vec<_>>())
}

#[test]
fn recipients_are_told_in_their_turn_only_whatever_lives_in_the_car() {
    let turns: Vec<u8> = Recipient::in_turn().map(|recipient| recipient.number).collect();
    for first in 0..INFERABLE_COUNT {
        let mut car = everybody_is_trusted(interests_of_policy().skip(first).take(LIVE_TAGS));
        for (day, recipient, offer) in told_in_a_round(&mut car) {
            let turn = usize::from((day - DAY) / TURN_DAYS);
            assert_eq!(recipient, turns[turn], "{} on {}", offer.subject.row().tag, day - DAY);
        }
    }
}

#[test]
fn a_preference_is_told_in_turn_once_somebody_else_is_trusted() {
    let quiet = Subject::by_tag("prefer.quiet_ride").unwrap();
    let radio = Recipient::of_subject(quiet.place()).unwrap();
    let others = [None, Some(4)];
    let told = others.map(|other| {
        let trusted = other.into_iter().map(|other| trusts(other, 1));
        let entries = [says(Kind::Declared, quiet, DAY), trusts(radio, 1)].into_iter().chain(trusted);
        told_in_a_round(&mut after(&entries.collect::<Vec<_>>())).len()
    });
    assert_eq!(told, [usize::from(TURN_DAYS) * Recipient::in_turn().count(), TURN_DAYS.into()]);
}

#[test]
fn what_was_told_waits_also_when_it_is_noticed_or_stated_again() {
    let subject = Subject::by_tag("pets.cats").unwrap();
    let again = [noticed(subject, DAY + 5, Profiles::only(her())), says(Kind::Declared, subject, DAY + 5)];
    for again in again {
        let mut interests = after(&[begins(subject)]);
        assert_eq!(told(&mut interests, DAY).len(), 1);
        interests.take(&again);
        let days = (1..=REPEAT_DAYS).map(|later| told(&mut interests, DAY + later).len());
        assert!(days.eq((1..=REPEAT_DAYS).map(|later| usize::from(later == REPEAT_DAYS))));
    }
}

#[test]
fn one_interest_a_day_for_the_whole_car_however_many_live() {
    let mut interests = everybody_is_trusted(interests_of_policy().take(LIVE_TAGS));
    let mut days: Vec<u16> = told_in_a_round(&mut interests).iter().map(|(day, ..)| *day).collect();
    assert!(days.len() >= 3, "{days:?}");
    days.dedup();
    let told: Vec<_> = told_in_a_round(&mut everybody_is_trusted(interests_of_policy().take(LIVE_TAGS)));
    assert_eq!(days.len(), told.len(), "one a day");
    let mut subjects: Vec<Subject> = Vec::new();
    for seed in 0..40 {
        let offer = |recipient| {
            let day = after(&interests_of_policy().take(LIVE_TAGS).map(begins).collect::<Vec<_>>());
            day.answer(her(), recipient, Epoch(DAY), Secret::of(&[seed; 32]))
        };
        subjects.extend(offer(Recipient::CAR_SCREEN).map(|offer| offer.subject));
    }
    subjects.sort();
    subjects.dedup();
    assert!(subjects.len() == LIVE_TAGS, "each of them is drawn by some device: {subjects:?}");
}

#[test]
fn a_clock_that_is_turned_back_gives_no_second_answer() {
    let subject = Subject::by_tag("movies").unwrap();
    let mut interests = after(&[noticed(subject, DAY - 3, Profiles::only(her()))]);
    assert_eq!(told(&mut interests, DAY).len(), 1);
    assert!((0..3).all(|back| told(&mut interests, DAY - back).is_empty()));
}

#[test]
fn each_level_hears_what_it_may_and_nobody_hears_what_another_does() {
    let camping = Subject::by_tag("travel.camping").unwrap();
    let shop = Recipient::of_subject(camping.place()).unwrap();
    let (speech, statement) = (begins(camping), says(Kind::Declared, camping, DAY));
    let hears = |first: Entry, level| {
        let (_, recipient, offer) = told_in_a_round(&mut after(&[first, trusts(shop, level)]))[0];
        (recipient, offer)
    };
    let screen = Recipient::CAR_SCREEN;
    assert_eq!([0, 1, 2, 3].map(|level| hears(speech, level).0), [screen, screen, shop, shop]);
    assert_eq!([0, 1, 2, 3].map(|level| hears(statement, level).0), [screen, shop, shop, shop]);
    assert_eq!(
        [0, 1, 2, 3].map(|level| hears(speech, level).1.answer.allows_phone()),
        [false, false, false, true]
    );
    assert_eq!((hears(speech, 2).1.tone, hears(statement, 2).1.tone), (Tone::Implicit, Tone::Explicit));
    let nobody = [speech, trusts(screen, 0)];
    assert!(told(&mut after(&nobody), DAY).is_empty(), "also the car's own screen can be told nothing");
}

#[test]
fn at_most_five_live_and_what_was_stated_never_makes_room() {
    let all: Vec<Subject> = interests_of_policy().collect();
    let stated = all[40];
    let entries: Vec<Entry> = core::iter::once(says(Kind::Declared, stated, DAY))
        .chain(all[..20].iter().map(|s| begins(*s)))
        .collect();
    let interests = after(&entries);
    let shelf = interests.shelf(her()).unwrap();
    assert_eq!(shelf.live().count(), LIVE_TAGS);
    assert!(shelf.of(stated).is_some());
    assert!(shelf.of(all[19]).is_some(), "the newest takes the place of a noticed one");
}

#[test]
fn a_recipient_or_a_level_beyond_the_last_changes_no_trust() {
    let nobody = after(&[trusts(16, 3), trusts(u8::MAX, 3), trusts(3, 4)]);
    let shelf = nobody.shelf(her()).unwrap();
    assert_eq!([3, 4, 16, u8::MAX].map(|number| shelf.level(number)), [0; 4]);
    assert_eq!(after(&[trusts(15, 3)]).shelf(her()).unwrap().level(15), 3);
}

#[test]
fn a_shelf_has_a_place_for_every_preference_beside_the_interests_and_no_more() {
    let preferences = Subject::all().filter(|subject| subject.is_preference());
    let stated: Vec<Entry> = interests_of_policy()
        .take(LIVE_TAGS)
        .chain(preferences)
        .map(|one| says(Kind::Declared, one, DAY))
        .collect();
    let interests = after(&stated);
    assert_eq!(interests.shelf(her()).unwrap().live().count(), stated.len());
    assert_eq!(shelf::PLACES, stated.len());
}

#[test]
fn a_preference_is_told_beside_the_day_s_interest_and_needs_no_listening() {
    let quiet = Subject::by_tag("prefer.quiet_ride").unwrap();
    let radio = Recipient::of_subject(quiet.place()).unwrap();
    let camping = begins(Subject::by_tag("travel.camping").unwrap());
    let mut interests = after(&[says(Kind::Declared, quiet, DAY), camping, trusts(radio, 1)]);
    let mut told: Vec<u8> = told(&mut interests, DAY).iter().map(|(recipient, _)| *recipient).collect();
    told.sort_unstable();
    assert_eq!(told, [Recipient::CAR_SCREEN, radio]);
}

#[test]
fn an_answer_says_nothing_about_when_the_tag_was_made() {
    let subject = Subject::by_tag("pets.cats").unwrap();
    let answer = |made: u16| -> Answer {
        let interests = after(&[noticed(subject, made, Profiles::only(her()))]);
        interests.answer(her(), Recipient::CAR_SCREEN, Epoch(DAY), Secret::of(&NOBODY_KNOWS)).unwrap().answer
    };
    assert!((DAY - 27..DAY).all(|made| answer(made) == answer(DAY)));
}

#[test]
fn what_stands_is_said_again_in_entries_that_give_the_same() {
    let mut entries: Vec<Entry> = interests_of_policy().skip(3).step_by(7).map(begins).collect();
    entries.extend([
        says(Kind::Declared, Subject::by_tag("prefer.quiet_ride").unwrap(), DAY),
        says(Kind::Blocked, Subject::by_tag("travel.beach").unwrap(), DAY),
        says(Kind::Bought, Subject::by_tag("home.gardening").unwrap(), DAY),
        trusts(3, 3),
    ]);
    let mut interests = after(&entries);
    told(&mut interests, DAY);
    let again: Vec<Entry> = interests.entries().collect();
    assert!(again.iter().all(|entry| Entry::from_bytes(&entry.to_bytes()) == Some(*entry)));
    assert_eq!(after(&again), interests);
}
