//! A drive on the image for mps2-an500 in QEMU.

use crate::{Drive, NotPlayed, Outcome};
use mps2_an500::nor::CAPACITY;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// The emulator.
pub const PROGRAM: &str = "qemu-system-arm";

/// Size of the memory that the emulator's file backs; the journal's flash is its beginning.
const BACKED: usize = 16 << 20;

/// An image and the folder in which it plays. The folder's flash outlives each drive, as a board's does.
#[derive(Clone, Debug)]
pub struct Emulator<'p> {
    /// The image, an ELF file.
    pub image: &'p Path,
    /// Where drives are written to and outcomes read from.
    pub folder: &'p Path,
    /// How fast the processor is: 2 to this power nanoseconds per instruction.
    pub shift: u32,
}

/// How the board kept up with the converter in its last drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Blocks of audio.
    pub blocks: u32,
    /// Of these, those whose interrupt was not over when the next was due.
    pub late: u32,
    /// Of these, those that interrupted control or analysis.
    pub preemptions: u32,
    /// Most blocks that ever waited for control's turn; 1 where control always kept up.
    pub behind: u32,
    /// Blocks that the analysis lost because it was too slow.
    pub dropped: u32,
}

/// A board that runs at the pace of the wall clock.
#[derive(Debug)]
pub struct Attached {
    /// The emulator.
    pub board: Child,
    /// The link to the head unit.
    pub link: PathBuf,
    /// Where keys, switches and signals go: the script's events, one per line and without their times.
    pub controls: PathBuf,
}

impl<'p> Emulator<'p> {
    /// [`Emulator::shift`] of a processor that runs 500 million instructions per second.
    pub const FAST: u32 = 1;
    /// [`Emulator::shift`] of a processor that runs 62 million instructions per second: a signature, or a step of the analysis,
    /// takes it longer than a block of audio.
    pub const SLOW: u32 = 4;
    /// [`Emulator::shift`] for the image that counts its instructions.
    pub const FIGURES: u32 = 7;

    /// A fast one.
    #[must_use]
    pub const fn new(image: &'p Path, folder: &'p Path) -> Self {
        Self { image, folder, shift: Self::FAST }
    }

    /// Plays a drive.
    ///
    /// # Errors
    /// If it was not played to its end.
    pub fn play(&self, drive: &Drive) -> Result<Outcome, NotPlayed> {
        let output = self.run(drive)?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(NotPlayed::Ended(output.status.code(), words));
        }
        self.outcome().map_err(NotPlayed::Folder)
    }

    /// Plays a drive, whatever its end; the emulator's exit code says how the image ended.
    ///
    /// # Errors
    /// If the emulator did not run.
    pub fn run(&self, drive: &Drive) -> Result<Output, NotPlayed> {
        self.start(drive)?.wait_with_output().map_err(NotPlayed::NoEmulator)
    }

    /// Starts a drive; whoever kills the emulator cuts the board's power.
    ///
    /// # Errors
    /// If the emulator cannot be started.
    pub fn start(&self, drive: &Drive) -> Result<Child, NotPlayed> {
        let icount = format!("shift={},sleep=off", self.shift);
        self.spawn(drive, &["-serial", "file:link.bin", "-icount", &icount])
    }

    /// Starts a drive that takes the time of the wall clock, with each UART on a pseudo terminal.
    ///
    /// # Errors
    /// If the emulator cannot be started or has no pseudo terminals.
    pub fn attach(&self, drive: &Drive) -> Result<Attached, NotPlayed> {
        let mut board = self.spawn(drive, &["-serial", "pty", "-serial", "pty"])?;
        let told = board.stdout.take().map(BufReader::new).into_iter().flat_map(BufRead::lines);
        // "char device redirected to /dev/pts/3 (label serial0)"
        let paths = told
            .map_while(Result::ok)
            .filter_map(|line| line.split(' ').find(|word| word.starts_with("/dev/")).map(PathBuf::from));
        let [link, controls] = paths
            .take(2)
            .collect::<Vec<_>>()
            .try_into()
            .map_err(|_| NotPlayed::Ended(None, "no pseudo terminals".to_owned()))?;
        Ok(Attached { board, link, controls })
    }

    fn spawn(&self, drive: &Drive, arguments: &[&str]) -> Result<Child, NotPlayed> {
        self.write(drive).map_err(NotPlayed::Folder)?;
        let image = std::path::absolute(self.image).map_err(NotPlayed::Folder)?;
        Command::new(PROGRAM)
            .current_dir(self.folder)
            .args(["-M", "mps2-an500,memory-backend=nor", "-object"])
            .arg(format!("memory-backend-file,id=nor,size={BACKED},mem-path=nor.bin,share=on"))
            .args(["-display", "none", "-monitor", "none"])
            .args(arguments)
            .args(["-semihosting-config", "enable=on,target=native", "-kernel"])
            .arg(image)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(NotPlayed::NoEmulator)
    }

    fn write(&self, drive: &Drive) -> std::io::Result<()> {
        let samples: Vec<u8> = drive.recording.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        fs::write(self.path("drive.bin"), samples)?;
        fs::write(self.path("drive.events"), &drive.script)?;
        let flash = self.path("nor.bin");
        if flash.exists() { Ok(()) } else { fs::write(flash, vec![0xFF; BACKED]) }
    }

    /// What the last drive has left so far.
    ///
    /// # Errors
    /// If a file that every image writes is not there.
    pub fn outcome(&self) -> std::io::Result<Outcome> {
        let read = |name| fs::read(self.path(name));
        let mut flash = read("nor.bin")?;
        flash.truncate(CAPACITY);
        let heard = read("heard.txt").unwrap_or_default();
        let heard = String::from_utf8_lossy(&heard).into_owned();
        Ok(Outcome {
            port: read("port.bin")?,
            pins: read("pins.bin")?,
            link: read("link.bin")?,
            flash,
            heard,
        })
    }

    /// How the board kept up in its last drive.
    ///
    /// # Errors
    /// If the drive has not ended.
    pub fn pace(&self) -> std::io::Result<Pace> {
        let bytes = fs::read(self.path("pace.bin"))?;
        let (words, _) = bytes.as_chunks::<4>();
        let &[blocks, late, preemptions, behind, dropped] = words else {
            return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof));
        };
        let [blocks, late, preemptions, behind, dropped] =
            [blocks, late, preemptions, behind, dropped].map(u32::from_le_bytes);
        Ok(Pace { blocks, late, preemptions, behind, dropped })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}
