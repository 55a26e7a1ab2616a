//! Copies of the database: deletion in them, their removal and their restoration.

use std::{
    fs::{self, File},
    path::Path,
    time::{Duration, SystemTime},
};

use super::{filled, time};
use crate::store::{Forgotten, Store, StoreError, put_aside, restore};

async fn copied(store: &Store, dir: &Path) -> std::path::PathBuf {
    fs::create_dir_all(dir.join("backups")).expect("a folder");
    let copy = dir.join("backups/tokenry-20260101T000000.000Z-format1.db");
    let _ = fs::remove_file(&copy);
    store.back_up_to(&copy).await.expect("a copy");
    copy
}

fn holds(file: &Path, needle: &str) -> bool {
    let bytes = fs::read(file).expect("a copy");
    bytes
        .windows(needle.len())
        .any(|part| part == needle.as_bytes())
}

#[tokio::test]
async fn a_copy_forgets_what_is_forgotten() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = Store::open(dir.path()).await.expect("a store");
    let (server, client, token) = filled(&store).await;
    for (what, needles) in [
        (
            Forgotten::Token(token.id),
            &["sealed access 1", "sealed refresh 1"][..],
        ),
        (
            Forgotten::Client(client.id),
            &["sealed client secret", "sealed access 1"],
        ),
        (
            Forgotten::Server(server.id),
            &["sealed client secret", "sealed refresh 1", "photos.example"],
        ),
    ] {
        let copy = copied(&store, dir.path()).await;
        for needle in needles {
            assert!(holds(&copy, needle), "{needle} is in the copy");
        }
        store.forget_in_backups(what).await.expect("forgets");
        for needle in needles {
            assert!(!holds(&copy, needle), "{what:?}: {needle}");
        }
    }
    assert_eq!(store.tokens().await.expect("all"), [token], "the copy only");

    let copy = copied(&store, dir.path()).await;
    fs::write(&copy, "no database").expect("writes");
    let what = Forgotten::Server(server.id);
    store.forget_in_backups(what).await.expect("forgets");
    assert!(!copy.exists(), "what cannot forget goes");

    let copy = copied(&store, dir.path()).await;
    store.remove_backups().expect("removes");
    assert!(!copy.exists());
}

#[tokio::test]
async fn a_copy_goes_after_a_week() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = Store::open(dir.path()).await.expect("a store");
    let copy = copied(&store, dir.path()).await;
    let made = SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365);
    let file = File::options().write(true).open(&copy).expect("opens");
    file.set_modified(made).expect("a time");
    drop(file);
    let day = 24 * 3_600_000;
    for (days, is_there) in [(365, true), (371, true), (373, false)] {
        store.remove_old_backups(time(days * day)).expect("looks");
        assert_eq!(copy.exists(), is_there, "day {days}");
    }
}

#[tokio::test]
async fn a_backup_takes_the_place_of_what_is_there_which_is_kept() {
    let dir = tempfile::tempdir().expect("a directory");
    let data = dir.path().join("data");
    let store = Store::open(&data).await.expect("a store");
    let (server, _, token) = filled(&store).await;
    let file = dir.path().join("backup.db");
    store.back_up_to(&file).await.expect("a backup");
    let again = store.back_up_to(&file).await;
    assert!(again.is_err(), "nothing is written over");
    store.remove_server(server.id).await.expect("removes");

    let in_use = restore(&data, &file, time(1)).await;
    assert!(matches!(in_use, Err(StoreError::InUse)), "{in_use:?}");
    store.close().await.expect("closes");
    drop(store);
    for wrong in ["", "x", "SQLite format 3\0 or so"] {
        let other = dir.path().join("other");
        fs::write(&other, wrong).expect("writes");
        let refused = restore(&data, &other, time(1)).await;
        assert!(
            matches!(refused, Err(StoreError::NoBackup(_))),
            "{refused:?}"
        );
    }
    fs::create_dir(data.join("bodies")).expect("a folder");
    let kept = restore(&data, &file, time(2)).await.expect("comes back");
    let kept = kept.expect("what was there is kept");
    assert!(kept.join("bodies").is_dir() && !data.join("bodies").exists());
    let store = Store::open(&data).await.expect("opens");
    assert_eq!(
        store.tokens().await.expect("all"),
        std::slice::from_ref(&token)
    );
    drop(store);
    let before = Store::open(&kept).await.expect("a data directory as well");
    assert_eq!(before.tokens().await.expect("all"), []);
    drop(before);

    let aside = put_aside(&data, time(3)).await.expect("puts aside");
    let aside = Store::open(&aside.expect("a folder")).await.expect("opens");
    assert_eq!(aside.tokens().await.expect("all"), [token]);
    let empty = Store::open(&data).await.expect("a new start");
    assert_eq!(empty.servers().await.expect("all"), []);
    drop(empty);
    let nowhere = put_aside(&dir.path().join("data/aside"), time(4)).await;
    assert_eq!(nowhere.expect("nothing there"), None);
}
