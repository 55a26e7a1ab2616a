//! Doorkeeper: the way of Mastodon, with an expiry and refresh tokens; and by a recipe of its own.

use serde_json::json;
use tokenry_stage::{Browser, Doorkeeper, DoorkeeperOptions};

use crate::terminal::Terminal;

const REDIRECT: &str = "http://127.0.0.1/callback";

#[tokio::test(flavor = "multi_thread")]
async fn doorkeeper_from_registration_to_a_refused_call() {
    let options = DoorkeeperOptions {
        expires_in: Some(7200),
        refresh_tokens: true,
        ..DoorkeeperOptions::default()
    };
    let server = Doorkeeper::start(options).await.expect("Doorkeeper starts");
    let verify = server
        .url("/api/v1/accounts/verify_credentials")
        .to_string();
    let statuses = server.url("/api/v1/statuses").to_string();
    let at = Terminal::new();
    let add = [
        "server",
        "add",
        server.base(),
        "--recipe",
        "mastodon",
        "--name",
        "social",
    ];
    at.done(&add).await;
    let register = [
        "client",
        "register",
        "social",
        "--name",
        "app",
        "--redirect",
        REDIRECT,
    ];
    at.done(&[&register[..], &["--scope", "read"]].concat())
        .await;

    let login = at.login("app", "me", &[]).await;
    let browser = Browser::start(None).await.expect("a browser");
    browser.goto(&login.url).await.expect("the page");
    browser
        .login_doorkeeper("alice")
        .await
        .expect("alice agrees");
    login.ends().await.done();
    let token = at.json(&["token", "show", "me"]).await;
    assert_eq!(
        (&token["account"], &token["has_refresh_token"]),
        (&json!("alice"), &json!(true))
    );
    let (status, account) = at.get(&verify, "me").await;
    assert_eq!((status, &account["acct"]), (200, &json!("alice")));

    // A scope that was not granted.
    let post = [
        "send",
        "POST",
        &statuses,
        "--token",
        "me",
        "-d",
        r#"{"status": "hi"}"#,
    ];
    let refused = at.json(&post).await;
    assert_eq!(refused["status"], 403, "{refused}");
    at.run(&[&post[..], &["--fail"]].concat()).await.code_is(6);

    at.done(&["token", "refresh", "me"]).await;
    let renewed = at.json(&["token", "show", "me"]).await;
    assert_eq!(renewed["generation"], 2, "{renewed}");
    assert_eq!(at.get(&verify, "me").await.0, 200);

    at.copy("social", "me").await;
    at.done(&["token", "revoke", "me"]).await;
    let ran = at.run(&["send", &verify, "--token", "me"]).await;
    ran.failed(4, &["gave it back to the server"]);
    assert_eq!(at.get(&verify, "copy of me").await.0, 401);
    let ran = at.run(&["token", "check", "copy of me"]).await;
    ran.failed(4, &["was refused", "revoked"]);
    let ran = at.run(&["token", "refresh", "me"]).await;
    ran.failed(4, &["invalid_grant", "tokenry login"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn doorkeeper_by_its_own_recipe() {
    let options = DoorkeeperOptions {
        expires_in: Some(7200),
        refresh_tokens: true,
        ..DoorkeeperOptions::default()
    };
    let server = Doorkeeper::start(options).await.expect("Doorkeeper starts");
    let api = server.url("/api/v1/anything").to_string();
    let at = Terminal::new();
    let add = ["server", "add", server.base(), "--name", "rails"];
    at.done(&[&add[..], &["--recipe", "doorkeeper"]].concat())
        .await;
    // Its page is the address as it was typed, and the redirect URI the recipe's own.
    let client = [
        "client",
        "add",
        "rails",
        "--id",
        DoorkeeperOptions::CLIENT,
        "--secret-stdin",
    ];
    at.fed(&client, DoorkeeperOptions::SECRET).await.done();
    let client = at.json(&["client", "show", "rails"]).await;
    assert_eq!(
        (&client["auth"], &client["redirect_uri"]),
        (&json!("client_secret_basic"), &json!(REDIRECT)),
        "{client}"
    );

    let login = at.login("rails", "me", &["--scope", "read"]).await;
    let browser = Browser::start(None).await.expect("a browser");
    browser.goto(&login.url).await.expect("the page");
    browser
        .login_doorkeeper("alice")
        .await
        .expect("alice agrees");
    login.ends().await.done();
    // The recipe's call tells whose it is.
    let token = at.json(&["token", "show", "me"]).await;
    assert_eq!(token["account"], "alice", "{token}");
    let works = at.json(&["token", "check", "me"]).await;
    assert_eq!(works["url"], server.url("/oauth/token/info").as_str());
    assert_eq!(at.get(&api, "me").await.0, 200);
    for placement in ["query:access_token", "query:bearer_token"] {
        let place = format!("token-placement={placement}");
        at.done(&["server", "edit", "rails", &place]).await;
        assert_eq!(at.get(&api, "me").await.0, 200, "{placement}");
    }
    let back = "token-placement=header:Authorization:Bearer";
    at.done(&["server", "edit", "rails", back]).await;

    at.done(&["token", "refresh", "me"]).await;
    let told = at.json(&["token", "introspect", "me"]).await;
    assert_eq!(told["active"], true, "{told}");
    at.copy("rails", "me").await;
    at.done(&["token", "revoke", "me"]).await;
    assert_eq!(at.get(&api, "copy of me").await.0, 401);
}
