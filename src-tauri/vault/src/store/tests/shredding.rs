//! Removal from the disk.

use std::path::Path;

use super::{filled, sealed, time};
use crate::store::Store;

/// Counts the files that contain the bytes, and the occurrences.
fn found(dir: &Path, needle: &[u8]) -> usize {
    std::fs::read_dir(dir)
        .expect("the directory")
        .map(|entry| std::fs::read(entry.expect("an entry").path()).expect("a file"))
        .map(|bytes| {
            bytes
                .windows(needle.len())
                .filter(|part| *part == needle)
                .count()
        })
        .sum()
}

#[tokio::test]
async fn nothing_of_a_removed_server_stays_on_the_disk() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = Store::open(dir.path()).await.expect("a store");
    let (server, _, token) = filled(&store).await;
    let attempt = uuid::Uuid::from_u128(8);
    store
        .begin_refresh(token.id, 1, attempt, None, time(1))
        .await
        .expect("begins");
    store
        .stash_reply(attempt, &sealed("sealed reply"))
        .await
        .expect("stashes");

    let needles = [
        b"sealed client secret".as_slice(),
        b"sealed access 1",
        b"sealed refresh 1",
        b"sealed reply",
        b"sealed copy",
        b"the wrapped data key",
    ];
    for needle in needles {
        let text = String::from_utf8_lossy(needle);
        assert!(
            found(dir.path(), needle) > 0,
            "the scan finds what is there: {text}"
        );
    }
    store.remove_server(server.id).await.expect("removes");
    for needle in needles {
        assert_eq!(
            found(dir.path(), needle),
            0,
            "{}",
            String::from_utf8_lossy(needle)
        );
    }
}
