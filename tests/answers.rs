//! An answer is at most 16 bytes of payload and constant in size and shape (R15, R24), and told once (R23).

use sordina::policy::{EVIDENCE, LEXICON, TAXONOMY};
use sordina_hal::{Key, Seat};
use sordina_link::{ANSWER_BYTES, Answer};
use sordina_tests::{Car, memory_of};

const _: () = assert!(ANSWER_BYTES <= 16, "the budget of an answer");

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
fn every_allowed_tag_has_the_size_of_silence() {
    let silence = Car::driving().ask().1;
    for row in &TAXONOMY {
        let answer = Answer::tag(row.iab_audience_id, u16::MAX, row.life_days, sordina_link::Tone::Implicit);
        assert_eq!(memory_of(&answer).len(), ANSWER_BYTES);
        let mut buffer = [0; sordina_link::LONGEST_FRAME];
        let frame = sordina_link::Frame { sequence: u16::MAX, message: sordina_link::Reply::Answer(answer) };
        assert_eq!(sordina_link::encode(&frame, &mut buffer).map(<[u8]>::len), Some(silence), "{}", row.name);
    }
}

#[test]
fn the_policy_asks_for_more_than_one_word_more_than_once() {
    assert!(EVIDENCE.distinct_words >= 2 && EVIDENCE.detections > EVIDENCE.distinct_words);
    for (tag, row) in TAXONOMY.iter().enumerate() {
        let words = LEXICON.words.iter().filter(|word| usize::from(word.tag) == tag).count();
        assert!(words == 0 || words >= EVIDENCE.distinct_words, "{} can never form", row.name);
    }
}
