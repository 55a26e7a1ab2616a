//! Errors of the store, and the meaning of SQLite's codes.

use std::{fmt, io, path::PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data directory or a file in it is not writable.
    #[error("{} is not writable", path.display())]
    NotWritable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// The data directory or a file in it is inaccessible for another reason.
    #[error("{} cannot be used", path.display())]
    Directory {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// Another user owns the data directory, and may have planted links in it.
    #[error("{} belongs to another user (number {owner})", path.display())]
    Foreign { path: PathBuf, owner: u32 },
    /// SQLite found the file, its directory or the whole disk read-only.
    #[error("the database is read-only")]
    ReadOnly(#[source] sqlx::Error),
    /// Another process gave the vault a new key while this one prepared data under the old key.
    #[error("the vault's key has changed in the meantime")]
    KeyChanged,
    #[error("the disk is full")]
    DiskFull(#[source] sqlx::Error),
    /// A newer Tokenry wrote the database. Nothing was changed.
    #[error("the database has format {found}, but this Tokenry supports formats up to {known}")]
    Newer { found: i64, known: i64 },
    /// The file is damaged, or not an SQLite database.
    #[error("the database is damaged")]
    Corrupt(#[source] sqlx::Error),
    /// The file to restore is not a Tokenry database.
    #[error("{} is not a backup of Tokenry's data", .0.display())]
    NoBackup(PathBuf),
    /// `integrity_check` or `foreign_key_check` found a problem.
    #[error("the database failed its check: {findings}")]
    CheckFailed { findings: String },
    /// A row contains something that no Tokenry writes.
    #[error("a row of {table} cannot be read")]
    BadRow {
        table: &'static str,
        #[source]
        source: BadValue,
    },
    /// Another process held the database for longer than the timeout.
    #[error("the database is busy")]
    Busy(#[source] sqlx::Error),
    /// An upgrade or the first start needs exclusive use of the data directory, and another Tokenry
    /// has it open.
    #[error("the data directory is in use by another Tokenry")]
    InUse,
    /// Reading or writing failed below SQLite.
    #[error("the disk could not be read or written")]
    Disk(#[source] sqlx::Error),
    #[error("there is already a {what} named \u{201c}{name}\u{201d}")]
    NameTaken { what: Noun, name: String },
    #[error("there is no such {0}")]
    NotFound(Noun),
    /// A parent row is gone, because a person removed a client, a server or a token during an
    /// operation on it.
    #[error("the client, server or token was removed in the meantime")]
    Removed,
    /// The token has changed since it was read, by a refresh or a new login.
    #[error("the token has changed in the meantime (generation {found}, not {expected})")]
    TokenChanged { expected: i64, found: i64 },
    /// Any other error of SQLite or its driver.
    #[error("the database reported an error")]
    Database(#[source] sqlx::Error),
}

/// The reason a stored value cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BadValue {
    #[error("not the expected JSON")]
    Json(#[from] serde_json::Error),
    #[error("not an id")]
    Id(#[from] uuid::Error),
    #[error("not a time")]
    Time(#[from] jiff::Error),
    #[error("a column is missing or of another type")]
    Column(#[from] sqlx::Error),
    #[error("not an address")]
    Address(#[from] url::ParseError),
    #[error("an unknown value")]
    Word,
}

/// The kind of a named or identified thing.
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
    /// Classifies by SQLite's primary result code (<https://www.sqlite.org/rescode.html>).
    fn from(error: sqlx::Error) -> Self {
        let code = extended_code(&error);
        // IOERR_SHMSIZE: no room for the index of the write-ahead log. A full disk keeps the
        // database from being opened at all.
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
    /// Returns [`Self::NameTaken`] if the unique `column` (`table.column`) is violated, and
    /// otherwise the result of [`From`].
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

    /// Classifies a file system error by whether permissions caused it.
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
