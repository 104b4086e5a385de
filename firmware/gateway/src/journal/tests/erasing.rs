//! What is erased is nowhere in flash; what is not erased stays in force, and the chain still verifies (R30, P33).

use super::cuts::contains;
use super::*;

/// The chain as it lies in flash, every signature checked.
fn verifies(machine: &mut Simulated) -> usize {
    let key = read(machine).unwrap().0.public_key();
    let (anchor, records) = exported(machine);
    let mut checker = Checker::new(&anchor.unwrap()).unwrap();
    for record in &records {
        checker.check_signed(record, &key).unwrap();
    }
    assert!(checker.is_complete());
    records.len()
}

/// Two people with a past, in a car that one of them leaves for good.
fn shared_car(sectors: usize) -> Simulated {
    let mut machine = machine(sectors);
    let both = only(0).with(profile(1));
    let entries = [
        given(Kind::Given, 0, Purposes::ALL, 100),
        given(Kind::Given, 1, Purposes::ALL, 100),
        ask(0, true, 100),
        ask(1, true, 100),
        opened(both, Purposes::ALL, 101),
        tag(both, 101),
        act(Kind::Withdrawn, 0, Purposes::only(Purpose::Assistant), 102),
        opened(only(1), Purposes::ALL, 103),
        opened(both, Purposes::only(Purpose::InterestTags), 104),
    ];
    written(&mut machine, &entries);
    machine.restart();
    machine
}

#[test]
fn no_byte_of_an_erased_profile_or_its_salts_is_left_and_the_chain_verifies() {
    for sectors in [2, 6, 16] {
        let mut machine = shared_car(sectors);
        let secrets = secrets(&mut machine, 0);
        assert!(secrets.len() >= 12 && secrets.iter().all(|secret| contains(machine.flash.bytes(), secret)));
        let mut journal = read(&mut machine).unwrap().0;
        journal.erase(&mut machine, only(0)).unwrap();
        for secret in &secrets {
            // Of a salt no piece either; a content's zeros are everywhere.
            assert!(!contains(machine.flash.bytes(), secret));
            assert!(secret.len() != SALT || !contains(machine.flash.bytes(), &secret[..6]));
        }
        assert!(!contains(machine.flash.bytes(), &[0xa0; NOTICE]), "the notice that only she was shown");
        machine.restart();
        assert!(verifies(&mut machine) > 3);
        let (_, entries) = read(&mut machine).unwrap();
        assert!(entries.iter().all(|(_, entry)| !entry.content().profiles.contains(profile(0))));
    }
}

#[test]
fn who_stays_keeps_consents_their_last_use_and_answers() {
    for sectors in [2, 6, 16] {
        let mut machine = shared_car(sectors);
        let mut expected = Consents::of(&read(&mut machine).unwrap().1);
        expected.forget(only(0));
        assert!(expected.stands[1].iter().flatten().all(|stands| stands.in_force.is_some()));
        read(&mut machine).unwrap().0.erase(&mut machine, only(0)).unwrap();
        let found = Consents::of(&read(&mut machine).unwrap().1);
        assert_eq!(found, expected, "{sectors} sectors");
        assert_eq!(found.stands[1][1].unwrap().in_force, Some((Epoch(280), Epoch(104), 2)));
    }
}

#[test]
fn erasing_who_confirmed_the_date_revives_nobodys_consent() {
    let mut machine = machine(6);
    let entries =
        [given(Kind::Given, 0, Purposes::ALL, 500), act(Kind::DateConfirmed, 1, Purposes::NONE, 400)];
    let mut journal = written(&mut machine, &entries);
    journal.erase(&mut machine, only(1)).unwrap();
    let consents = Consents::of(&read(&mut machine).unwrap().1);
    assert_eq!(consents.stands[0], [Some(Stands::ended(Kind::Expired, Epoch(400))); 2]);
    assert_eq!(consents.latest, Epoch(400));
}

#[test]
fn erasing_everybody_leaves_no_profile_in_flash() {
    let mut machine = shared_car(2);
    let mut journal = read(&mut machine).unwrap().0;
    journal.erase(&mut machine, Profiles::ALL).unwrap();
    let (_, entries) = read(&mut machine).unwrap();
    assert!(entries.iter().all(|(_, entry)| entry.content().profiles == Profiles::NONE));
    assert_eq!(Consents::of(&entries), Consents { latest: Epoch(104), ..Consents::default() });
}

#[test]
fn beginning_anew_leaves_nothing_at_all() {
    let mut machine = shared_car(4);
    let secrets = [secrets(&mut machine, 0), secrets(&mut machine, 1)].concat();
    Journal::restart(&mut machine).unwrap();
    assert!(secrets.iter().all(|secret| !contains(machine.flash.bytes(), secret)));
    assert_eq!(verifies(&mut machine), 1);
}

#[test]
fn an_erased_record_cannot_be_guessed_from_its_commitment() {
    let mut machine = machine(6);
    let entry = given(Kind::Given, 0, Purposes::ALL, 100);
    let mut journal = written(&mut machine, &[entry, entry]);
    let (_, records) = exported(&mut machine);
    let salts = [records[0], records[1]].map(|record| record.disclosed.unwrap().salt);
    assert_ne!(salts[0], salts[1]);
    assert_ne!(records[0].commitment, records[1].commitment);
    journal.erase(&mut machine, only(0)).unwrap();
    let (_, records) = exported(&mut machine);
    assert!(records[..2].iter().all(|record| record.disclosed.is_none()));
}
