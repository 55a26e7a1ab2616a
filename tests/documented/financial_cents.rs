//! Financial Cents: `state` and `prompt` at the login page, parameters of token and refresh requests
//! in the query of a POST, replies without `token_type`.

use serde_json::json;
use tokenry_stage::{
    Browser, Doorkeeper, DoorkeeperClient, DoorkeeperOptions, Tap, TapOptions, visit,
};
use url::Url;

use super::{assert_only_query, assert_parameters, pairs, place, reply};
use crate::terminal::Terminal;

const REPLY: [&str; 3] = ["access_token", "refresh_token", "expires_in"];
/// A call below the `base_url` of the published environment.
const USER: &str = "https://app.financial-cents.com/api/v1/users/1";

#[tokio::test(flavor = "multi_thread")]
async fn the_document_of_financial_cents_request_for_request() {
    let redirect = format!(
        "http://127.0.0.1:{}/callback",
        tokenry_stage::free_port().expect("a port")
    );
    let options = DoorkeeperOptions {
        clients: vec![DoorkeeperClient {
            id: "7956".into(),
            secret: "the-secret".into(),
            name: "Tokenry".into(),
            redirect_uris: vec![redirect.clone()],
            scopes: "read".into(),
            confidential: true,
        }],
        expires_in: Some(15_897_600),
        refresh_tokens: true,
        ..DoorkeeperOptions::default()
    };
    let server = Doorkeeper::start(options).await.expect("Doorkeeper starts");
    // Doorkeeper has more to say than the document promises.
    let tap = TapOptions::default()
        .host("app.financial-cents.com", &server.url("/"))
        .keep("/oauth/token", &REPLY);
    let tap = Tap::start(tap).await.expect("a tap");
    let at = Terminal::through(&tap);
    let add = [
        "server",
        "add",
        "https://app.financial-cents.com",
        "--recipe",
        "financial-cents",
    ];
    at.done(&[&add[..], &["--name", "books"]].concat()).await;
    let client = ["client", "add", "books", "--id", "7956", "--secret-stdin"];
    let client = [&client[..], &["--redirect", &redirect]].concat();
    at.fed(&client, "the-secret").await.done();

    // Redirect your users to /oauth/authorize.
    let login = at
        .login("books", "me", &["--param", "prompt=consent"])
        .await;
    let authorize = "https://app.financial-cents.com/oauth/authorize";
    assert_eq!(place(&login.url), authorize);
    assert_parameters(
        &pairs(login.url.query().expect("a query")),
        &[
            ("client_id", Some("7956")),
            ("redirect_uri", Some(&redirect)),
            ("response_type", Some("code")),
            ("state", None),
            ("prompt", Some("consent")),
            ("code_challenge", None),
            ("code_challenge_method", Some("S256")),
        ],
    );

    // "'none', 'consent' or 'login'"; without a wish it is not sent.
    for prompt in [Some("none"), Some("login"), None] {
        let param = prompt.map(|prompt| format!("prompt={prompt}"));
        let more = param.iter().flat_map(|param| ["--param", param]);
        let more: Vec<&str> = ["--paste"].into_iter().chain(more).collect();
        let other = at.login("books", "other", &more).await;
        let asked = pairs(other.url.query().expect("a query"));
        assert_eq!(asked.get("prompt").map(String::as_str), prompt);
    }

    // Verify that the state matches the one you shared: another one does not end our login.
    let mut foreign: Url = redirect.parse().expect("an address");
    foreign.set_query(Some("code=a-code-of-somebody-else&state=not-ours"));
    let refused = visit(&foreign).await.expect("we listen");
    assert!((400..500).contains(&refused.status), "{refused:?}");
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

    // Generate a token by sending the code to /oauth/token.
    let asked = tap.heard_at("POST", "/oauth/token").await.expect("heard");
    assert_eq!(asked.len(), 1, "the other code was never sent: {asked:?}");
    assert_only_query(
        &asked[0],
        &[
            ("grant_type", Some("authorization_code")),
            ("client_id", Some("7956")),
            ("client_secret", Some("the-secret")),
            ("redirect_uri", Some(&redirect)),
            ("code", None),
            ("code_verifier", None),
        ],
    );
    let (given, mut members) = reply(&asked[0]);
    members.sort_by_key(|member| REPLY.iter().position(|known| known == member));
    assert_eq!(members, REPLY);

    // Utilize the access token.
    let (status, answer) = at.get(USER, "me").await;
    assert_eq!((status, &answer["user"]), (200, &json!("alice")));
    let bearer = |reply: &serde_json::Value| {
        format!(
            "Bearer {}",
            reply["access_token"].as_str().expect("a token")
        )
    };
    let heard = tap.heard_at("GET", "/api/v1/users/1").await.expect("heard");
    assert_eq!(
        heard[0].header("authorization"),
        Some(bearer(&given).as_str())
    );

    // What the recipe knows as the first call.
    let said = at.done(&["token", "check", "me"]).await;
    assert!(said.contains("200"), "{said}");
    let heard = tap.heard_at("GET", "/api/v1/clients").await.expect("heard");
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert_eq!(
        heard[0].header("authorization"),
        Some(bearer(&given).as_str())
    );

    // Refresh it.
    at.done(&["token", "refresh", "me"]).await;
    let asked = tap.heard_at("POST", "/oauth/token").await.expect("heard");
    assert_only_query(
        &asked[1],
        &[
            ("grant_type", Some("refresh_token")),
            ("refresh_token", given["refresh_token"].as_str()),
            ("client_id", Some("7956")),
            ("client_secret", Some("the-secret")),
        ],
    );
    let (renewed, _) = reply(&asked[1]);
    assert_eq!(at.get(USER, "me").await.0, 200);
    let heard = tap.heard_at("GET", "/api/v1/users/1").await.expect("heard");
    assert_eq!(
        heard[1].header("authorization"),
        Some(bearer(&renewed).as_str())
    );

    server.revoke_everything().await.expect("revoked");
    assert_eq!(at.get(USER, "me").await.0, 401);
    let ran = at.run(&["token", "refresh", "me"]).await;
    ran.failed(4, &["invalid_grant", "tokenry login"]);
}

/// The environment that is published beside the document, with a token of one's own.
#[tokio::test]
async fn the_published_environment_is_imported_with_its_token() {
    let server = Doorkeeper::start(DoorkeeperOptions::default()).await;
    let server = server.expect("Doorkeeper starts");
    let token = server.personal_token("alice").await.expect("a token");
    let tap = TapOptions::default().host("app.financial-cents.com", &server.url("/"));
    let tap = Tap::start(tap).await.expect("a tap");
    let at = Terminal::through(&tap);
    let plain = |key: &str, value: &str| json!({ "key": key, "value": value, "enabled": true });
    let environment = json!({ "name": "Production", "values": [
        { "key": "base_url", "value": "https://app.financial-cents.com/api/v1", "enabled": true,
            "type": "default" },
        { "key": "access_token", "value": token, "enabled": true, "type": "secret" },
        plain("client_id", "7956"),
        plain("contact_id", "2934"),
        plain("user_id", "1"),
    ] });
    let import = ["import", "-", "--name", "books"];
    let ran = at.fed(&import, &environment.to_string()).await;
    assert!(!ran.out.contains(&token), "{ran:?}");
    for unused in ["client_id", "contact_id", "user_id"] {
        assert!(ran.out.contains(unused), "{unused}: {ran:?}");
    }
    ran.done();
    let added = at.json(&["server", "show", "books"]).await;
    assert_eq!(added["recipe"], "financial-cents", "{added}");
    assert_eq!(added["token_style"], "query", "{added}");
    assert_eq!(at.get(USER, "books").await.0, 200);
    let heard = tap.heard_at("GET", "/api/v1/users/1").await.expect("heard");
    let bearer = format!("Bearer {token}");
    assert_eq!(heard[0].header("authorization"), Some(bearer.as_str()));
}
