//! The project's own files, from its root on.

use std::fs;
use std::path::{Path, PathBuf};

/// Where the project lies.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The contents of a file.
///
/// # Panics
/// If it cannot be read.
#[must_use]
pub fn read(file: impl AsRef<Path>) -> String {
    let file = file.as_ref();
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// All files below a folder whose names end in one of these kinds; nothing hidden, built or fetched.
#[must_use]
pub fn files(folder: impl AsRef<Path>, kinds: &[&str]) -> Vec<PathBuf> {
    let folder = folder.as_ref();
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join(folder)).into_iter().flatten().flatten() {
        let (name, path) = (entry.file_name(), folder.join(entry.file_name()));
        let name = name.to_string_lossy();
        if entry.path().is_dir() {
            if !name.starts_with('.') && !matches!(&*name, "target" | "node_modules" | "corpus") {
                found.extend(files(&path, kinds));
            }
        } else if path.extension().and_then(|kind| kind.to_str()).is_some_and(|kind| kinds.contains(&kind)) {
            found.push(path);
        }
    }
    found
}
