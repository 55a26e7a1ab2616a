//! What a person may ask for besides scopes, and the grant of old servers, in the window.

use serde_json::json;
use tokenry_stage::{AccessTokens, Keyring, OidcOptions, Window};

use super::scene::{Scene, choose_login, click, fill, look, says, shows};

const LOOPBACK: &str = "http://127.0.0.1/callback";
const LANDING: &str = "https://client.example/callback";
const BILLING: &str = "https://billing.example/v2";

#[tokio::test(flavor = "multi_thread")]
async fn a_certain_api_something_in_particular_and_a_token_in_the_address() {
    let client = json!({
        "client_id": OidcOptions::NATIVE,
        "application_type": "native",
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token", "implicit"],
        "response_types": ["code", "id_token token"],
        "redirect_uris": [LOOPBACK, LANDING],
    });
    let options = OidcOptions {
        clients: vec![client],
        access_tokens: AccessTokens::Jwt,
        details: true,
        implicit: true,
        ..OidcOptions::default()
    };
    let scene = Scene::at(options, Keyring::Unlocked).await;
    let window = scene.open().await;
    let [own, old] = scene.prepare(&window, [LOOPBACK, LANDING]).await;
    in_particular(&scene, &window, &own).await;
    from_the_address(&scene, &window, &old).await;
    scene.close(window).await;
}

async fn in_particular(scene: &Scene, window: &Window, client: &str) {
    choose_login(window, client).await;
    click(window, "login-further").await;
    fill(window, "login-resource", BILLING).await;
    fill(window, "login-details", "[{type: notes}]").await;
    look(window, "login-further").await;
    let may = window.execute(
        "return document.querySelector('[data-testid=login]').disabled",
        Vec::new(),
    );
    assert_eq!(may.await.expect("the page"), json!(true), "that is no JSON");
    let details = r#"[{"type": "notes", "actions": ["read"], "limit": 500}]"#;
    fill(window, "login-details", details).await;
    click(window, "login").await;
    let address = scene.sent_to().await;
    let asked = address.query_pairs().into_owned();
    let asked: Vec<_> = asked.filter(|(name, _)| name == "resource").collect();
    assert_eq!(asked, [("resource".to_owned(), BILLING.to_owned())]);
    scene.come_back(&address, "alice").await;
    says(window, "token-state", "alid").await;
    says(window, "token-details", r#""limit": 100"#).await;
    says(window, "token-details-asked", r#""limit": 500"#).await;
    look(window, "token-details").await;
}

async fn from_the_address(scene: &Scene, window: &Window, client: &str) {
    choose_login(window, client).await;
    window
        .choose("login-how", "implicit")
        .await
        .expect("it is offered");
    look(window, "login-implicit").await;
    click(window, "login").await;
    let address = scene.sent_to().await;
    shows(window, &["login-paste"]).await;
    let back = scene.server.login_by_http(&address, "bob").await;
    let back = back.expect("bob logs in");
    let mut cut = back.clone();
    cut.set_fragment(None);
    fill(window, "login-paste", cut.as_str()).await;
    click(window, "login-paste-submit").await;
    says(window, "login-panel", "holds nothing behind a #").await;
    look(window, "login-implicit-waiting").await;
    fill(window, "login-paste", back.as_str()).await;
    click(window, "login-paste-submit").await;
    says(window, "token-name", "bob").await;
    says(window, "token-state", "alid").await;
    let renewable = window.has("token-refresh").await.expect("the page");
    assert!(!renewable, "there is nothing to renew it with");
}
