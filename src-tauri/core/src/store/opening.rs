//! Opening: the directory, the file, its permissions, and the way from an older format.
//!
//! `user_version` is the number of migrations that have been applied. An older file is never
//! changed in place: it is backed up, copied, the copy is migrated and checked, and then put
//! in its stead. That and the very first start hold `store.lock` exclusively; every open
//! store holds it shared, so nobody's connection can point at the file that was replaced.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};

use super::{CONNECTIONS, Place, Store, StoreError, close, options, pool};

/// The formats' steps, in order; the file's `user_version` counts them.
pub(super) const MIGRATIONS: &[&str] = &[include_str!("../../migrations/0001_start.sql")];

const FILE: &str = "tokenry.db";
const LOCK: &str = "store.lock";
const BACKUPS: &str = "backups";
const BACKUPS_KEPT: usize = 3;
/// How long an upgrade waits for another Tokenry to leave, and others for the upgrade.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn open(
    dir: &Path,
    migrations: &'static [&'static str],
) -> Result<Store, StoreError> {
    let known = version_of(migrations);
    make_dir(dir)?;
    let file = dir.join(FILE);
    let mut lock = lock_file(dir)?;

    loop {
        if is_there(&file)? {
            take(&lock, File::try_lock_shared).await?;
            narrow(&file)?;
            let pool = pool(
                CONNECTIONS,
                options().create_if_missing(false).filename(&file),
            );
            let (found, journal) = standing(&mut *pool.acquire().await?).await?;
            if found > known {
                pool.close().await;
                return Err(StoreError::Newer { found, known });
            }
            if found == known && journal == "wal" {
                let place = Place { file, _open: lock };
                return Ok(Store::over(pool, Some(place)));
            }
            pool.close().await;
            // Shared locks cannot be turned into exclusive ones on every system.
            lock = lock_file(dir)?;
        }
        take(&lock, File::try_lock).await?;
        prepare(dir, &file, migrations).await?;
        // Shared again on the next turn, which finds all as it should be.
        lock = lock_file(dir)?;
    }
}

/// Makes the file, or brings it to this version. Called with `store.lock` held exclusively.
async fn prepare(dir: &Path, file: &Path, migrations: &[&'static str]) -> Result<(), StoreError> {
    let known = version_of(migrations);
    create_private(file)?;
    let mut connection = at(file).connect().await?;
    let (found, _) = standing(&mut connection).await?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    if found == known || found == 0 {
        // Nothing to lose: made in place, in one transaction.
        let mut connection =
            reopen(connection, at(file).journal_mode(SqliteJournalMode::Wal)).await?;
        if found == 0 {
            run_migrations(&mut connection, migrations, 0).await?;
        }
        return close(connection).await;
    }

    back_up(&mut connection, dir, found).await?;
    let copy = dir.join("tokenry.db.upgrade");
    copy_into(&mut connection, &copy).await?;
    // Closing the only connection removes the write-ahead log of the file to be replaced.
    close(connection).await?;

    let mut connection = at(&copy).connect().await?;
    let from = usize::try_from(found).unwrap_or_default();
    run_migrations(&mut connection, migrations, from).await?;
    check(&mut connection, "PRAGMA integrity_check").await?;
    let mut connection = reopen(connection, at(&copy).journal_mode(SqliteJournalMode::Wal)).await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_all(&mut connection)
        .await?;
    close(connection).await?;
    sync(&copy)?;
    refuse_leftover_log(file)?;
    fs::rename(&copy, file).map_err(|e| StoreError::at(file, e))?;
    sync(dir)
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
    // A pragma takes no parameters; the number is our own.
    let version = sqlx::AssertSqlSafe(format!("PRAGMA user_version = {}", version_of(migrations)));
    sqlx::raw_sql(version).execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

/// `pragma` is `quick_check` or `integrity_check`; foreign keys are checked as well.
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

async fn standing(connection: &mut SqliteConnection) -> Result<(i64, String), StoreError> {
    let query = "SELECT user_version, journal_mode FROM pragma_user_version, pragma_journal_mode";
    Ok(sqlx::query_as(query).fetch_one(connection).await?)
}

async fn back_up(
    connection: &mut SqliteConnection,
    dir: &Path,
    version: i64,
) -> Result<(), StoreError> {
    let backups = dir.join(BACKUPS);
    make_dir(&backups)?;
    let stamp: String = sqlx::query_scalar("SELECT strftime('%Y%m%dT%H%M%fZ', 'now')")
        .fetch_one(&mut *connection)
        .await?;
    copy_into(
        connection,
        &backups.join(format!("tokenry-{stamp}-format{version}.db")),
    )
    .await?;
    sync(&backups)?;

    let listing = fs::read_dir(&backups).map_err(|e| StoreError::at(&backups, e))?;
    let mut kept: Vec<PathBuf> = listing.flatten().map(|entry| entry.path()).collect();
    kept.sort();
    for old in kept.iter().rev().skip(BACKUPS_KEPT) {
        fs::remove_file(old).map_err(|e| StoreError::at(old, e))?;
    }
    Ok(())
}

/// A compact copy without free pages, synced. `VACUUM INTO` fills an empty file, and so the
/// copy is private from its first byte.
async fn copy_into(connection: &mut SqliteConnection, target: &Path) -> Result<(), StoreError> {
    if target.exists() {
        fs::remove_file(target).map_err(|e| StoreError::at(target, e))?;
    }
    create_private(target)?;
    sqlx::query("VACUUM INTO ?")
        .bind(target.to_string_lossy().into_owned())
        .execute(connection)
        .await?;
    sync(target)
}

/// Waits for the lock in small steps: a blocking wait would stop the only thread of a small
/// runtime, and could not be given up.
async fn take(
    lock: &File,
    how: impl Fn(&File) -> Result<(), TryLockError>,
) -> Result<(), StoreError> {
    let step = Duration::from_millis(20);
    for _ in 0..PATIENCE.as_millis() / step.as_millis() {
        match how(lock) {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(step).await,
            Err(TryLockError::Error(source)) => return Err(StoreError::at(LOCK, source)),
        }
    }
    Err(StoreError::InUse)
}

fn at(file: &Path) -> SqliteConnectOptions {
    options().filename(file)
}

async fn reopen(
    connection: SqliteConnection,
    options: SqliteConnectOptions,
) -> Result<SqliteConnection, StoreError> {
    close(connection).await?;
    Ok(options.connect().await?)
}

fn version_of(migrations: &[&str]) -> i64 {
    i64::try_from(migrations.len()).unwrap_or(i64::MAX)
}

fn is_there(file: &Path) -> Result<bool, StoreError> {
    match fs::metadata(file) {
        Ok(metadata) => Ok(metadata.len() > 0),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(StoreError::at(file, e)),
    }
}

fn lock_file(dir: &Path) -> Result<File, StoreError> {
    let path = dir.join(LOCK);
    private().open(&path).map_err(|e| StoreError::at(path, e))
}

fn create_private(file: &Path) -> Result<(), StoreError> {
    private().open(file).map_err(|e| StoreError::at(file, e))?;
    narrow(file)
}

/// A log that outlived its database would be replayed into the new one.
fn refuse_leftover_log(file: &Path) -> Result<(), StoreError> {
    let log = PathBuf::from(format!("{}-wal", file.display()));
    if is_there(&log)? {
        Err(StoreError::InUse)
    } else {
        Ok(())
    }
}

fn sync(path: &Path) -> Result<(), StoreError> {
    // Windows cannot open a directory this way, and does not need it.
    if cfg!(windows) && path.is_dir() {
        return Ok(());
    }
    let file = File::open(path).map_err(|e| StoreError::at(path, e))?;
    file.sync_all().map_err(|e| StoreError::at(path, e))
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn make_dir(dir: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|e| StoreError::at(dir, e))?;
    #[cfg(unix)]
    set_mode(dir, 0o700)?;
    Ok(())
}

/// SQLite gives the log and the shared memory the mode of the database.
fn narrow(file: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    set_mode(file, 0o600)?;
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = fs::metadata(path).map_err(|e| StoreError::at(path, e))?;
    if metadata.permissions().mode() & 0o777 != mode {
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
            .map_err(|e| StoreError::at(path, e))?;
    }
    Ok(())
}
