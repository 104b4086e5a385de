//! Only the trusted control's driver makes a `PhysicalAct`.
use sordina::consent::PhysicalAct;
use sordina_hal::{Key, Seat};

fn main() {
    let _forged = PhysicalAct { seat: Seat::Driver, key: Key::InterestTags };
}
