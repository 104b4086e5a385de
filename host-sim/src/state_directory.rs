//! `--state DIR`: what a simulated board keeps between runs.
//!
//! | file | holds |
//! |---|---|
//! | `flash.bin` | the flash, byte for byte |
//! | `device.key` | the device's secret, 32 random bytes, made once, readable by the owner only |
//! | `counter` | the monotonic counter, a decimal number |
//! | `lock` | nothing; whoever uses the folder holds it |
//! | `region` | whose rules apply, by its name in the policy; the floor's if it is not there |
//!
//! On a board the counter cannot be put back together with the flash; here it is a file, and putting back `flash.bin`
//! alone is noticed. A file is replaced whole (written aside, then renamed), and never if it could not be read: state
//! that does not hold together is evidence, and stays as it is.

use crate::error::Error;
use sordina::journal::Journal;
use sordina::policy::Region;
use sordina_machine::{Counter, DEFAULT_SECTORS, Entropy, Flash, SECTOR, Simulated};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const KEY_BYTES: usize = 32;

/// What a person can do about state that cannot be used.
const REMEDY: &str = "keep it for inspection, and give --state another folder";

/// The folder, checked.
#[derive(Debug)]
pub(crate) struct StateDirectory {
    folder: PathBuf,
    /// Held as long as this lives.
    _lock: File,
}

impl StateDirectory {
    /// Opens or makes the folder and its key; the board as it was left, or one fresh from the factory.
    pub(crate) fn open(folder: &Path) -> Result<(Self, Simulated), Error> {
        let (state, machine) = Self::open_unchecked(folder)?;
        // On a copy: what does not hold together is not to be touched.
        Journal::open(&mut machine.clone(), |_, _| {})
            .map_err(|broken| Error::unreadable(&state.path("flash.bin"), broken, REMEDY))?;
        Ok((state, machine))
    }

    /// The board of a folder, or where none is named one fresh from the factory; and its region.
    pub(crate) fn board(
        folder: Option<&Path>,
        region: Option<&'static Region>,
    ) -> Result<(Option<Self>, Simulated, &'static Region), Error> {
        let Some(folder) = folder else {
            let machine = Simulated { entropy: Entropy::System, ..Simulated::new() };
            return Ok((None, machine, region.unwrap_or(Region::floor())));
        };
        let (state, machine) = Self::open(folder)?;
        let region = state.region(region)?;
        Ok((Some(state), machine, region))
    }

    /// As [`Self::open`], but also with a journal that does not hold together, for a person who has it erased.
    pub(crate) fn open_unchecked(folder: &Path) -> Result<(Self, Simulated), Error> {
        fs::create_dir_all(folder).map_err(|error| Error::unwritable(folder, &error))?;
        let state = Self { _lock: lock(folder)?, folder: folder.to_owned() };
        let machine = Simulated {
            flash: state.read_flash()?,
            counter: state.read_counter()?,
            device_seed: state.read_or_make_key()?,
            entropy: Entropy::System,
            ..Simulated::new()
        };
        Ok((state, machine))
    }

    /// As [`Self::open`], but only where a board has been before.
    pub(crate) fn reopen(folder: &Path) -> Result<(Self, Simulated), Error> {
        if folder.join("flash.bin").exists() {
            return Self::open(folder);
        }
        let what = format!("{} holds no journal", folder.display());
        Err(Error::input(what, "name the folder with --state, or begin one with host-sim consent give"))
    }

    /// The board's region: the one given now, which it keeps, or the one that it has.
    pub(crate) fn region(&self, given: Option<&'static Region>) -> Result<&'static Region, Error> {
        if let Some(region) = given {
            self.replace("region", format!("{}\n", region.id).as_bytes())?;
            return Ok(region);
        }
        let Some(bytes) = self.read("region")? else { return Ok(Region::floor()) };
        let known = str::from_utf8(&bytes).ok().and_then(|id| Region::by_id(id.trim()));
        known.ok_or_else(|| Error::unreadable(&self.path("region"), "it names no region", "give --region"))
    }

    /// Replaces flash and counter by the board's.
    pub(crate) fn save(&self, machine: &Simulated) -> Result<(), Error> {
        self.replace("flash.bin", machine.flash.bytes())?;
        match machine.counter {
            Counter::At(count) => self.replace("counter", format!("{count}\n").as_bytes()),
            Counter::Missing | Counter::Broken => Ok(()),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The contents of a file; `None` if there is none yet.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        match fs::read(self.path(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::missing(&self.path(name), &error)),
        }
    }

    fn read_flash(&self) -> Result<Flash, Error> {
        let Some(bytes) = self.read("flash.bin")? else { return Ok(Flash::default()) };
        let refused = |why: String| Error::unreadable(&self.path("flash.bin"), why, REMEDY);
        if bytes.len() != DEFAULT_SECTORS * SECTOR {
            let expected = DEFAULT_SECTORS * SECTOR;
            return Err(refused(format!("{} bytes are not the {expected} of a flash", bytes.len())));
        }
        Flash::from_bytes(bytes).map_err(|error| refused(error.to_string()))
    }

    fn read_counter(&self) -> Result<Counter, Error> {
        let Some(bytes) = self.read("counter")? else { return Ok(Counter::default()) };
        let count = str::from_utf8(&bytes).ok().and_then(|text| text.trim().parse().ok());
        let refused = || Error::unreadable(&self.path("counter"), "it is no number", REMEDY);
        count.map(Counter::At).ok_or_else(refused)
    }

    fn read_or_make_key(&self) -> Result<[u8; KEY_BYTES], Error> {
        let path = self.path("device.key");
        if let Some(bytes) = self.read("device.key")? {
            let key = bytes.try_into();
            return key.map_err(|_| Error::unreadable(&path, "not 32 bytes", "give --state another folder"));
        }
        let mut key = [0; KEY_BYTES];
        getrandom::fill(&mut key)
            .map_err(|error| Error::unwritable(&path, &io::Error::other(error.to_string())))?;
        self.replace("device.key", &key)?;
        Ok(key)
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.path(name);
        let aside = self.folder.join(format!("{name}.{}.new", std::process::id()));
        let written = write_aside(&aside, bytes).and_then(|()| fs::rename(&aside, &path));
        written.map_err(|error| {
            let _left_over = fs::remove_file(&aside).is_err();
            Error::unwritable(&path, &error)
        })
    }
}

/// Two boards with one flash would each undo what the other writes.
fn lock(folder: &Path) -> Result<File, Error> {
    let path = folder.join("lock");
    let file = File::create(&path).map_err(|error| Error::unwritable(&path, &error))?;
    file.try_lock().map_err(|_| {
        let what = format!("{} is in use by another host-sim", folder.display());
        Error::input(what, "end that one, or give --state another folder")
    })?;
    Ok(file)
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
    fn a_flash_that_was_put_back_without_its_counter_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (state, machine) = StateDirectory::open(folder.path()).unwrap();
        state.save(&machine).unwrap();
        let second = StateDirectory::open(folder.path()).unwrap_err().to_string();
        assert!(second.contains("in use by another host-sim; "), "{second}");
        drop(state);
        fs::write(folder.path().join("counter"), "5\n").unwrap();
        let error = StateDirectory::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("put back"), "{error}");
        fs::write(folder.path().join("counter"), "five").unwrap();
        assert!(StateDirectory::open(folder.path()).unwrap_err().to_string().contains("no number"));
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
