//! A mistake of each kind, in a file, is answered with its line and a remedy.

use super::*;
use crate::join::join;
use crate::taxonomy::tests::small;

const HEAD: &str = "language = \"es\"\nthreshold = -0.9\n";

fn word(text: &str, phonemes: &str, tag: &str) -> String {
    format!("[[word]]\ntext = \"{text}\"\nphonemes = [{phonemes}]\ntag = \"{tag}\"\n")
}

fn read(words: &[String]) -> Result<WordFile, Error> {
    parse("es.toml", &format!("{HEAD}{}", words.concat()), &small())
}

fn complaint(words: &[String]) -> String {
    let error = read(words).and_then(|file| join(&[file], &[])).expect_err("a faulty file");
    error.to_string()
}

fn carpa() -> String {
    word("carpa", "\"k a 4 p a\"", "travel.camping")
}

#[test]
fn a_sound_file_gives_its_words() {
    let file = read(&[carpa() + "threshold = -0.5\n", word("cine", "\"s i n e\", \"T i n e\"", "movies")]);
    let words = file.expect("sound").words;
    assert_eq!((words[0].entry.threshold, words[1].entry.threshold), (-16, -29));
    assert_eq!((words[0].entry.tag, words[1].entry.tag), (0, 1));
    assert_eq!(words[1].place, Place { file: "es.toml".to_owned(), line: 9 });
}

#[test]
fn each_mistake_is_named_with_its_line() {
    let wrong = |phonemes: &str, tag: &str| complaint(&[carpa(), word("fogón", phonemes, tag)]);
    let starts = |message: String, start: &str| assert!(message.starts_with(start), "{message}");
    starts(wrong("\"f o q o n\"", "movies"), "es.toml:9: unknown phoneme \"q\"");
    starts(wrong("\"f o o n o\"", "movies"), "es.toml:9: \"o o\"");
    starts(wrong("\"f o g\"", "movies"), "es.toml:9: \"f o g\" is too short");
    starts(wrong("", "movies"), "es.toml:8: \"fogón\" has no phonemes");
    starts(wrong("\"f o g o n\"", "golf"), "es.toml:10: unknown tag \"golf\"");
    starts(wrong("\"f o g o n\"", "deny.law"), "es.toml:10: tag \"deny.law\" is of class deny");
    starts(wrong("\"f o g o n\"", "fitness"), "es.toml:10: tag \"fitness\" is of class declared");
    starts(wrong("\"k a 4 p a\"", "movies"), "es.toml:4: \"k a 4 p a\" is also \"fogón\"");
    starts(wrong("\"k a 4 p a s\"", "movies"), "es.toml:8: \"fogón\" contains the sound of \"carpa\"");
    let longer = word("carpas", "\"k a 4 p a s\"", "travel.camping");
    assert!(read(&[carpa(), longer]).and_then(|file| join(&[file], &[])).is_ok(), "of one tag one counts");
    starts(complaint(&[carpa(), carpa()]), "es.toml:8: \"carpa\" stands here again, first at es.toml:4");
    starts(complaint(&[carpa() + "threshold = 1.5\n"]), "es.toml:7: threshold 1.5 is out of range");
    starts(complaint(&[carpa() + "weight = 1\n"]), "es.toml:7: unknown field `weight`");
    starts(complaint(&[word(" ", "\"k a 4 p a\"", "movies")]), "es.toml:4: a word without text");
}

#[test]
fn a_text_of_two_languages_is_one_word_with_the_stricter_threshold() {
    let spanish = read(&[word("camping", "\"k a m p i N\"", "travel.camping")]).expect("sound");
    let mut english = read(&[word("camping", "\"k ae m p I N\"", "travel.camping")]).expect("sound");
    english.words[0].entry.threshold = -10;
    let joined = join(&[spanish, english], &[]).expect("one word");
    assert_eq!((joined.len(), joined[0].pronunciations.len(), joined[0].threshold), (1, 2, -10));
}
