//! GoToSocial: the application registers itself, a code is copied by hand, the token request is JSON,
//! the reply has `created_at` and no expiry.

use serde_json::json;
use tokenry_stage::{Browser, Doorkeeper, DoorkeeperClient, DoorkeeperOptions, Tap, TapOptions};

use super::{assert_only_form, assert_only_json, assert_parameters, only, pairs, place, reply};
use crate::terminal::{Login, Terminal};

const OOB: &str = "urn:ietf:wg:oauth:2.0:oob";

#[tokio::test(flavor = "multi_thread")]
async fn the_document_of_gotosocial_request_for_request() {
    let server = Doorkeeper::start(DoorkeeperOptions::default()).await;
    let server = server.expect("Doorkeeper starts");
    let tap = TapOptions::default().host("example.org", &server.url("/"));
    let tap = Tap::start(tap).await.expect("a tap");
    let at = Terminal::through(&tap);
    let add = [
        "server",
        "add",
        "https://example.org",
        "--recipe",
        "gotosocial",
    ];
    at.done(&[&add[..], &["--name", "social"]].concat()).await;

    // Create a new application.
    let register = ["client", "register", "social", "--name", "your_app_name"];
    let client = at
        .json(&[&register[..], &["--scope", "read"]].concat())
        .await;
    let registered = only(tap.heard_at("POST", "/api/v1/apps").await.expect("heard"));
    assert_only_json(
        &registered,
        &[
            ("client_name", Some("your_app_name")),
            ("redirect_uris", Some(OOB)),
            ("scopes", Some("read")),
        ],
    );
    let (made, _) = reply(&registered);
    assert_eq!(client["client_id"], made["client_id"]);
    let id = made["client_id"].as_str().expect("an id");
    let secret = made["client_secret"].as_str().expect("a secret");

    // Authorize it, and copy the code.
    let login = at.login("your_app_name", "me", &["--paste"]).await;
    assert_eq!(place(&login.url), "https://example.org/oauth/authorize");
    assert_parameters(
        &pairs(login.url.query().expect("a query")),
        &[
            ("client_id", Some(id)),
            ("redirect_uri", Some(OOB)),
            ("response_type", Some("code")),
            ("scope", Some("read")),
            ("state", None),
            ("code_challenge", None),
            ("code_challenge_method", Some("S256")),
        ],
    );
    let code = agreed(&server, &login).await;
    login.paste(&code).await.done();

    // Get an access token.
    let asked = only(tap.heard_at("POST", "/oauth/token").await.expect("heard"));
    assert_only_json(
        &asked,
        &[
            ("redirect_uri", Some(OOB)),
            ("client_id", Some(id)),
            ("client_secret", Some(secret)),
            ("grant_type", Some("authorization_code")),
            ("code", Some(&code)),
            ("code_verifier", None),
        ],
    );
    let (given, members) = reply(&asked);
    assert_eq!(
        members,
        ["access_token", "created_at", "scope", "token_type"]
    );
    let token = at.json(&["token", "show", "me"]).await;
    assert_eq!(token["account"], "alice", "{token}");
    assert_eq!(token["scopes"], json!(["read"]), "{token}");
    assert_eq!(token["expires_at"], json!(null), "{token}");

    // Verify it, and go on using it.
    let verify = "https://example.org/api/v1/accounts/verify_credentials";
    let (status, profile) = at.get(verify, "me").await;
    assert_eq!((status, &profile["username"]), (200, &json!("alice")));
    let (status, _) = at
        .get("https://example.org/api/v1/notifications", "me")
        .await;
    assert_eq!(status, 200);
    let notified = only(
        tap.heard_at("GET", "/api/v1/notifications")
            .await
            .expect("heard"),
    );
    let bearer = format!(
        "Bearer {}",
        given["access_token"].as_str().expect("a token")
    );
    assert_eq!(notified.header("authorization"), Some(bearer.as_str()));
    let path = "/api/v1/accounts/verify_credentials";
    let verified = tap.heard_at("GET", path).await.expect("heard");
    // The login has asked as well, whose token it is.
    assert_eq!(verified.len(), 2, "{verified:?}");
    for call in verified {
        assert_eq!(call.header("authorization"), Some(bearer.as_str()));
        assert_eq!(call.query, "");
    }
    at.done(&["token", "check", "me"]).await;

    // There is nothing to renew it with, and when it is void a person has to log in again.
    let ran = at.run(&["token", "refresh", "me"]).await;
    ran.failed(4, &["refresh token", "tokenry login"]);

    // GoToSocial's own source, where the document is silent: it takes tokens back, and reads a form.
    at.copy("social", "me").await;
    at.done(&["token", "revoke", "me"]).await;
    assert_only_form(
        &only(tap.heard_at("POST", "/oauth/revoke").await.expect("heard")),
        &[
            ("token", given["access_token"].as_str()),
            ("token_type_hint", Some("access_token")),
            ("client_id", Some(id)),
            ("client_secret", Some(secret)),
        ],
    );
    assert_eq!(at.get(verify, "copy of me").await.0, 401);
    let ran = at.run(&["token", "check", "copy of me"]).await;
    ran.failed(4, &["was refused", "revoked"]);
}

/// "If you registered your application with `read write`, change `scope=read` to `scope=read+write`."
#[tokio::test]
async fn two_scopes_have_a_plus_between_them() {
    let server = Doorkeeper::start(DoorkeeperOptions::default()).await;
    let server = server.expect("Doorkeeper starts");
    let tap = TapOptions::default().host("example.org", &server.url("/"));
    let tap = Tap::start(tap).await.expect("a tap");
    let at = Terminal::through(&tap);
    let add = [
        "server",
        "add",
        "https://example.org",
        "--recipe",
        "gotosocial",
    ];
    at.done(&[&add[..], &["--name", "social"]].concat()).await;
    let register = ["client", "register", "social", "--scope", "read write"];
    at.done(&register).await;
    let registered = only(tap.heard_at("POST", "/api/v1/apps").await.expect("heard"));
    assert!(
        registered.body.contains(r#""scopes":"read write""#),
        "{registered:?}"
    );
    let login = at.login("social", "me", &["--paste"]).await;
    let query = login.url.query().expect("a query");
    assert!(query.contains("scope=read+write"), "{query}");
}

/// "Use `scope=read` or even a subscope of that."
#[tokio::test(flavor = "multi_thread")]
async fn a_subscope_is_asked_for_granted_and_enough_for_its_calls_alone() {
    let server = Doorkeeper::start(DoorkeeperOptions::default()).await;
    let server = server.expect("Doorkeeper starts");
    let tap = TapOptions::default().host("example.org", &server.url("/"));
    let tap = Tap::start(tap).await.expect("a tap");
    let at = Terminal::through(&tap);
    let add = ["server", "add", "https://example.org", "--recipe"];
    at.done(&[&add[..], &["gotosocial", "--name", "social"]].concat())
        .await;
    let register = ["client", "register", "social", "--name", "app", "--scope"];
    at.done(&[&register[..], &["read:accounts"]].concat()).await;
    let login = at.login("app", "me", &["--paste"]).await;
    let asked = pairs(login.url.query().expect("a query"));
    assert_eq!(asked["scope"], "read:accounts");
    let code = agreed(&server, &login).await;
    login.paste(&code).await.done();

    let token = at.json(&["token", "show", "me"]).await;
    assert_eq!(token["scopes"], json!(["read:accounts"]), "{token}");
    let verify = "https://example.org/api/v1/accounts/verify_credentials";
    assert_eq!(at.get(verify, "me").await.0, 200);
    let line = ["send", "POST", "https://example.org/api/v1/statuses"];
    let ran = at
        .run(&[&line[..], &["--token", "me", "--fail"]].concat())
        .await;
    ran.failed(6, &["403", "the token me does not permit this call"]);
}

/// The document's own command, with the values that registering gave.
#[tokio::test(flavor = "multi_thread")]
async fn the_documents_token_request_is_pasted_and_made_again() {
    let options = DoorkeeperOptions {
        clients: vec![DoorkeeperClient {
            id: "01J1CYJ4QRNFZD6WHQMZV7248G".into(),
            secret: "9f4e2c70-11aa-4d7b-b1f7-5e0b4bb1a6d3".into(),
            name: "your_app_name".into(),
            redirect_uris: vec![OOB.into()],
            scopes: "read".into(),
            confidential: true,
        }],
        instance: Some(json!({
            "uri": "https://example.org", "account_domain": "example.org", "version": "0.19.1",
        })),
        ..DoorkeeperOptions::default()
    };
    let server = Doorkeeper::start(options).await.expect("Doorkeeper starts");
    let tap = TapOptions::default().host("example.org", &server.url("/"));
    let tap = Tap::start(tap).await.expect("a tap");
    let at = Terminal::through(&tap);
    let command = r#"curl \
  -H 'Content-Type: application/json' \
  -d '{
        "redirect_uri": "urn:ietf:wg:oauth:2.0:oob",
        "client_id": "01J1CYJ4QRNFZD6WHQMZV7248G",
        "client_secret": "9f4e2c70-11aa-4d7b-b1f7-5e0b4bb1a6d3",
        "grant_type": "authorization_code",
        "code": "YOUR_AUTHORIZATION_TOKEN"
      }' \
  'https://example.org/oauth/token'
"#;
    let told = at.fed(&["import", "-", "--name", "social"], command).await;
    assert!(
        told.out.contains("This is GoToSocial") || told.err.contains("This is GoToSocial"),
        "{told:?}"
    );
    told.done();
    let login = at.login("social", "me", &["--paste"]).await;
    let code = agreed(&server, &login).await;
    login.paste(&code).await.done();
    assert_only_json(
        &only(tap.heard_at("POST", "/oauth/token").await.expect("heard")),
        &[
            ("redirect_uri", Some(OOB)),
            ("client_id", Some("01J1CYJ4QRNFZD6WHQMZV7248G")),
            (
                "client_secret",
                Some("9f4e2c70-11aa-4d7b-b1f7-5e0b4bb1a6d3"),
            ),
            ("grant_type", Some("authorization_code")),
            ("code", Some(&code)),
            ("code_verifier", None),
        ],
    );
    let token = at.json(&["token", "show", "me"]).await;
    assert_eq!(token["account"], "alice", "{token}");
}

/// Alice agrees in a browser; the code that the page shows.
async fn agreed(server: &Doorkeeper, login: &Login) -> String {
    let browser = Browser::start(None).await.expect("a browser");
    let page = login.at(&server.url("/"));
    browser.goto(&page).await.expect("the page");
    browser
        .login_doorkeeper("alice")
        .await
        .expect("alice agrees");
    browser.read_oob_code().await.expect("a code")
}
