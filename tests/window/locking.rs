//! Locked means locked: nothing secret is shown, copied or sent, over a restart too, and one
//! click or passphrase brings everything back.

use tokenry_stage::{Keyring, Window};

use super::scene::{Scene, click, fill, gone, look, says, shows};

const LOOPBACK: &str = "http://127.0.0.1/callback";
const PASSPHRASE: &str = "correct horse battery";

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_from_the_command_line_reaches_a_window_that_nobody_touches() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let window = scene.open().await;
    let [_] = scene.prepare(&window, [LOOPBACK]).await;
    scene.tokenry(&["vault", "lock"]).await;
    says(&window, "vault-screen", "The vault is locked").await;
    scene.tokenry(&["vault", "unlock"]).await;
    gone(&window, "vault-screen").await;
    scene.close(window).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_window_locks_what_was_chosen() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let window = scene.open().await;
    let [_] = scene.prepare(&window, [LOOPBACK]).await;
    for (chosen, told, status) in [
        ("window", "This window is locked", "Unlocked"),
        ("everything", "The vault is locked", "Locked"),
    ] {
        click(&window, "nav-settings").await;
        let choice = window.choose("settings-idle-locks", chosen).await;
        choice.expect("it can be chosen");
        // What a quarter of an hour without a key or click does.
        let script = "const [chosen, done] = arguments;
            const { invoke } = window.__TAURI_INTERNALS__;
            const lock = async () => {
                while ((await invoke('app_state')).settings.idle_locks !== chosen);
                await invoke('vault_lock_idle');
            };
            lock().then(() => done(), done);";
        let locked = window.execute_async(script, vec![chosen.into()]).await;
        locked.expect("it is locked");
        says(&window, "vault-screen", told).await;
        look(&window, &format!("idle-{chosen}")).await;
        let said = scene.tokenry(&["vault", "status"]).await;
        assert!(said.starts_with(status), "{chosen}: {said}");
        click(&window, "unlock-keyring").await;
        gone(&window, "vault-screen").await;
    }
    scene.close(window).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_opens_the_vault_a_new_one_is_made_and_the_old_one_kept() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let window = scene.open().await;
    let [_] = scene.prepare(&window, [LOOPBACK]).await;
    lock(&window).await;
    scene
        .desktop
        .empty_keyring()
        .await
        .expect("the keyring is reset");
    click(&window, "unlock-keyring").await;
    says(&window, "vault-lost", "Vault key lost").await;
    look(&window, "vault-lost").await;
    click(&window, "vault-start-over").await;
    click(&window, "vault-start-over-sure").await;
    gone(&window, "vault-screen").await;
    click(&window, "nav-tokens").await;
    shows(&window, &["add-server"]).await;
    let kept = std::fs::read_dir(scene.data_dir().join("aside")).expect("the old data");
    assert_eq!(kept.count(), 1);
    let [_] = scene.prepare(&window, [LOOPBACK]).await;
    let said = scene.tokenry(&["vault", "status"]).await;
    assert!(said.starts_with("Unlocked"), "a vault that opens: {said}");
    scene.close(window).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_vault_gives_nothing_out_until_it_is_opened() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let window = scene.open().await;
    let [client] = scene.prepare(&window, [LOOPBACK]).await;
    scene.get_token(&window, &client).await;
    use_token(&window, &scene).await;

    lock(&window).await;
    look(&window, "locked").await;
    click(&window, "unlock-later").await;
    says(&window, "vault-sign", "Locked").await;
    nothing_is_sent(&window, &scene).await;
    nothing_is_shown(&window).await;
    look(&window, "locked-token").await;
    scene.close(window).await;

    let window = scene.open().await;
    says(&window, "vault-screen", "The vault is locked").await;
    click(&window, "unlock-keyring").await;
    gone(&window, "vault-screen").await;
    gone(&window, "vault-sign").await;
    reveal(&window).await;

    set_passphrase(&window).await;
    lock(&window).await;
    look(&window, "locked-passphrase").await;
    fill(&window, "vault-passphrase", "wrong horse").await;
    click(&window, "unlock").await;
    says(&window, "vault-screen", "The passphrase is wrong.").await;
    look(&window, "passphrase-wrong").await;
    fill(&window, "vault-passphrase", PASSPHRASE).await;
    click(&window, "unlock").await;
    gone(&window, "vault-screen").await;
    reveal(&window).await;
    scene.close(window).await;
}

async fn lock(window: &Window) {
    click(window, "nav-settings").await;
    click(window, "vault-lock").await;
    says(window, "vault-screen", "The vault is locked").await;
}

async fn set_passphrase(window: &Window) {
    click(window, "nav-settings").await;
    click(window, "vault-set-passphrase").await;
    fill(window, "vault-passphrase", PASSPHRASE).await;
    fill(window, "vault-passphrase-again", PASSPHRASE).await;
    look(window, "passphrase-set").await;
    click(window, "unlock").await;
    gone(window, "vault-passphrase").await;
}

/// A request that carries the token and is answered.
async fn use_token(window: &Window, scene: &Scene) {
    click(window, "nav-requests").await;
    fill(window, "request-url", scene.server.api("/me").as_str()).await;
    click(window, "use-token").await;
    click(window, "request-send").await;
    says(window, "response-status", "200").await;
}

async fn nothing_is_sent(window: &Window, scene: &Scene) {
    let calls = async || scene.server.api_calls().await.expect("the ledger").len();
    let before = calls().await;
    click(window, "nav-requests").await;
    click(window, "request-send").await;
    refused(window).await;
    assert_eq!(calls().await, before, "nothing was sent");
}

async fn nothing_is_shown(window: &Window) {
    // The token's page needs the vault to be read.
    click(window, "nav-tokens").await;
    refused(window).await;
    click(window, "token-reveal").await;
    refused(window).await;
    assert!(!window.has("revealed").await.expect("the page"));
    window.press("\u{e00c}").await.expect("Esc is pressed");
    gone(window, "reveal-dialog").await;
    click(window, "token-copy").await;
    refused(window).await;
}

/// The person is asked to unlock, and would not.
async fn refused(window: &Window) {
    says(window, "vault-screen", "The vault is locked").await;
    click(window, "unlock-later").await;
    gone(window, "vault-screen").await;
    says(window, "problem", "The vault is locked.").await;
}

async fn reveal(window: &Window) {
    click(window, "nav-tokens").await;
    click(window, "token-row").await;
    click(window, "token-reveal").await;
    shows(window, &["revealed"]).await;
    window.press("\u{e00c}").await.expect("Esc is pressed");
    gone(window, "reveal-dialog").await;
}
