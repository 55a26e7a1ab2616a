//! Canaille: registers everybody, and says in the callback who it is.

use serde_json::json;
use tokenry_stage::{Browser, Canaille};

use super::loopback;
use crate::terminal::Terminal;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "its server comes from PyPI: cargo xtask test servers"]
async fn canaille_from_registration_to_a_refused_call() {
    let server = Canaille::start().await.expect("Canaille starts");
    let userinfo = server.url("/oauth/userinfo").to_string();
    let at = Terminal::new();
    let add = ["server", "add", server.issuer(), "--name", "staff"];
    at.done(&[&add[..], &["--recipe", "openid"]].concat()).await;

    let register = ["client", "register", "staff", "--name", "app"];
    let scope = ["--scope", "openid profile email"];
    // A private scheme with one slash is not taken, and the words say which part it is about.
    let scheme = ["--redirect", "app.tokenry:/callback"];
    let ran = at.run(&[&register[..], &scheme].concat()).await;
    ran.failed(1, &["redirect"]);
    let redirect = loopback();
    let redirect = ["--redirect", redirect.as_str()];
    at.done(&[&register[..], &redirect, &scope].concat()).await;

    let browser = Browser::start(None).await.expect("a browser");
    let login = at.login("app", "me", &[]).await;
    browser.goto(&login.url).await.expect("the page");
    let back = browser
        .login_through(Canaille::PAGES)
        .await
        .expect("alice agrees");
    let issuer = back.query_pairs().find(|(name, _)| name == "iss");
    assert_eq!(issuer.expect("iss").1, server.issuer());
    login.ends().await.done();
    let token = at.json(&["token", "show", "me"]).await;
    assert_eq!(token["has_id_token"], true, "{token}");
    let (status, answer) = at.get(&userinfo, "me").await;
    assert_eq!((status, &answer["sub"]), (200, &json!("alice")));

    at.done(&["token", "refresh", "me"]).await;
    assert_eq!(at.get(&userinfo, "me").await.0, 200);
    at.copy("staff", "me").await;
    at.done(&["token", "revoke", "me"]).await;
    assert_eq!(at.get(&userinfo, "copy of me").await.0, 401);
    let ran = at.run(&["token", "check", "copy of me"]).await;
    ran.failed(4, &["was refused", "expired, revoked, malformed"]);
    // It registers clients and does not let them go: what it says comes through, and the client stays.
    let delete = ["client", "registration", "delete", "app", "--yes"];
    let ran = at.run(&delete).await;
    ran.failed(1, &["internal_server_error", "The fault is the server's"]);
    assert_eq!(at.json(&["client", "show", "app"]).await["name"], "app");
}
