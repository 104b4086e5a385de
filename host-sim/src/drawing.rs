//! Drawings: files of SVG.

use crate::error::Error;
use std::path::Path;

/// Size of a drawing.
pub(crate) const SIZE: (u32, u32) = (760, 520);

/// Draws into a file; `option` is the one that asked for it.
pub(crate) fn save(
    path: &Path,
    option: &str,
    draw: impl FnOnce(&mut String) -> Result<(), Box<dyn std::error::Error>>,
) -> Result<(), Error> {
    let mut svg = String::new();
    // Drawn into memory: a file half written would look like a result.
    let drawn = draw(&mut svg).map_err(|error| error.to_string());
    drawn.map_err(|error| {
        Error::input(format!("cannot draw {}: {error}", path.display()), format!("leave {option} out"))
    })?;
    std::fs::write(path, svg).map_err(|error| Error::unwritable(path, &error))
}
