//! JupyterHub: no metadata, Basic refused, more scopes than asked for, no refresh, 403 for 401.

use serde_json::json;
use tokenry_stage::{Browser, JupyterHub};

use super::loopback;
use crate::terminal::Terminal;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "its server comes from PyPI: cargo xtask test servers"]
async fn jupyterhub_from_a_client_to_a_refused_call() {
    let redirect = loopback();
    let server = JupyterHub::start(&redirect)
        .await
        .expect("JupyterHub starts");
    let user = server.url("/hub/api/user").to_string();
    let at = Terminal::new();
    // Its recipe recognises it by the version at its API.
    let base = server.url("/").to_string();
    let known = at.json(&["server", "add", &base, "--name", "hub"]).await;
    assert_eq!(known["recipe"], "jupyterhub", "{known}");
    let client = [
        "client",
        "add",
        "hub",
        "--id",
        JupyterHub::CLIENT,
        "--secret-stdin",
    ];
    let more = ["--redirect", &redirect, "--scope", "read:users:name!user"];
    at.fed(&[&client[..], &more].concat(), JupyterHub::SECRET)
        .await
        .done();

    let browser = Browser::start(None).await.expect("a browser");
    // Basic is refused with the words that lead to the other way.
    at.done(&["client", "edit", "hub", "auth=basic"]).await;
    let login = at.login("hub", "me", &[]).await;
    browser.goto(&login.url).await.expect("the page");
    browser
        .login_through(JupyterHub::PAGES)
        .await
        .expect("alice agrees");
    let ran = login.ends().await;
    ran.failed(
        1,
        &[
            "invalid_client",
            "the other authentication method (basic or post)",
        ],
    );
    at.done(&["client", "edit", "hub", "auth=post"]).await;

    let login = at.login("hub", "me", &[]).await;
    browser.goto(&login.url).await.expect("the page");
    browser
        .login_through(JupyterHub::PAGES)
        .await
        .expect("alice agrees");
    login.ends().await.done();
    let token = at.json(&["token", "show", "me"]).await;
    assert_eq!(token["account"], "alice", "{token}");
    assert_eq!(token["scopes_requested"], json!(["read:users:name!user"]));
    let granted = token["scopes"].as_array().expect("scopes");
    assert!(
        granted.contains(&json!("access:services!service=tokenry")),
        "{token}"
    );
    let (status, answer) = at.get(&user, "me").await;
    assert_eq!((status, &answer["name"]), (200, &json!("alice")));
    at.done(&["token", "check", "me"]).await;

    // The other word before the token.
    at.done(&[
        "server",
        "edit",
        "hub",
        "token-placement=header:Authorization:token",
    ])
    .await;
    assert_eq!(at.get(&user, "me").await.0, 200);

    let ran = at.run(&["token", "refresh", "me"]).await;
    ran.failed(4, &["no refresh token", "tokenry login"]);
    let ran = at.run(&["token", "revoke", "me"]).await;
    ran.failed(1, &["revocation"]);
    server.delete_tokens().await.expect("deleted");
    let (status, answer) = at.get(&user, "me").await;
    assert_eq!((status, &answer["status"]), (403, &json!(403)));
    let ran = at.run(&["token", "check", "me"]).await;
    ran.failed(1, &["403"]);
}
