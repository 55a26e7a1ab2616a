//! Servers as people install them, in the window: added by their address, a client registered or
//! typed in, a login in Chromium, a call that proves it, a renewal, the token given back, and a call
//! that is refused and explained.

use serde_json::json;
use tokenry_stage::{
    Browser, Canaille, Doorkeeper, DoorkeeperOptions, JupyterHub, Keyring, Window,
};
use url::Url;

use super::{
    scene::{click, fill, gone, look, says, shows},
    seat::Seat,
};

const ESCAPE: &str = "\u{e00c}";

#[tokio::test(flavor = "multi_thread")]
async fn doorkeeper_in_the_window() {
    let options = DoorkeeperOptions {
        expires_in: Some(7200),
        refresh_tokens: true,
        // What Mastodon is known by.
        instance: Some(json!({
            "uri": "social.example", "version": "4.3.1", "stats": { "user_count": 7 },
        })),
        ..DoorkeeperOptions::default()
    };
    let server = Doorkeeper::start(options).await.expect("Doorkeeper starts");
    let seat = Seat::new(Keyring::Unlocked).await;
    let browser = Browser::start(Some(&seat.desktop)).await;
    let browser = browser.expect("chromium starts");
    let window = seat.open().await;

    add(&window, server.base(), "Detected Mastodon").await;
    register(&window).await;
    let verify = server.url("/api/v1/accounts/verify_credentials");
    log_in(&seat, &window, &browser, &verify, async |browser| {
        browser.login_doorkeeper("alice").await.expect("she agrees")
    })
    .await;
    send(&window, "GET", &verify, "200").await;
    says(&window, "response-body", "alice").await;

    // A scope that it has not.
    send(&window, "POST", &server.url("/api/v1/statuses"), "403").await;
    says(&window, "diagnosis", "does not permit this call").await;
    says(&window, "repair", "Refresh and send again").await;
    look(&window, "doorkeeper-refused").await;

    renew(&window).await;
    send(&window, "GET", &verify, "200").await;
    give_back(&window, &verify).await;
    seat.close(window).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "its server comes from PyPI: cargo xtask test servers"]
async fn canaille_in_the_window() {
    let server = Canaille::start().await.expect("Canaille starts");
    let seat = Seat::new(Keyring::Unlocked).await;
    let browser = Browser::start(Some(&seat.desktop)).await;
    let browser = browser.expect("chromium starts");
    let window = seat.open().await;

    add(&window, server.issuer(), "describes itself").await;
    register(&window).await;
    let userinfo = server.url("/oauth/userinfo");
    log_in(&seat, &window, &browser, &userinfo, async |browser| {
        browser
            .login_through(Canaille::PAGES)
            .await
            .expect("she agrees")
    })
    .await;
    send(&window, "GET", &userinfo, "200").await;
    says(&window, "response-body", "alice").await;
    renew(&window).await;
    send(&window, "GET", &userinfo, "200").await;
    give_back(&window, &userinfo).await;
    seat.close(window).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "its server comes from PyPI: cargo xtask test servers"]
async fn jupyterhub_in_the_window() {
    let redirect = loopback();
    let server = JupyterHub::start(&redirect).await;
    let server = server.expect("JupyterHub starts");
    let seat = Seat::new(Keyring::Unlocked).await;
    let browser = Browser::start(Some(&seat.desktop)).await;
    let browser = browser.expect("chromium starts");
    let window = seat.open().await;

    add(&window, server.url("/").as_str(), "Detected JupyterHub").await;
    // The steps have the very redirect URI that is to be registered.
    fill(&window, "client-redirect", &redirect).await;
    says(&window, "guide-steps", &redirect).await;
    look(&window, "jupyterhub-client").await;
    fill(&window, "client-id", JupyterHub::CLIENT).await;
    fill(&window, "client-secret", JupyterHub::SECRET).await;
    click(&window, "client-save").await;
    let user = server.url("/hub/api/user");
    log_in(&seat, &window, &browser, &user, async |browser| {
        browser
            .login_through(JupyterHub::PAGES)
            .await
            .expect("she agrees")
    })
    .await;
    send(&window, "GET", &user, "200").await;
    says(&window, "response-body", "alice").await;

    // It gives nothing to renew with, and has no place to give a token back.
    click(&window, "nav-tokens").await;
    click(&window, "token-row").await;
    shows(&window, &["token-scopes"]).await;
    for missing in ["token-refresh", "token-revoke"] {
        let there = window.has(missing).await.expect("the page");
        assert!(!there, "{missing}");
    }
    server.delete_tokens().await.expect("deleted");
    send(&window, "GET", &user, "403").await;
    // It says nothing of a void token; a new one is a click away, and the call goes out with it.
    says(&window, "repair", "Log in and send again").await;
    look(&window, "jupyterhub-refused").await;
    click(&window, "repair").await;
    let page = seat.sent_to().await;
    browser.goto(&page).await.expect("the page");
    let back = browser.login_through(JupyterHub::PAGES).await;
    back.expect("she agrees");
    says(&window, "response-status", "200").await;
    gone(&window, "diagnosis").await;
    seat.close(window).await;
}

/// A redirect URI for servers that compare it character for character.
fn loopback() -> String {
    let port = tokenry_stage::free_port().expect("a free port");
    format!("http://127.0.0.1:{port}/callback")
}

/// A server by its address alone.
pub(super) async fn add(window: &Window, address: &str, found: &str) {
    click(window, "add-server").await;
    fill(window, "server-url", address).await;
    click(window, "server-continue").await;
    says(window, "found", found).await;
    click(window, "server-continue").await;
}

/// A client by one click.
async fn register(window: &Window) {
    fill(window, "redirect", &loopback()).await;
    says(window, "proposal", "127.0.0.1").await;
    look(window, "register").await;
    click(window, "register").await;
    shows(window, &["login"]).await;
}

/// A token by a login that somebody walks through in the browser. The call that is on offer then is
/// one that needs the token.
async fn log_in(
    seat: &Seat,
    window: &Window,
    browser: &Browser,
    first: &Url,
    walk: impl AsyncFn(&Browser) -> Url,
) {
    click(window, "login").await;
    browser.goto(&seat.sent_to().await).await.expect("the page");
    let back = walk(browser).await;
    assert!(back.as_str().starts_with("http://127.0.0.1:"), "{back}");
    click(window, "send-first").await;
    shows(window, &["request-send"]).await;
    let offered = window.value("request-url").await.expect("an address");
    assert_eq!(offered, first.as_str());
}

/// With the token that is chosen.
async fn send(window: &Window, method: &str, url: &Url, status: &str) {
    click(window, "nav-requests").await;
    window
        .choose("request-method", method)
        .await
        .expect("a method");
    fill(window, "request-url", url.as_str()).await;
    click(window, "request-send").await;
    says(window, "response-status", status).await;
}

async fn renew(window: &Window) {
    click(window, "nav-tokens").await;
    click(window, "token-row").await;
    says(window, "token-state", "alid").await;
    click(window, "token-refresh").await;
    click(window, "tab-history").await;
    shows(window, &["event-refreshed"]).await;
}

/// It is void then: the next call is not even sent, and the window says why.
async fn give_back(window: &Window, url: &Url) {
    click(window, "nav-tokens").await;
    click(window, "token-row").await;
    click(window, "token-revoke").await;
    click(window, "revoke-confirm").await;
    says(window, "revoke-answer", "revoked").await;
    gone(window, "revoke-confirm").await;
    window.press(ESCAPE).await.expect("Esc is pressed");
    gone(window, "revoke-dialog").await;
    click(window, "nav-requests").await;
    fill(window, "request-url", url.as_str()).await;
    click(window, "request-send").await;
    says(window, "problem", "gave it back").await;
    look(window, "revoked-and-sent").await;
}
