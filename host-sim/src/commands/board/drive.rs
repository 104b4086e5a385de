//! What an emulated board plays: the bundled drive, or recordings in a car that its driver has to herself.

use super::super::{drive, player};
use crate::audio::Recording;
use crate::car::{Action, Situation};
use crate::cli::{Board, PurposeName};
use crate::date;
use crate::error::Error;
use crate::timeline::Timeline;
use sordina::policy::Recipient;
use sordina_emulated::{BLOCK_MS, Drive, What, link_event};
use sordina_hal::{Signal, SystemState};
use sordina_link::{LONGEST_FRAME, Message, Sender};
use std::fmt::Write as _;

/// The drive that the command line asks for, as a board plays it: one channel at 16 kHz.
pub(super) fn of(board: &Board) -> Result<Drive, Error> {
    let timeline = board.timeline.as_deref().map(Timeline::read).transpose()?;
    if board.audio.is_empty() {
        return build(vec![drive::recording()?], drive::timeline()?.actions().collect());
    }
    let recordings = board.audio.iter().map(|path| Recording::open(path)).collect::<Result<_, _>>()?;
    let mut actions: Vec<_> = Situation::DriverAlone.actions().collect();
    actions.extend(PurposeName::presses(&board.grant));
    actions.extend(timeline.unwrap_or_default().actions());
    actions.sort_by_key(|(at, _)| *at);
    build(recordings, actions)
}

/// Recordings in a row, these actions, and at the end the drive is over and the car's screen asks.
fn build(recordings: Vec<Recording>, mut actions: Vec<(u64, Action)>) -> Result<Drive, Error> {
    let mut recording = Vec::new();
    for one in recordings {
        for sample in one.first_channel_at(16_000)? {
            recording.push(sample?);
        }
    }
    let end = recording.len() as u64 / 16 + player::AFTER_MS;
    actions.push((end, Action::Signal(Signal::SystemState(SystemState::Off))));
    actions.push((end + BLOCK_MS, Action::Ask(Recipient::CAR_SCREEN)));
    Ok(Drive { recording, script: script(&actions, end + 10 * BLOCK_MS)? })
}

fn script(actions: &[(u64, Action)], end: u64) -> Result<String, Error> {
    let (mut sender, mut script) = (Sender::new(), format!("0 {}\n", What::Wall(date::DEFAULT.noon())));
    for (at, action) in actions {
        let event = event(action, &mut sender).ok_or_else(|| {
            Error::input(format!("the emulated board has no {action:?}"), "play it with `host-sim replay`")
        })?;
        let _infallible = writeln!(script, "{at} {event}");
    }
    let _infallible = writeln!(script, "{end} {}", What::End);
    Ok(script)
}

fn event(action: &Action, sender: &mut Sender) -> Option<String> {
    Some(match *action {
        Action::Signal(signal) => What::Signal(signal).to_string(),
        Action::Press(seat, key) => What::Press(seat, key).to_string(),
        Action::Release(seat, key) => What::Release(seat, key).to_string(),
        Action::KillSwitch(is_set) => What::KillSwitch { is_set }.to_string(),
        Action::Ask(recipient) => {
            let mut buffer = [0; LONGEST_FRAME];
            link_event(sender.frame(Message::Ask { recipient }, &mut buffer))
        }
        Action::Choose(..) | Action::LampFault(_) | Action::MicrophoneLineFault(_) => return None,
    })
}
