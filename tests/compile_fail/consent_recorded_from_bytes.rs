//! An entry that was read from somewhere cannot be written: only the control path appends.
use sordina::journal::{Entry, Journal};
use sordina_machine::Simulated;

fn record(journal: &mut Journal, machine: &mut Simulated, read: &Entry) {
    let _forged = journal.append(machine, read);
}

fn main() {}
