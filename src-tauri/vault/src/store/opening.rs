//! Opening: the directory, the file, its permissions, and upgrades.
//!
//! `user_version` is the number of applied migrations. An older file is never changed in place. It
//! is backed up and copied, the copy is migrated and checked, and then it replaces the original.
//! Upgrades and the very first start hold `store.lock` exclusively. Every open store holds it
//! shared, so no connection can point at a replaced file.

use std::{fs::TryLockError, path::Path, time::Duration};

use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};

use super::{
    CONNECTIONS, LockedFile, Store, StoreError,
    backups::{back_up, copy_into},
    close,
    connections::Connections,
    ended,
    files::{
        is_there, make_dir, narrow, open_private, refuse_foreign, refuse_link, remove, rename,
        sync, with_suffix,
    },
    options,
};

/// The migrations in order. The file's `user_version` counts them.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_start.sql"),
    include_str!("../../migrations/0002_registrations.sql"),
    include_str!("../../migrations/0003_dpop.sql"),
    include_str!("../../migrations/0004_logins.sql"),
    include_str!("../../migrations/0005_registering.sql"),
    include_str!("../../migrations/0006_drafts.sql"),
    include_str!("../../migrations/0007_token_members.sql"),
    include_str!("../../migrations/0008_seals.sql"),
    include_str!("../../migrations/0009_revisions.sql"),
    include_str!("../../migrations/0010_variables.sql"),
    include_str!("../../migrations/0011_token_words.sql"),
    include_str!("../../migrations/0012_failures.sql"),
];

pub(super) const FILE: &str = "tokenry.db";
pub(super) const LOCK: &str = "store.lock";
/// Timeout for an upgrade that waits for another Tokenry to exit, and for others that wait for the
/// upgrade.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
pub(super) const STEP: Duration = Duration::from_millis(20);

pub(super) async fn open(
    dir: &Path,
    migrations: &'static [&'static str],
) -> Result<Store, StoreError> {
    let known = version_of(migrations);
    make_dir(dir)?;
    refuse_foreign(dir)?;
    let file = dir.join(FILE);
    refuse_link(&file)?;
    let (mut prepared, mut upgraded) = (false, false);

    // Polls, because a blocking wait would stop the only thread of a small runtime, and because
    // another process may do the work meanwhile.
    for _ in 0..PATIENCE.as_millis() / STEP.as_millis() {
        let lock = open_private(&dir.join(LOCK))?;
        if is_there(&file)? && taken(dir, lock.try_lock_shared())? {
            narrow(&file)?;
            let options = options().create_if_missing(false).filename(&file);
            let connections = Connections::new(CONNECTIONS, options);
            let (found, journal) = match standing(&mut *connections.lend().await?).await {
                Ok(standing) => standing,
                Err(error) => {
                    connections.close().await?;
                    return Err(error);
                }
            };
            // A file system that does not support a write-ahead log gets a rollback journal.
            if found == known && (journal == "wal" || prepared) {
                let place = LockedFile {
                    file,
                    upgraded,
                    _open: lock,
                };
                return Ok(Store::over(connections, Some(place)));
            }
            connections.close().await?;
            if found > known {
                return Err(StoreError::Newer { found, known });
            }
        }
        // A new lock, because not every system can turn a shared one into an exclusive one.
        drop(lock);
        let alone = open_private(&dir.join(LOCK))?;
        if taken(dir, alone.try_lock())? {
            upgraded |= prepare(dir, &file, migrations).await?;
            prepared = true;
        } else {
            tokio::time::sleep(STEP).await;
        }
    }
    Err(StoreError::InUse)
}

/// Creates the file or upgrades it, and returns whether it was upgraded. Requires `store.lock` to
/// be held exclusively.
async fn prepare(dir: &Path, file: &Path, migrations: &[&'static str]) -> Result<bool, StoreError> {
    let known = version_of(migrations);
    open_private(file)?;
    narrow(file)?;
    let mut connection = at(file).connect().await?;
    let found = match standing(&mut connection).await {
        Ok((found, _)) if found <= known => found,
        Ok((found, _)) => {
            return ended(connection, Err(StoreError::Newer { found, known })).await;
        }
        Err(error) => return ended(connection, Err(error)).await,
    };
    if found == known || found == 0 {
        // Nothing to lose, so the database is created in place, in one transaction.
        close(connection).await?;
        let with_log = at(file).journal_mode(SqliteJournalMode::Wal);
        let mut connection = with_log.connect().await?;
        let made = match found {
            0 => run_migrations(&mut connection, migrations, 0).await,
            _ => Ok(()),
        };
        return ended(connection, made.map(|()| false)).await;
    }

    let backup = back_up(&mut connection, dir, found).await?;
    let copy = dir.join("tokenry.db.upgrade");
    let upgraded = upgrade(connection, file, &copy, migrations, found).await;
    if let Err(error) = upgraded {
        // The original still exists, and each start would leave another backup.
        remove(&copy)?;
        remove(&backup)?;
        return Err(error);
    }
    sync(dir)?;
    Ok(true)
}

/// Replaces the file with a migrated copy.
async fn upgrade(
    mut connection: SqliteConnection,
    file: &Path,
    copy: &Path,
    migrations: &[&'static str],
    found: i64,
) -> Result<(), StoreError> {
    copy_into(&mut connection, copy).await?;
    // Closing the only connection removes the write-ahead log of the file to be replaced.
    close(connection).await?;

    // Required by SQLite if tables may be rebuilt. The check follows.
    let mut connection = at(copy).foreign_keys(false).connect().await?;
    let migrated = migrate(&mut connection, migrations, found).await;
    ended(connection, migrated).await?;
    let with_log = at(copy).journal_mode(SqliteJournalMode::Wal);
    let mut connection = with_log.connect().await?;
    let log = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_all(&mut connection)
        .await;
    ended(connection, log.map_err(Into::into)).await?;
    sync(copy)?;
    // A log that outlived its database would be replayed into the new one.
    if is_there(&with_suffix(file, "-wal"))? {
        return Err(StoreError::InUse);
    }
    rename(copy, file)
}

async fn migrate(
    connection: &mut SqliteConnection,
    migrations: &[&'static str],
    found: i64,
) -> Result<(), StoreError> {
    let from = usize::try_from(found).unwrap_or_default();
    run_migrations(connection, migrations, from).await?;
    check(connection, "PRAGMA integrity_check").await
}

/// Applies the migrations after the first `from`, in one transaction.
pub(super) async fn run_migrations(
    connection: &mut SqliteConnection,
    migrations: &[&'static str],
    from: usize,
) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    for migration in &migrations[from..] {
        sqlx::raw_sql(*migration).execute(&mut *transaction).await?;
    }
    // A pragma takes no parameters, and the number is our own.
    let version = sqlx::AssertSqlSafe(format!("PRAGMA user_version = {}", version_of(migrations)));
    sqlx::raw_sql(version).execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

/// Runs `pragma`, which is `quick_check` or `integrity_check`, and checks foreign keys.
pub(super) async fn check(
    connection: &mut SqliteConnection,
    pragma: &'static str,
) -> Result<(), StoreError> {
    let mut findings: Vec<String> = sqlx::query_scalar(pragma)
        .fetch_all(&mut *connection)
        .await?;
    findings.retain(|line| line != "ok");
    let orphans = sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(&mut *connection)
        .await?;
    if !orphans.is_empty() {
        findings.push(format!("{} rows point at nothing", orphans.len()));
    }
    if findings.is_empty() {
        Ok(())
    } else {
        let findings = findings.join("; ");
        Err(StoreError::CheckFailed { findings })
    }
}

pub(super) async fn standing(
    connection: &mut SqliteConnection,
) -> Result<(i64, String), StoreError> {
    let query = "SELECT user_version, journal_mode FROM pragma_user_version, pragma_journal_mode";
    Ok(sqlx::query_as(query).fetch_one(connection).await?)
}

pub(super) fn taken(dir: &Path, lock: Result<(), TryLockError>) -> Result<bool, StoreError> {
    match lock {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(source)) => Err(StoreError::at(dir.join(LOCK), source)),
    }
}

pub(super) fn at(file: &Path) -> SqliteConnectOptions {
    options().filename(file)
}

pub(super) fn version_of(migrations: &[&str]) -> i64 {
    i64::try_from(migrations.len()).unwrap_or(i64::MAX)
}
