//! A subject that only a person may state cannot become a tag that was noticed (R17): nothing makes an `Inferable` of it.
use sordina::interest::{Inferable, Subject};

fn main() {
    let parenting = Subject::by_tag("family.parenting").expect("declared");
    let _noticed: Inferable = parenting.into();
    let _made = Inferable(parenting.place());
}
