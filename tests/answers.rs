//! An answer is at most 16 bytes of payload and constant in size and shape (R15, R24), and told once (R23); nothing else
//! that the analysis knows can be sent (R11).

use sordina::policy::{DISTINCT_WORDS, INFERABLE_COUNT, LEXICON, MOST_WEIGHT, SUBJECTS, WEIGHT};
use sordina_hal::{Key, Seat};
use sordina_link::{ANSWER_BYTES, Answer};
use sordina_tests::{Car, memory_of};

const _: () = assert!(ANSWER_BYTES <= 16, "the budget of an answer");
const _: () = assert!(DISTINCT_WORDS >= 2 && MOST_WEIGHT < WEIGHT, "more than one word, more than once");

#[test]
fn no_consent_no_tag_and_not_now_are_the_same_bytes() {
    let mut closed = Car::driving();
    let mut quiet = Car::listening(&[Key::InterestTags]);
    let mut over = Car::listening(&[Key::InterestTags]);
    over.ignition(false);
    let mut withdrawn = Car::listening(&[Key::InterestTags]);
    withdrawn.press(Seat::Driver, Key::Stop);
    let answers = [closed.ask(), quiet.ask(), over.ask(), withdrawn.ask()];
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
        assert_eq!(answer.0, Some(Answer::SILENCE));
    }
}

#[test]
fn every_subject_has_the_size_of_silence() {
    let silence = Car::driving().ask().1;
    for row in &SUBJECTS {
        let channels = sordina_link::Channels::CarAndPhone;
        let answer = Answer::tag(row.iab, u16::MAX, 1, sordina_link::Tone::Care, channels);
        assert_eq!(memory_of(&answer).len(), ANSWER_BYTES);
        let mut buffer = [0; sordina_link::LONGEST_FRAME];
        let frame =
            sordina_link::Frame { sequence: u16::MAX, message: sordina_link::Message::Answer(answer) };
        assert_eq!(sordina_link::encode(&frame, &mut buffer).len(), silence, "{}", row.tag);
    }
}

#[test]
fn every_tag_with_words_has_enough_of_them_to_form() {
    for (tag, row) in SUBJECTS.iter().enumerate().take(INFERABLE_COUNT) {
        let words = LEXICON.words().iter().filter(|word| usize::from(word.tag) == tag).count();
        assert!(words == 0 || words >= usize::from(DISTINCT_WORDS), "{} can never form", row.tag);
    }
}
