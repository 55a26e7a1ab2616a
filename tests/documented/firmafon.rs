//! Firmafon: the parameters of the token request are in the query of a POST, the reply is one member,
//! and the token goes into a header or into the query.

use serde_json::json;
use tokenry_stage::{Browser, Doorkeeper, DoorkeeperClient, DoorkeeperOptions, Tap, TapOptions};

use super::{assert_only_query, assert_parameters, only, pairs, place, reply};
use crate::terminal::Terminal;

const CALLS: &str = "https://app.firmafon.dk/api/v2/calls";

/// A server at the document's paths, and a token of one's own.
pub(crate) async fn with_token() -> (Doorkeeper, String) {
    let options = DoorkeeperOptions {
        mount: "api/v2".into(),
        ..DoorkeeperOptions::default()
    };
    let server = Doorkeeper::start(options).await.expect("Doorkeeper starts");
    let token = server.personal_token("alice").await.expect("a token");
    (server, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_of_firmafon_request_for_request() {
    let redirect = format!(
        "http://127.0.0.1:{}/callback",
        tokenry_stage::free_port().expect("a port")
    );
    let options = DoorkeeperOptions {
        clients: vec![DoorkeeperClient {
            id: "the-application".into(),
            secret: "the secret & more".into(),
            name: "Tokenry".into(),
            redirect_uris: vec![redirect.clone()],
            scopes: "read".into(),
            confidential: true,
        }],
        mount: "api/v2".into(),
        ..DoorkeeperOptions::default()
    };
    let server = Doorkeeper::start(options).await.expect("Doorkeeper starts");
    // No real server answers with so little.
    let tap = TapOptions::default()
        .host("app.firmafon.dk", &server.url("/"))
        .keep("/api/v2/token", &["access_token"]);
    let tap = Tap::start(tap).await.expect("a tap");
    let at = Terminal::through(&tap);

    // Sign up: the recipe is found by the host, and says where.
    let add = ["server", "add", "app.firmafon.dk", "--name", "phone"];
    let told = at.done(&add).await;
    let page = "https://app.firmafon.dk/developers/applications/new";
    assert!(told.contains(page), "{told}");
    let client = [
        "client",
        "add",
        "phone",
        "--id",
        "the-application",
        "--secret-stdin",
    ];
    let client = [&client[..], &["--redirect", &redirect]].concat();
    at.fed(&client, "the secret & more").await.done();

    // Obtaining an access token.
    let login = at.login("phone", "me", &[]).await;
    assert_eq!(
        place(&login.url),
        "https://app.firmafon.dk/api/v2/authorize"
    );
    assert_parameters(
        &pairs(login.url.query().expect("a query")),
        &[
            ("client_id", Some("the-application")),
            ("response_type", Some("code")),
            ("redirect_uri", Some(&redirect)),
            ("state", None),
            ("code_challenge", None),
            ("code_challenge_method", Some("S256")),
        ],
    );
    let browser = Browser::start(None).await.expect("a browser");
    browser
        .goto(&login.at(&server.url("/")))
        .await
        .expect("the page");
    browser
        .login_doorkeeper("alice")
        .await
        .expect("alice agrees");
    login.ends().await.done();
    let asked = only(tap.heard_at("POST", "/api/v2/token").await.expect("heard"));
    assert_only_query(
        &asked,
        &[
            ("client_id", Some("the-application")),
            ("client_secret", Some("the secret & more")),
            ("grant_type", Some("authorization_code")),
            ("redirect_uri", Some(&redirect)),
            ("code", None),
            ("code_verifier", None),
        ],
    );
    let (given, members) = reply(&asked);
    assert_eq!(members, ["access_token"]);
    let given = given["access_token"].as_str().expect("a token");
    let token = at.json(&["token", "show", "me"]).await;
    assert_eq!(
        (&token["account"], &token["expires_at"]),
        (&json!("alice"), &json!(null))
    );

    // Making requests: as a header, as a parameter.
    assert_eq!(at.get(CALLS, "me").await.0, 200);
    let call = only(tap.heard_at("GET", "/api/v2/calls").await.expect("heard"));
    assert_eq!(
        call.header("authorization"),
        Some(format!("Bearer {given}").as_str())
    );
    assert_eq!(call.query, "");
    at.done(&[
        "server",
        "edit",
        "phone",
        "token-placement=query:access_token",
    ])
    .await;
    let (status, answer) = at.get(CALLS, "me").await;
    assert_eq!((status, &answer["user"]), (200, &json!("alice")));
    let calls = tap.heard_at("GET", "/api/v2/calls").await.expect("heard");
    assert_eq!(calls[1].query, format!("access_token={given}"));
    assert_eq!(calls[1].header("authorization"), None, "{:?}", calls[1]);

    // "A user may at any time destroy their access tokens."
    server.revoke_everything().await.expect("destroyed");
    let (status, _) = at.get(CALLS, "me").await;
    assert_eq!(status, 401);
    let ran = at.run(&["token", "check", "me"]).await;
    ran.failed(4, &["was refused", "revoked"]);
    let ran = at.run(&["token", "refresh", "me"]).await;
    ran.failed(4, &["refresh token", "tokenry login"]);
}

/// "As a header, as a parameter": the document's own calls, with a token of one's own.
#[tokio::test]
async fn the_documents_calls_are_pasted_and_made_again() {
    let (server, token) = with_token().await;
    let tap = TapOptions::default().host("app.firmafon.dk", &server.url("/"));
    let tap = Tap::start(tap).await.expect("a tap");
    let header = format!(r#"$ curl {CALLS} -H "Authorization: Bearer {token}""#);
    let parameter = format!("$ curl {CALLS}?access_token={token}");
    for (number, command) in [header, parameter].into_iter().enumerate() {
        let at = Terminal::through(&tap);
        at.fed(&["import", "-", "--name", "phone"], &command)
            .await
            .done();
        let (status, answer) = at.get(CALLS, "phone").await;
        assert_eq!((status, &answer["user"]), (200, &json!("alice")));
        let calls = tap.heard_at("GET", "/api/v2/calls").await.expect("heard");
        let carried = (
            calls[number].header("authorization"),
            calls[number].query.as_str(),
        );
        let expected = match number {
            0 => (Some(format!("Bearer {token}")), String::new()),
            _ => (None, format!("access_token={token}")),
        };
        assert_eq!(carried, (expected.0.as_deref(), expected.1.as_str()));
    }
}
