//! Moving the data aside: for a vault that nothing opens any more, and before a backup is restored.
//! Nothing is deleted. The old data becomes a data directory of its own.
//!
//! The data directory must not be in use, so `store.lock` is held exclusively.

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use sqlx::{ConnectOptions, SqliteConnection, sqlite::SqliteJournalMode};

use super::{
    StoreError, close, ended,
    files::{is_there, make_dir, open_private, remove, rename, sync},
    opening::{FILE, LOCK, MIGRATIONS, PATIENCE, STEP, at, check, standing, taken, version_of},
};

const FOLDER: &str = "aside";
/// The files of a database: its history bodies, the lock marker, its backups and the database
/// itself.
const PARTS: [&str; 7] = [
    "bodies",
    "backups",
    "vault.locked",
    "tokenry.db-wal",
    "tokenry.db-shm",
    "tokenry.db-journal",
    FILE,
];

/// Moves the data into a new subfolder of the data directory. Returns `None` if there was none, and
/// [`StoreError::InUse`] while another Tokenry has it open.
pub async fn put_aside(dir: &Path, now: Timestamp) -> Result<Option<PathBuf>, StoreError> {
    let _alone = alone(dir).await?;
    move_aside(dir, now).await
}

/// Restores a backup and moves the existing data aside. The backup is checked first:
/// [`StoreError::NoBackup`] for a file that is not one.
pub async fn restore(
    dir: &Path,
    backup: &Path,
    now: Timestamp,
) -> Result<Option<PathBuf>, StoreError> {
    make_dir(dir)?;
    let copy = dir.join("tokenry.db.restore");
    let _alone = alone(dir).await?;
    remove(&copy)?;
    open_private(&copy)?;
    fs::copy(backup, &copy).map_err(|e| StoreError::at(backup, e))?;
    let sound = look_through(&copy, backup).await;
    if let Err(error) = sound {
        remove(&copy)?;
        return Err(error);
    }
    sync(&copy)?;
    let aside = move_aside(dir, now).await?;
    rename(&copy, &dir.join(FILE))?;
    sync(dir)?;
    Ok(aside)
}

async fn alone(dir: &Path) -> Result<fs::File, StoreError> {
    for _ in 0..PATIENCE.as_millis() / STEP.as_millis() {
        let alone = open_private(&dir.join(LOCK))?;
        if taken(dir, alone.try_lock())? {
            return Ok(alone);
        }
        drop(alone);
        tokio::time::sleep(STEP).await;
    }
    Err(StoreError::InUse)
}

async fn move_aside(dir: &Path, now: Timestamp) -> Result<Option<PathBuf>, StoreError> {
    let file = dir.join(FILE);
    if !is_there(&file)? {
        return Ok(None);
    }
    // Merges the write-ahead log into the database. If it is too damaged for that, the two are
    // moved together.
    if let Ok(connection) = at(&file).connect().await {
        let _ = close(connection).await;
    }
    let aside = dir
        .join(FOLDER)
        .join(now.strftime("%Y%m%dT%H%M%S%3fZ").to_string());
    make_dir(&aside)?;
    for part in PARTS {
        let from = dir.join(part);
        if from.try_exists().map_err(|e| StoreError::at(&from, e))? {
            rename(&from, &aside.join(part))?;
        }
    }
    sync(&aside)?;
    sync(dir)?;
    Ok(Some(aside))
}

/// Checks that the file is an intact Tokenry database of a supported format.
async fn look_through(copy: &Path, backup: &Path) -> Result<(), StoreError> {
    let no_backup = || StoreError::NoBackup(backup.to_owned());
    let options = at(copy).create_if_missing(false);
    let mut connection = options
        .journal_mode(SqliteJournalMode::Delete)
        .connect()
        .await
        .map_err(|_| no_backup())?;
    let sound = sound(&mut connection, no_backup).await;
    ended(connection, sound).await
}

async fn sound(
    connection: &mut SqliteConnection,
    no_backup: impl Fn() -> StoreError,
) -> Result<(), StoreError> {
    let (found, _) = standing(connection).await.map_err(|_| no_backup())?;
    let known = version_of(MIGRATIONS);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    let vaults: Result<i64, _> = sqlx::query_scalar("SELECT count(*) FROM vault")
        .fetch_one(&mut *connection)
        .await;
    if vaults.is_err() {
        return Err(no_backup());
    }
    check(connection, "PRAGMA integrity_check").await
}
