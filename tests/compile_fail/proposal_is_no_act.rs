//! What software may do is propose, and a proposal is not an act.
use sordina::consent::{Event, Proposal};
use sordina::gate::Purpose;

fn main() {
    let proposal = Proposal { purpose: Purpose::InterestTags };
    let _promoted = Event::Act(proposal);
}
