//! Flexli: a client gets its own tokens with a form at `/oauth2/token`; the API is at another host.

use serde_json::json;
use tokenry_stage::{OidcOptions, OidcServer, Tap, TapOptions};

use super::{assert_only_form, only, reply};
use crate::terminal::Terminal;

const API: &str = "https://api.flexli.example";

#[tokio::test(flavor = "multi_thread")]
async fn the_document_of_flexli_request_for_request() {
    let options = OidcOptions {
        clients: vec![json!({
            "client_id": "the-client",
            "client_secret": "the-secret",
            "token_endpoint_auth_method": "client_secret_post",
            "grant_types": ["client_credentials"],
            "response_types": [],
            "redirect_uris": [],
        })],
        token_path: "/oauth2/token",
        discovery: false,
        ..OidcOptions::default()
    };
    let server = OidcServer::start(options)
        .await
        .expect("oidc-provider starts");
    let tap = TapOptions::default()
        .host("auth.flexli.app", &server.url("/"))
        .host("api.flexli.example", &server.url("/"));
    let tap = Tap::start(tap).await.expect("a tap");
    let at = Terminal::through(&tap);
    let api = format!("api={API}");
    let add = [
        "server",
        "add",
        "auth.flexli.app",
        "--recipe",
        "flexli",
        "--set",
        &api,
    ];
    at.done(&[&add[..], &["--name", "flows"]].concat()).await;
    let client = [
        "client",
        "add",
        "flows",
        "--id",
        "the-client",
        "--secret-stdin",
    ];
    at.fed(&client, "the-secret").await.done();

    let login = ["login", "flows", "--as", "bot", "--client-credentials"];
    at.done(&login).await;
    let form = [
        ("grant_type", Some("client_credentials")),
        ("client_id", Some("the-client")),
        ("client_secret", Some("the-secret")),
    ];
    let asked = only(tap.heard_at("POST", "/oauth2/token").await.expect("heard"));
    assert_eq!(asked.header("host"), Some("auth.flexli.app"));
    assert_only_form(&asked, &form);
    let (given, _) = reply(&asked);

    // "Pass this into the Authorization header using the Bearer scheme for all requests."
    let me = format!("{API}/api/me");
    assert_eq!(at.get(&me, "bot").await.0, 200);
    let call = only(tap.heard_at("GET", "/api/me").await.expect("heard"));
    let bearer = format!(
        "Bearer {}",
        given["access_token"].as_str().expect("a token")
    );
    assert_eq!(call.header("authorization"), Some(bearer.as_str()));

    // A new token is the same request once more, also where the API refuses the old one.
    at.done(&["token", "refresh", "bot"]).await;
    server.revoke_access_tokens().await.expect("revoked");
    assert_eq!(at.get(&me, "bot").await.0, 200);
    let asked = tap.heard_at("POST", "/oauth2/token").await.expect("heard");
    assert_eq!(asked.len(), 3, "{asked:?}");
    for call in &asked {
        assert_only_form(call, &form);
    }

    // With a secret that is not right any more, neither the call nor a renewal goes well.
    let edit = ["client", "edit", "flows", "--secret-stdin"];
    at.fed(&edit, "another-secret").await.done();
    server.revoke_access_tokens().await.expect("revoked");
    assert_eq!(at.get(&me, "bot").await.0, 401);
    let ran = at.run(&["token", "refresh", "bot"]).await;
    ran.failed(1, &["invalid_client", "The token is kept."]);
}
