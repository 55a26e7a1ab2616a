//! Locks between processes. The operating system takes them back when their holder dies, so
//! none is ever stale; the files stay, for a lock on a deleted file excludes nobody.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use super::VaultError;
use crate::{id::Id, token::Token};

/// Held until it is dropped. Over a store in memory there is nobody to exclude.
#[derive(Debug)]
#[must_use = "the lock is given back when this is dropped"]
pub struct HeldLock {
    _file: Option<File>,
}

/// The lock under which a vault is created and its keyring slot is changed.
pub(super) async fn vault(data_dir: Option<&Path>) -> Result<HeldLock, VaultError> {
    hold(data_dir.map(|dir| dir.join("vault.lock"))).await
}

/// The lock under which a token is refreshed.
pub(super) async fn token(
    data_dir: Option<&Path>,
    token: Id<Token>,
) -> Result<HeldLock, VaultError> {
    hold(data_dir.map(|dir| dir.join("locks").join(format!("{token}.lock")))).await
}

/// Waits for as long as it takes, off the asynchronous threads. Given up by dropping the
/// future: the lock is then taken and at once given back.
async fn hold(path: Option<PathBuf>) -> Result<HeldLock, VaultError> {
    let Some(path) = path else {
        return Ok(HeldLock { _file: None });
    };
    let file = open(&path).map_err(VaultError::LockFile)?;
    if file.try_lock().is_ok() {
        return Ok(HeldLock { _file: Some(file) });
    }
    tokio::task::spawn_blocking(move || file.lock().map(|()| HeldLock { _file: Some(file) }))
        .await
        .map_err(VaultError::Interrupted)?
        .map_err(VaultError::LockFile)
}

fn open(path: &Path) -> io::Result<File> {
    if let Some(dir) = path.parent() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(dir)?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
