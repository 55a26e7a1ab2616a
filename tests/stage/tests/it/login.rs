//! A person logs in at the authorization server with a real Chromium.

use reqwest::StatusCode;
use tokenry_doubles::{Reply, TestServer};
use tokenry_stage::{Browser, OidcOptions, OidcServer};
use url::Url;

use crate::oauth::{STATE, VERIFIER, authorize_url, get, parameter, token};

async fn to_authorize(server: &OidcServer, browser: &Browser, redirect: &str) {
    let url = authorize_url(
        &server.url("/auth"),
        OidcOptions::NATIVE,
        redirect,
        "openid email",
    );
    browser.goto(&url).await.expect("the page");
}

#[tokio::test]
async fn every_redirect_is_seen_wherever_it_leads() {
    let server = OidcServer::start(OidcOptions::default())
        .await
        .expect("a server");
    let browser = Browser::start(None).await.expect("a browser");

    // On loopback, as a native program listens.
    let program = TestServer::saying(Reply::new("200 OK", "welcome"));
    let callback = program.url("/callback");
    to_authorize(&server, &browser, &callback).await;
    let landed = browser.login_oidc("alice").await.expect("a login");
    assert!(landed.as_str().starts_with(&callback), "{landed}");
    assert_eq!(parameter(&landed, "state").as_deref(), Some(STATE));
    let request = program.take().remove(0);
    let query = landed.query().expect("a query");
    assert_eq!(request.line, format!("GET /callback?{query}"));

    let code = parameter(&landed, "code").expect("a code");
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", OidcOptions::NATIVE),
        ("code", &code),
        ("redirect_uri", &callback),
        ("code_verifier", VERIFIER),
    ];
    let (status, reply) = token(server.url("/token"), &form).await;
    assert_eq!(status, StatusCode::OK, "{reply}");
    let (status, me) = get(
        server.api("/me"),
        reply["access_token"].as_str().expect("a token"),
    )
    .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(me["sub"], "alice");

    // The browser remembers alice, and cannot follow these.
    for redirect in [
        "app.tokenry:/callback",
        "urn:ietf:wg:oauth:2.0:oob",
        "https://client.example/callback",
    ] {
        to_authorize(&server, &browser, redirect).await;
        let landed = browser.login_oidc("alice").await.expect("a login");
        assert!(landed.as_str().starts_with(redirect), "{landed}");
        assert!(parameter(&landed, "code").is_some(), "{landed}");
    }
    let bar: Url = browser.current_url().await.expect("an address");
    assert_eq!(bar.host_str(), Some("client.example"));

    // Somebody else, all the way through the pages, ending at the custom scheme.
    browser.forget_cookies().await.expect("forgotten");
    to_authorize(&server, &browser, "app.tokenry:/callback").await;
    let landed = browser.login_oidc("bob").await.expect("a login");
    assert_eq!(landed.scheme(), "app.tokenry");

    browser.forget_cookies().await.expect("forgotten");
    to_authorize(&server, &browser, "app.tokenry:/callback").await;
    let landed = browser.deny_oidc().await.expect("a refusal");
    assert_eq!(
        parameter(&landed, "error").as_deref(),
        Some("access_denied")
    );
    browser.close().await.expect("closed");
}
