//! A full journal keeps every consent's state, and says what it dropped (R37).

use super::*;

/// Repeatable numbers below `end`.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn profile(&mut self) -> u8 {
        u8::try_from(self.roll(4)).unwrap()
    }

    fn purposes(&mut self) -> Purposes {
        Purposes::from_bits(u8::try_from(1 + self.roll(3)).unwrap())
    }

    /// Anything that a gateway may write, most of all openings and closings.
    fn entry(&mut self, day: u16) -> Entry {
        let (who, purposes) = (self.profile(), self.purposes());
        match self.roll(20) {
            0 | 1 => given(Kind::Given, who, purposes, day),
            2 => given(Kind::Renewed, who, purposes, day),
            3 => act(Kind::Withdrawn, who, purposes, day),
            4 => act(Kind::Refused, who, purposes, day),
            5 => ended(
                [Kind::Expired, Kind::Invalidated, Kind::Revoked][self.roll(3) as usize],
                who,
                purposes,
                day,
            ),
            6 => ask(who, self.roll(2) == 0, day),
            7 if self.roll(4) == 0 => act(Kind::DateConfirmed, who, Purposes::NONE, day - 3),
            8..=13 => opened(Profiles::only(profile(who)).with(profile(self.profile())), purposes, day),
            _ => closed(day),
        }
    }
}

/// Writes a long random history; now and then a profile is erased, or the power goes.
fn long_history(sectors: usize, seed: u64, entries: u32, has_counter: bool) -> u32 {
    let mut machine = machine(sectors);
    if !has_counter {
        machine.counter = Counter::Missing;
    }
    let (mut dice, mut consents, mut moves) = (Dice(seed), Consents::default(), 0);
    let mut journal = Journal::open(&mut machine, |_, _| {}).unwrap();
    for number in 0..entries {
        let day = u16::try_from(1000 + number / 10).unwrap();
        if dice.roll(60) == 0 {
            let who = only(dice.profile());
            journal.erase(&mut machine, who).unwrap();
            consents.forget(who);
        }
        let entry = dice.entry(day);
        let anchor = journal.anchor;
        let sequence = journal.append(&mut machine, &entry).unwrap();
        moves += u32::from(journal.anchor != anchor);
        consents.take(sequence, &entry);
        if journal.anchor != anchor || dice.roll(10) == 0 {
            machine.restart();
            let (opened, entries) = read(&mut machine).unwrap();
            assert_eq!(Consents::of(&entries), consents, "seed {seed}, record {sequence}");
            journal = opened;
        }
    }
    moves
}

#[test]
fn no_consent_no_withdrawal_and_no_answer_is_lost_by_any_move() {
    let mut moves = 0;
    for seed in 0..6 {
        moves += long_history(2, seed, 200, seed % 3 != 0);
        moves += long_history(6, seed, 200, true);
    }
    assert!(moves > 200, "{moves}");
}

#[test]
fn what_a_move_drops_it_counts_and_the_numbers_go_on() {
    let mut machine = machine(2);
    let mut journal = written(&mut machine, &[given(Kind::Given, 1, Purposes::ALL, 100)]);
    let (mut known, mut moves) = (0, 0);
    for day in 101..200 {
        journal.append(&mut machine, &closed(day)).unwrap();
        let (anchor, records) = exported(&mut machine);
        let anchor = anchor.unwrap();
        let first = records.first().unwrap().sequence;
        assert_eq!(first, anchor.sequence + 1);
        let numbers: Vec<_> = records.iter().map(|record| record.sequence).collect();
        assert_eq!(numbers, (first..first + u32::try_from(numbers.len()).unwrap()).collect::<Vec<_>>());
        if anchor.sequence != known {
            let moved = records[(anchor.completed_by - first) as usize].disclosed.unwrap().entry().unwrap();
            assert_eq!(moved.content().cause(), Some(Cause::Full));
            assert_eq!(moved.content().number, anchor.sequence - known);
            (known, moves) = (anchor.sequence, moves + 1);
        }
    }
    assert!(moves > 5, "{moves}");
}

#[test]
fn the_newest_half_stays_as_it_was() {
    let mut machine = machine(4);
    let mut journal = written(&mut machine, &[]);
    let mut before = Vec::new();
    while journal.anchor.number == 1 {
        before = exported(&mut machine).1;
        journal.append(&mut machine, &closed(100)).unwrap();
    }
    let (_, after) = exported(&mut machine);
    let stayed = before.iter().skip_while(|record| record.sequence < after[0].sequence);
    let slots = Bank::slots(&RefCell::new(&mut machine.flash)).unwrap();
    assert_eq!(stayed.clone().count(), slots as usize / 2);
    assert!(stayed.zip(&after).all(|(before, after)| before == after));
}

#[test]
fn a_carried_consent_still_names_its_act() {
    let mut machine = machine(2);
    let consent = given(Kind::Renewed, 2, Purposes::only(Purpose::Assistant), 100);
    let mut journal = written(&mut machine, &[closed(99), consent]);
    for day in 101..180 {
        let entry = if day == 150 { opened(only(2), Purposes::ALL, day) } else { closed(day) };
        journal.append(&mut machine, &entry).unwrap();
    }
    let (_, entries) = read(&mut machine).unwrap();
    let carried: Vec<_> = entries.iter().filter(|(_, entry)| entry.content().kind == Kind::Carried).collect();
    let content = carried.last().unwrap().1.content();
    assert_eq!((content.carried(), content.rests_on), (Some(Kind::Renewed), 2));
    assert_eq!((content.day, content.last_used(), content.until), (Epoch(100), Some(Epoch(150)), Epoch(280)));
    assert_eq!(
        (content.time, content.seat, content.means),
        (consent.content().time, Some(Seat::Driver), Some(Means::Screen))
    );
}

#[test]
fn a_consent_that_a_confirmed_date_ended_stays_ended_whichever_record_goes() {
    for filler in 0..40 {
        let mut machine = machine(2);
        let mut journal = written(&mut machine, &[given(Kind::Given, 0, Purposes::ALL, 500)]);
        for _ in 0..filler {
            journal.append(&mut machine, &closed(501)).unwrap();
        }
        journal.append(&mut machine, &act(Kind::DateConfirmed, 1, Purposes::NONE, 400)).unwrap();
        for _ in 0..20 {
            journal.append(&mut machine, &closed(401)).unwrap();
            let (_, entries) = read(&mut machine).unwrap();
            let consents = Consents::of(&entries);
            assert_eq!(consents.stands[0], [Some(Stands::ended(Kind::Expired, Epoch(400))); 2]);
            assert_eq!(consents.latest, Epoch(401));
        }
    }
}

#[test]
fn what_is_said_again_has_random_salts_of_its_own() {
    let salts = |seed| {
        let mut machine = machine(2);
        let mut journal = written(&mut machine, &[given(Kind::Given, 1, Purposes::ALL, 100)]);
        machine.entropy = sordina_machine::Entropy::Seeded(seed);
        while journal.anchor.number == 1 {
            journal.append(&mut machine, &closed(100)).unwrap();
        }
        let disclosed = exported(&mut machine).1.into_iter().filter_map(|record| record.disclosed);
        let is_new =
            |it: &Disclosed| matches!(it.entry().unwrap().content().kind, Kind::Carried | Kind::Moved);
        disclosed.filter(is_new).map(|it| it.salt).collect::<Vec<_>>()
    };
    let all = [salts(1), salts(2)].concat();
    assert_eq!(all.len(), 6);
    for (place, salt) in all.iter().enumerate() {
        assert!(!all[..place].contains(salt), "salt {place}");
    }
}

#[test]
fn a_guest_is_not_carried() {
    let mut machine = machine(2);
    let guest = PhysicalAct::for_search(Seat::Passenger, Choice::Stop);
    let guest = Entry::of_act(Kind::Refused, &guest, Profile::guest(Seat::Passenger), Purposes::ALL);
    let mut journal = written(&mut machine, &[on(100, guest)]);
    for _ in 0..40 {
        journal.append(&mut machine, &closed(100)).unwrap();
    }
    let (_, entries) = read(&mut machine).unwrap();
    assert!(entries.iter().all(|(_, entry)| matches!(entry.content().kind, Kind::Closed | Kind::Moved)));
}
