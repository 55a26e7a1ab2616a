//! Copies of the database: automatic ones from before an upgrade, and those that a person makes.
//!
//! An automatic copy guards against a failed upgrade. Deleting data also deletes it from these
//! copies, and changing the passphrase removes them. A copy is removed once the upgraded database
//! has been opened again and fully sealed, and after a week at the latest.

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use sqlx::{ConnectOptions, SqliteConnection, sqlite::SqliteJournalMode};

use super::{
    Store, StoreError, ended,
    files::{make_dir, open_new, open_private, remove, sync, with_suffix},
    options,
};
use tokenry_model::{client::Client, id::Id, request::Request, server::Server, token::Token};

const FOLDER: &str = "backups";
const KEPT: usize = 3;
/// The formats that stored the server's answers about a registration in plain text.
const SAID_SINCE: i64 = 5;
const SEALED_SINCE: i64 = 8;
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Data that a person deleted, to be deleted from the copies as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgotten {
    Server(Id<Server>),
    Client(Id<Client>),
    Token(Id<Token>),
    Request(Id<Request>),
    /// The whole history.
    History,
}

impl Store {
    /// Writes a copy of the whole database. Secrets stay sealed. The file must not exist yet.
    pub async fn back_up_to(&self, file: &Path) -> Result<(), StoreError> {
        let mut connection = self.reading().await?;
        open_new(file)?;
        let written = copy_into(&mut connection, file).await;
        if written.is_err() {
            remove(file)?;
        }
        written
    }

    /// Deletes the data from the automatic copies too. A copy in which that fails is removed.
    pub async fn forget_in_backups(&self, what: Forgotten) -> Result<(), StoreError> {
        for copy in self.backups()? {
            if let Err(error) = forget(&copy, what).await {
                tracing::warn!(%error, "a backup is removed, because deleting data in it failed");
                remove(&copy)?;
            }
        }
        Ok(())
    }

    /// Removes the automatic copies, because they open with the old passphrase or key.
    pub fn remove_backups(&self) -> Result<(), StoreError> {
        self.backups()?.iter().try_for_each(|copy| remove(copy))
    }

    /// Returns `true` if there are automatic copies.
    pub fn has_backups(&self) -> Result<bool, StoreError> {
        Ok(!self.backups()?.is_empty())
    }

    /// Removes automatic copies older than a week.
    pub fn remove_old_backups(&self, now: Timestamp) -> Result<(), StoreError> {
        for copy in self.backups()? {
            let made = fs::metadata(&copy).and_then(|meta| meta.modified());
            let made = made.ok().and_then(|made| Timestamp::try_from(made).ok());
            if made.is_some_and(|made| now.duration_since(made) > KEPT_FOR) {
                remove(&copy)?;
            }
        }
        Ok(())
    }

    /// Removes the plain transcripts and server answers of older formats from the automatic copies.
    /// Everything that a copy is needed for stays. A copy that cannot be opened is left alone.
    pub async fn scrub_backups(&self) -> Result<(), StoreError> {
        for copy in self.backups()? {
            if let Err(error) = scrub(&copy).await {
                tracing::warn!(%error, file = %copy.display(), "not scrubbed");
            }
        }
        Ok(())
    }

    fn backups(&self) -> Result<Vec<PathBuf>, StoreError> {
        let dir = self.0.place.as_ref().and_then(|place| place.file.parent());
        dir.map_or_else(|| Ok(Vec::new()), |dir| copies(&dir.join(FOLDER)))
    }
}

/// Makes the automatic copy before an upgrade.
pub(super) async fn back_up(
    connection: &mut SqliteConnection,
    dir: &Path,
    version: i64,
) -> Result<PathBuf, StoreError> {
    let backups = dir.join(FOLDER);
    make_dir(&backups)?;
    let stamp: String = sqlx::query_scalar("SELECT strftime('%Y%m%dT%H%M%fZ', 'now')")
        .fetch_one(&mut *connection)
        .await?;
    let name = format!("tokenry-{stamp}-format{version}.db");
    let backup = backups.join(name);
    if let Err(error) = copy_into(connection, &backup).await {
        remove(&backup)?;
        return Err(error);
    }
    sync(&backups)?;
    for old in copies(&backups)?.iter().rev().skip(KEPT) {
        remove(old)?;
    }
    Ok(backup)
}

/// Writes a compact copy without free pages, and syncs it. `VACUUM INTO` fills an empty file, so
/// the copy is private from its first byte.
pub(super) async fn copy_into(
    connection: &mut SqliteConnection,
    target: &Path,
) -> Result<(), StoreError> {
    // Leftovers of an interrupted upgrade. A journal would be rolled back into the copy.
    for suffix in ["", "-journal", "-wal", "-shm"] {
        remove(&with_suffix(target, suffix))?;
    }
    open_private(target)?;
    sqlx::query("VACUUM INTO ?")
        .bind(target.to_string_lossy().into_owned())
        .execute(connection)
        .await?;
    sync(target)
}

async fn forget(copy: &Path, what: Forgotten) -> Result<(), StoreError> {
    let (delete, id) = match what {
        Forgotten::Server(id) => ("DELETE FROM servers WHERE id = ?", Some(*id.as_uuid())),
        Forgotten::Client(id) => ("DELETE FROM clients WHERE id = ?", Some(*id.as_uuid())),
        Forgotten::Token(id) => ("DELETE FROM tokens WHERE id = ?", Some(*id.as_uuid())),
        Forgotten::Request(id) => ("DELETE FROM requests WHERE id = ?", Some(*id.as_uuid())),
        Forgotten::History => ("DELETE FROM exchanges", None),
    };
    let mut connection = options()
        .create_if_missing(false)
        .filename(copy)
        .connect()
        .await?;
    let mut query = sqlx::query(delete);
    if let Some(id) = &id {
        query = query.bind(id.as_bytes().as_slice());
    }
    let done = query.execute(&mut connection).await;
    ended(connection, done.map(drop).map_err(Into::into)).await
}

async fn scrub(copy: &Path) -> Result<(), StoreError> {
    let mut connection = options()
        .create_if_missing(false)
        .filename(copy)
        .journal_mode(SqliteJournalMode::Delete)
        .connect()
        .await?;
    let done = without_plain_words(&mut connection).await;
    ended(connection, done).await
}

async fn without_plain_words(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(&mut *connection)
        .await?;
    if (1..SEALED_SINCE).contains(&version) {
        sqlx::raw_sql("DELETE FROM transcripts")
            .execute(&mut *connection)
            .await?;
    }
    if (SAID_SINCE..SEALED_SINCE).contains(&version) {
        let words = "UPDATE registrations SET said = '{}', transcript = '{\"steps\":[]}'";
        sqlx::raw_sql(words).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Lists the copies, oldest first.
fn copies(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.map_err(|e| StoreError::at(folder, e))?,
    };
    let all = listing.flatten().map(|entry| entry.path());
    let mut copies: Vec<PathBuf> = all
        .filter(|path| path.extension().is_some_and(|extension| extension == "db"))
        .collect();
    copies.sort();
    Ok(copies)
}
