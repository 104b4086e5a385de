//! A tag comes from evidence; a denied subject has no row to name.
use sordina::interest::{Epoch, Tag};

fn main() {
    let _forged = Tag::new(0, Epoch(1));
}
