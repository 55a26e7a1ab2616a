//! Form or JSON: only the responses of a server reveal which one its other endpoints accept.

use tokenry_model::server::TokenStyle;

use super::{TOKEN, introspect, no_secret, revoke, saying};
use tokenry_doubles::{Play, TestServer};

use crate::{
    grants::SECRET,
    reply::{answer, json},
};

/// Answers a form with the first, and JSON with the second.
fn by_kind(form: Vec<u8>, json: Vec<u8>) -> TestServer {
    TestServer::new(move |asked| {
        Play::say(if asked.is_json() {
            json.clone()
        } else {
            form.clone()
        })
    })
}

#[tokio::test]
async fn json_is_tried_if_the_token_endpoint_accepts_it_and_the_form_fails() {
    for misunderstood in [
        json("400 Bad Request", r#"{"error":"invalid_request"}"#),
        json("401 Unauthorized", r#"{"error":"invalid_client"}"#),
        json("400 Bad Request", r#"{"code":"invalid_json"}"#),
        answer("415 Unsupported Media Type", &[], "<html>"),
        json("200 OK", r#"{"error":"invalid_request"}"#),
    ] {
        let understood = json("200 OK", "{}");
        let double = by_kind(misunderstood.clone(), understood.clone());
        let (steps, outcome) = revoke(&double, TokenStyle::Json).await;
        outcome.expect("the second time it has understood");
        let heard = double.asked();
        assert_eq!((heard.len(), steps.len()), (2, 2), "{heard:?}");
        assert!(!heard[0].is_json() && heard[1].is_json(), "{heard:?}");
        let body: serde_json::Value = serde_json::from_str(&heard[1].body).expect("JSON");
        let expected = serde_json::json!({
            "token": TOKEN, "token_type_hint": "refresh_token",
            "client_id": "app", "client_secret": SECRET,
        });
        assert_eq!(body, expected);
        no_secret(&steps, None);

        // A server that accepts forms gets no JSON.
        let double = by_kind(misunderstood, understood);
        let (_, outcome) = revoke(&double, TokenStyle::Form).await;
        assert!(outcome.is_err() && double.asked().len() == 1);
    }
    let double = by_kind(
        json("400 Bad Request", r#"{"error":"invalid_request"}"#),
        json("200 OK", r#"{"active":true}"#),
    );
    let (steps, outcome) = introspect(&double, TokenStyle::Json).await;
    assert!(outcome.expect("an answer").active);
    assert_eq!(steps.len(), 2);
}

#[tokio::test]
async fn an_understood_refusal_is_reported_and_not_retried() {
    for final_word in [
        saying("400 Bad Request", r#"{"error":"unsupported_token_type"}"#),
        saying("403 Forbidden", r#"{"error":"unauthorized_client"}"#),
        saying("404 Not Found", "<html>"),
        saying("429 Too Many Requests", "{}"),
        saying("500 Internal Server Error", "{}"),
        Play::reset(Vec::new()),
    ] {
        let double = TestServer::saying(final_word.clone());
        let (_, outcome) = revoke(&double, TokenStyle::Json).await;
        outcome.expect_err("it is no success");
        assert_eq!(double.asked().len(), 1, "{final_word:?}");
    }
    let shape = r#"{"error":"invalid_request"}"#;
    let client = r#"{"error":"invalid_client"}"#;
    for (form, json_reply, told) in [
        (client, shape, "invalid_client"),
        (shape, client, "invalid_client"),
        (shape, r#"{"error":"access_denied"}"#, "access_denied"),
    ] {
        let refuse = |body| json("400 Bad Request", body);
        let double = by_kind(refuse(form), refuse(json_reply));
        let (steps, outcome) = revoke(&double, TokenStyle::Json).await;
        let error = outcome.expect_err("neither is a success");
        assert_eq!(error.code(), Some(told), "{form} {json_reply}");
        assert_eq!(double.asked().len(), 2);
        no_secret(&steps, Some(&error));
    }
}
