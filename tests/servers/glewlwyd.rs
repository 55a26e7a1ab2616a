//! Glewlwyd: `bearer` in lower case, refusals without a word, a refresh reply without a refresh token.

use serde_json::json;
use tokenry_stage::{Glewlwyd, visit};

use super::loopback;
use crate::terminal::Terminal;

#[tokio::test(flavor = "multi_thread")]
async fn glewlwyd_from_registration_to_a_refused_call() {
    let server = Glewlwyd::start().await.expect("Glewlwyd starts");
    let userinfo = server.url("/api/oidc/userinfo").to_string();
    let at = Terminal::new();
    at.done(&["server", "add", &server.issuer(), "--name", "glewlwyd"])
        .await;
    let redirect = loopback();
    let register = [
        "client",
        "register",
        "glewlwyd",
        "--name",
        "app",
        "--redirect",
        &redirect,
    ];
    let scope = ["--scope", Glewlwyd::SCOPES];
    at.done(&[&register[..], &scope].concat()).await;

    let login = at.login("app", "me", &[]).await;
    let back = server
        .login_by_http(&login.url)
        .await
        .expect("alice logs in");
    visit(&back).await.expect("we listen");
    login.ends().await.done();
    let token = at.json(&["token", "show", "me"]).await;
    assert_eq!(token["token_type"], "bearer", "{token}");
    assert_eq!(token["scopes"], json!(["openid", "notes"]), "{token}");
    assert_eq!(token["account"], "alice@example.com", "{token}");
    let (status, account) = at.get(&userinfo, "me").await;
    assert_eq!((status, &account["name"]), (200, &json!("Alice")));

    // The reply to a refresh has no refresh token: the old one stays.
    let access = at.done(&["token", "get", "me"]).await;
    let refresh = at.done(&["token", "get", "me", "--part", "refresh"]).await;
    at.done(&["token", "refresh", "me"]).await;
    assert_ne!(at.done(&["token", "get", "me"]).await, access);
    let kept = at.done(&["token", "get", "me", "--part", "refresh"]).await;
    assert_eq!(kept, refresh);
    assert_eq!(at.get(&userinfo, "me").await.0, 200);
    at.done(&["token", "check", "me"]).await;
    assert_eq!(
        at.json(&["token", "introspect", "me"]).await["active"],
        true
    );

    // A refresh token that is void is refused like everything else here: 400 and not a word.
    server.forget_refresh_tokens().await.expect("forgotten");
    let ran = at.run(&["token", "refresh", "me"]).await;
    let said = [
        "answered 400",
        "gave no reason",
        "refresh token is no longer good",
        "log in again",
    ];
    ran.failed(1, &said);

    at.copy("glewlwyd", "me").await;
    at.done(&["token", "revoke", "me"]).await;
    let ran = at.run(&["send", &userinfo, "--token", "me"]).await;
    ran.failed(4, &["gave it back to the server"]);
    assert_eq!(at.get(&userinfo, "copy of me").await, (401, json!("")));
    let ran = at.run(&["token", "check", "copy of me"]).await;
    ran.failed(4, &["was refused"]);

    at.done(&["client", "registration", "delete", "app", "--yes"])
        .await;
    assert_eq!(at.json(&["client", "list"]).await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_is_wrong_is_refused_without_a_word() {
    let server = Glewlwyd::start().await.expect("Glewlwyd starts");
    let at = Terminal::new();
    at.done(&["server", "add", &server.issuer(), "--name", "glewlwyd"])
        .await;
    let redirect = loopback();
    let register = [
        "client",
        "register",
        "glewlwyd",
        "--name",
        "app",
        "--redirect",
        &redirect,
    ];
    let scope = ["--scope", Glewlwyd::SCOPES];
    at.done(&[&register[..], &scope].concat()).await;
    let edit = ["client", "edit", "app", "--secret-stdin"];
    at.fed(&edit, "not the secret").await.done();

    let login = at.login("app", "me", &[]).await;
    let back = server
        .login_by_http(&login.url)
        .await
        .expect("alice logs in");
    visit(&back).await.expect("we listen");
    let ran = login.ends().await;
    ran.failed(1, &["unauthorized_client", "its secret"]);
    assert_eq!(at.json(&["token", "list"]).await, json!([]));
}
