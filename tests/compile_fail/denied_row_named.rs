//! A denied row has no subject (R16): a subject cannot be made from a number, only found among those that are allowed.
use sordina::interest::Subject;

fn main() {
    let _law = Subject(70);
}
