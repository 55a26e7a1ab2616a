//! Refused calls: the doctor says why, and its one button mends it and sends again.

use tokenry_stage::{Keyring, Window};

use super::scene::{Scene, click, fill, gone, look, says, shows};

const LOOPBACK: &str = "http://127.0.0.1/callback";

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_call_is_explained_mended_and_sent_again() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let window = scene.open().await;
    let [client] = scene.prepare(&window, [LOOPBACK]).await;
    scene.get_token(&window, &client).await;
    check(&window).await;
    renewed(&window, &scene).await;
    chosen(&window, &scene).await;
    logged_in_again(&window, &scene).await;
    scene.close(window).await;
}

async fn check(window: &Window) {
    click(window, "token-check").await;
    says(window, "token-checked", "The token works").await;
    says(window, "token-checked", "alice").await;
    look(window, "token-checked").await;
}

/// A write is not repeated unasked: the button renews the token and sends it again.
async fn renewed(window: &Window, scene: &Scene) {
    click(window, "nav-requests").await;
    fill(window, "request-url", scene.server.api("/notes").as_str()).await;
    click(window, "use-token").await;
    choose(window, "request-method", "POST").await;
    let revoked = scene.server.revoke_access_tokens().await;
    revoked.expect("revoked");
    click(window, "request-send").await;
    says(window, "response-status", "401").await;
    says(window, "diagnosis", "invalid_token").await;
    says(window, "repair", "Refresh and send again").await;
    look(window, "diagnosis").await;
    click(window, "repair").await;
    says(window, "response-status", "403").await;
    missing_scope(window, scene).await;
}

/// The scope that the API names is asked for beside those that the token has.
async fn missing_scope(window: &Window, scene: &Scene) {
    says(window, "diagnosis", "It lacks the scope notes:write").await;
    look(window, "diagnosis-scope").await;
    says(window, "repair", "Log in and send again").await;
    click(window, "repair").await;
    let address = scene.sent_to().await;
    let asked = address.query_pairs().find(|(name, _)| name == "scope");
    let asked = asked.map(|(_, scopes)| scopes.into_owned());
    let asked = asked.unwrap_or_default();
    assert!(
        asked.contains("notes:read") && asked.contains("notes:write"),
        "{asked}"
    );
    scene.come_back(&address, "alice").await;
    says(window, "response-status", "20").await;
    gone(window, "diagnosis").await;
}

/// Without a token the one that fits is a click away.
async fn chosen(window: &Window, scene: &Scene) {
    click(window, "request-new").await;
    fill(window, "request-url", scene.server.api("/me").as_str()).await;
    click(window, "request-send").await;
    says(window, "diagnosis", "no token was sent").await;
    look(window, "diagnosis-no-token").await;
    says(window, "repair", "Send with").await;
    click(window, "repair").await;
    says(window, "response-status", "200").await;
    gone(window, "diagnosis").await;
}

/// Where nothing is left to renew with, a login is, and the request is sent when it is done.
async fn logged_in_again(window: &Window, scene: &Scene) {
    scene.server.revoke_everything().await.expect("revoked");
    click(window, "request-send").await;
    says(window, "response-status", "401").await;
    says(window, "repair", "Log in and send again").await;
    look(window, "diagnosis-login").await;
    click(window, "repair").await;
    let address = scene.sent_to().await;
    shows(window, &["login-panel"]).await;
    scene.come_back(&address, "alice").await;
    says(window, "response-status", "200").await;
}

async fn choose(window: &Window, testid: &str, value: &str) {
    if let Err(error) = window.choose(testid, value).await {
        panic!("{testid} offers {value}: {error}");
    }
}
