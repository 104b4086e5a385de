//! `live`: the drive at a desk; and `devices`.

use super::typed::{QUIT, typed};
use crate::Outcome;
use crate::cli::PurposeName;
use crate::cli::live::Live;
use crate::desk::{Desk, Sound};
use crate::error::Error;
use crate::language::Language;
use crate::live::device::{self, Devices};
use crate::story::Lines;
use crate::timeline::Timeline;
use crate::words;
use std::io::Write;

pub(super) fn run(live: &Live, out: &mut impl Write) -> Result<Outcome, Error> {
    let timeline = live.desk.timeline.as_deref().map(Timeline::read).transpose()?.unwrap_or_default();
    let sound = Sound::Live(Box::new(Devices::find(&live.devices.wish())?));
    let mut desk = Desk::start(sound, live.desk.state.as_deref(), live.desk.region)?;
    desk.act(timeline.actions());
    desk.act(PurposeName::presses(&live.grant));
    let mut lines = Lines::new(out, live.lang, words::of_the_product());
    until_quit(live, &mut desk, &mut lines)?;
    desk.end()?.iter().try_for_each(|moment| lines.tell(moment))?;
    Ok(Outcome::Done)
}

fn until_quit<W: Write>(live: &Live, desk: &mut Desk, lines: &mut Lines<W>) -> Result<(), Error> {
    let (typed, mut told) = (typed(), None);
    while live.desk.seconds.is_none_or(|seconds| desk.now() < seconds * 1000) {
        for line in typed.try_iter() {
            if line.trim() == QUIT {
                return Ok(());
            }
            if let Err(why) = desk.obey(&line) {
                lines.note(desk.now(), &why)?;
            }
        }
        desk.turn()?.iter().try_for_each(|moment| lines.tell(moment))?;
        if desk.trouble() != told.as_deref() {
            told = desk.trouble().map(str::to_owned);
            lines.note(desk.now(), &in_words(told.as_deref(), live.lang))?;
        }
        lines.flush()?;
    }
    Ok(())
}

fn in_words(trouble: Option<&str>, language: Language) -> String {
    trouble.map_or_else(
        || language.pick("audio is back", "volvió el audio").to_owned(),
        |why| format!("{}: {why}", language.pick("trouble", "problema")),
    )
}

pub(super) fn devices(out: &mut impl Write) -> Result<Outcome, Error> {
    let lines = device::list();
    for line in &lines {
        writeln!(out, "{line}")?;
    }
    Ok(if lines.is_empty() { Outcome::No } else { Outcome::Done })
}
