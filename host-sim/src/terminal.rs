//! What only a terminal gets: colour and a progress bar.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// Whether standard output wants colour: a terminal whose owner has not said no (<https://no-color.org>).
pub(crate) fn has_colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// A colour by its ANSI number.
#[derive(Clone, Copy)]
pub(crate) enum Colour {
    Red = 31,
    Green = 32,
    Yellow = 33,
    Cyan = 36,
    Grey = 90,
}

/// `text` in `colour`, or plain.
pub(crate) fn paint(text: &str, colour: Colour, is_coloured: bool) -> String {
    if is_coloured { format!("\x1b[{}m{text}\x1b[0m", colour as u8) } else { text.to_owned() }
}

/// A progress bar on standard error. Nothing appears unless that is a terminal and standard output is not one:
/// lines that scroll past are progress enough.
pub(crate) fn progress(length: u64, prints_lines: bool) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {eta} left").ok();
    let target = if prints_lines && std::io::stdout().is_terminal() {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(length), target);
    style.map_or(bar.clone(), |style| bar.with_style(style))
}
