//! Ten years of drives, and how often that erases a sector (R37).

use super::*;

/// What a busy car writes. Refused and repeated acts are not written, so nobody can add to it by pressing keys.
const DRIVES_A_DAY: u32 = 6;
/// Per drive: two openings, their closings, a tag.
const ENTRIES_A_DRIVE: u32 = 5;
/// Per day: a consent and its withdrawal, of any profile.
const ACTS_A_DAY: u32 = 2;
const YEARS: u32 = 10;
/// Erases that the part's maker warrants for a sector, at the least; NOR flash parts for cars: 100,000.
const WARRANTED: u32 = 10_000;

/// Entries of this many days, in the order in which a car writes them.
fn drives(days: u32) -> impl Iterator<Item = Entry> {
    (0..days).flat_map(|day| {
        let who = u8::try_from(day % 4).unwrap();
        let day = u16::try_from(1000 + day).unwrap();
        let drive = [
            opened(only(who), Purposes::only(Purpose::Assistant), day),
            closed(day),
            opened(only(who), Purposes::ALL, day),
            closed(day),
            tag(only(who), day),
        ];
        assert_eq!(drive.len() as u32, ENTRIES_A_DRIVE);
        let acts =
            [given(Kind::Given, who, Purposes::ALL, day), act(Kind::Withdrawn, who, Purposes::ALL, day)];
        acts.into_iter().chain((0..DRIVES_A_DAY).flat_map(move |_| drive))
    })
}

/// Erases of the sector that was erased most.
fn wear(days: u32) -> u32 {
    let mut machine = machine(sordina_machine::DEFAULT_SECTORS);
    let mut journal = written(&mut machine, &[]);
    let mut entries = 0;
    for entry in drives(days) {
        journal.append(&mut machine, &entry).unwrap();
        entries += 1;
    }
    assert_eq!(entries, days * (DRIVES_A_DAY * ENTRIES_A_DRIVE + ACTS_A_DAY));
    *machine.flash.wear().iter().max().unwrap()
}

#[test]
fn ten_years_wear_no_sector_out() {
    // Moves come as regularly as entries do: a hundred times what a tenth of a year wears, and the next move.
    let wear = (wear(37) + 1) * 10 * YEARS;
    assert!(wear < WARRANTED, "{wear}");
}

#[test]
#[ignore = "two minutes in a release build"]
fn ten_years_counted_day_by_day() {
    let wear = wear(YEARS * 365 + 2);
    std::println!("{wear} erases of a sector in {YEARS} years; warranted {WARRANTED}");
    assert!(wear < WARRANTED, "{wear}");
}

#[test]
fn sectors_wear_alike() {
    let mut machine = machine(4);
    let mut journal = written(&mut machine, &[]);
    for entry in drives(10) {
        journal.append(&mut machine, &entry).unwrap();
        machine.restart();
    }
    let wear = machine.flash.wear();
    assert!(wear.iter().max().unwrap() - wear.iter().min().unwrap() <= 1, "{wear:?}");
}
