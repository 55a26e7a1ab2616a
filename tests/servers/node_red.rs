//! Node-RED: a name and a password for a token in base64, which the API itself revokes.

use serde_json::json;
use tokenry_stage::NodeRed;

use crate::terminal::Terminal;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "its server comes from npm: cargo xtask test servers"]
async fn node_red_from_a_password_to_a_refused_call() {
    let server = NodeRed::start().await.expect("Node-RED starts");
    let settings = server.url("/settings").to_string();
    let revoke = server.url("/auth/revoke").to_string();
    let at = Terminal::new();
    let (base, token) = (server.url("/").to_string(), server.url("/auth/token"));
    at.done(&[
        "server",
        "add",
        &base,
        "--name",
        "flows",
        "--token-url",
        token.as_str(),
    ])
    .await;
    let client = [
        "client",
        "add",
        "flows",
        "--id",
        NodeRed::CLIENT,
        "--auth",
        "none",
    ];
    at.done(&[&client[..], &["--scope", "*"]].concat()).await;

    let login = ["login", "flows", "--as", "me", "--password", "--username"];
    let login = [&login[..], &[NodeRed::USER, "--password-stdin"]].concat();
    // Its status for a wrong password is 403; its words come through.
    let ran = at.fed(&login, "not her password").await;
    ran.failed(1, &["invalid_grant", "Invalid resource owner credentials"]);
    at.fed(&login, NodeRed::PASSWORD).await.done();
    let me = at.json(&["token", "show", "me"]).await;
    assert_eq!(
        (&me["has_refresh_token"], &me["token_type"]),
        (&json!(false), &json!("Bearer"))
    );
    let token = at.done(&["token", "get", "me"]).await;
    assert!(token.trim_end().ends_with('='), "base64: {token}");
    let (status, answer) = at.get(&settings, "me").await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["user"]["username"], NodeRed::USER, "{answer}");
    at.done(&["token", "check", "me", "--url", &settings]).await;
    let ran = at.run(&["token", "refresh", "me"]).await;
    ran.failed(4, &["no refresh token", "tokenry login"]);

    // It has no revocation by the standard: its API takes the token back, whatever characters it has.
    let ran = at.run(&["token", "revoke", "me"]).await;
    ran.failed(1, &["revocation"]);
    let body = json!({ "token": token.trim_end() }).to_string();
    let sent = at
        .json(&["send", "POST", &revoke, "--token", "me", "-d", &body])
        .await;
    assert_eq!(sent["status"], 200, "{sent}");
    assert_eq!(at.get(&settings, "me").await.0, 401);
    let ran = at.run(&["token", "check", "me", "--url", &settings]).await;
    ran.failed(4, &["was refused", "invalid_token"]);
}
