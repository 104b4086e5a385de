//! `--state DIR`: the simulated flash and the device key, kept between runs.
//!
//! | file | holds |
//! |---|---|
//! | `flash.bin` | the flash, byte for byte |
//! | `device.key` | 32 random bytes, made once, readable by the owner only; for signing the journal's head |
//!
//! A file is replaced whole (written aside, then renamed), and never if it could not be read: state that does not
//! hold together is evidence, and stays as it is.

use crate::error::Error;
use sordina::journal::Journal;
use sordina_machine::{DEFAULT_SECTORS, Flash, SECTOR};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const KEY_BYTES: usize = 32;

/// The folder, checked.
#[derive(Debug)]
pub(crate) struct StateDirectory {
    folder: PathBuf,
}

impl StateDirectory {
    /// Opens or makes the folder and its key, and reads the flash; an erased one if there is none yet.
    pub(crate) fn open(folder: &Path) -> Result<(Self, Flash), Error> {
        fs::create_dir_all(folder).map_err(|error| Error::unwritable(folder, &error))?;
        let state = Self { folder: folder.to_owned() };
        let flash = state.read_flash()?;
        state.check_or_make_key()?;
        Ok((state, flash))
    }

    /// Replaces the flash.
    pub(crate) fn save(&self, flash: &Flash) -> Result<(), Error> {
        self.replace("flash.bin", flash.bytes())
    }

    fn read_flash(&self) -> Result<Flash, Error> {
        let path = self.folder.join("flash.bin");
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Flash::default()),
            bytes => bytes.map_err(|error| Error::missing(&path, &error))?,
        };
        let remedy = "keep it for inspection, and give --state another folder";
        if bytes.len() != DEFAULT_SECTORS * SECTOR {
            let why = format!("{} bytes are not the {} of a flash", bytes.len(), DEFAULT_SECTORS * SECTOR);
            return Err(Error::unreadable(&path, why, remedy));
        }
        let mut flash = Flash::from_bytes(bytes).map_err(|error| Error::unreadable(&path, error, remedy))?;
        if Journal::open(&mut flash).is_err() {
            return Err(Error::unreadable(&path, "its journal does not hold together", remedy));
        }
        Ok(flash)
    }

    fn check_or_make_key(&self) -> Result<(), Error> {
        let path = self.folder.join("device.key");
        match fs::read(&path) {
            Ok(key) if key.len() == KEY_BYTES => Ok(()),
            Ok(_) => Err(Error::unreadable(&path, "not 32 bytes", "give --state another folder")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut key = [0; KEY_BYTES];
                getrandom::fill(&mut key)
                    .map_err(|error| Error::unwritable(&path, &io::Error::other(error.to_string())))?;
                self.replace("device.key", &key)
            }
            Err(error) => Err(Error::missing(&path, &error)),
        }
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.folder.join(name);
        let aside = self.folder.join(format!("{name}.{}.new", std::process::id()));
        let written = write_aside(&aside, bytes).and_then(|()| fs::rename(&aside, &path));
        written.map_err(|error| {
            let _left_over = fs::remove_file(&aside).is_err();
            Error::unwritable(&path, &error)
        })
    }
}

fn write_aside(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private_file(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The journal says who agreed to what, and the key signs it: both are the owner's alone.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_that_does_not_hold_together_is_refused_and_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("flash.bin");
        for bytes in [vec![1; 10], vec![0; DEFAULT_SECTORS * SECTOR]] {
            fs::write(&path, &bytes).unwrap();
            let error = StateDirectory::open(folder.path()).unwrap_err().to_string();
            assert!(error.contains("flash.bin") && error.contains("; keep it"), "{error}");
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
    }

    #[test]
    fn the_key_is_made_once_and_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let key = || fs::read(folder.path().join("device.key")).unwrap();
        StateDirectory::open(folder.path()).unwrap();
        let first = key();
        StateDirectory::open(folder.path()).unwrap();
        assert_eq!((first.len(), &first), (KEY_BYTES, &key()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join("device.key")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
