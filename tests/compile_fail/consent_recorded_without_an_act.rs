//! No consent can be recorded without a `PhysicalAct`, nor from outside the control path.
use sordina::consent::Proposal;
use sordina::gate::Purpose;
use sordina::journal::Entry;

fn main() {
    let proposal = Proposal { purpose: Purpose::InterestTags };
    let _recorded = Entry::given(&proposal, Purpose::InterestTags);
}
