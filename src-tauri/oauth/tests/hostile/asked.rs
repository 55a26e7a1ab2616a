//! Revocation and introspection over HTTP: the requests, and invalid responses.

mod kinds;

use tokenry_doubles::{Play, TestServer};
use tokenry_model::{
    client::{AuthMethod, ClientProfile, ClientSecurity},
    clock::{Ambient, Timestamp},
    secret::Secret,
    server::{ServerProfile, TokenStyle},
    token_type_hint::TokenTypeHint,
    transcript::HttpStep,
};
use tokenry_oauth::{
    error::TokenError,
    http::Http,
    introspection::{self, Introspection},
    revocation,
};
use url::Url;

use crate::{
    grants::{self, SECRET},
    reply::{answer, json},
};

const TOKEN: &str = "PLANTED-t0ken";

fn profiles(double: &TestServer, style: TokenStyle) -> (ServerProfile, ClientProfile) {
    let at = |path| Url::parse(&double.url(path)).expect("an address");
    let mut server = ServerProfile::at("Double", at("/"));
    server.endpoints.revocation = Some(at("/revoke"));
    server.endpoints.introspection = Some(at("/introspect"));
    server.habits.token_style = style;
    let client = ClientProfile {
        name: "App".into(),
        client_id: "app".into(),
        auth: AuthMethod::ClientSecretPost,
        redirect_uri: "http://127.0.0.1/callback".into(),
        further_redirects: Vec::new(),
        scopes: Vec::new(),
        token_style: None,
        placement: None,
        extras: Vec::new(),
        hardening: ClientSecurity::default(),
        sealed: None,
    };
    (server, client)
}

/// The request and its outcome.
type Outcome<T> = (Vec<HttpStep>, Result<T, TokenError>);

async fn revoke(double: &TestServer, style: TokenStyle) -> Outcome<()> {
    let (server, client) = profiles(double, style);
    let secret = Secret::new(SECRET);
    let ambient = Ambient::system();
    let endpoint =
        revocation::endpoint(&server, &client, Some(&secret), &ambient).expect("it has one");
    let http = Http::with(grants::settings());
    let token = Secret::new(TOKEN);
    let revoked = revocation::revoke(&http, &endpoint, &token, TokenTypeHint::Refresh).await;
    (revoked.https, revoked.outcome)
}

async fn introspect(double: &TestServer, style: TokenStyle) -> Outcome<Introspection> {
    let (server, client) = profiles(double, style);
    let secret = Secret::new(SECRET);
    let ambient = Ambient::system();
    let endpoint =
        introspection::endpoint(&server, &client, Some(&secret), &ambient).expect("it has one");
    let http = Http::with(grants::settings());
    let answered = introspection::introspect(&http, &endpoint, &Secret::new(TOKEN)).await;
    (answered.https, answered.outcome)
}

fn saying(status: &str, body: &str) -> Play {
    Play::say(json(status, body))
}

fn no_secret(steps: &[HttpStep], error: Option<&TokenError>) {
    let words = error.map(|error| (error.message(), error.said(), error.hint()));
    let told = format!("{steps:?} {words:?}");
    assert!(!told.contains("PLANTED"), "{told}");
}

#[tokio::test]
async fn a_token_is_sent_in_the_body_with_its_hint_and_the_client_credentials() {
    // A token in a URL ends up in logs, and the standard requires a form, whatever the server accepts
    // at its token endpoint.
    for style in [TokenStyle::Form, TokenStyle::Query, TokenStyle::Json] {
        let double = TestServer::saying(Play::say(answer("200 OK", &[], "")));
        let (steps, outcome) = revoke(&double, style).await;
        outcome.expect("an empty 200 is all that the standard asks for");
        let heard = double.asked();
        assert_eq!((heard.len(), steps.len()), (1, 1), "{style:?}: {heard:?}");
        let heard = &heard[0];
        assert!(
            heard.head().starts_with("POST /revoke HTTP/1.1"),
            "{heard:?}"
        );
        let form = "token=PLANTED-t0ken&token_type_hint=refresh_token&client_id=app";
        assert!(heard.body.contains(form), "{style:?}: {heard:?}");
        assert!(heard.body.contains(SECRET), "{style:?}: {heard:?}");
        no_secret(&steps, None);
    }
}

#[tokio::test]
async fn a_revocation_succeeds_only_if_the_server_confirms_it() {
    for fine in [
        saying("200 OK", "{}"),
        saying("200 OK", "null"),
        Play::say(answer("200 OK", &[("Content-Type", "text/plain")], "OK")),
        Play::say(answer("204 No Content", &[], "")),
    ] {
        let double = TestServer::saying(fine.clone());
        let (_, outcome) = revoke(&double, TokenStyle::Form).await;
        assert!(outcome.is_ok(), "{fine:?}: {outcome:?}");
    }
    let page = answer(
        "200 OK",
        &[],
        "<!doctype html><html>Log in to the hotel</html>",
    );
    let away = answer("302 Found", &[("Location", "https://evil.example/")], "");
    let echo = format!(r#"{{"error":"invalid_client","error_description":"{SECRET} {TOKEN}"}}"#);
    for (wrong, message, advice) in [
        (
            saying("400 Bad Request", r#"{"error":"unsupported_token_type"}"#),
            "unsupported_token_type",
            "stays good",
        ),
        (
            saying("200 OK", r#"{"error":"invalid_request"}"#),
            "invalid_request",
            "misses a parameter",
        ),
        (
            saying("401 Unauthorized", &echo),
            "invalid_client",
            "client id and secret",
        ),
        (
            Play::say(answer("401 Unauthorized", &[], "")),
            "answered 401",
            "client id and secret",
        ),
        (
            Play::say(answer("404 Not Found", &[], "<html>")),
            "answered 404",
            "endpoint's address",
        ),
        (
            saying("503 Service Unavailable", "{}"),
            "answered 503",
            "Try again later",
        ),
        (Play::say(page), "web page", "hotel"),
        (Play::say(away), "not followed", ""),
        (Play::reset(Vec::new()), "", ""),
    ] {
        let double = TestServer::saying(wrong.clone());
        let (steps, outcome) = revoke(&double, TokenStyle::Form).await;
        let error = outcome.expect_err("it is no success");
        let told = error.message().to_lowercase();
        assert!(told.contains(message), "{wrong:?}: {told}");
        assert!(error.hint().contains(advice), "{told} {}", error.hint());
        assert_eq!(double.asked().len(), 1, "asked once, and followed nowhere");
        no_secret(&steps, Some(&error));
    }
}

#[tokio::test]
async fn an_introspection_response_is_read_tolerantly_and_redacted() {
    let body = format!(
        r#"{{"active":true,"scope":"read write","exp":1790000000,"sub":"7","username":"alice",
            "aud":["a","b"],"token":"{TOKEN}","odd":"it is {TOKEN}"}}"#
    );
    let double = TestServer::saying(saying("200 OK", &body));
    let (steps, outcome) = introspect(&double, TokenStyle::Form).await;
    let answer = outcome.expect("an answer");
    assert!(answer.active && answer.deviations.is_empty(), "{answer:?}");
    assert_eq!(
        answer.expires_at.map(Timestamp::as_second),
        Some(1_790_000_000)
    );
    assert_eq!(
        answer.scopes.as_deref(),
        Some(&["read".into(), "write".into()][..])
    );
    let account = answer.account.as_ref().expect("an account");
    assert_eq!(
        (account.subject.as_str(), account.label.as_str()),
        ("7", "alice")
    );
    assert_eq!(answer.members["aud"][1], "b");
    let told = format!("{answer:?} {steps:?}");
    assert!(!told.contains("PLANTED"), "{told}");

    for (body, active) in [
        (r#"{"active":false}"#, false),
        (r#"{"active":"true","exp":"soon","scope":7}"#, true),
        (r#"{"active":true,"exp":1e999}"#, true),
    ] {
        let double = TestServer::saying(saying("200 OK", body));
        let answer = introspect(&double, TokenStyle::Form)
            .await
            .1
            .expect("an answer");
        assert_eq!((answer.active, answer.expires_at), (active, None), "{body}");
    }
}

#[tokio::test]
async fn an_invalid_introspection_response_is_reported() {
    let html = answer("200 OK", &[], "<html>Welcome</html>");
    for (wrong, message) in [
        (saying("200 OK", "{}"), "does not say whether"),
        (saying("200 OK", r#"{"active":1}"#), "does not say whether"),
        (
            saying("200 OK", r#"{"active":false,"active":true}"#),
            "twice",
        ),
        (saying("200 OK", "[true]"), "not json"),
        (saying("200 OK", ""), "empty"),
        (Play::say(html), "web page"),
        (
            saying("401 Unauthorized", r#"{"error":"invalid_client"}"#),
            "invalid_client",
        ),
        (
            saying("403 Forbidden", r#"{"detail":"no"}"#),
            "answered 403",
        ),
    ] {
        let double = TestServer::saying(wrong.clone());
        let (steps, outcome) = introspect(&double, TokenStyle::Form).await;
        let error = outcome.expect_err("it is no answer");
        let told = error.message().to_lowercase();
        assert!(told.contains(message), "{wrong:?}: {told}");
        no_secret(&steps, Some(&error));
    }
}

#[tokio::test]
async fn no_request_is_sent_to_a_missing_or_unsafe_endpoint() {
    let double = TestServer::saying(saying("200 OK", "{}"));
    let (mut server, client) = profiles(&double, TokenStyle::Form);
    server.endpoints.revocation = None;
    server.endpoints.introspection = Some(Url::parse("http://id.example/ask").expect("one"));
    let error =
        revocation::endpoint(&server, &client, None, &Ambient::system()).expect_err("it has none");
    assert_eq!(error.message(), "This server has no revocation endpoint.");
    assert!(
        error.hint().contains("server's settings"),
        "{}",
        error.hint()
    );
    let error = introspection::endpoint(&server, &client, None, &Ambient::system())
        .expect_err("plain http");
    assert!(matches!(error, TokenError::Http(_)), "{error:?}");
    double.assert_never_called();
}
