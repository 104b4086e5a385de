//! `answer`: what the eight bytes of an answer say, in words or as an advertising exchange may be told.

use crate::Outcome;
use crate::cli::AnswerBytes;
use crate::error::Error;
use crate::story;
use sordina_link::{ANSWER_BYTES, Answer, UserData};
use std::io::Write;

pub(super) fn run(typed: &AnswerBytes, out: &mut impl Write) -> Result<Outcome, Error> {
    let answer = parse(&typed.bytes.concat())?;
    if !typed.openrtb {
        writeln!(out, "{}", story::answer(answer, typed.lang))?;
        return Ok(Outcome::Done);
    }
    let today = u16::try_from(typed.date.0).unwrap_or(u16::MAX);
    let Some(data) = UserData::of(&answer, today) else {
        let nothing = "nothing: silence, care, a preference, or not good on that day";
        eprintln!(
            "{}",
            typed.lang.pick(nothing, "nada: silencio, cuidado, una preferencia, o no vale ese día")
        );
        return Ok(Outcome::No);
    };
    writeln!(out, "{data}")?;
    Ok(Outcome::Done)
}

fn parse(typed: &str) -> Result<Answer, Error> {
    let digits: Vec<u8> = typed.chars().filter(|c| !c.is_whitespace()).map(|c| c as u8).collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
    let bytes: Option<[u8; ANSWER_BYTES]> = bytes.and_then(|bytes| bytes.try_into().ok());
    bytes.map(Answer::from).ok_or_else(|| {
        let what = format!("\"{typed}\" is not the payload of an answer");
        Error::input(what, "give its eight bytes as hexadecimal digits, e.g. \"d5 02 f4 4f 01 00 01 01\"")
    })
}
