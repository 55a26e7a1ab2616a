//! The store: SQLite through sqlx, a file a subject.
//!
//! It knows rows and transactions, and of secrets only [`Sealed`](tokenry_model::sealed::Sealed)
//! blobs: nothing here can open one. [`opening`] makes the directory and the file and brings
//! older formats up to date; [`refreshes`] is the durable half of the refresh protocol.
//!
//! Reads take any of a few [`connections`], and a second one is opened only when two things
//! happen at once. Writes take turns within the process and begin `IMMEDIATE`, so that what
//! a transaction has read is still true when it writes; between processes SQLite's own lock
//! and its time-out decide.

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
pub(crate) use self::hints::BRING_BACK;
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

/// How long a statement waits for another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// One that writes and a few that read.
const CONNECTIONS: u32 = 4;

/// The store of one data directory; cheap to clone.
#[derive(Debug, Clone)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    connections: Connections,
    writing: Mutex<()>,
    /// Has anything been replaced or removed since it was opened?
    written: AtomicBool,
    watcher: OnceCell<Mutex<SqliteConnection>>,
    /// Kept once somebody asks what other processes change.
    seen: parking_lot::Mutex<Option<revisions::Seen>>,
    /// Absent for a store that is in memory only.
    place: Option<Place>,
}

/// Where the file is, with the shared lock that keeps an upgrade away while it is open.
#[derive(Debug)]
struct Place {
    file: PathBuf,
    /// From an older format, just now.
    upgraded: bool,
    _open: std::fs::File,
}

impl Store {
    /// Opens the store in `data_dir`, makes it where there is none, and upgrades an older one.
    ///
    /// The directory gets mode 0700 and its files 0600. The usual case, a store of this
    /// version, costs one connection and one query.
    pub async fn open(data_dir: &Path) -> Result<Self, StoreError> {
        opening::open(data_dir, opening::MIGRATIONS).await
    }

    /// A store that is gone when it is dropped.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let connections = Connections::new(1, options().in_memory(true));
        opening::run_migrations(&mut *connections.lend().await?, opening::MIGRATIONS, 0).await?;
        Ok(Self::over(connections, None))
    }

    pub fn is_in_memory(&self) -> bool {
        self.0.place.is_none()
    }

    /// It was brought here from an older format when it was opened.
    pub fn was_upgraded(&self) -> bool {
        self.0.place.as_ref().is_some_and(|place| place.upgraded)
    }

    /// Moves the write-ahead log into the database and cuts it to nothing, so that what was
    /// deleted is on the disk no more. After deletes, on lock and on exit. Does what it can
    /// where another process is reading just then: the next one completes it.
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

    /// After secrets were moved out of plain columns: free pages are zeros already
    /// (`secure_delete`), and of the log nothing is left.
    pub async fn forget_what_was_written(&self) -> Result<(), StoreError> {
        self.checkpoint_truncate().await
    }

    /// Checkpoints and closes every connection. Later calls fail.
    pub async fn close(&self) -> Result<(), StoreError> {
        let done = self.checkpoint_truncate().await;
        self.0.connections.close().await?;
        done
    }

    /// Closes it if anything was replaced or removed, so that what was there before is on the
    /// disk no more. Otherwise the end of the process does as well, for less.
    pub async fn leave(&self) -> Result<(), StoreError> {
        if self.0.written.load(Ordering::Acquire) {
            self.close().await
        } else {
            Ok(())
        }
    }

    /// A number that changes whenever anybody, here or in another process, has written.
    /// Always 0 for a store in memory.
    pub async fn data_version(&self) -> Result<i64, StoreError> {
        let Some(place) = &self.0.place else {
            return Ok(0);
        };
        // The pragma counts what *other* connections wrote, so it needs one that never writes.
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

    /// `quick_check`: whether the file is sound. Reads all of it.
    pub async fn check(&self) -> Result<(), StoreError> {
        let mut connection = self.reading().await?;
        opening::check(&mut connection, "PRAGMA quick_check").await
    }

    fn over(connections: Connections, place: Option<Place>) -> Self {
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

    /// A transaction that only adds: it leaves nothing behind that has to be cleaned away.
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

    /// A transaction that may write. Dropped without [`Writing::commit`] it changes nothing.
    async fn writing(&self) -> Result<Writing<'_>, StoreError> {
        self.0.written.store(true, Ordering::Release);
        self.adding().await
    }
}

struct Writing<'a> {
    store: &'a Store,
    connection: Lent<'a>,
    /// Where it began, if somebody watches what others change.
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

/// How every connection is opened. The journal mode is not among these: it is a property of
/// the file, set when the file is made.
fn options() -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .synchronous(SqliteSynchronous::Full)
        .pragma("fullfsync", "ON")
        .pragma("checkpoint_fullfsync", "ON")
        .pragma("secure_delete", "ON")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .disable_statement_logging()
}

/// Closes a connection that is not one of the [`Connections`], and tells if that failed.
async fn close(connection: SqliteConnection) -> Result<(), StoreError> {
    Ok(connection.close().await?)
}

/// Closes it whatever came of the work with it. One that is only dropped closes in the background,
/// and until then Windows lets nobody remove or replace its file.
async fn ended<T>(
    connection: SqliteConnection,
    done: Result<T, StoreError>,
) -> Result<T, StoreError> {
    let closed = close(connection).await;
    let done = done?;
    closed.map(|()| done)
}
