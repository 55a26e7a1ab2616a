//! Locks between processes. The operating system releases them when their holder dies, so none is
//! ever stale. The files stay, because a lock on a deleted file excludes nobody.
//!
//! A stopped process keeps its lock. Each holder therefore identifies itself in a file next to the
//! lock. Whoever waits reports the holder, and gives up after a while.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{sync::watch, time::Instant};

use super::VaultError;
use tokenry_model::{clock::Timestamp, id::Id, token::Token};

/// The shortest wait that is reported.
const LONG: Duration = Duration::from_secs(3);
const FIRST_STEP: Duration = Duration::from_millis(2);
const LONGEST_STEP: Duration = Duration::from_millis(50);

/// A lock, held until dropped. It does nothing for an in-memory store.
#[derive(Debug)]
#[must_use = "the lock is given back when this is dropped"]
pub struct HeldLock {
    file: Option<(File, PathBuf)>,
}

/// The holder of a lock, as it identified itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockHolder {
    pub process: u32,
    pub since: Timestamp,
}

/// A wait that takes more than a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockWait {
    pub holder: LockHolder,
    /// After this time the caller gives up, and its operation fails.
    pub patience: Duration,
}

/// The timeout, and the channel for reports.
pub(super) struct Waiting<'a> {
    pub(super) patience: Duration,
    pub(super) reports: &'a watch::Sender<Option<LockWait>>,
    /// The wait was reported.
    pub(super) has_reported: bool,
}

impl Waiting<'_> {
    fn report(&mut self, holder: Option<LockHolder>) {
        self.has_reported = true;
        let patience = self.patience;
        let wait = holder.map(|holder| LockWait { holder, patience });
        self.reports.send_if_modified(|reports| {
            let news = wait.is_some() && *reports != wait;
            if news {
                *reports = wait;
            }
            news
        });
    }
}

/// Clears the report. Another wait still in progress reports itself again.
impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if self.has_reported {
            self.reports
                .send_if_modified(|reports| reports.take().is_some());
        }
    }
}

/// Takes the lock for creating a vault and changing its keyring slot.
pub(super) async fn vault(
    data_dir: Option<&Path>,
    waiting: Waiting<'_>,
) -> Result<HeldLock, VaultError> {
    hold(data_dir.map(|dir| dir.join("vault.lock")), waiting).await
}

/// Takes the lock for refreshing a token.
pub(super) async fn token(
    data_dir: Option<&Path>,
    token: Id<Token>,
    waiting: Waiting<'_>,
) -> Result<HeldLock, VaultError> {
    let path = data_dir.map(|dir| dir.join("locks").join(format!("{token}.lock")));
    hold(path, waiting).await
}

/// Polls for the lock. A thread blocked on the lock could not be cancelled, and would keep the
/// process alive.
async fn hold(path: Option<PathBuf>, mut waiting: Waiting<'_>) -> Result<HeldLock, VaultError> {
    let Some(path) = path else {
        return Ok(HeldLock { file: None });
    };
    let file = open(&path).map_err(VaultError::LockFile)?;
    let began = Instant::now();
    let mut step = FIRST_STEP;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::Error(error)) => return Err(VaultError::LockFile(error)),
            Err(TryLockError::WouldBlock) => {}
        }
        let waited = began.elapsed();
        if waited >= waiting.patience {
            let holder = holder_of(&path);
            return Err(VaultError::LockHeld { holder, waited });
        }
        if waited >= LONG {
            waiting.report(holder_of(&path));
        }
        tokio::time::sleep(step.min(waiting.patience.saturating_sub(waited))).await;
        step = (step * 2).min(LONGEST_STEP);
    }
    let holder_file = holder_file(&path);
    // Informational only, so a full disk is no reason to stop.
    let _ = introduce(&holder_file);
    Ok(HeldLock {
        file: Some((file, holder_file)),
    })
}

impl Drop for HeldLock {
    fn drop(&mut self) {
        if let Some((_, holder_file)) = &self.file {
            let _ = fs::remove_file(holder_file);
        }
    }
}

/// Returns the path of the file that identifies the holder. It is separate, because on some systems
/// a locked file is unreadable.
fn holder_file(path: &Path) -> PathBuf {
    path.with_extension("holder")
}

fn introduce(holder_file: &Path) -> io::Result<()> {
    let mut file = private(holder_file)?;
    file.set_len(0)?;
    write!(file, "{}", std::process::id())
}

fn holder_of(path: &Path) -> Option<LockHolder> {
    let holder_file = holder_file(path);
    let process = fs::read_to_string(&holder_file).ok()?.trim().parse().ok()?;
    let since = fs::metadata(&holder_file).and_then(|found| found.modified());
    let since = Timestamp::try_from(since.ok()?).ok()?;
    Some(LockHolder { process, since })
}

fn open(path: &Path) -> io::Result<File> {
    if let Some(dir) = path.parent() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(dir)?;
    }
    private(path)
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
