//! What an entry says: its bytes, and which field means something to which kind.

use super::*;

fn withdrawn() -> Entry {
    let act = PhysicalAct::for_search(Seat::Passenger, Choice::Stop);
    let profile = Profile::guest(Seat::Passenger);
    Entry::of_act(Kind::Withdrawn, &act, profile, Purposes::ALL).dated(UnixSeconds(0x0102_0304))
}

#[test]
fn bytes_are_the_ones_of_the_layout() {
    let mut expected = [0; CONTENT];
    expected[..16].copy_from_slice(&[2, 4, 32, 0, 3, 0, 1, 2, 4, 3, 2, 1, 0xc3, 0, 0, 0]);
    expected[26] = 255;
    assert_eq!(withdrawn().to_bytes(), expected);
    assert_eq!(Entry::from_bytes(&expected), Some(withdrawn()));
}

#[test]
fn bytes_that_mean_nothing_are_refused() {
    let good = withdrawn().to_bytes();
    for (place, value) in [(0, 1), (1, 0), (1, 99), (3, 0x80), (4, 4), (6, 9), (7, 3), (19, 7), (27, 1)] {
        let mut bytes = good;
        bytes[place] = value;
        assert_eq!(Entry::from_bytes(&bytes), None, "byte {place} = {value}");
    }
}

#[test]
fn a_consent_says_on_which_terms_it_was_given() {
    let terms = Terms {
        region: 3,
        language: Some(Language::English),
        recipients: 0x102,
        notice: [9; NOTICE],
        until: Epoch(7),
    };
    let act = PhysicalAct::for_search(Seat::Driver, Choice::Stop);
    let given = Entry::given(Kind::Given, &act, Profile::guest(Seat::Driver), Purposes::ALL, &terms);
    let Content { region, language, recipients, notice, until, .. } = *given.content();
    assert_eq!(terms, Terms { region, language, recipients, notice, until });
}

#[test]
fn an_opening_and_its_end_say_which_and_for_what() {
    let opening = Generation::from_number(9);
    let opened = *Entry::opened(opening, Profiles::ALL, Purposes::ALL).content();
    assert_eq!((opened.number, opened.profiles, opened.purposes), (9, Profiles::ALL, Purposes::ALL));
    let closed = *Entry::closed(opening, Purposes::ALL, Reason::Withdrawn).content();
    assert_eq!((closed.number, closed.purposes), (9, Purposes::ALL));
}

#[test]
fn what_is_said_again_is_about_one_profile_and_names_the_act() {
    let opened = Entry::opened(Generation::NONE, Profiles::ALL, Purposes::ALL);
    let profile = Profile::guest(Seat::Driver);
    let again = opened.again(5, profile, Purposes::NONE);
    let said = |it: Entry| (it.content().profiles, it.content().purposes, it.content().rests_on);
    assert_eq!(said(again), (Profiles::only(profile), Purposes::NONE, 5));
    assert_eq!(said(again.again(9, profile, Purposes::NONE)), said(again));
}

#[test]
fn a_code_means_something_only_to_its_kind() {
    let closed = *Entry::closed(Generation::NONE, Purposes::ALL, Reason::Withdrawn).content();
    let moved = Content { kind: Kind::Moved, code: Cause::Erased as u8, ..closed };
    let carried = Content { kind: Kind::Carried, code: Kind::Given as u8, number: 5, ..closed };
    let tag = Content { kind: Kind::Tag, code: 1, ..closed };
    let said = |it: Content| (it.reason(), it.cause(), it.carried(), it.last_used(), it.owner());
    assert_eq!(said(closed), (Some(Reason::Withdrawn), None, None, None, None));
    assert_eq!(said(moved), (None, Some(Cause::Erased), None, None, None));
    assert_eq!(said(carried), (None, None, Some(Kind::Given), Some(Epoch(5)), None));
    assert_eq!(said(tag), (None, None, None, None, Profile::stored(1)));
    assert_eq!(said(Content { kind: Kind::Lives, ..tag }).4, Profile::stored(1));
    assert_eq!(said(Content { kind: Kind::Trusted, ..tag }), (None, None, None, None, None));
}

#[test]
fn only_an_act_has_a_time_of_day() {
    let closed = Entry::closed(Generation::NONE, Purposes::ALL, Reason::Withdrawn);
    assert_eq!(closed.dated(UnixSeconds(86_400)).content().time, None);
    assert_eq!(closed.dated(UnixSeconds(86_400)).content().day, Epoch(1));
}
