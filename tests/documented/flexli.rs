//! Flexli: a client gets its own tokens with a form at `/oauth2/token`; the API is at another host.

use serde_json::json;
use tokenry_stage::{OidcOptions, OidcServer, Tap, TapOptions};

use super::{assert_only_form, only, reply};
use crate::terminal::Terminal;

const API: &str = "https://api.flexli.example";
const FORM: [(&str, Option<&str>); 3] = [
    ("grant_type", Some("client_credentials")),
    ("client_id", Some("the-client")),
    ("client_secret", Some("the-secret")),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_document_of_flexli_request_for_request() {
    let (server, tap) = flexli().await;
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
    let asked = only(tap.heard_at("POST", "/oauth2/token").await.expect("heard"));
    assert_eq!(asked.header("host"), Some("auth.flexli.app"));
    assert_only_form(&asked, &FORM);
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

    // What the recipe knows as the first call goes to the API that was set, with this token.
    let said = at.done(&["token", "check", "bot"]).await;
    assert!(said.contains("200"), "{said}");
    let call = only(tap.heard_at("GET", "/v1/connectors").await.expect("heard"));
    assert_eq!(call.header("host"), Some("api.flexli.example"));
    assert_eq!(call.header("authorization"), Some(bearer.as_str()));

    // A new token is the same request once more, also where the API refuses the old one.
    at.done(&["token", "refresh", "bot"]).await;
    server.revoke_access_tokens().await.expect("revoked");
    assert_eq!(at.get(&me, "bot").await.0, 200);
    let asked = tap.heard_at("POST", "/oauth2/token").await.expect("heard");
    assert_eq!(asked.len(), 3, "{asked:?}");
    for call in &asked {
        assert_only_form(call, &FORM);
    }

    // With a secret that is not right any more, neither the call nor a renewal goes well.
    let edit = ["client", "edit", "flows", "--secret-stdin"];
    at.fed(&edit, "another-secret").await.done();
    server.revoke_access_tokens().await.expect("revoked");
    assert_eq!(at.get(&me, "bot").await.0, 401);
    let ran = at.run(&["token", "refresh", "bot"]).await;
    ran.failed(1, &["invalid_client", "The token is kept."]);
}

/// The document's own command, with its variables filled in.
#[tokio::test]
async fn the_documents_command_is_pasted_and_made_again() {
    let (_server, tap) = flexli().await;
    let at = Terminal::through(&tap);
    let command = r#"
client_id='the-client'
client_secret='the-secret'

curl --location --request POST "https://auth.flexli.app/oauth2/token" \
    --header "Content-Type: application/x-www-form-urlencoded" \
    --data-urlencode "grant_type=client_credentials" \
    --data-urlencode "client_id=${client_id}" \
    --data-urlencode "client_secret=${client_secret}"
"#;
    at.fed(&["import", "-", "--name", "flows"], command)
        .await
        .done();
    assert_eq!(
        tap.heard_at("POST", "/oauth2/token")
            .await
            .expect("heard")
            .len(),
        0
    );
    let login = ["login", "flows", "--as", "bot", "--client-credentials"];
    at.done(&login).await;
    assert_only_form(
        &only(tap.heard_at("POST", "/oauth2/token").await.expect("heard")),
        &FORM,
    );
    assert_eq!(at.get("https://api.flexli.app/api/me", "bot").await.0, 200);
}

/// "Import into Postman and paste your client ID and secret into the variables": the collection that
/// the document links to has this authorization and these variables.
#[tokio::test]
async fn the_collection_beside_the_document_is_imported_with_id_and_secret() {
    let (_server, tap) = flexli().await;
    let at = Terminal::through(&tap);
    let setting = |key: &str, value: &str| json!({ "key": key, "value": value, "type": "string" });
    let variable = |key: &str, value: &str| json!({ "key": key, "value": value });
    let collection = json!({
        "info": {
            "name": "Flexli API",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": [{ "name": "me", "request": {
            "method": "GET", "header": [], "url": { "raw": "{{ApiUrl}}/api/me" },
        } }],
        "auth": { "type": "oauth2", "oauth2": [
            setting("client_authentication", "body"),
            setting("accessTokenUrl", "{{AuthUrl}}/oauth2/token"),
            setting("tokenName", "Flexli Token"),
            setting("clientSecret", "{{ClientSecret}}"),
            setting("clientId", "{{ClientId}}"),
            setting("grant_type", "client_credentials"),
            setting("addTokenTo", "header"),
        ] },
        "variable": [
            variable("ClientId", ""),
            variable("ClientSecret", ""),
            variable("AuthUrl", "https://auth.flexli.app"),
            variable("ApiUrl", "https://api.flexli.app"),
        ],
    });
    let file = tempfile::NamedTempFile::new().expect("a scratch file");
    std::fs::write(file.path(), collection.to_string()).expect("a file");
    let import = ["import", file.path().to_str().expect("text")];
    let more = ["--set", "ClientId=the-client", "--secret-stdin"];
    let import = [&import[..], &more].concat();
    at.fed(&import, "the-secret").await.done();
    let login = ["login", "Flexli", "--as", "bot", "--client-credentials"];
    at.done(&login).await;
    assert_only_form(
        &only(tap.heard_at("POST", "/oauth2/token").await.expect("heard")),
        &FORM,
    );
    let send = ["send", "--request", "me", "--token", "bot", "--fail"];
    at.done(&send).await;
    only(tap.heard_at("GET", "/api/me").await.expect("heard"));
}

/// A server like Flexli's, with one client.
pub(crate) fn options() -> OidcOptions {
    OidcOptions {
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
    }
}

/// A server with one client, and the hosts of Flexli that lead there.
async fn flexli() -> (OidcServer, Tap) {
    let server = OidcServer::start(options())
        .await
        .expect("oidc-provider starts");
    let tap = TapOptions::default()
        .host("auth.flexli.app", &server.url("/"))
        .host("api.flexli.example", &server.url("/"))
        .host("api.flexli.app", &server.url("/"));
    let tap = Tap::start(tap).await.expect("a tap");
    (server, tap)
}
