//! A database of an older format: nothing is lost, and what it held plain is sealed.

use std::{fs, path::Path};

use tokenry_core::{secret::Secret, vault::Unlock};

use crate::{
    desk::Place,
    drafts::{on_disk, typed},
};

#[tokio::test]
async fn what_an_older_format_held_plain_is_sealed_once_and_gone_from_the_disk() {
    let place = Place::new();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/format-5.db");
    fs::create_dir(place.data()).expect("the data directory");
    fs::copy(golden, place.data().join("tokenry.db")).expect("copies");
    assert!(on_disk(&place, "golden plain"), "it is plain to begin with");

    let desk = place.desk().await;
    let passphrase = Secret::new("a passphrase of gold");
    desk.unlock_vault(Unlock::Passphrase(passphrase))
        .await
        .expect("unlocks");
    let token = desk.token_named("alice@photos").await.expect("its token");
    let detail = desk.token_detail(token.id).await.expect("its page");
    let titles: Vec<&str> = detail
        .transcripts
        .iter()
        .map(|stored| stored.transcript.steps[0].title.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "Renewal 2 in plain text",
            "Renewal 1 in plain text",
            "Renewal 0 in plain text"
        ]
    );
    let client = token.client.expect("it has one");
    let registration = desk.registration(client).await.expect("reads");
    let registration = registration.expect("it is there");
    assert_eq!(
        registration.said["software_statement"],
        "golden plain statement"
    );
    let uri = registration.uri.as_ref().map(url::Url::path);
    assert_eq!(uri, Some("/register/7"));
    assert_eq!(desk.changed().await.expect("the list"), []);
    assert!(place.data().join("backups").exists(), "there is a backup");
    for plain in ["golden plain", "in plain text"] {
        assert!(!on_disk(&place, plain), "{plain}");
    }
    desk.keep_draft(None, None, typed("x")).await.expect("kept");
    desk.close().await;
    assert!(!on_disk(&place, "golden plain"));
}
