//! Real failures of SQLite and the file system, and their classification.

use super::{add, seal, server};
use crate::store::{Store, StoreError};

/// Sets a pragma on the only connection, since nothing else has used the store.
async fn set(store: &Store, pragma: &'static str) {
    let mut connection = store.reading().await.expect("a connection");
    sqlx::raw_sql(pragma)
        .execute(&mut *connection)
        .await
        .expect("sets");
}

#[tokio::test]
async fn a_read_only_database_a_full_disk_and_a_busy_one_are_told_apart() {
    let store = Store::in_memory().await.expect("a store");
    add(&store, 1, "One").await.expect("a server");

    set(&store, "PRAGMA query_only = ON").await;
    let refused = add(&store, 2, "Two").await.expect_err("read-only");
    assert!(matches!(refused, StoreError::ReadOnly(_)), "{refused:?}");
    set(&store, "PRAGMA query_only = OFF").await;

    set(&store, "PRAGMA max_page_count = 1").await;
    let long = "x".repeat(1 << 20);
    let refused = store.set_setting("long", &long).await.expect_err("full");
    assert!(matches!(refused, StoreError::DiskFull(_)), "{refused:?}");
    assert_eq!(store.servers().await.expect("still reads").len(), 1);

    let dir = tempfile::tempdir().expect("a directory");
    let holder = Store::open(dir.path()).await.expect("a store");
    let other = Store::open(dir.path()).await.expect("the same");
    let held = holder.writing().await.expect("writes");
    set(&other, "PRAGMA busy_timeout = 0").await;
    let refused = add(&other, 2, "Two").await.expect_err("busy");
    assert!(matches!(refused, StoreError::Busy(_)), "{refused:?}");
    drop(held);
}

#[tokio::test]
async fn a_damaged_file_is_told_and_left_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("tokenry.db");
    std::fs::write(&file, "this is a text\n".repeat(400)).expect("writes");
    let before = std::fs::read(&file).expect("reads");
    let refused = Store::open(dir.path()).await.expect_err("no database");
    assert!(matches!(refused, StoreError::Corrupt(_)), "{refused:?}");
    assert_eq!(std::fs::read(&file).expect("reads"), before);
}

#[tokio::test]
async fn a_damaged_row_names_its_table() {
    let store = Store::in_memory().await.expect("a store");
    add(&store, 1, "One").await.expect("a server");
    set(&store, "UPDATE servers SET profile = '{'").await;
    assert_eq!(store.servers().await.expect("the others"), []);
    let unreadable = store.unreadable().await.expect("the list");
    assert_eq!(unreadable.len(), 1);
    assert!(
        unreadable[0].reason.starts_with("a row of servers"),
        "{unreadable:?}"
    );
    let refused = store.server(super::id(1)).await.expect_err("not JSON");
    assert!(
        matches!(
            refused,
            StoreError::BadRow {
                table: "servers",
                ..
            }
        ),
        "{refused:?}"
    );
    let unharmed = store.edit_server(&server(1, "One"), &seal()).await;
    unharmed.expect("can be repaired");
    assert_eq!(store.servers().await.expect("reads again").len(), 1);
    assert_eq!(store.unreadable().await.expect("the list"), []);
}

#[tokio::test]
async fn a_directory_that_is_a_file_is_told_with_its_path() {
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("file");
    std::fs::write(&file, "x").expect("writes");
    let refused = Store::open(&file.join("data"))
        .await
        .expect_err("not a directory");
    assert!(matches!(&refused, StoreError::Directory { path, .. } if path.starts_with(&file)));
}

/// Nobody can create a directory there, not even root.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_directory_that_may_not_be_written_is_told_with_its_path() {
    let path = std::path::Path::new("/sys/tokenry");
    let refused = Store::open(path).await.expect_err("not writable");
    assert!(
        matches!(&refused, StoreError::NotWritable { path: reported, .. } if reported == path),
        "{refused:?}"
    );
}
