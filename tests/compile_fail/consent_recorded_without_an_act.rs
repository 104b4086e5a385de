//! No consent can be recorded without a `PhysicalAct`, nor from outside the control path.
use sordina::consent::{Profile, Proposal};
use sordina::gate::{Purpose, Purposes};
use sordina::journal::{Entry, Kind};
use sordina_hal::Seat;

fn main() {
    let proposal = Proposal { purpose: Purpose::InterestTags };
    let profile = Profile::guest(Seat::Driver);
    let _recorded = Entry::of_act(Kind::Given, &proposal, profile, Purposes::ALL);
}
