//! The store: SQLite through sqlx, with one file per subject.
//!
//! It handles rows and transactions. Of secrets it knows only
//! [`Sealed`](tokenry_model::sealed::Sealed) blobs, which nothing here can open. [`opening`]
//! creates the directory and the file and upgrades older formats. [`refreshes`] is the durable half
//! of the refresh protocol.
//!
//! Reads use one of a few [`connections`]. A second one is opened only for concurrent work. Writes
//! are serialized within the process and begin `IMMEDIATE`, so that what a transaction has read is
//! still true when it writes. Between processes, SQLite's own lock and its timeout apply.

mod aside;
mod backups;
mod clients;
mod collections;
mod connections;
mod drafts;
mod error;
mod exchanges;
mod failures;
mod files;
mod hints;
mod imports;
mod keys;
mod opening;
mod ports;
mod refreshes;
mod registrations;
mod removed;
mod requests;
mod reserve;
mod revisions;
mod row;
mod seals;
mod servers;
mod settings;
#[cfg(test)]
mod tests;
mod token_events;
mod tokens;
mod transcripts;
mod unreadable;

use std::{
    ops::{Deref, DerefMut},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteSynchronous},
};
use tokio::sync::{Mutex, MutexGuard, OnceCell};

use self::connections::{Connections, Lent};
pub(crate) use self::hints::RESTORE_BACKUP;
pub use self::{
    aside::{put_aside, restore},
    backups::Forgotten,
    clients::ClientRemoval,
    drafts::DraftRow,
    error::{BadValue, Noun, StoreError},
    exchanges::ExchangeRow,
    failures::FailureRow,
    imports::Batch,
    keys::{DataKeyRow, SlotRow, VaultRow},
    refreshes::{Begun, RefreshIntent},
    registrations::RegistrationRow,
    removed::RemovedRequest,
    requests::RequestRow,
    revisions::Subject,
    seals::{ChangedKind, PlainEvent, PlainHealth, PlainRegistration, TakenOver, Unsealed},
    servers::ServerRemoval,
    token_events::SealedEvent,
    transcripts::SealedTranscript,
    unreadable::Unreadable,
};

/// Timeout for waiting on another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Pages in the write-ahead log at which a commit writes them back. The first process to open the
/// database reads the whole log.
const LOG_PAGES: &str = "128";
/// One writer and a few readers.
const CONNECTIONS: u32 = 4;

/// The store of one data directory, cheap to clone.
#[derive(Debug, Clone)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    connections: Connections,
    writing: Mutex<()>,
    /// Something was replaced or removed since the store was opened.
    written: AtomicBool,
    watcher: OnceCell<Mutex<SqliteConnection>>,
    /// Set once a caller watches for changes by other processes.
    seen: parking_lot::Mutex<Option<revisions::Seen>>,
    /// `None` for an in-memory store.
    place: Option<LockedFile>,
}

/// The file's location, with the shared lock that prevents an upgrade while it is open.
#[derive(Debug)]
struct LockedFile {
    file: PathBuf,
    /// This start upgraded it from an older format.
    upgraded: bool,
    _open: std::fs::File,
}

impl Store {
    /// Opens the store in `data_dir`, creating or upgrading it if necessary.
    ///
    /// The directory gets mode 0700 and its files 0600. Opening a store of the current format takes
    /// one connection and one query.
    pub async fn open(data_dir: &Path) -> Result<Self, StoreError> {
        opening::open(data_dir, opening::MIGRATIONS).await
    }

    /// Creates a store that disappears when dropped.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let connections = Connections::new(1, options().in_memory(true));
        opening::run_migrations(&mut *connections.lend().await?, opening::MIGRATIONS, 0).await?;
        Ok(Self::over(connections, None))
    }

    pub fn is_in_memory(&self) -> bool {
        self.0.place.is_none()
    }

    /// Returns `true` if opening the store upgraded it from an older format.
    pub fn was_upgraded(&self) -> bool {
        self.0.place.as_ref().is_some_and(|place| place.upgraded)
    }

    /// Moves the write-ahead log into the database and truncates it, so that deleted data is no
    /// longer on the disk. Called after deletions, on lock and on exit. If another process is
    /// reading, it does what it can and the next call completes it.
    pub async fn checkpoint_truncate(&self) -> Result<(), StoreError> {
        if self.is_in_memory() {
            return Ok(());
        }
        let _turn = self.0.writing.lock().await;
        let mut connection = self.reading().await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_all(&mut *connection)
            .await?;
        Ok(())
    }

    /// Erases traces of secrets that were moved out of plain columns. `secure_delete` has already
    /// zeroed the free pages, so the log is truncated.
    pub async fn forget_what_was_written(&self) -> Result<(), StoreError> {
        self.checkpoint_truncate().await
    }

    /// Checkpoints and closes every connection. Later calls fail.
    pub async fn close(&self) -> Result<(), StoreError> {
        let done = self.checkpoint_truncate().await;
        self.0.connections.close().await?;
        done
    }

    /// Closes the store if anything was replaced or removed, so that old data is no longer on the
    /// disk. Otherwise the connections stay open until the process ends: closing the last one would
    /// write the log back into the database, even after nothing but reading.
    pub async fn leave(&self) -> Result<(), StoreError> {
        if self.0.written.load(Ordering::Acquire) {
            return self.close().await;
        }
        std::mem::forget(self.clone());
        Ok(())
    }

    /// Returns a number that changes with every write, here or in another process. Always 0 for an
    /// in-memory store.
    pub async fn data_version(&self) -> Result<i64, StoreError> {
        let Some(place) = &self.0.place else {
            return Ok(0);
        };
        // The pragma counts writes by *other* connections, so it needs one that never writes.
        let watcher = self
            .0
            .watcher
            .get_or_try_init(|| async {
                let options = options().filename(&place.file);
                Ok::<_, sqlx::Error>(Mutex::new(options.connect().await?))
            })
            .await?;
        let version = sqlx::query_scalar("PRAGMA data_version")
            .fetch_one(&mut *watcher.lock().await)
            .await?;
        Ok(version)
    }

    /// Checks the whole file with `quick_check`.
    pub async fn check(&self) -> Result<(), StoreError> {
        let mut connection = self.reading().await?;
        opening::check(&mut connection, "PRAGMA quick_check").await
    }

    fn over(connections: Connections, place: Option<LockedFile>) -> Self {
        Self(Arc::new(Inner {
            connections,
            written: AtomicBool::new(false),
            writing: Mutex::new(()),
            watcher: OnceCell::new(),
            seen: parking_lot::Mutex::default(),
            place,
        }))
    }

    async fn reading(&self) -> Result<Lent<'_>, StoreError> {
        Ok(self.0.connections.lend().await?)
    }

    /// Begins a transaction that only adds, and so leaves nothing to clean up.
    async fn adding(&self) -> Result<Writing<'_>, StoreError> {
        let turn = self.0.writing.lock().await;
        let mut connection = self.reading().await?;
        connection.begin().await?;
        let before = if self.is_watched() {
            Some(revisions::read(&mut connection).await?)
        } else {
            None
        };
        Ok(Writing {
            store: self,
            connection,
            before,
            _turn: turn,
        })
    }

    /// Begins a write transaction. Dropped without [`Writing::commit`], it changes nothing.
    async fn writing(&self) -> Result<Writing<'_>, StoreError> {
        self.0.written.store(true, Ordering::Release);
        self.adding().await
    }
}

struct Writing<'a> {
    store: &'a Store,
    connection: Lent<'a>,
    /// The counters at the beginning, if a caller watches for changes by other processes.
    before: Option<revisions::Revisions>,
    _turn: MutexGuard<'a, ()>,
}

impl Writing<'_> {
    async fn commit(mut self) -> Result<(), StoreError> {
        let Some(before) = self.before else {
            return Ok(self.connection.commit().await?);
        };
        let after = revisions::read(&mut self.connection).await?;
        self.connection.commit().await?;
        self.store.have_written(before, after);
        Ok(())
    }
}

impl Deref for Writing<'_> {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for Writing<'_> {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

/// Returns the options of every connection. The journal mode is not among them, because it is a
/// property of the file, set at its creation.
fn options() -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .synchronous(SqliteSynchronous::Full)
        .pragma("fullfsync", "ON")
        .pragma("checkpoint_fullfsync", "ON")
        .pragma("wal_autocheckpoint", LOG_PAGES)
        .pragma("secure_delete", "ON")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .disable_statement_logging()
}

/// Closes a connection outside the [`Connections`], and returns any error.
async fn close(connection: SqliteConnection) -> Result<(), StoreError> {
    Ok(connection.close().await?)
}

/// Closes the connection whatever the result. A dropped connection closes in the background, and
/// until then Windows lets nobody remove or replace its file.
async fn ended<T>(
    connection: SqliteConnection,
    done: Result<T, StoreError>,
) -> Result<T, StoreError> {
    let closed = close(connection).await;
    let done = done?;
    closed.map(|()| done)
}
