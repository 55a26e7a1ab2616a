//! Stored bodies: sealing, and detection of changes.

use std::path::Path;

use super::{
    super::{Bodies, BodyError, BodyMode, BodySink},
    all, json,
};
use crate::request::testing::vault;
use tokenry_model::{id::Id, request::Exchange};

async fn stored(dir: &Path) -> (Bodies, Id<Exchange>, String) {
    let (_, vault) = vault(dir).await;
    let bodies = Bodies::on_disk(dir, vault);
    let id = super::id();
    let text = json(200_000);
    let mut writer = bodies.writer(id).await.expect("a writer");
    writer.push(text.as_bytes()).expect("disk");
    writer
        .finish(Some("application/json"))
        .await
        .expect("finishes");
    (bodies, id, text)
}

#[tokio::test]
async fn a_stored_body_is_sealed_and_can_be_read_again() {
    let dir = tempfile::tempdir().expect("a directory");
    let (bodies, id, text) = stored(dir.path()).await;
    let file = dir.path().join("bodies").join(id.to_string());
    let sealed = std::fs::read(&file).expect("a file");
    assert!(sealed.len() > text.len());
    let clear = b"\"name\"";
    assert!(
        !sealed.windows(clear.len()).any(|part| part == clear),
        "nothing is readable"
    );

    // As after a restart: nothing is open.
    bodies.close();
    let size = text.len() as u64;
    let body = bodies
        .open(id, Some("application/json"), size)
        .await
        .expect("opens");
    assert_eq!(body.size(), size);
    assert_eq!(all(&body, BodyMode::Pretty).await[1], "  {");
    let target = dir.path().join("saved.json");
    body.save_to(&target).await.expect("saves");
    assert_eq!(std::fs::read_to_string(&target).expect("a file"), text);
    let mut copy = Vec::new();
    body.copy_to(&mut copy).expect("copies");
    assert_eq!(copy, text.as_bytes());
    let names: Vec<_> = std::fs::read_dir(dir.path().join("bodies"))
        .expect("a folder")
        .collect();
    assert_eq!(names.len(), 1, "the indented form leaves no file");

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode =
            |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!(
            (mode(&file), mode(&dir.path().join("bodies"))),
            (0o600, 0o700)
        );
    }
}

#[tokio::test]
async fn a_changed_truncated_or_missing_body_is_an_error() {
    let dir = tempfile::tempdir().expect("a directory");
    let (bodies, id, text) = stored(dir.path()).await;
    let (file, size) = (
        dir.path().join("bodies").join(id.to_string()),
        text.len() as u64,
    );
    let sealed = std::fs::read(&file).expect("a file");
    let open = || async {
        bodies.close();
        bodies.open(id, None, size).await.map(|_| ())
    };

    let mut changed = sealed.clone();
    changed[100_000] ^= 1;
    std::fs::write(&file, &changed).expect("written");
    assert!(matches!(open().await, Err(BodyError::Vault(_))));

    let whole_chunk =
        super::super::chunked_text::CHUNK + tokenry_vault::vault::StreamSealer::OVERHEAD;
    for len in [whole_chunk, sealed.len() - 1, 10] {
        std::fs::write(&file, &sealed[..len]).expect("written");
        let error = open().await.expect_err("it is cut");
        assert!(
            matches!(error, BodyError::Damaged | BodyError::Vault(_)),
            "{len}: {error:?}"
        );
    }
    std::fs::write(&file, &sealed).expect("written");
    open().await.expect("whole again");

    std::fs::remove_file(&file).expect("removed");
    assert!(matches!(open().await, Err(BodyError::Gone)));
    bodies.remove(id).expect("removing it again is no error");
}

#[tokio::test]
async fn a_body_cannot_be_read_while_the_vault_is_locked() {
    let dir = tempfile::tempdir().expect("a directory");
    let (_, vault) = vault(dir.path()).await;
    let bodies = Bodies::on_disk(dir.path(), vault.clone());
    let id = super::id();
    let writer = bodies.writer(id).await.expect("a writer");
    writer.finish(None).await.expect("finishes");
    vault.lock().await.expect("locks");
    bodies.close();
    assert!(matches!(
        bodies.open(id, None, 0).await,
        Err(BodyError::Vault(_))
    ));
    assert!(matches!(
        bodies.writer(super::id()).await,
        Err(BodyError::Vault(_))
    ));
}
