//! django-oauth-toolkit, which takes JSON token requests and no others, and answers 403 for 401.

use serde_json::json;
use tokenry_stage::{Browser, Django};

use super::loopback;
use crate::terminal::Terminal;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "its server comes from PyPI: cargo xtask test servers"]
async fn django_from_a_client_to_a_refused_call() {
    let redirect = loopback();
    let server = Django::start(&redirect).await.expect("Django starts");
    let me = server.url("/api/me").to_string();
    let at = Terminal::new();
    let (authorize, token) = (server.url("/o/authorize/"), server.url("/o/token/"));
    let base = server.url("/").to_string();
    let add = [
        "server",
        "add",
        &base,
        "--name",
        "notes",
        "--token-style",
        "json",
    ];
    let endpoints = [
        "--authorize-url",
        authorize.as_str(),
        "--token-url",
        token.as_str(),
    ];
    at.done(&[&add[..], &endpoints].concat()).await;
    let revocation = format!("revocation-url={}", server.url("/o/revoke_token/"));
    at.done(&["server", "edit", "notes", &revocation]).await;
    let client = [
        "client",
        "add",
        "notes",
        "--id",
        Django::CLIENT,
        "--secret-stdin",
    ];
    let more = ["--auth", "post", "--redirect", &redirect, "--scope", "read"];
    at.fed(&[&client[..], &more].concat(), Django::SECRET)
        .await
        .done();

    let browser = Browser::start(None).await.expect("a browser");
    let login = at.login("notes", "me", &[]).await;
    browser.goto(&login.url).await.expect("the page");
    browser
        .login_through(Django::PAGES)
        .await
        .expect("alice agrees");
    login.ends().await.done();
    assert_eq!(at.get(&me, "me").await, (200, json!({ "name": "alice" })));

    // A form is not understood, and the words say what to try.
    at.done(&["server", "edit", "notes", "token-style=form"])
        .await;
    let ran = at.run(&["token", "refresh", "me"]).await;
    ran.failed(
        1,
        &[
            "unsupported_grant_type",
            "another token style",
            "The token is kept.",
        ],
    );
    at.done(&["server", "edit", "notes", "token-style=json"])
        .await;

    // So is a secret that is wrong.
    let edit = ["client", "edit", "notes", "--secret-stdin"];
    at.fed(&edit, "wrong").await.done();
    let ran = at.run(&["token", "refresh", "me"]).await;
    ran.failed(
        1,
        &[
            "invalid_client",
            "tokenry client edit",
            "The token is kept.",
        ],
    );
    at.fed(&edit, Django::SECRET).await.done();

    // Refresh tokens rotate.
    let first = at.done(&["token", "get", "me", "--part", "refresh"]).await;
    at.copy("notes", "me").await;
    at.done(&["token", "refresh", "me"]).await;
    let second = at.done(&["token", "get", "me", "--part", "refresh"]).await;
    assert_ne!(first, second);
    assert_eq!(at.get(&me, "me").await.0, 200);

    // A token that is void: 403 and not a word, where others answer 401.
    assert_eq!(at.get(&me, "copy of me").await, (403, json!("")));
    let ran = at
        .run(&["token", "check", "copy of me", "--url", &me])
        .await;
    ran.failed(1, &["403"]);

    // Nor is a form understood where tokens are given back, which is where the standard wants one:
    // it is refused, and JSON follows.
    at.done(&["token", "revoke", "me"]).await;
    let story = at.done(&["token", "show", "me", "--transcript"]).await;
    for told in [
        "Revoked the refresh token",
        "sent the request again as JSON",
    ] {
        assert!(story.contains(told), "{story}");
    }
    let ran = at.run(&["token", "refresh", "me"]).await;
    ran.failed(4, &["invalid_grant", "tokenry login"]);
}
