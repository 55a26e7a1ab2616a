//! The account of a token, over HTTP.

use tokenry_doubles::{Play, TestServer};
use tokenry_model::{secret::Secret, server::Placement};
use tokenry_oauth::{
    http::{Http, HttpError},
    userinfo::{Answered, Question, Shown, UserinfoError, ask},
};
use url::Url;

use crate::{
    grants,
    reply::{answer, json},
};

async fn asked(double: &TestServer, placement: &Placement) -> Answered {
    let http = Http::with(grants::settings());
    let url = Url::parse(&double.url("/me?v=1")).expect("an address");
    let token = Secret::new("PLANTED-t0ken");
    let shown = Shown {
        token: &token,
        placement,
        prover: None,
        identity: None,
        plain_http: false,
    };
    ask(&http, &Question::userinfo(url), shown).await
}

#[tokio::test]
async fn the_token_is_sent_where_the_server_expects_it() {
    let header = |name: &str, prefix: &str| Placement::Header {
        name: name.into(),
        prefix: prefix.into(),
    };
    for (placement, line, body) in [
        (
            header("Authorization", "Bearer"),
            "authorization: Bearer PLANTED-t0ken",
            "",
        ),
        (header("X-Token", ""), "x-token: PLANTED-t0ken", ""),
        (
            Placement::Query {
                name: "access_token".into(),
            },
            "GET /me?v=1&access_token=PLANTED-t0ken ",
            "",
        ),
        (
            Placement::Body {
                name: "access_token".into(),
            },
            "POST /me?v=1 ",
            "access_token=PLANTED-t0ken",
        ),
    ] {
        let double = TestServer::saying(Play::say(json("200 OK", r#"{"sub":"7","name":"Al"}"#)));
        let answered = asked(&double, &placement).await;
        let account = answered.account.expect("an account");
        assert_eq!(
            (account.subject.as_str(), account.label.as_str()),
            ("7", "Al")
        );
        let heard = double.asked();
        assert_eq!(heard.len(), 1);
        assert!(heard[0].head().contains(line), "{line} in {:?}", heard[0]);
        assert_eq!(heard[0].body, body);
        let told = serde_json::to_string(&answered.http).expect("a step serializes");
        assert!(!told.contains("PLANTED"), "{told}");
        assert!(told.contains("[redacted]"), "{told}");
    }
}

#[tokio::test]
async fn invalid_responses_are_reported() {
    let redirect = answer("302 Found", &[("Location", "https://evil.example/")], "");
    let double = TestServer::saying(Play::say(redirect));
    let refused = asked(&double, &Placement::default()).await.account;
    assert!(matches!(
        refused,
        Err(UserinfoError::Http(HttpError::RedirectRefused {
            status: 302,
            ..
        }))
    ));
    for (reply, message) in [
        (answer("401 Unauthorized", &[], ""), "answered 401"),
        (json("200 OK", "{}"), "does not say"),
        (answer("200 OK", &[], "<html>"), "does not say"),
    ] {
        let double = TestServer::saying(Play::say(reply));
        let error = asked(&double, &Placement::default())
            .await
            .account
            .expect_err(message);
        assert!(error.to_string().contains(message), "{error}");
    }
}
