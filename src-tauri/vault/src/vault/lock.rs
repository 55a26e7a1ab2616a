//! Locks between processes. The operating system takes them back when their holder dies, so
//! none is ever stale; the files stay, for a lock on a deleted file excludes nobody.
//!
//! A holder that is stopped keeps its lock. So each says beside the lock who it is, and whoever
//! waits says for whom, and gives up after a while.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{sync::watch, time::Instant};

use super::VaultError;
use tokenry_model::{clock::Timestamp, id::Id, token::Token};

/// A wait that is worth a word.
const LONG: Duration = Duration::from_secs(3);
const FIRST_STEP: Duration = Duration::from_millis(2);
const LONGEST_STEP: Duration = Duration::from_millis(50);

/// Held until it is dropped. Over a store in memory there is nobody to exclude.
#[derive(Debug)]
#[must_use = "the lock is given back when this is dropped"]
pub struct HeldLock {
    file: Option<(File, PathBuf)>,
}

/// Who holds a lock, by its own word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockHolder {
    pub process: u32,
    pub since: Timestamp,
}

/// A wait that takes more than a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockWait {
    pub holder: LockHolder,
    /// After so long it is gone on without the lock: what needed it is told as not done.
    pub patience: Duration,
}

/// How long to wait, and who is told for whom.
pub(super) struct Waiting<'a> {
    pub(super) patience: Duration,
    pub(super) told: &'a watch::Sender<Option<LockWait>>,
    /// It took so long that it was told.
    pub(super) has_told: bool,
}

impl Waiting<'_> {
    fn tell(&mut self, holder: Option<LockHolder>) {
        self.has_told = true;
        let patience = self.patience;
        let wait = holder.map(|holder| LockWait { holder, patience });
        self.told.send_if_modified(|told| {
            let news = wait.is_some() && *told != wait;
            if news {
                *told = wait;
            }
            news
        });
    }
}

/// However it ends, nobody is waited for any more. Another wait that goes on tells so again.
impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if self.has_told {
            self.told.send_if_modified(|told| told.take().is_some());
        }
    }
}

/// The lock under which a vault is created and its keyring slot is changed.
pub(super) async fn vault(
    data_dir: Option<&Path>,
    waiting: Waiting<'_>,
) -> Result<HeldLock, VaultError> {
    hold(data_dir.map(|dir| dir.join("vault.lock")), waiting).await
}

/// The lock under which a token is refreshed.
pub(super) async fn token(
    data_dir: Option<&Path>,
    token: Id<Token>,
    waiting: Waiting<'_>,
) -> Result<HeldLock, VaultError> {
    let path = data_dir.map(|dir| dir.join("locks").join(format!("{token}.lock")));
    hold(path, waiting).await
}

/// Tries again and again. A thread that waited for the lock itself could not be given up, and
/// would keep the process from ending.
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
            waiting.tell(holder_of(&path));
        }
        tokio::time::sleep(step.min(waiting.patience.saturating_sub(waited))).await;
        step = (step * 2).min(LONGEST_STEP);
    }
    let beside = beside(&path);
    // For people only: a full disk is no reason not to go on.
    let _ = introduce(&beside);
    Ok(HeldLock {
        file: Some((file, beside)),
    })
}

impl Drop for HeldLock {
    fn drop(&mut self) {
        if let Some((_, beside)) = &self.file {
            let _ = fs::remove_file(beside);
        }
    }
}

/// Beside the lock, for on some systems nobody can read what is locked.
fn beside(path: &Path) -> PathBuf {
    path.with_extension("holder")
}

fn introduce(beside: &Path) -> io::Result<()> {
    let mut file = private(beside)?;
    file.set_len(0)?;
    write!(file, "{}", std::process::id())
}

fn holder_of(path: &Path) -> Option<LockHolder> {
    let beside = beside(path);
    let process = fs::read_to_string(&beside).ok()?.trim().parse().ok()?;
    let since = fs::metadata(&beside).and_then(|found| found.modified());
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
