//! Systems whose documents show how a token is got, in the window: by their own addresses, which a
//! [`Tap`] leads to real servers.

use serde_json::json;
use tokenry_stage::{
    Browser, Call, Doorkeeper, DoorkeeperClient, DoorkeeperOptions, Keyring, OidcServer, Tap,
    TapOptions, Window, WindowOptions,
};

use super::{
    scene::{click, fill, gone, look, says, shows},
    seat::Seat,
    servers::add,
};
use crate::{
    documented::{firmafon, flexli},
    support::standing_in,
};

const OOB: &str = "urn:ietf:wg:oauth:2.0:oob";

#[tokio::test(flavor = "multi_thread")]
async fn financial_cents_by_its_host_alone() {
    let port = tokenry_stage::free_port().expect("a port");
    let redirect = format!("http://127.0.0.1:{port}/callback");
    let server = doorkeeper(&redirect, "7956").await;
    let tap = TapOptions::default()
        .host("app.financial-cents.com", &server.url("/"))
        .keep("/oauth/token", &["access_token", "refresh_token"]);
    let (seat, window, tap) = through(tap).await;

    add(
        &window,
        "https://app.financial-cents.com",
        "Financial Cents",
    )
    .await;
    client(&window, "7956", &redirect).await;
    click(&window, "login").await;
    agreed(&seat, &server).await;

    // The first call is the recipe's, and goes well.
    click(&window, "send-first").await;
    shows(&window, &["request-send"]).await;
    let offered = window.value("request-url").await.expect("an address");
    assert_eq!(offered, "https://app.financial-cents.com/api/v1/clients");
    click(&window, "request-send").await;
    says(&window, "response-status", "200").await;
    says(&window, "response-body", "alice").await;
    let asked = only(&tap, "POST", "/oauth/token").await;
    assert!(
        asked.query.contains("client_secret=the-secret"),
        "{asked:?}"
    );
    assert_eq!(asked.body, "", "its parameters are in the query");
    let call = only(&tap, "GET", "/api/v1/clients").await;
    assert_eq!(call.header("authorization"), Some(&*bearer(&asked)));
    tested(&window).await;
    seat.close(window).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_of_flexli_pasted() {
    let server = OidcServer::start(flexli::options()).await;
    let server = server.expect("oidc-provider starts");
    let tap = TapOptions::default()
        .host("auth.flexli.app", &server.url("/"))
        .host("api.flexli.app", &server.url("/"));
    let (seat, window, tap) = through(tap).await;

    click(&window, "add-server").await;
    click(&window, "server-paste").await;
    let command = r#"client_id='the-client'
client_secret='the-secret'

curl --location --request POST "https://auth.flexli.app/oauth2/token" \
    --header "Content-Type: application/x-www-form-urlencoded" \
    --data-urlencode "grant_type=client_credentials" \
    --data-urlencode "client_id=${client_id}" \
    --data-urlencode "client_secret=${client_secret}"
"#;
    fill(&window, "import-text", command).await;
    click(&window, "import-read").await;
    shows(&window, &["import-secret"]).await;
    click(&window, "import-store").await;
    gone(&window, "import-store").await;
    click(&window, "client-credentials").await;
    says(&window, "token-state", "alid").await;
    let asked = only(&tap, "POST", "/oauth2/token").await;
    assert!(asked.body.contains("client_secret=the-secret"), "{asked:?}");

    tested(&window).await;
    let call = only(&tap, "GET", "/v1/connectors").await;
    assert_eq!(call.header("host"), Some("api.flexli.app"));
    assert_eq!(call.header("authorization"), Some(&*bearer(&asked)));
    seat.close(window).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gotosocial_registered_and_a_code_copied() {
    let options = DoorkeeperOptions {
        instance: Some(json!({
            "uri": "https://example.org", "account_domain": "example.org", "version": "0.19.1",
        })),
        ..DoorkeeperOptions::default()
    };
    let server = Doorkeeper::start(options).await.expect("Doorkeeper starts");
    let tap = TapOptions::default().host("example.org", &server.url("/"));
    let (seat, window, tap) = through(tap).await;

    add(&window, "https://example.org", "GoToSocial").await;
    shows(&window, &["register"]).await;
    let offered = window.value("redirect").await.expect("a redirect URI");
    if offered != OOB {
        fill(&window, "redirect", OOB).await;
    }
    click(&window, "register").await;
    click(&window, "login").await;
    let browser = agreed(&seat, &server).await;
    let code = browser.read_oob_code().await.expect("a code");
    fill(&window, "login-paste", &code).await;
    click(&window, "login-paste-submit").await;

    click(&window, "send-first").await;
    click(&window, "request-send").await;
    says(&window, "response-status", "200").await;
    says(&window, "response-body", "alice").await;
    let asked = only(&tap, "POST", "/oauth/token").await;
    let sent: serde_json::Value = serde_json::from_str(&asked.body).expect("JSON, as documented");
    assert_eq!(
        (&sent["redirect_uri"], &sent["code"]),
        (&json!(OOB), &json!(code))
    );
    tested(&window).await;
    look(&window, "token-tested").await;
    seat.close(window).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_of_firmafon_pasted_with_its_token() {
    let (server, token) = firmafon::with_token().await;
    let tap = TapOptions::default().host("app.firmafon.dk", &server.url("/"));
    let (seat, window, tap) = through(tap).await;

    click(&window, "add-server").await;
    click(&window, "server-paste").await;
    let calls = "https://app.firmafon.dk/api/v2/calls";
    let command = format!("$ curl {calls} -H \"Authorization: Bearer {token}\"");
    fill(&window, "import-text", &command).await;
    click(&window, "import-read").await;
    shows(&window, &["import-tokens"]).await;
    let source = window.client().source().await.expect("the page");
    assert!(!source.contains(&token), "the page has no secret");
    click(&window, "import-store").await;
    gone(&window, "import-store").await;

    tested(&window).await;
    let call = only(&tap, "GET", "/api/v2/employee").await;
    assert_eq!(
        call.header("authorization"),
        Some(&*format!("Bearer {token}"))
    );
    seat.close(window).await;
}

/// Nothing tells that a host is one of Firefly III; the person does. Its client has no secret.
#[tokio::test(flavor = "multi_thread")]
async fn firefly_iii_chosen_from_the_recipes() {
    let port = tokenry_stage::free_port().expect("a port");
    let redirect = format!("http://127.0.0.1:{port}/callback");
    let server = doorkeeper_with(&redirect, "3", false).await;
    let tap = TapOptions::default().host("your-domain", &server.url("/"));
    let (seat, window, tap) = through(tap).await;

    click(&window, "add-server").await;
    fill(&window, "server-url", "https://your-domain").await;
    click(&window, "server-continue").await;
    click(&window, "kind-more").await;
    shows(&window, &["recipe-choice"]).await;
    window
        .choose("recipe-choice", "firefly-iii")
        .await
        .expect("it is offered");
    says(&window, "recipe-notes", "copy all of it").await;
    let filled = window.value("server-token-url").await;
    assert_eq!(
        filled.expect("an address"),
        "https://your-domain/oauth/token"
    );
    look(&window, "recipe-chosen").await;
    click(&window, "server-continue").await;

    says(&window, "guide-steps", "uncheck Confidential").await;
    fill(&window, "client-redirect", &redirect).await;
    fill(&window, "client-id", "3").await;
    look(&window, "client-guided").await;
    click(&window, "client-save").await;
    click(&window, "login").await;
    agreed(&seat, &server).await;
    shows(&window, &["send-first"]).await;

    let asked = only(&tap, "POST", "/oauth/token").await;
    assert!(asked.body.contains("client_id=3"), "{asked:?}");
    assert!(!asked.body.contains("client_secret"), "{asked:?}");
    tested(&window).await;
    says(&window, "token-row", "alice@example.com").await;
    let calls = tap.heard_at("GET", "/api/v1/about/user").await;
    for call in calls.expect("heard") {
        assert_eq!(call.header("accept"), Some("application/vnd.api+json"));
        assert_eq!(call.header("authorization"), Some(&*bearer(&asked)));
    }
    seat.close(window).await;
}

/// A Doorkeeper with one client, whose secret is `the-secret`.
async fn doorkeeper(redirect: &str, id: &str) -> Doorkeeper {
    doorkeeper_with(redirect, id, true).await
}

async fn doorkeeper_with(redirect: &str, id: &str, confidential: bool) -> Doorkeeper {
    let options = DoorkeeperOptions {
        clients: vec![DoorkeeperClient {
            id: id.into(),
            secret: "the-secret".into(),
            name: "Tokenry".into(),
            redirect_uris: vec![redirect.into()],
            scopes: "read".into(),
            confidential,
        }],
        refresh_tokens: true,
        ..DoorkeeperOptions::default()
    };
    Doorkeeper::start(options).await.expect("Doorkeeper starts")
}

/// A window whose every https request goes through the tap.
async fn through(options: TapOptions) -> (Seat, Window, Tap) {
    let tap = Tap::start(options).await.expect("a tap");
    let seat = Seat::new(Keyring::Unlocked).await;
    let env = tap.env().into_iter();
    let options = WindowOptions {
        env: env.map(|(name, value)| (name.into(), value)).collect(),
        ..seat.options()
    };
    let window = seat.open_with(options).await;
    (seat, window, tap)
}

async fn client(window: &Window, id: &str, redirect: &str) {
    fill(window, "client-redirect", redirect).await;
    fill(window, "client-id", id).await;
    fill(window, "client-secret", "the-secret").await;
    click(window, "client-save").await;
}

/// Alice agrees, at the page where the login sent her.
async fn agreed(seat: &Seat, server: &Doorkeeper) -> Browser {
    let browser = Browser::start(Some(&seat.desktop)).await;
    let browser = browser.expect("chromium starts");
    let page = standing_in(&server.url("/"), seat.sent_to().await);
    browser.goto(&page).await.expect("the page");
    browser.login_doorkeeper("alice").await.expect("she agrees");
    browser
}

/// The token's own page tries it by the recipe's call.
async fn tested(window: &Window) {
    click(window, "nav-tokens").await;
    click(window, "token-row").await;
    click(window, "token-check").await;
    says(window, "token-checked", "The token works").await;
}

async fn only(tap: &Tap, method: &str, path: &str) -> Call {
    let mut calls = tap.heard_at(method, path).await.expect("heard");
    assert_eq!(calls.len(), 1, "{method} {path}: {calls:?}");
    calls.remove(0)
}

/// The header with the token of a reply.
fn bearer(reply: &Call) -> String {
    let reply: serde_json::Value = serde_json::from_str(&reply.reply).expect("JSON");
    format!(
        "Bearer {}",
        reply["access_token"].as_str().expect("a token")
    )
}
