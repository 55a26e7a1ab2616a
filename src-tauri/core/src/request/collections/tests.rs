use std::path::Path;

use super::{Collections, CollectionsError};
use crate::request::testing::{draft, field, vault};
use tokenry_model::{clock::Ambient, variables::Variable};
use tokenry_vault::{
    store::{Noun, StoreError},
    vault::Vault,
};

async fn collections(dir: &Path) -> (Collections, Vault) {
    let (store, vault) = vault(dir).await;
    (
        Collections::new(store, vault.clone(), Ambient::system()),
        vault,
    )
}

async fn names(all: &Collections) -> (Vec<String>, Vec<String>) {
    let workspace = all.all().await.expect("it is there");
    let collections = workspace
        .collections
        .iter()
        .map(|c| c.name.clone())
        .collect();
    let requests = workspace.requests.iter().map(|r| r.name.clone()).collect();
    (collections, requests)
}

#[tokio::test]
async fn collections_keep_their_order_and_their_requests() {
    let dir = tempfile::tempdir().expect("a directory");
    let (all, _) = collections(dir.path()).await;
    let photos = all.add(" Photos ").await.expect("added");
    let billing = all.add("Billing").await.expect("added");
    all.add("Third").await.expect("added");
    assert_eq!(names(&all).await.0, ["Photos", "Billing", "Third"]);
    all.rename(billing.id, "Bills").await.expect("renamed");
    assert_eq!(names(&all).await.0, ["Photos", "Bills", "Third"]);

    all.save_request(None, Some(photos.id), "me", draft("GET", "x"))
        .await
        .expect("saved");
    all.save_request(None, None, "loose", draft("GET", "x"))
        .await
        .expect("saved");
    all.remove(photos.id).await.expect("removed");
    assert_eq!(
        names(&all).await,
        (vec!["Bills".into(), "Third".into()], vec!["loose".into()])
    );
    let gone = all.rename(photos.id, "x").await;
    assert!(matches!(
        gone,
        Err(CollectionsError::Store(StoreError::NotFound(
            Noun::Collection
        )))
    ));
    assert!(matches!(all.add("  ").await, Err(CollectionsError::NoName)));
}

#[tokio::test]
async fn a_saved_request_is_returned_unchanged_and_keeps_its_position() {
    let dir = tempfile::tempdir().expect("a directory");
    let (all, vault) = collections(dir.path()).await;
    let folder = all.add("Photos").await.expect("added");
    let mut request = draft("POST", "https://api.example/very-secret");
    request.headers = vec![field("X-Api-Key", "k-1")];
    let saved = all
        .save_request(None, Some(folder.id), "one", request.clone())
        .await
        .expect("saved");
    for name in ["two", "three"] {
        all.save_request(None, Some(folder.id), name, draft("GET", "x"))
            .await
            .expect("saved");
    }
    assert_eq!(all.request(saved.id).await.expect("it is there"), saved);
    assert_eq!(saved.draft, request);

    request.method = "PUT".into();
    let changed = all
        .save_request(Some(saved.id), Some(folder.id), "uno", request)
        .await
        .expect("saved");
    assert_eq!(changed.id, saved.id);
    assert_eq!(names(&all).await.1, ["uno", "two", "three"]);
    assert_eq!(all.all().await.expect("all").requests[0].method, "PUT");

    all.move_request(saved.id, Some(folder.id), 1)
        .await
        .expect("moved");
    assert_eq!(names(&all).await.1, ["two", "uno", "three"]);
    all.move_request(saved.id, None, 0).await.expect("moved");
    let moved = all.request(saved.id).await.expect("it is there");
    assert_eq!(
        (moved.collection, moved.draft.method.as_str()),
        (None, "PUT")
    );
    assert_eq!(all.requests_named("uno").await.expect("found").len(), 1);

    vault.lock().await.expect("locks");
    assert!(matches!(
        all.request(saved.id).await,
        Err(CollectionsError::Vault(_))
    ));
    assert_eq!(names(&all).await.1.len(), 3, "a list needs no key");
    all.remove_request(saved.id)
        .await
        .expect("nor does removing");
    assert_eq!(names(&all).await.1, ["two", "three"]);
}

#[tokio::test]
async fn the_variables_of_a_collection_are_sealed() {
    let dir = tempfile::tempdir().expect("a directory");
    let (all, _) = collections(dir.path()).await;
    let photos = all.add("Photos").await.expect("added").id;
    assert_eq!(all.variables(photos).await.expect("none yet"), []);
    let variable = |name: &str, value: &str| Variable {
        name: name.into(),
        value: value.into(),
    };
    let told = [
        variable("base", "https://a.example"),
        variable("key", "planted-4711"),
    ];
    all.set_variables(photos, &told).await.expect("kept");
    all.rename(photos, "Pictures").await.expect("renamed");
    assert_eq!(all.variables(photos).await.expect("there"), told);
    all.set_variables(photos, &told[..1]).await.expect("kept");
    assert_eq!(all.variables(photos).await.expect("there"), told[..1]);
    for entry in std::fs::read_dir(dir.path()).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            let bytes = std::fs::read(&path).expect("a file");
            let plain = |needle: &[u8]| bytes.windows(needle.len()).any(|part| part == needle);
            assert!(
                !plain(b"planted-4711") && !plain(b"a.example"),
                "{}",
                path.display()
            );
        }
    }
    all.remove(photos).await.expect("removed");
    assert!(all.variables(photos).await.is_err());
    assert!(all.set_variables(photos, &told).await.is_err());
}
