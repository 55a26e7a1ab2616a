//! The authorization server and its API.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokenry_stage::{AccessTokens, Fault, OidcOptions, OidcServer, visit};

use crate::oauth::{STATE, VERIFIER, authorize_url, get, http, parameter, token};

const CALLBACK: &str = "http://127.0.0.1:4567/callback";

/// Logs alice in without a browser and exchanges the code.
async fn login(server: &OidcServer, scope: &str) -> Value {
    let url = authorize_url(&server.url("/auth"), OidcOptions::NATIVE, CALLBACK, scope);
    let landed = server.login_by_http(&url, "alice").await.expect("a login");
    assert_eq!(landed.port(), Some(4567));
    assert_eq!(parameter(&landed, "state").as_deref(), Some(STATE));
    assert_eq!(parameter(&landed, "iss").as_deref(), Some(server.issuer()));
    let code = parameter(&landed, "code").expect("a code");
    let (status, reply) = exchange(server, &code).await;
    assert_eq!(status, StatusCode::OK, "{reply}");
    reply
}

async fn exchange(server: &OidcServer, code: &str) -> (StatusCode, Value) {
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", OidcOptions::NATIVE),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    token(server.url("/token"), &form).await
}

async fn refresh(server: &OidcServer, reply: &Value) -> (StatusCode, Value) {
    let refresh_token = text(reply, "refresh_token");
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", OidcOptions::NATIVE),
        ("refresh_token", refresh_token),
    ];
    token(server.url("/token"), &form).await
}

fn text<'a>(reply: &'a Value, member: &str) -> &'a str {
    reply[member]
        .as_str()
        .unwrap_or_else(|| panic!("no {member} in {reply}"))
}

#[tokio::test]
async fn a_login_gives_a_token_that_the_api_takes() {
    let server = OidcServer::start(OidcOptions::default())
        .await
        .expect("a server");
    let reply = login(&server, "openid email profile notes:read").await;

    let (status, me) = get(server.api("/me"), text(&reply, "access_token")).await;
    assert_eq!(
        (status, &me["email"]),
        (StatusCode::OK, &json!("alice@example.com"))
    );
    let (status, _) = get(server.api("/notes"), text(&reply, "access_token")).await;
    assert_eq!(status, StatusCode::OK);
    let (_, userinfo) = get(server.url("/me"), text(&reply, "access_token")).await;
    assert_eq!(userinfo["name"], "Alice");

    let posts = server.token_posts().await.expect("the ledger");
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].parameter("grant_type"), Some("authorization_code"));
    assert_eq!(
        posts[0].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(posts[0].status, Some(200));
    assert!(posts[0].reply.contains(text(&reply, "access_token")));
    assert_eq!(server.api_calls().await.expect("the ledger").len(), 2);
}

#[tokio::test]
async fn refresh_tokens_rotate_and_reuse_voids_the_grant() {
    let server = OidcServer::start(OidcOptions::default())
        .await
        .expect("a server");
    let first = login(&server, "openid").await;
    let (status, second) = refresh(&server, &first).await;
    assert_eq!(status, StatusCode::OK);
    assert_ne!(first["refresh_token"], second["refresh_token"]);

    let (status, error) = refresh(&server, &first).await;
    assert_eq!(
        (status, &error["error"]),
        (StatusCode::BAD_REQUEST, &json!("invalid_grant"))
    );
    let (status, _) = refresh(&server, &second).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, _) = get(server.api("/me"), text(&second, "access_token")).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn tokens_end_when_they_are_told_to() {
    let server = OidcServer::start(OidcOptions {
        access_token_ttl: 1,
        ..OidcOptions::default()
    })
    .await
    .expect("a server");
    let reply = login(&server, "openid").await;
    assert_eq!(reply["expires_in"], 1);
    // The passing of time is what is under test here.
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    let (status, _) = get(server.api("/me"), text(&reply, "access_token")).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);

    server.set_access_token_ttl(3600).await.expect("control");
    let (_, reply) = refresh(&server, &reply).await;
    assert_eq!(
        get(server.api("/me"), text(&reply, "access_token")).await.0,
        StatusCode::OK
    );
    server.revoke_access_tokens().await.expect("control");
    assert_eq!(
        get(server.api("/me"), text(&reply, "access_token")).await.0,
        StatusCode::UNAUTHORIZED
    );
    let (status, reply) = refresh(&server, &reply).await;
    assert_eq!(status, StatusCode::OK);
    server.revoke_everything().await.expect("control");
    assert_eq!(refresh(&server, &reply).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn token_requests_go_wrong_as_ordered() {
    let server = OidcServer::start(OidcOptions::default())
        .await
        .expect("a server");
    let robot = || {
        http()
            .post(server.url("/token"))
            .basic_auth(OidcOptions::ROBOT, Some(OidcOptions::ROBOT_SECRET))
            .form(&[("grant_type", "client_credentials")])
    };

    server
        .next_token_calls(2, Fault::status(503))
        .await
        .expect("control");
    assert_eq!(robot().send().await.expect("an answer").status(), 503);
    assert_eq!(robot().send().await.expect("an answer").status(), 503);
    assert_eq!(robot().send().await.expect("an answer").status(), 200);

    server
        .next_token_calls(1, Fault::Lose)
        .await
        .expect("control");
    robot().send().await.expect_err("a broken connection");

    server
        .next_token_calls(1, Fault::Hold)
        .await
        .expect("control");
    let held = tokio::spawn(robot().send());
    server.held(1).await.expect("a held request");
    assert!(!held.is_finished());
    assert_eq!(server.release().await.expect("control"), 1);
    assert_eq!(
        held.await.expect("a task").expect("an answer").status(),
        200
    );
    assert_eq!(
        server
            .token_posts_of("client_credentials")
            .await
            .expect("the ledger")
            .len(),
        5
    );
}

#[tokio::test]
async fn the_api_has_its_other_faces() {
    let server = OidcServer::start(OidcOptions {
        access_tokens: AccessTokens::Jwt,
        discovery: false,
        registration: true,
        ..OidcOptions::default()
    })
    .await
    .expect("a server");
    let reply = login(&server, "openid notes:write").await;
    let jwt = text(&reply, "access_token");
    assert_eq!(jwt.split('.').count(), 3);
    assert_eq!(get(server.api("/me"), jwt).await.0, StatusCode::OK);
    let refused = http()
        .get(server.api("/notes"))
        .bearer_auth(jwt)
        .send()
        .await
        .expect("an answer");
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let challenge = refused.headers()["www-authenticate"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(challenge.contains("insufficient_scope"), "{challenge}");

    assert_eq!(
        visit(&server.url("/.well-known/openid-configuration"))
            .await
            .expect("an answer")
            .status,
        404
    );
    let large = visit(&server.api("/large?bytes=1000000"))
        .await
        .expect("an answer");
    assert_eq!(large.body.len(), 1_000_000);
    assert!(
        serde_json::from_str::<Vec<Value>>(&large.body)
            .expect("JSON")
            .len()
            > 1000
    );
    assert_eq!(
        visit(&server.api("/slow?ms=50&chunks=2"))
            .await
            .expect("an answer")
            .body
            .lines()
            .count(),
        2
    );

    let mut redirect = server.api("/redirect");
    redirect
        .query_pairs_mut()
        .append_pair("to", server.elsewhere("/echo?a=b").as_str());
    assert_eq!(visit(&redirect).await.expect("an answer").status, 307);
    let (_, echo) = get(redirect, "never to be seen elsewhere").await;
    assert_eq!(echo["query"]["a"], "b");
    assert_eq!(echo["headers"]["authorization"], Value::Null);

    let registration = json!({ "redirect_uris": [CALLBACK], "client_name": "self-made" });
    let made = http()
        .post(server.url("/reg"))
        .json(&registration)
        .send()
        .await
        .expect("an answer");
    assert_eq!(made.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn every_kind_of_redirect_is_taken() {
    let server = OidcServer::start(OidcOptions::default())
        .await
        .expect("a server");
    for redirect in [
        "http://127.0.0.1:9/callback",
        "app.tokenry:/callback",
        "urn:ietf:wg:oauth:2.0:oob",
        "https://client.example/callback",
    ] {
        let url = authorize_url(
            &server.url("/auth"),
            OidcOptions::NATIVE,
            redirect,
            "openid",
        );
        let landed = server.login_by_http(&url, "bob").await.expect("a login");
        assert!(landed.as_str().starts_with(redirect), "{landed}");
        assert!(parameter(&landed, "code").is_some(), "{landed}");
    }
    let unknown = authorize_url(
        &server.url("/auth"),
        OidcOptions::NATIVE,
        "https://evil.example/",
        "openid",
    );
    let error = server
        .login_by_http(&unknown, "bob")
        .await
        .expect_err("a refusal")
        .to_string();
    assert!(error.contains("redirect_uri"), "{error}");
}
