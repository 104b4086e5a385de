//! A statement of a person can be made only from her act (R17, R36).
use sordina::consent::Profile;
use sordina::interest::{Epoch, Subject};
use sordina::journal::{Entry, Kind};
use sordina_hal::Seat;

fn main() {
    let movies = Subject::by_tag("movies");
    let _entry = Entry::about(Kind::Declared, (), Profile::guest(Seat::Driver), movies, Epoch(1));
}
