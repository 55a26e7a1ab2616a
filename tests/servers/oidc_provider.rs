//! oidc-provider: everything that the standards have, by the book.

use serde_json::json;
use tokenry_stage::{OidcOptions, OidcServer, visit};

use crate::terminal::Terminal;

#[tokio::test(flavor = "multi_thread")]
async fn oidc_provider_from_registration_to_a_refused_call() {
    let options = OidcOptions {
        registration: true,
        ..OidcOptions::default()
    };
    let server = OidcServer::start(options)
        .await
        .expect("oidc-provider starts");
    let me = server.api("/me").to_string();
    let at = Terminal::new();
    let add = ["server", "add", server.issuer(), "--name", "photos"];
    at.done(&[&add[..], &["--recipe", "openid"]].concat()).await;
    let register = ["client", "register", "photos", "--name", "app"];
    let scope = ["--scope", "openid profile email"];
    at.done(&[&register[..], &scope].concat()).await;

    let login = at.login("app", "me", &[]).await;
    let back = server.login_by_http(&login.url, "alice").await;
    visit(&back.expect("alice logs in"))
        .await
        .expect("we listen");
    login.ends().await.done();
    let token = at.json(&["token", "show", "me"]).await;
    assert_eq!(token["has_id_token"], true, "{token}");
    let (status, account) = at.get(&me, "me").await;
    assert_eq!((status, &account["sub"]), (200, &json!("alice")));
    at.done(&["token", "check", "me"]).await;

    // A refresh token is good once, and the next one takes its place.
    let first = at.done(&["token", "get", "me", "--part", "refresh"]).await;
    at.done(&["token", "refresh", "me"]).await;
    let second = at.done(&["token", "get", "me", "--part", "refresh"]).await;
    assert_ne!(first, second);
    assert_eq!(at.get(&me, "me").await.0, 200);

    at.copy("photos", "me").await;
    at.done(&["token", "revoke", "me"]).await;
    let ran = at.run(&["send", &me, "--token", "me"]).await;
    ran.failed(4, &["gave it back to the server"]);
    assert_eq!(at.get(&me, "copy of me").await.0, 401);
    let ran = at.run(&["token", "check", "copy of me"]).await;
    ran.failed(4, &["was refused", "invalid token"]);
    let ran = at.run(&["token", "refresh", "me"]).await;
    ran.failed(4, &["invalid_grant", "tokenry login"]);
    at.done(&["client", "registration", "delete", "app", "--yes"])
        .await;
}
