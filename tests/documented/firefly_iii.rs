//! Firefly III, which is built on Passport: a client with a secret, a public one without, and personal
//! access tokens that are very long.

use serde_json::json;
use tokenry_stage::{
    Browser, Call, Doorkeeper, DoorkeeperClient, DoorkeeperOptions, Tap, TapOptions,
};

use super::{assert_only_form, assert_parameters, only, pairs, place, reply};
use crate::terminal::Terminal;

const BASE: &str = "https://your-domain";
const WEBHOOKS: &str = "https://your-domain/api/v1/webhooks";

/// A server with a client that has a secret and one that has none, a terminal that knows it.
struct Scene {
    server: Doorkeeper,
    tap: Tap,
    at: Terminal,
    redirect: String,
}

impl Scene {
    async fn new() -> Self {
        // Passport compares the redirect URI character for character.
        let redirect = format!(
            "http://127.0.0.1:{}/callback",
            tokenry_stage::free_port().expect("a port")
        );
        let client = |id: &str, confidential| DoorkeeperClient {
            id: id.into(),
            secret: "the-secret".into(),
            name: "Tokenry".into(),
            redirect_uris: vec![redirect.clone()],
            scopes: "read".into(),
            confidential,
        };
        let options = DoorkeeperOptions {
            clients: vec![client("2", true), client("3", false)],
            expires_in: Some(1_209_600),
            refresh_tokens: true,
            token_length: Some(1_000),
            ..DoorkeeperOptions::default()
        };
        let server = Doorkeeper::start(options).await.expect("Doorkeeper starts");
        let tap = TapOptions::default().host("your-domain", &server.url("/"));
        let tap = Tap::start(tap).await.expect("a tap");
        let at = Terminal::through(&tap);
        let add = [
            "server",
            "add",
            BASE,
            "--recipe",
            "firefly-iii",
            "--name",
            "money",
        ];
        let told = at.done(&add).await;
        assert!(told.contains("https://your-domain/profile"), "{told}");
        Self {
            server,
            tap,
            at,
            redirect,
        }
    }

    async fn add_client(&self, id: &str, name: &str, secret: Option<&str>) {
        let line = [
            "client",
            "add",
            "money",
            "--id",
            id,
            "--name",
            name,
            "--redirect",
            &self.redirect,
        ];
        let secret_stdin = ["--secret-stdin"];
        let more: &[&str] = if secret.is_some() { &secret_stdin } else { &[] };
        let line = [&line, more].concat();
        self.at.fed(&line, secret.unwrap_or_default()).await.done();
    }

    /// Logs in, and answers the token request.
    async fn log_in(&self, client: &str, id: &str) -> Call {
        let login = self.at.login(client, client, &[]).await;
        assert_eq!(place(&login.url), "https://your-domain/oauth/authorize");
        assert_parameters(
            &pairs(login.url.query().expect("a query")),
            &[
                ("client_id", Some(id)),
                ("redirect_uri", Some(&self.redirect)),
                ("response_type", Some("code")),
                ("state", None),
                ("code_challenge", None),
                ("code_challenge_method", Some("S256")),
            ],
        );
        let browser = Browser::start(None).await.expect("a browser");
        let page = login.at(&self.server.url("/"));
        browser.goto(&page).await.expect("the page");
        browser
            .login_doorkeeper("alice")
            .await
            .expect("alice agrees");
        login.ends().await.done();
        only(
            self.tap
                .heard_at("POST", "/oauth/token")
                .await
                .expect("heard"),
        )
    }

    /// Sends the document's call. It has to be heard as the document shows it, with what
    /// `tokenry token get` says.
    async fn asks_for_webhooks(&self, token: &str) {
        let line = [
            "send",
            WEBHOOKS,
            "--token",
            token,
            "-H",
            "Content-Type: application/json",
        ];
        let sent = self.at.json(&line).await;
        assert_eq!(sent["status"], 200, "{sent}");
        let mut heard = self
            .tap
            .heard_at("GET", "/api/v1/webhooks")
            .await
            .expect("heard");
        let call = heard.pop().expect("a call");
        let access = self.at.done(&["token", "get", token]).await;
        let bearer = format!("Bearer {}", access.trim_end());
        assert_eq!(call.header("authorization"), Some(bearer.as_str()));
        assert_eq!(call.header("accept"), Some("application/vnd.api+json"));
        assert_eq!(call.header("content-type"), Some("application/json"));
        assert_eq!((call.query.as_str(), call.body.as_str()), ("", ""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_with_a_secret_gets_a_token_and_renews_it() {
    let scene = Scene::new().await;
    scene.add_client("2", "importer", Some("the-secret")).await;
    let asked = scene.log_in("importer", "2").await;
    assert_only_form(
        &asked,
        &[
            ("grant_type", Some("authorization_code")),
            ("client_id", Some("2")),
            ("client_secret", Some("the-secret")),
            ("redirect_uri", Some(&scene.redirect)),
            ("code", None),
            ("code_verifier", None),
        ],
    );
    let (given, _) = reply(&asked);
    let token = scene.at.json(&["token", "show", "importer"]).await;
    assert_eq!(token["account"], "alice@example.com", "{token}");

    let get = ["token", "get", "importer"];
    assert_eq!(
        Some(scene.at.done(&get).await.trim_end()),
        given["access_token"].as_str()
    );
    scene.asks_for_webhooks("importer").await;

    scene.at.done(&["token", "refresh", "importer"]).await;
    let mut asked = scene
        .tap
        .heard_at("POST", "/oauth/token")
        .await
        .expect("heard");
    assert_only_form(
        &asked.pop().expect("a refresh"),
        &[
            ("grant_type", Some("refresh_token")),
            ("refresh_token", given["refresh_token"].as_str()),
            ("client_id", Some("2")),
            ("client_secret", Some("the-secret")),
        ],
    );
    assert_ne!(
        Some(scene.at.done(&get).await.trim_end()),
        given["access_token"].as_str()
    );
    scene.asks_for_webhooks("importer").await;
}

/// "ALWAYS add `/callback` or you'll run into weird errors later."
#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_uri_without_callback_is_spoken_of_before_anybody_logs_in() {
    let scene = Scene::new().await;
    let line = ["client", "add", "money", "--id", "2", "--secret-stdin"];
    let redirect = ["--redirect", "http://127.0.0.1:8719/"];
    let ran = scene
        .at
        .fed(&[&line[..], &redirect].concat(), "the-secret")
        .await;
    assert!(ran.err.contains("ends in /callback"), "{ran:?}");
    assert!(ran.err.contains("confusing errors"), "{ran:?}");
    ran.done();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_client_needs_no_secret() {
    let scene = Scene::new().await;
    scene.add_client("3", "shared", None).await;
    let asked = scene.log_in("shared", "3").await;
    assert_only_form(
        &asked,
        &[
            ("grant_type", Some("authorization_code")),
            ("client_id", Some("3")),
            ("redirect_uri", Some(&scene.redirect)),
            ("code", None),
            ("code_verifier", None),
        ],
    );
    scene.asks_for_webhooks("shared").await;

    let (given, _) = reply(&asked);
    scene.at.done(&["token", "refresh", "shared"]).await;
    let asked = scene.tap.heard_at("POST", "/oauth/token").await;
    assert_only_form(
        &asked.expect("heard")[1],
        &[
            ("grant_type", Some("refresh_token")),
            ("refresh_token", given["refresh_token"].as_str()),
            ("client_id", Some("3")),
        ],
    );
    scene.asks_for_webhooks("shared").await;
}

/// The document's own command, with a token of one's own.
#[tokio::test]
async fn the_documents_call_is_pasted_and_made_again() {
    let scene = Scene::new().await;
    let long = scene.server.personal_token("alice").await.expect("a token");
    let command = format!(
        "curl -X GET 'https://your-domain/api/v1/webhooks' \\
  -H 'accept: application/vnd.api+json' \\
  -H 'Authorization: Bearer {long}' \\
  -H 'Content-Type: application/json'"
    );
    let ran = scene.at.fed(&["import", "-"], &command).await;
    assert!(
        !ran.out.contains(&long) && !ran.err.contains(&long),
        "{ran:?}"
    );
    ran.done();
    let tokens = scene.at.json(&["token", "list"]).await;
    assert_eq!(
        tokens[0]["server"], "money",
        "the server is known: {tokens}"
    );
    let name = tokens[0]["name"].as_str().expect("a name");
    assert_eq!(
        scene.at.done(&["token", "get", name]).await.trim_end(),
        long
    );
    scene.asks_for_webhooks(name).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_very_long_personal_access_token_is_pasted_whole_and_taken_away() {
    let scene = Scene::new().await;
    let long = scene.server.personal_token("alice").await.expect("a token");
    assert_eq!(long.len(), 1_000);
    // As it comes out of a page: with a line's end behind it.
    let add = ["token", "add", "money", "--as", "mine", "--stdin"];
    scene.at.fed(&add, &format!("{long}\n")).await.done();
    assert_eq!(
        scene.at.done(&["token", "get", "mine"]).await.trim_end(),
        long
    );
    scene.asks_for_webhooks("mine").await;
    let works = scene.at.json(&["token", "check", "mine"]).await;
    assert_eq!(
        works["url"],
        json!("https://your-domain/api/v1/about/user"),
        "{works}"
    );

    scene.server.revoke_everything().await.expect("revoked");
    assert_eq!(scene.at.get(WEBHOOKS, "mine").await.0, 401);
    let ran = scene.at.run(&["token", "check", "mine"]).await;
    ran.failed(4, &["was refused", "revoked"]);
    let ran = scene.at.run(&["token", "refresh", "mine"]).await;
    ran.failed(4, &["no refresh token", "pasted", "tokenry token add"]);
}
