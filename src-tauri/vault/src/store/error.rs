//! What can go wrong in the store, and which of SQLite's codes mean what.

use std::{fmt, io, path::PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data directory, or a file in it, may not be written.
    #[error("{} may not be written", path.display())]
    NotWritable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// The data directory, or a file in it, cannot be reached for another reason.
    #[error("{} cannot be used", path.display())]
    Directory {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// Another user owns the data directory, and may have put links into it.
    #[error("{} belongs to another user (number {owner})", path.display())]
    Foreign { path: PathBuf, owner: u32 },
    /// SQLite found the database read-only: its file, its directory or the whole disk.
    #[error("the database is read-only")]
    ReadOnly(#[source] sqlx::Error),
    /// Another process gave the vault a new key while this one was making something under the old.
    #[error("the vault's key was changed meanwhile")]
    KeyChanged,
    #[error("the disk is full")]
    DiskFull(#[source] sqlx::Error),
    /// The database was written by a newer Tokenry. Nothing was changed.
    #[error("the database has format {found}, and this Tokenry knows formats up to {known}")]
    Newer { found: i64, known: i64 },
    /// The file is damaged, or no SQLite database at all.
    #[error("the database is damaged")]
    Corrupt(#[source] sqlx::Error),
    /// What should be brought back is nothing that Tokenry made.
    #[error("{} is no backup of Tokenry's data", .0.display())]
    NoBackup(PathBuf),
    /// `integrity_check` or `foreign_key_check` found something.
    #[error("the database failed its check: {findings}")]
    CheckFailed { findings: String },
    /// A row holds what no Tokenry writes.
    #[error("a row of {table} cannot be read")]
    BadRow {
        table: &'static str,
        #[source]
        source: BadValue,
    },
    /// Another process held the database for longer than the time-out.
    #[error("the database is busy")]
    Busy(#[source] sqlx::Error),
    /// An upgrade, or the first start, needs the data directory for itself, and another
    /// Tokenry has it open.
    #[error("the data directory is in use by another Tokenry")]
    InUse,
    /// Reading or writing failed below SQLite.
    #[error("the disk could not be read or written")]
    Disk(#[source] sqlx::Error),
    #[error("there is already a {what} named \u{201c}{name}\u{201d}")]
    NameTaken { what: Noun, name: String },
    #[error("there is no such {0}")]
    NotFound(Noun),
    /// A row that this one belongs to is gone: somebody removed a client, a server or a token while
    /// something of it was under way.
    #[error("what this belongs to was removed meanwhile")]
    Removed,
    /// The token has changed since it was read: somebody renewed it or logged in again.
    #[error("the token has changed meanwhile (generation {found}, not {expected})")]
    TokenChanged { expected: i64, found: i64 },
    /// Anything else that SQLite or its driver says.
    #[error("the database refused")]
    Database(#[source] sqlx::Error),
}

/// Why a stored value cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BadValue {
    #[error("not the JSON that belongs there")]
    Json(#[from] serde_json::Error),
    #[error("not an id")]
    Id(#[from] uuid::Error),
    #[error("not a time")]
    Time(#[from] jiff::Error),
    #[error("a column is missing or of another type")]
    Column(#[from] sqlx::Error),
    #[error("not an address")]
    Address(#[from] url::ParseError),
    #[error("an unknown word")]
    Word,
}

/// What a name or an id stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    Server,
    Client,
    Token,
    Refresh,
    Collection,
    Request,
    Draft,
    Exchange,
    Vault,
}

impl fmt::Display for Noun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Server => "server",
            Self::Client => "client",
            Self::Token => "token",
            Self::Refresh => "refresh",
            Self::Collection => "collection",
            Self::Request => "request",
            Self::Draft => "draft",
            Self::Exchange => "exchange",
            Self::Vault => "vault",
        })
    }
}

impl From<sqlx::Error> for StoreError {
    /// By SQLite's primary result code (<https://www.sqlite.org/rescode.html>).
    fn from(error: sqlx::Error) -> Self {
        let code = extended_code(&error);
        // IOERR_SHMSIZE: the index of the write-ahead log finds no room, so that a full disk
        // keeps the database from being opened at all.
        if code == Some(4874) {
            return Self::DiskFull(error);
        }
        // CONSTRAINT_FOREIGNKEY
        if code == Some(787) {
            return Self::Removed;
        }
        match code.map(|code| code & 0xff) {
            // BUSY, LOCKED
            Some(5 | 6) => Self::Busy(error),
            // PERM, READONLY, CANTOPEN: the directory cannot hold the write-ahead log
            Some(3 | 8 | 14) => Self::ReadOnly(error),
            // IOERR
            Some(10) => Self::Disk(error),
            // CORRUPT, NOTADB
            Some(11 | 26) => Self::Corrupt(error),
            // FULL
            Some(13) => Self::DiskFull(error),
            _ => Self::Database(error),
        }
    }
}

impl StoreError {
    /// A unique name that is taken, or else what [`From`] makes of it. `column` is
    /// `table.column`.
    pub(super) fn naming(error: sqlx::Error, column: &str, what: Noun, name: &str) -> Self {
        let taken = error
            .as_database_error()
            .is_some_and(|e| e.is_unique_violation() && e.message().ends_with(column));
        if taken {
            Self::NameTaken {
                what,
                name: name.into(),
            }
        } else {
            error.into()
        }
    }

    /// An error of the file system, told apart by whether permissions are the cause.
    pub(super) fn at(path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::NotWritable { path, source }
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull(sqlx::Error::Io(source))
            }
            _ => Self::Directory { path, source },
        }
    }
}

fn extended_code(error: &sqlx::Error) -> Option<i32> {
    error.as_database_error()?.code()?.parse().ok()
}
