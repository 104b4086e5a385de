//! The power is cut at every byte that an append, a move or an erase writes, and again during what follows (R37).
//!
//! A cut in the middle of erasing what is erased already leaves the flash as the cut one byte before did: what follows
//! from it is played once.

use super::*;

/// Something that is done to a journal, and that may be done again.
type Operation = fn(&mut Journal, &mut Simulated) -> Result<(), Broken>;

/// What a journal says, without what a move adds to it, and where every consent stands by it.
fn told(machine: &mut Simulated) -> (Vec<Entry>, Consents) {
    let (_, entries) = read(machine).unwrap();
    let is_new = |entry: &Entry| entry.content().kind != Kind::Moved && entry.content().rests_on == 0;
    let acts = entries.iter().map(|(_, entry)| *entry).filter(is_new).collect();
    (acts, Consents::of(&entries))
}

/// What may be found after a cut: what was there before, or what is there after.
struct Either {
    before: (Vec<Entry>, Consents),
    after: (Vec<Entry>, Consents),
    /// Bytes that must be nowhere in flash once what was there before is gone.
    erased: Vec<Vec<u8>>,
}

impl Either {
    fn of(machine: &Simulated, operation: Operation, erased: &[Vec<u8>]) -> Self {
        let mut machine = machine.clone();
        let before = told(&mut machine);
        let mut journal = Journal::open(&mut machine, |_, _| {}).unwrap();
        operation(&mut journal, &mut machine).unwrap();
        machine.restart();
        Self { before, after: told(&mut machine), erased: erased.to_vec() }
    }

    /// Power is back: the journal opens, and says one of the two. A move that comes first may have dropped old records.
    fn check(&self, machine: &mut Simulated, is_acknowledged: bool) {
        machine.restart();
        let found = told(machine);
        let is_before = found.1 == self.before.1 && self.before.0.ends_with(&found.0);
        assert!(found == self.after || !is_acknowledged && is_before, "neither");
        if found == self.after {
            let bytes = machine.flash.bytes();
            assert!(self.erased.iter().all(|erased| !contains(bytes, erased)), "erased, and still there");
        }
    }

    /// As [`Self::check`], where the operation may have been done twice.
    fn check_consents(&self, machine: &mut Simulated, is_acknowledged: bool) {
        machine.restart();
        let (_, found) = told(machine);
        assert!(found == self.after.1 || !is_acknowledged && found == self.before.1, "neither");
    }
}

pub(super) fn contains(flash: &[u8], bytes: &[u8]) -> bool {
    flash.windows(bytes.len()).any(|window| window == bytes)
}

/// The journal takes what a person does next, and keeps it.
fn still_works(machine: &mut Simulated) {
    let mut journal = Journal::open(machine, |_, _| {}).unwrap();
    let withdrawal = act(Kind::Withdrawn, 3, Purposes::ALL, 900);
    journal.append(machine, &withdrawal).unwrap();
    machine.restart();
    assert_eq!(told(machine).0.last(), Some(&withdrawal));
}

/// Cuts the power at every byte that `run` writes, in turn, or at one in `step`. `then` gets the cut, the machine with its power back, and
/// whether `run` was acknowledged; it is not called for a machine just like the one before. Returns the number of cuts.
fn cut_everywhere(
    machine: &Simulated,
    step: usize,
    mut run: impl FnMut(&mut Simulated) -> Result<(), Broken>,
    mut then: impl FnMut(usize, &Simulated, bool),
) -> usize {
    let mut known = None;
    let mut cut = 0;
    loop {
        let mut torn = machine.clone();
        torn.flash.cut_power_after(cut);
        let is_acknowledged = run(&mut torn).is_ok();
        let is_over = torn.flash.is_powered();
        assert!(is_acknowledged || !is_over);
        torn.restart();
        let found = (torn.flash.clone(), torn.counter, is_acknowledged);
        if known.as_ref() != Some(&found) {
            then(cut, &torn, is_acknowledged);
            known = Some(found);
        }
        if is_over {
            return cut;
        }
        cut += step;
    }
}

fn recover(machine: &mut Simulated) -> Result<(), Broken> {
    Journal::open(machine, |_, _| {}).map(drop)
}

/// Every cut. After every sixteenth, a second one while it is recovered from and done again, at a byte that moves along;
/// after one in `stride`, every second cut of the recovery. Returns the number of cuts, first and second.
fn survives(machine: &Simulated, operation: Operation, erased: &[Vec<u8>], stride: usize) -> (usize, usize) {
    let either = Either::of(machine, operation, erased);
    let mut journal = Journal::open(&mut machine.clone(), |_, _| {}).unwrap();
    let (bank, anchor, head) = (journal.bank, journal.anchor, journal.head);
    let run = |machine: &mut Simulated| {
        (journal.bank, journal.anchor, journal.head, journal.is_uncertain) = (bank, anchor, head, false);
        operation(&mut journal, machine)
    };
    let mut second_cuts = 0;
    let first_cuts = cut_everywhere(machine, 1, run, |cut, torn, is_acknowledged| {
        either.check(&mut torn.clone(), is_acknowledged);
        if cut % 16 == 0 {
            let mut again = torn.clone();
            again.flash.cut_power_after(cut * 89 % 8192);
            let journal = Journal::open(&mut again, |_, _| {});
            let repeated = journal.and_then(|mut journal| operation(&mut journal, &mut again));
            either.check_consents(&mut again, is_acknowledged || repeated.is_ok());
            still_works(&mut again);
            second_cuts += 1;
        }
        if cut % stride == stride / 2 {
            second_cuts += cut_everywhere(torn, 1, recover, |_, again, _| {
                either.check(&mut again.clone(), is_acknowledged);
            });
        }
    });
    std::println!("{first_cuts} cuts, {second_cuts} second cuts, nothing lost");
    (first_cuts, second_cuts)
}

/// Profile 0 gave, profile 1 withdrew, profile 2 wants to be asked: filled up with closings to this many records.
fn with_records(sectors: usize, records: usize) -> Simulated {
    let mut machine = machine(sectors);
    let mut entries = std::vec![
        given(Kind::Given, 0, Purposes::ALL, 100),
        given(Kind::Given, 1, Purposes::ALL, 100),
        ask(2, true, 100),
        act(Kind::Withdrawn, 1, Purposes::ALL, 101),
        opened(only(0).with(profile(1)), Purposes::only(Purpose::Assistant), 102),
    ];
    entries.resize(records.max(entries.len()), closed(103));
    written(&mut machine, &entries);
    machine.restart();
    machine
}

fn withdraw(journal: &mut Journal, machine: &mut Simulated) -> Result<(), Broken> {
    journal.append(machine, &act(Kind::Withdrawn, 0, Purposes::ALL, 110)).map(drop)
}

fn erase(journal: &mut Journal, machine: &mut Simulated) -> Result<(), Broken> {
    journal.erase(machine, only(0))
}

#[test]
fn an_append_that_is_cut_is_there_whole_or_not_at_all() {
    assert!(survives(&with_records(2, 6), withdraw, &[], 7).0 >= 176);
}

#[test]
fn the_very_first_append_survives_every_cut() {
    assert!(survives(&machine(2), withdraw, &[], 4300).0 > 4096);
}

#[test]
fn an_append_at_the_end_of_a_sector_survives_every_cut() {
    for records in 16..19 {
        assert!(survives(&with_records(4, records), withdraw, &[], 40).0 >= 176);
    }
}

#[test]
fn a_withdrawal_that_makes_the_journal_move_survives_every_cut() {
    let (first, second) = survives(&with_records(2, 17), withdraw, &[], 3000);
    assert!(first > 2 * 4096 && second > 4096, "{first} {second}");
}

#[test]
fn erasing_that_is_cut_is_finished_or_not_begun() {
    let mut machine = with_records(2, 8);
    let secrets = secrets(&mut machine, 0);
    assert_eq!(secrets.len(), 4);
    let (first, second) = survives(&machine, erase, &secrets, 3000);
    assert!(first > 2 * 4096 && second > 4096, "{first} {second}");
}

#[test]
fn beginning_anew_that_is_cut_leaves_the_old_journal_or_the_new_one() {
    let moved = {
        let mut machine = with_records(2, 17);
        let mut journal = Journal::open(&mut machine, |_, _| {}).unwrap();
        withdraw(&mut journal, &mut machine).unwrap();
        assert_eq!(journal.bank, Some(Bank::Second));
        machine.restart();
        machine
    };
    for machine in [with_records(2, 6), moved] {
        let (old, _) = told(&mut machine.clone());
        let mut found = [0, 0];
        let restart = |machine: &mut Simulated| Journal::restart(machine).map(drop);
        let cuts = cut_everywhere(&machine, 37, restart, |cut, torn, is_acknowledged| {
            let (acts, _) = told(&mut torn.clone());
            assert!(acts.is_empty() || !is_acknowledged && acts == old, "cut {cut}");
            found[usize::from(acts.is_empty())] += 1;
        });
        assert!(cuts > 2 * 4096 && found[0] > 5 && found[1] > 1, "{cuts} {found:?}");
    }
}

#[test]
fn a_bank_whose_erasing_was_cut_late_reads_erased_and_is_erased_again() {
    let machine = with_records(2, 17);
    let cut_at = |cut| {
        let mut torn = machine.clone();
        let mut journal = Journal::open(&mut torn, |_, _| {}).unwrap();
        torn.flash.cut_power_after(cut);
        let _cut = withdraw(&mut journal, &mut torn).is_err();
        torn
    };
    // After the move, whose end the erasing is, the record follows with seven words.
    let bytes: Vec<_> = (0..12_000).collect();
    let all = bytes.partition_point(|cut| !cut_at(*cut).flash.is_powered());
    for cut in [all - 232, all - 225] {
        let mut torn = cut_at(cut);
        torn.restart();
        let mut journal = Journal::open(&mut torn, |_, _| {}).unwrap();
        for _ in 0..30 {
            journal.append(&mut torn, &closed(111)).unwrap();
        }
    }
}
