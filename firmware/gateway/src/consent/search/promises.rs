//! What must hold in every transition, said without the code that it checks (R1, R4, R5, R6, R25).

use super::{SEATS, Transition, World, each};
use crate::consent::{
    Consent, Effect, Event, Fault, Phase, Profile, Profiles, Proof, Reason, SeatState, Status, Who,
};
use crate::gate::{Grant, Purpose, Purposes};
use crate::journal::{Entry, Kind};
use sordina_hal::{Choice, Occupancy, Seat};

pub(super) fn every_promise_holds(step: &Transition<'_>) {
    open_means_that_everybody_agreed(step.after);
    opens_only_when_recorded_and_proven(step);
    grants_follow_the_state(step);
    closes_before_it_records(step);
    a_consent_comes_only_from_a_recorded_act(step);
    an_act_is_taken_only_where_it_may(step);
    one_act_withdraws(step);
    a_no_is_written_once(step);
    a_wish_stays_a_wish(step);
    lamp_and_line_follow_the_gate(step.after);
    guests_end_with_the_drive(step);
    erased_means_gone(step);
    assert!(step.effects.len() < step.effects.capacity());
}

/// Open exactly as far as every condition holds, and otherwise closed for the first reason that is true (R4, R5, R18, R28):
/// the oracle for the table of conditions.
fn open_means_that_everybody_agreed(world: &World) {
    let reason = why_closed(world);
    match world.state.phase {
        Phase::Open(open) => {
            assert_eq!(reason, None, "open");
            assert!(!open.is_empty() && open.without(agreed_by_all(world)).is_empty());
        }
        Phase::Closed(told) => {
            assert!(reason.is_none_or(|reason| reason == told), "{told:?} is not {reason:?}");
        }
        Phase::Proving => assert_eq!(reason, None, "about to open"),
    }
}

/// The first reason to be closed, in the order in which a person should hear it.
fn why_closed(world: &World) -> Option<Reason> {
    let state = &world.state;
    let has = |status| {
        taken(world).any(|(_, profile, _)| {
            Purpose::ALL.into_iter().any(|purpose| state.ledger.consent(profile, purpose).status == status)
        })
    };
    let is_agreed = !agreed_by_all(world).is_empty();
    let reasons = [
        (Reason::KillSwitch, state.kill_switch_is_set),
        (Reason::NotDriving, !state.is_driving),
        (Reason::LampFault, state.faults.has(Fault::Lamp)),
        (Reason::MicrophoneLineFault, state.faults.has(Fault::MicrophoneLine)),
        (Reason::StorageFault, state.faults.has(Fault::Storage)),
        (Reason::ClockFault, state.faults.has(Fault::Clock)),
        (Reason::ControlFault, state.faults.has(Fault::Control)),
        (Reason::InternalFault, state.faults.has(Fault::Internal)),
        (Reason::ClockUnknown, state.today.is_none()),
        (Reason::ClockBack, state.today.is_some_and(|today| today < state.ledger.latest())),
        (Reason::SeatUnknown, state.seats.iter().any(|seat| seat.occupancy == Occupancy::Unknown)),
        (Reason::ChildSeat, state.seats.iter().any(|seat| seat.has_child_seat)),
        (Reason::UnderAge, taken(world).any(|(_, _, who)| who == Who::UnderAge)),
        (Reason::Withdrawn, !is_agreed && has(Status::Withdrawn)),
        (Reason::Refused, !is_agreed && has(Status::Refused)),
        (Reason::Revoked, !is_agreed && has(Status::Revoked)),
        (Reason::Invalidated, !is_agreed && has(Status::Invalidated)),
        (Reason::Expired, !is_agreed && has(Status::Expired)),
        (Reason::AskEveryDrive, !is_agreed && somebody_must_act(world)),
        (Reason::NotGiven, taken(world).all(|(seat, _, who)| agreed_by(world, seat, who).is_empty())),
        (Reason::ProfileUnknown, !is_agreed && taken(world).any(|(_, _, who)| who == Who::Unknown)),
        (Reason::SeatNotCovered, !is_agreed),
    ];
    reasons.into_iter().find(|(_, is_true)| *is_true).map(|(reason, _)| reason)
}

/// Seats on which somebody sits or might sit, the profile that speaks there, and who she says she is.
fn taken(world: &World) -> impl Iterator<Item = (Seat, Profile, Who)> + '_ {
    let seats = Seat::ALL.into_iter().map(|seat| (seat, world.state.seat(seat)));
    let taken = seats.filter(|(_, person)| person.occupancy != Occupancy::Empty);
    taken.map(|(seat, person)| (seat, person.profile(seat), person.who))
}

fn agreed_by_all(world: &World) -> Purposes {
    let all = taken(world).map(|(seat, _, who)| agreed_by(world, seat, who));
    all.reduce(Purposes::intersection).unwrap_or(Purposes::NONE)
}

/// What the person on a seat agrees to: by a consent that counts today and, where that is asked for, by an act in this
/// drive that the onlooker has seen.
fn agreed_by(world: &World, seat: Seat, who: Who) -> Purposes {
    let Who::Known(profile) = who else { return Purposes::NONE };
    let valid = valid(world, profile);
    let place = SEATS.into_iter().position(|known| known == seat);
    let gave = place.map_or(Purposes::NONE, |place| world.gave[place]);
    if world.killed || world.state.rules.ask_every_drive || !profile.is_stored() {
        valid.intersection(gave)
    } else if world.state.ledger.is_asked_every_drive(profile) {
        valid.intersection(world.state.seat(seat).affirmed)
    } else {
        valid
    }
}

/// Purposes for which a profile's consent counts today, by what the ledger says about it.
fn valid(world: &World, profile: Profile) -> Purposes {
    let (state, rules) = (&world.state, &world.state.rules);
    let Some(today) = state.today else { return Purposes::NONE };
    let counts = |purpose: &Purpose| {
        let consent = state.ledger.consent(profile, *purpose);
        matches!(consent.status, Status::Given | Status::RenewedGiven)
            && (consent.since..consent.until).contains(&today)
            && today.0.saturating_sub(consent.used.0) < rules.unused_days
            && rules.offered.contains(*purpose)
    };
    Purpose::ALL.into_iter().filter(counts).fold(Purposes::NONE, Purposes::with)
}

/// Somebody's consent counts, but she has to act in this drive.
fn somebody_must_act(world: &World) -> bool {
    taken(world).any(|(seat, profile, who)| {
        agreed_by(world, seat, who).is_empty() && !valid(world, profile).is_empty()
    })
}

/// Recorded before opened (R37), and only on what lamp and line really show (R6).
fn opens_only_when_recorded_and_proven(step: &Transition<'_>) {
    let (was, is) = (step.before.open(), step.after.open());
    assert_eq!(is.without(step.after.opened), Purposes::NONE, "open for a purpose that no record names");
    if was.is_empty() && !is.is_empty() {
        let proven = Event::ReadBack(Proof { lamp_is_lit: true, microphone_is_powered: true });
        assert_eq!((step.before.state.phase, step.event), (Phase::Proving, &proven));
    }
    if !is.without(was).is_empty() && !was.is_empty() {
        assert!(matches!(step.event, Event::Recorded { .. }), "wider without a record: {:?}", step.event);
    }
}

/// What the gate is told is what the state says, under a number of its own (R9).
fn grants_follow_the_state(step: &Transition<'_>) {
    let grants: std::vec::Vec<&Grant> = step
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::SetGrant(grant) => Some(grant),
            _ => None,
        })
        .collect();
    match grants.last() {
        Some(grant) => {
            assert_eq!(grant.purposes(), step.after.open());
            let is_new = grant.generation() != step.before.state.generation;
            assert!(step.after.open().is_empty() || is_new, "a generation used twice");
        }
        None => assert_eq!(step.before.open(), step.after.open()),
    }
}

fn place(step: &Transition<'_>, wanted: impl Fn(&Effect) -> bool) -> Option<usize> {
    step.effects.iter().position(wanted)
}

/// Closed, then forgotten, then recorded; a tag only at the drive's end, between the first two (R3, R20).
fn closes_before_it_records(step: &Transition<'_>) {
    let formed = place(step, |effect| matches!(effect, Effect::FormTag { .. }));
    if step.before.open().is_empty() || !step.after.open().is_empty() {
        assert_eq!(formed, None);
        return;
    }
    let closed =
        place(step, |effect| matches!(effect, Effect::SetGrant(grant) if grant.purposes().is_empty()));
    let forgot = place(step, |effect| *effect == Effect::Forget);
    let recorded =
        place(step, |effect| matches!(effect, Effect::Record(entry) if entry.content().kind == Kind::Closed));
    assert!(closed.is_some() && closed < forgot && forgot < recorded, "{:?}", step.effects);
    let may_form = step.before.open().contains(Purpose::InterestTags) && !step.after.state.is_driving;
    assert!(formed.is_none_or(|_| may_form && closed < formed && formed < forgot));
}

/// The only way into a consent is a record of the person's own act (R25, R37).
fn a_consent_comes_only_from_a_recorded_act(step: &Transition<'_>) {
    for profile in Profile::all() {
        for purpose in Purpose::ALL {
            let [was, is] = [step.before, step.after]
                .map(|world| world.state.ledger.consent(profile, purpose).status.is_given());
            if is && !was {
                let entry = step.before.asked.expect("a consent without a record");
                assert!(matches!(step.event, Event::Recorded { .. }), "{:?}", step.event);
                assert!(matches!(entry.content().kind, Kind::Given | Kind::Renewed));
                assert_eq!(entry.content().profiles, Profiles::only(profile));
                assert!(entry.content().purposes.contains(purpose));
            }
        }
    }
}

/// Consent is given when parked, by somebody of age who sits there, by an act and nothing else.
fn an_act_is_taken_only_where_it_may(step: &Transition<'_>) {
    let given = step.effects.iter().find_map(|effect| match effect {
        Effect::RecordFirst(entry) if is_consent(entry) => Some(entry.content()),
        _ => None,
    });
    let Some(content) = given else { return };
    let Event::Act(act) = step.event else { panic!("a consent without an act: {:?}", step.event) };
    assert_eq!(
        content.purposes.iter().map(Choice::Give).collect::<std::vec::Vec<_>>(),
        [act.choice()],
        "bundled"
    );
    let state = &step.before.state;
    assert!(state.is_driving && state.speed_is_zero == Some(true) && state.is_moving != Some(true));
    let SeatState { occupancy, has_child_seat, who, .. } = *state.seat(act.seat());
    assert!(occupancy == Occupancy::Occupied && !has_child_seat && who != Who::UnderAge);
    assert!(
        !state.kill_switch_is_set
            && state.rules.offered.contains(content.purposes.iter().next().expect("one"))
    );
}

fn is_consent(entry: &Entry) -> bool {
    matches!(entry.content().kind, Kind::Given | Kind::Renewed)
}

/// Withdrawing takes one act, from any seat and in any state, and takes effect before anything is written (R26).
fn one_act_withdraws(step: &Transition<'_>) {
    let Event::Act(act) = step.event else { return };
    let named = match act.choice() {
        Choice::Stop => Purposes::ALL,
        Choice::Withdraw(purpose) | Choice::Refuse(purpose) => Purposes::only(purpose),
        _ => return,
    };
    let profile = step.after.state.seat(act.seat()).profile(act.seat());
    for purpose in each(named) {
        assert!(!step.after.state.ledger.consent(profile, purpose).status.is_given());
        let waits = step.after.state.recording.filter(is_consent);
        assert!(waits.is_none_or(|entry| {
            entry.content().seat != Some(act.seat()) || !entry.content().purposes.contains(purpose)
        }));
    }
    assert!(step.after.open().intersection(named).is_empty());
}

/// A no that changes nothing is not written again: nobody can wear the flash out by saying it.
fn a_no_is_written_once(step: &Transition<'_>) {
    let said_no = |entry: &Entry| matches!(entry.content().kind, Kind::Refused | Kind::Withdrawn);
    let writes = step.effects.iter().any(|effect| matches!(effect, Effect::Record(entry) if said_no(entry)));
    if writes {
        let known = |world: &World| (world.state.ledger, world.state.recording);
        assert_ne!(known(step.before), known(step.after));
    }
}

/// A proposal, and a question that nobody answers, open, close, give and record nothing (R25, P3).
fn a_wish_stays_a_wish(step: &Transition<'_>) {
    if !matches!(step.event, Event::Proposed(_) | Event::RequestTimedOut) {
        return;
    }
    assert!(step.effects.is_empty());
    assert_eq!(step.before.open(), step.after.open());
    for profile in Profile::all() {
        for purpose in Purpose::ALL {
            let [was, is] =
                [step.before, step.after].map(|world| *world.state.ledger.consent(profile, purpose));
            if was != is {
                assert!(!was.status.is_given() && !is.status.is_given());
                let silenced =
                    matches!(was.status, Status::Refused | Status::Withdrawn | Status::RequestDeferred);
                let today = step.before.state.today.map_or(0, |today| today.0);
                assert!(!silenced || today - was.since.0 >= step.before.state.rules.ask_again_days);
            }
        }
    }
}

fn lamp_and_line_follow_the_gate(world: &World) {
    let on = !matches!(world.state.phase, Phase::Closed(_));
    assert_eq!((world.lamp, world.line), (on, on));
}

/// Nothing of a guest outlives the drive, nor of anybody who gets out.
fn guests_end_with_the_drive(step: &Transition<'_>) {
    for seat in Seat::ALL {
        let person = step.after.state.seat(seat);
        let left = person.occupancy != Occupancy::Occupied && step.before.state.seat(seat).is_taken();
        let ended = step.before.state.is_driving != step.after.state.is_driving;
        if ended || (left && matches!(step.event, Event::Signal(_))) {
            assert_eq!((person.who, person.affirmed), (Who::Unknown, Purposes::NONE));
            for purpose in Purpose::ALL {
                assert!(!step.after.state.ledger.consent(Profile::guest(seat), purpose).status.is_given());
            }
        }
    }
}

/// Erasing closes for whom it erases, leaves nothing in memory, and has the journal erased (R30).
fn erased_means_gone(step: &Transition<'_>) {
    let Some(Effect::Erase(profiles)) = step.effects.iter().find(|effect| matches!(effect, Effect::Erase(_)))
    else {
        return;
    };
    assert!(
        matches!(step.event, Event::Act(act) if matches!(act.choice(), Choice::EraseProfile | Choice::EraseEverything))
    );
    for profile in profiles.iter() {
        for purpose in Purpose::ALL {
            assert_eq!(step.after.state.ledger.consent(profile, purpose), &Consent::default());
        }
        assert!(SEATS.into_iter().all(|seat| step.after.state.seat(seat).who != Who::Known(profile)));
    }
}
