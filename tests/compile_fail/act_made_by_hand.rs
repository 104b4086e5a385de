//! Only the trusted control's driver makes a `PhysicalAct`.
use sordina::consent::{Means, PhysicalAct};
use sordina_hal::{Choice, Purpose, Seat};

fn main() {
    let choice = Choice::Give(Purpose::InterestTags);
    let _forged = PhysicalAct { seat: Seat::Driver, choice, means: Means::Key };
}
