//! `dashboard`: a car at a desk with its screen in a browser.

use super::typed::{QUIT, typed};
use crate::Outcome;
use crate::audio::Programme;
use crate::cli::dashboard::Dashboard;
use crate::dashboard::{Screen, Server};
use crate::desk::{Desk, Sound};
use crate::error::Error;
use crate::timeline::Timeline;
use crate::words;
use std::io::Write;

/// Between two screens while nothing happens, ms.
const SCREEN_MS: u64 = 100;

pub(super) fn run(dashboard: &Dashboard, out: &mut impl Write) -> Result<Outcome, Error> {
    let timeline = dashboard.desk.timeline.as_deref().map(Timeline::read).transpose()?.unwrap_or_default();
    let sound = sound(dashboard)?;
    let server = Server::start(dashboard.port)?;
    let mut desk = Desk::start(sound, dashboard.desk.state.as_deref(), dashboard.desk.region)?;
    desk.act(timeline.actions());
    writeln!(out, "{}", server.url)?;
    out.flush()?;
    let (mut screen, typed, mut shown_at) = (Screen::new(words::of_the_product()), typed(), 0);
    while dashboard.desk.seconds.is_none_or(|seconds| desk.now() < seconds * 1000) {
        for line in typed.try_iter().chain(server.lines()) {
            if line.trim() == QUIT {
                desk.end()?;
                return Ok(Outcome::Done);
            }
            screen.refuse(desk.obey(&line).err());
        }
        let moments = desk.turn()?;
        moments.iter().for_each(|moment| screen.note(moment));
        if !moments.is_empty() || desk.now() >= shown_at + SCREEN_MS {
            shown_at = desk.now();
            server.show(screen.json(&mut desk), screen.values(&desk));
        }
    }
    desk.end()?;
    Ok(Outcome::Done)
}

fn sound(dashboard: &Dashboard) -> Result<Sound, Error> {
    #[cfg(live)]
    if dashboard.live {
        let devices = crate::live::device::Devices::find(&dashboard.devices.wish())?;
        return Ok(Sound::Live(Box::new(devices)));
    }
    if dashboard.audio.is_empty() {
        return Ok(Sound::Silence);
    }
    Programme::open(&dashboard.audio).map(Sound::Recording)
}
