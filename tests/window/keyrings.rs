//! Systems without a keyring, and with a locked one: the window says so, and there is a way on.

use std::collections::BTreeMap;

use tokenry_stage::{Keyring, OidcOptions, Window, WindowOptions};
use tokenry_vault::vault::VaultStatus;

use super::scene::{Scene, click, fill, gone, look, says, shows};

const LOOPBACK: &str = "http://127.0.0.1/callback";
const PASSPHRASE: &str = "correct horse battery";

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_a_passphrase_opens_the_vault() {
    let scene = Scene::new(Keyring::None).await;
    let window = scene.open().await;
    name_server(&window, &scene).await;
    says(&window, "vault-why", "no keyring").await;
    look(&window, "vault-new").await;
    choose_passphrase(&window).await;
    get_token(&window, &scene).await;
    scene.close(window).await;

    let window = scene.open().await;
    says(&window, "vault-screen", "The vault is locked").await;
    assert!(!window.has("unlock-keyring").await.expect("the page"));
    fill(&window, "vault-passphrase", PASSPHRASE).await;
    click(&window, "unlock").await;
    gone(&window, "vault-screen").await;
    says(&window, "token-state", "alid").await;
    scene.close(window).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_memory_only_nothing_is_kept_and_the_window_says_so() {
    let scene = Scene::new(Keyring::Unlocked).await;
    // The keyring is there, but Tokenry is told to leave it alone.
    let options = WindowOptions {
        env: BTreeMap::from([("TOKENRY_KEYRING".into(), "off".into())]),
        ..scene.options()
    };
    let window = scene.open_with(options.clone()).await;
    name_server(&window, &scene).await;
    click(&window, "vault-memory-only").await;
    get_token(&window, &scene).await;
    says(&window, "vault-sign", "Memory").await;
    look(&window, "memory-only").await;
    click(&window, "vault-sign").await;
    says(&window, "memory-only-note", "lost when Tokenry closes").await;
    look(&window, "memory-only-settings").await;

    let stored = scene.workbench().await;
    let vault = stored.vault_status().await.expect("a status");
    assert_eq!(vault, VaultStatus::New, "no key was ever written");
    assert!(stored.is_empty().await.expect("a store"), "and no server");
    assert!(stored.tokens().await.expect("a list").is_empty());
    stored.close().await;
    scene.close(window).await;

    let window = scene.open_with(options).await;
    click(&window, "nav-tokens").await;
    shows(&window, &["add-server"]).await;
    scene.close(window).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keyring_is_told_and_there_is_another_way() {
    let scene = Scene::new(Keyring::Locked).await;
    let window = scene.open().await;
    name_server(&window, &scene).await;
    says(&window, "vault-why", "does not answer").await;
    click(&window, "vault-keyring").await;
    says(&window, "keyring-wait", "another window").await;
    look(&window, "keyring-locked").await;
    choose_passphrase(&window).await;
    get_token(&window, &scene).await;
    scene.close(window).await;
}

/// The first thing that is stored: before it the vault has to be made.
async fn name_server(window: &Window, scene: &Scene) {
    click(window, "add-server").await;
    fill(window, "server-url", scene.server.issuer()).await;
    click(window, "server-continue").await;
    shows(window, &["found"]).await;
    click(window, "server-continue").await;
}

async fn choose_passphrase(window: &Window) {
    fill(window, "vault-passphrase", PASSPHRASE).await;
    fill(window, "vault-passphrase-again", PASSPHRASE).await;
    click(window, "unlock").await;
}

/// What was begun goes on: the client, the login, the token.
async fn get_token(window: &Window, scene: &Scene) {
    fill(window, "client-id", OidcOptions::NATIVE).await;
    fill(window, "client-redirect", LOOPBACK).await;
    click(window, "client-save").await;
    click(window, "login").await;
    let address = scene.sent_to().await;
    scene.come_back(&address, "alice").await;
    click(window, "open-token").await;
    says(window, "token-state", "alid").await;
}
