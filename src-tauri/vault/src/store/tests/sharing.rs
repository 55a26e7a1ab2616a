//! Several processes on one data directory, each represented by a store.

use super::add;
use crate::store::{Store, StoreError};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_may_start_for_the_first_time_at_once() {
    let dir = tempfile::tempdir().expect("a directory");
    let tasks: Vec<_> = (0..16)
        .map(|number| {
            let dir = dir.path().to_owned();
            tokio::spawn(async move {
                let store = Store::open(&dir).await?;
                add(&store, number, &format!("Server {number}")).await
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic").expect("opens and writes");
    }
    let store = Store::open(dir.path()).await.expect("a store");
    assert_eq!(store.servers().await.expect("all").len(), 16);
    store.check().await.expect("sound");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_told_that_the_database_is_busy() {
    let dir = tempfile::tempdir().expect("a directory");
    let (one, two) = (
        Store::open(dir.path()).await.expect("a store"),
        Store::open(dir.path()).await.expect("the same"),
    );
    let tasks: Vec<_> = (0..12_u32)
        .map(|number| {
            let store = if number % 2 == 0 {
                one.clone()
            } else {
                two.clone()
            };
            tokio::spawn(async move {
                for round in 0..50_u32 {
                    if number < 4 {
                        let (key, value) = (format!("key {number}"), round.to_string());
                        store.set_setting(&key, &value).await?;
                    } else {
                        store.settings().await?;
                    }
                }
                Ok::<_, StoreError>(())
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic").expect("waits its turn");
    }
    let settings = two.settings().await.expect("all");
    assert!(settings.len() == 4 && settings.iter().all(|(_, value)| value == "49"));
}

#[tokio::test]
async fn writes_of_others_are_noticed() {
    let dir = tempfile::tempdir().expect("a directory");
    let window = Store::open(dir.path()).await.expect("a store");
    let terminal = Store::open(dir.path()).await.expect("the same");
    let before = window.data_version().await.expect("a number");
    assert_eq!(
        window.data_version().await.expect("a number"),
        before,
        "nothing has happened"
    );
    add(&terminal, 1, "Photos").await.expect("a server");
    assert_ne!(window.data_version().await.expect("a number"), before);
}
