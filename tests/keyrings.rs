//! The real command line and real keyrings that are empty, were reset, or are asked by many at once.

use std::sync::Arc;

use serde_json::Value;
use tokenry_stage::Keyring;
use tokio::task::JoinSet;

use super::command_line::{ADD_SERVER, ADD_TOKEN, GET, Scene, VAULT_LOCKED};

const STATUS: [&str; 2] = ["vault", "status"];
const REMOVE: [&str; 3] = ["vault", "passphrase", "--remove"];

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_nobody_has_made_yet_is_not_called_locked() {
    let scene = Scene::new(Keyring::WithoutCollection).await;
    let told = "no keyring yet (no default collection)";
    for args in [&ADD_SERVER[..], &["vault", "keyring"]] {
        let ran = scene.run(args, "").await;
        assert_eq!(ran.code, Some(VAULT_LOCKED), "{ran:?}");
        assert!(
            ran.err.contains(told) && !ran.err.contains("is locked"),
            "{ran:?}"
        );
        assert!(ran.err.contains("TOKENRY_PASSPHRASE_FILE"), "{ran:?}");
    }
    let doctor = scene.run(&["doctor"], "").await;
    assert!(doctor.out.contains(told), "the same words: {doctor:?}");

    let scene = scene.with_passphrase("correct horse");
    scene.done(&ADD_SERVER, "").await;
    scene.done(&ADD_TOKEN, "t0k3n").await;
    assert_eq!(scene.done(&GET, "").await, "t0k3n\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_was_reset_is_told_and_a_new_start_keeps_the_old_data() {
    let before = Scene::new(Keyring::Unlocked).await;
    before.done(&ADD_SERVER, "").await;
    before.done(&ADD_TOKEN, "t0k3n").await;
    let fine = before.done(&STATUS, "").await;
    assert!(
        fine.contains("Unlocked. The keyring opens the vault"),
        "{fine}"
    );
    let doctor = before.done(&["doctor"], "").await;
    assert!(doctor.contains("keeps what it is given"), "{doctor}");

    let after = Scene::at(before.place.clone(), Keyring::Unlocked).await;
    let ran = after.run(&GET, "").await;
    assert_eq!(ran.code, Some(VAULT_LOCKED), "{ran:?}");
    let told = "key is missing from the keyring";
    let next = "tokenry vault start-over";
    let status = after.done(&STATUS, "").await;
    let doctor = after.run(&["doctor"], "").await.out;
    for said in [&ran.err, &status, &doctor] {
        assert!(said.contains(told) && said.contains(next), "{said}");
    }
    assert!(!status.contains("Unlocked"), "{status}");
    let status = after.done(&["vault", "status", "--json"], "").await;
    let status: Value = serde_json::from_str(&status).expect("a document");
    assert_eq!(status["state"], "unreachable");
    assert_eq!(status["keyring"]["works"], false);

    let done = after
        .done(&["vault", "start-over", "--yes", "--json"], "")
        .await;
    let done: Value = serde_json::from_str(&done).expect("a document");
    let kept = done["kept_in"].as_str().expect("a folder");
    after.done(&ADD_SERVER, "").await;
    after.done(&ADD_TOKEN, "another").await;
    assert_eq!(after.done(&GET, "").await, "another\n");
    let old = [&["--data-dir", kept], &GET[..]].concat();
    assert_eq!(before.done(&old, "").await, "t0k3n\n", "nothing is lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_passphrase_stays_while_the_keyring_opens_nothing() {
    let before = Scene::new(Keyring::Unlocked).await;
    before.done(&ADD_SERVER, "").await;
    before.done(&ADD_TOKEN, "t0k3n").await;
    before
        .done(&["vault", "passphrase", "--stdin"], "correct horse")
        .await;
    let after = Scene::at(before.place.clone(), Keyring::Unlocked).await;
    let after = after.with_passphrase("correct horse");
    let ran = after.run(&REMOVE, "").await;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    for words in [
        "The passphrase was not removed",
        "key is missing from the keyring",
        "tokenry vault keyring",
    ] {
        assert!(ran.err.contains(words), "{words}: {ran:?}");
    }
    assert_eq!(after.done(&GET, "").await, "t0k3n\n", "nothing is lost");
    let status = after.done(&STATUS, "").await;
    assert!(
        status.contains("The passphrase opens the vault") && status.contains("missing"),
        "{status}"
    );

    after.done(&["vault", "keyring"], "").await;
    let by_keyring = Scene {
        passphrase: None,
        ..after
    };
    assert_eq!(by_keyring.done(&GET, "").await, "t0k3n\n", "a new key");
    by_keyring.done(&REMOVE, "").await;
    assert_eq!(by_keyring.done(&GET, "").await, "t0k3n\n");
    let last = by_keyring.run(&["vault", "keyring", "--remove"], "").await;
    assert_eq!(last.code, Some(1), "{last:?}");
    assert!(last.err.contains("only way"), "{last:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_first_starts_at_once_make_one_vault_in_a_real_keyring() {
    let scene = Arc::new(Scene::new(Keyring::Unlocked).await);
    let names: Vec<String> = (0..8).map(|number| format!("server-{number}")).collect();
    let mut starts = JoinSet::new();
    for name in names.clone() {
        let scene = scene.clone();
        starts.spawn(async move {
            let add = ["server", "add", "https://api.example.org", "--no-discovery"];
            let add = [&add[..], &["--name", &name]].concat();
            scene.done(&add, "").await;
            let token = ["token", "add", &name, "--as", &name, "--stdin"];
            scene.done(&token, &name).await;
        });
    }
    starts.join_all().await;
    for name in &names {
        let got = scene.done(&["token", "get", name], "").await;
        assert_eq!(got.trim_end(), name, "one key for all");
    }
}
