//! Opening: permissions, pragmas, and older and newer formats.

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use super::filled;
use crate::store::{
    Store, StoreError,
    files::{sync, to_flush},
    opening::{MIGRATIONS, open},
};

/// The current format and one more migration.
static NEXT: LazyLock<Vec<&str>> =
    LazyLock::new(|| one_more("ALTER TABLE collections ADD COLUMN colour TEXT"));
/// A migration that fails halfway.
static BROKEN: LazyLock<Vec<&str>> = LazyLock::new(|| {
    one_more(
        "ALTER TABLE collections ADD COLUMN colour TEXT; DELETE FROM servers; DROP TABLE nowhere",
    )
});

fn one_more(step: &'static str) -> Vec<&'static str> {
    MIGRATIONS.iter().copied().chain([step]).collect()
}

fn contents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(dir)
        .expect("the directory")
        .map(|e| e.expect("an entry"));
    entries
        .filter(|entry| entry.path().is_file())
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("reads"))
        })
        .collect()
}

#[tokio::test]
async fn what_was_stored_is_there_after_a_restart() {
    let dir = tempfile::tempdir().expect("a directory");
    let data = dir.path().join("new/data");
    let store = Store::open(&data).await.expect("a store");
    let (server, client, token) = filled(&store).await;
    store.close().await.expect("closes");
    let store = Store::open(&data).await.expect("opens again");
    assert_eq!(store.servers().await.expect("all"), [server]);
    assert_eq!(store.clients().await.expect("all"), [client]);
    assert_eq!(store.tokens().await.expect("all"), [token]);
}

#[cfg(unix)]
#[tokio::test]
async fn the_directory_and_its_files_are_the_persons_own() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| fs::metadata(path).expect("is there").permissions().mode() & 0o777;
    let dir = tempfile::tempdir().expect("a directory");
    let data = dir.path().join("data");
    fs::create_dir(&data).expect("creates");
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).expect("opens it up");
    let store = Store::open(&data).await.expect("a store");
    filled(&store).await;
    assert_eq!(mode(&data), 0o700, "an empty directory is narrowed");
    let names: Vec<String> = contents(&data).into_keys().collect();
    assert_eq!(
        names,
        [
            "store.lock",
            "tokenry.db",
            "tokenry.db-shm",
            "tokenry.db-wal"
        ]
    );
    for name in names {
        assert_eq!(mode(&data.join(&name)), 0o600, "{name}");
    }
    drop(store);

    fs::set_permissions(data.join("tokenry.db"), fs::Permissions::from_mode(0o644))
        .expect("widens");
    Store::open(&data).await.expect("a store");
    assert_eq!(
        mode(&data.join("tokenry.db")),
        0o600,
        "a file is narrowed again"
    );

    let shared = dir.path().join("shared");
    fs::create_dir(&shared).expect("creates");
    fs::write(shared.join("of somebody"), "x").expect("writes");
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o755)).expect("opens it up");
    Store::open(&shared).await.expect("a store");
    assert_eq!(
        mode(&shared),
        0o755,
        "a directory with other things is not ours to close"
    );
}

#[tokio::test]
async fn the_pragmas_are_on() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = Store::open(dir.path()).await.expect("a store");
    let mut connections = Vec::new();
    for _ in 0..4 {
        let mut connection = store.reading().await.expect("a connection");
        let mut on = BTreeMap::new();
        for pragma in [
            "synchronous",
            "fullfsync",
            "checkpoint_fullfsync",
            "secure_delete",
            "foreign_keys",
            "busy_timeout",
            "trusted_schema",
            "cell_size_check",
        ] {
            let query = sqlx::AssertSqlSafe(format!("PRAGMA {pragma}"));
            let value: i64 = sqlx::query_scalar(query)
                .fetch_one(&mut *connection)
                .await
                .expect("a value");
            on.insert(pragma, value);
        }
        let journal: String = sqlx::query_scalar("PRAGMA journal_mode")
            .fetch_one(&mut *connection)
            .await
            .expect("a mode");
        let expected = [
            ("busy_timeout", 5000),
            ("cell_size_check", 1),
            ("checkpoint_fullfsync", 1),
            ("foreign_keys", 1),
            ("fullfsync", 1),
            ("secure_delete", 1),
            ("synchronous", 2),
            ("trusted_schema", 0),
        ];
        assert_eq!((on, journal.as_str()), (BTreeMap::from(expected), "wal"));
        // Kept, so that the next connection is a new one.
        connections.push(connection);
    }
}

#[tokio::test]
async fn a_newer_format_is_refused_and_not_touched() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = open(dir.path(), &NEXT)
        .await
        .expect("a store of the next format");
    filled(&store).await;
    store.close().await.expect("closes");
    drop(store);
    let before = contents(dir.path());
    let refused = Store::open(dir.path()).await.expect_err("too new");
    assert!(
        matches!(refused, StoreError::Newer { found, known } if found == known + 1),
        "{refused:?}"
    );
    assert_eq!(contents(dir.path()), before);
}

#[tokio::test]
async fn an_older_format_is_backed_up_and_brought_up_to_date() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = Store::open(dir.path()).await.expect("a store");
    let (_, _, token) = filled(&store).await;
    store.close().await.expect("closes");
    drop(store);
    // Leftovers of earlier upgrades and of an interrupted one.
    fs::create_dir(dir.path().join("backups")).expect("creates");
    for year in 2020..2025 {
        let name = format!("backups/tokenry-{year}0101T000000.000Z-format0.db");
        fs::write(dir.path().join(name), "x").expect("writes");
    }
    for suffix in ["", "-journal", "-wal"] {
        fs::write(dir.path().join(format!("tokenry.db.upgrade{suffix}")), "x").expect("writes");
    }

    let store = open(dir.path(), &NEXT).await.expect("upgrades");
    assert_eq!(
        store.tokens().await.expect("all"),
        std::slice::from_ref(&token)
    );
    let mut connection = store.reading().await.expect("a connection");
    sqlx::query("SELECT colour FROM collections")
        .fetch_all(&mut *connection)
        .await
        .expect("new");
    drop(connection);
    let names: Vec<String> = contents(dir.path()).into_keys().collect();
    assert!(
        !names.iter().any(|name| name.contains("upgrade")),
        "{names:?}"
    );

    let mut backups: Vec<_> = fs::read_dir(dir.path().join("backups"))
        .expect("the backups")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    backups.sort();
    assert_eq!(backups.len(), 3, "the newest three are kept");
    let restored = tempfile::tempdir().expect("a directory");
    fs::copy(&backups[2], restored.path().join("tokenry.db")).expect("copies");
    let restored = Store::open(restored.path())
        .await
        .expect("a backup is a store");
    assert_eq!(restored.tokens().await.expect("all"), [token]);
}

#[tokio::test]
async fn an_upgrade_that_fails_changes_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = Store::open(dir.path()).await.expect("a store");
    let (server, ..) = filled(&store).await;
    store.close().await.expect("closes");
    drop(store);
    let before = fs::read(dir.path().join("tokenry.db")).expect("reads");
    for _ in 0..3 {
        open(dir.path(), &BROKEN).await.expect_err("the step fails");
    }
    let left = fs::read_dir(dir.path().join("backups")).expect("the folder");
    assert_eq!(left.count(), 0, "no backup of what is still there");
    assert!(!dir.path().join("tokenry.db.upgrade").exists());
    assert_eq!(
        fs::read(dir.path().join("tokenry.db")).expect("reads"),
        before
    );
    let store = Store::open(dir.path()).await.expect("opens as before");
    assert_eq!(store.servers().await.expect("all"), [server]);
}

#[tokio::test]
async fn an_upgrade_waits_for_nobody_for_ever() {
    let dir = tempfile::tempdir().expect("a directory");
    let in_use = Store::open(dir.path()).await.expect("a store");
    let refused = open(dir.path(), &NEXT).await.expect_err("in use");
    assert!(matches!(refused, StoreError::InUse), "{refused:?}");
    filled(&in_use).await;
    drop(in_use);
}

/// Windows flushes only what was opened for writing.
#[test]
fn what_is_flushed_may_be_written_to() {
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("file");
    fs::write(&file, "x").expect("writes");
    let handle = to_flush(&file).expect("opens");
    handle
        .set_len(3)
        .expect("a handle for reading cannot do this");
    assert_eq!(fs::metadata(&file).expect("is there").len(), 3);
    sync(&file).expect("a file is flushed");
    sync(dir.path()).expect("a directory is flushed, or need not be");
}

#[cfg(unix)]
#[tokio::test]
async fn a_directory_that_another_user_has_prepared_is_refused() {
    use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
    let scratch = tempfile::tempdir().expect("a directory");
    // Another user can write to the directory and has planted links.
    let target = scratch.path().join("target");
    let known = scratch.path().join("known");
    fs::write(&known, "somebody's").expect("writes");
    for (name, target) in [
        ("tokenry.db", &target),
        ("tokenry.db", &known),
        ("store.lock", &target),
    ] {
        let shared = tempfile::tempdir_in(scratch.path()).expect("a directory");
        let shared = shared.path();
        fs::write(shared.join("of somebody"), "x").expect("writes");
        fs::set_permissions(shared, fs::Permissions::from_mode(0o777)).expect("opens it up");
        symlink(target, shared.join(name)).expect("links");
        let refused = Store::open(shared).await;
        assert!(refused.is_err(), "{name}: a link is not followed");
    }
    assert!(!target.exists(), "nothing was made at its end");
    assert_eq!(fs::read(&known).expect("reads"), b"somebody's");

    let foreign = scratch.path().join("foreign");
    fs::create_dir(&foreign).expect("creates");
    // Only root can change the owner. Elsewhere there is nothing to test.
    if chown(&foreign, Some(12345), None).is_ok() {
        let refused = Store::open(&foreign).await.expect_err("not ours");
        assert!(
            matches!(refused, StoreError::Foreign { owner: 12345, .. }),
            "{refused:?}"
        );
        assert_eq!(contents(&foreign).len(), 0, "nothing was written");
    }
}
