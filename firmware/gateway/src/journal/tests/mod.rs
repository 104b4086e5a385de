//! The journal on the simulated flash: what it promises, broken in every way that was thought of.
//!
//! [`Consents`] is the requirement in a few lines: the plain fold over all entries ever written, against which what a
//! journal still tells after moves, cuts and erasing is compared.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod banks;
mod cuts;
mod entries;
mod erasing;
mod full;
mod tampering;
mod wear;

use super::entry::Terms;
use super::*;
use crate::consent::{Means, PhysicalAct, Profile, Reason};
use crate::gate::{Generation, Purpose, Purposes};
use crate::interest::Epoch;
use sordina_hal::{Choice, Language, Seat, UnixSeconds};
use sordina_machine::{Counter, Flash, Simulated};
use std::string::ToString;
use std::vec::Vec;

/// A machine whose journal has this many sectors; two banks of one each are the least.
fn machine(sectors: usize) -> Simulated {
    Simulated { flash: Flash::erased(sectors), device_seed: [7; 32], ..Simulated::new() }
}

fn profile(number: u8) -> Profile {
    Profile::stored(number).unwrap()
}

fn only(number: u8) -> Profiles {
    Profiles::only(profile(number))
}

/// Noon, so that a day is not taken for a second.
fn on(day: u16, entry: Entry) -> Entry {
    entry.dated(UnixSeconds(u64::from(day) * 86_400 + 43_200))
}

fn act(kind: Kind, number: u8, purposes: Purposes, day: u16) -> Entry {
    let act = PhysicalAct::for_search(Seat::Driver, Choice::Stop);
    on(day, Entry::of_act(kind, &act, profile(number), purposes))
}

fn given(kind: Kind, number: u8, purposes: Purposes, day: u16) -> Entry {
    let act = PhysicalAct::for_search(Seat::Driver, Choice::Give(Purpose::Assistant));
    let terms = Terms {
        region: 1,
        language: Some(Language::Spanish),
        recipients: 1,
        notice: [0xa0 + number; NOTICE],
        until: Epoch(day + 180),
    };
    on(day, Entry::given(kind, &act, profile(number), purposes, &terms))
}

fn ask(number: u8, ask: bool, day: u16) -> Entry {
    let act = PhysicalAct::for_search(Seat::Driver, Choice::AskEveryDrive(ask));
    on(day, Entry::ask_every_drive(&act, profile(number), ask))
}

fn opened(profiles: Profiles, purposes: Purposes, day: u16) -> Entry {
    on(day, Entry::opened(Generation::NONE, profiles, purposes))
}

fn closed(day: u16) -> Entry {
    on(day, Entry::closed(Generation::NONE, Purposes::ALL, Reason::Withdrawn))
}

/// A tag of these profiles, resting on the first record.
fn tag(profiles: Profiles, day: u16) -> Entry {
    let mut bytes = opened(profiles, Purposes::NONE, day).to_bytes();
    (bytes[1], bytes[24], bytes[26], bytes[28]) = (Kind::Tag as u8, 1, 0, 1);
    Entry::from_bytes(&bytes).unwrap()
}

fn ended(kind: Kind, number: u8, purposes: Purposes, day: u16) -> Entry {
    on(day, Entry::ended(kind, profile(number), purposes))
}

/// Opens the journal; the sequence number and entry of every record that says something.
fn read(machine: &mut Simulated) -> Result<(Journal, Vec<(u32, Entry)>), Broken> {
    let mut entries = Vec::new();
    let journal = Journal::open(machine, |sequence, entry| entries.push((sequence, *entry)))?;
    Ok((journal, entries))
}

/// A journal with these entries.
fn written(machine: &mut Simulated, entries: &[Entry]) -> Journal {
    let mut journal = Journal::open(machine, |_, _| {}).unwrap();
    for entry in entries {
        journal.append(machine, entry).unwrap();
    }
    journal
}

/// The bank in use, as an export has it.
fn exported(machine: &mut Simulated) -> (Option<Anchor>, Vec<Record>) {
    let (mut anchor, mut records) = (None, Vec::new());
    raw(&mut machine.flash, |found| anchor = Some(*found), |record| records.push(*record)).unwrap();
    (anchor, records)
}

/// Salt and content of every record that concerns this profile.
fn secrets(machine: &mut Simulated, number: u8) -> Vec<Vec<u8>> {
    let disclosed = exported(machine).1.into_iter().filter_map(|record| record.disclosed);
    let concerns = |it: &Disclosed| it.entry().unwrap().content().profiles.contains(profile(number));
    disclosed.filter(concerns).flat_map(|it| [it.salt.to_vec(), it.content.to_vec()]).collect()
}

/// Where one consent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stands {
    kind: Kind,
    since: Epoch,
    /// Of a consent in force: its end, its last use, the record of its act.
    in_force: Option<(Epoch, Epoch, u32)>,
}

/// What must not get lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Consents {
    stands: [[Option<Stands>; 2]; Profile::STORED],
    asked: [bool; Profile::STORED],
    latest: Epoch,
}

impl Consents {
    fn of(entries: &[(u32, Entry)]) -> Self {
        let mut consents = Self::default();
        for (sequence, entry) in entries {
            consents.take(*sequence, entry);
        }
        consents
    }

    fn take(&mut self, sequence: u32, entry: &Entry) {
        let content = entry.content();
        self.latest = match content.kind {
            Kind::DateConfirmed | Kind::Moved => content.day,
            _ => self.latest.max(content.day),
        };
        for number in 0..Profile::STORED {
            let profile = profile(u8::try_from(number).unwrap());
            if content.kind == Kind::AskEveryDrive && content.profiles.contains(profile) {
                self.asked[number] = content.code != 0;
            }
            for purpose in Purpose::ALL {
                let stands = &mut self.stands[number][purpose as usize];
                if content.kind == Kind::DateConfirmed {
                    let given = stands.as_mut().filter(|stands| stands.in_force.is_some());
                    given.into_iter().for_each(|given| *given = Stands::ended(Kind::Expired, content.day));
                } else if content.profiles.contains(profile) && content.purposes.contains(purpose) {
                    *stands = Stands::after(*stands, sequence, content);
                }
            }
        }
    }

    fn forget(&mut self, profiles: Profiles) {
        for number in profiles.iter().filter(|profile| profile.is_stored()).map(Profile::number) {
            self.stands[usize::from(number)] = [None; 2];
            self.asked[usize::from(number)] = false;
        }
    }
}

impl Stands {
    fn ended(kind: Kind, since: Epoch) -> Self {
        Self { kind, since, in_force: None }
    }

    fn after(before: Option<Self>, sequence: u32, content: &Content) -> Option<Self> {
        match content.carried().unwrap_or(content.kind) {
            kind @ (Kind::Given | Kind::Renewed) => {
                let record = if content.rests_on == 0 { sequence } else { content.rests_on };
                let used = content.last_used().unwrap_or(content.day);
                let in_force = Some((content.until, used, record));
                Some(Self { kind, since: content.day, in_force })
            }
            Kind::Opened => {
                let mut stands = before?;
                if let Some((_, used, _)) = &mut stands.in_force {
                    *used = content.day.max(*used);
                }
                Some(stands)
            }
            Kind::Tag | Kind::Closed => before,
            ended => Some(Self::ended(ended, content.day)),
        }
    }
}

#[test]
fn what_is_appended_is_read_back_in_order() {
    let mut machine = machine(2);
    let entries =
        [given(Kind::Given, 0, Purposes::ALL, 100), closed(101), act(Kind::Withdrawn, 0, Purposes::ALL, 102)];
    let journal = written(&mut machine, &entries);
    machine.restart();
    let (again, read) = read(&mut machine).unwrap();
    assert_eq!(read, [(1, entries[0]), (2, entries[1]), (3, entries[2])]);
    assert_eq!(again.head(), journal.head());
}

#[test]
fn a_first_start_writes_nothing() {
    let mut machine = machine(2);
    let (journal, entries) = read(&mut machine).unwrap();
    assert_eq!((journal.head().sequence, entries.len()), (0, 0));
    assert!(machine.flash.bytes().iter().all(|byte| *byte == 0xFF));
    assert_eq!((machine.flash.wear(), machine.counter), ([0, 0].as_slice(), Counter::At(0)));
}

#[test]
fn a_flash_without_room_for_two_banks_is_refused() {
    assert_eq!(read(&mut machine(1)).err(), Some(Broken::TooSmall));
}

#[test]
fn whatever_is_broken_says_what_to_do() {
    let fault = verify::Fault::Sequence;
    let all = [
        (Broken::Flash, "replace"),
        (Broken::TooSmall, "more sectors"),
        (Broken::Unreadable, "evidence"),
        (Broken::Record { sequence: 7, fault }, "record 7 does not follow the one before it;"),
        (Broken::Signature, "swapped?"),
        (Broken::RolledBack { journal: 3, machine: 4 }, "counter 3, the machine's reads 4"),
        (Broken::Counter, "replace"),
        (Broken::Entropy, "replace"),
        (Broken::UsedUp, "replace"),
    ];
    for (broken, advice) in all {
        assert!(broken.to_string().contains(advice), "{broken}");
    }
}

#[test]
fn without_random_bytes_or_a_counter_that_answers_nothing_is_recorded() {
    let mut machine = machine(2);
    let mut journal = written(&mut machine, &[closed(100)]);
    machine.entropy = sordina_machine::Entropy::Broken;
    assert_eq!(journal.append(&mut machine, &closed(101)), Err(Broken::Entropy));
    machine.entropy = sordina_machine::Entropy::Seeded(1);
    machine.counter = Counter::Broken;
    assert_eq!(journal.append(&mut machine, &closed(102)), Err(Broken::Counter));
    machine.counter = Counter::At(1);
    assert_eq!(journal.append(&mut machine, &closed(103)), Ok(2));
}
