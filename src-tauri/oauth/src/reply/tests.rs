//! TE-D, TE-E and TE-F of the threat model: what is read, what is refused, what is noted.

mod alone;
mod other_names;
mod refusals;

use std::time::Duration;

use zeroize::Zeroizing;

use super::Lifetime;
use super::TokenReply;
use super::lifetime::LONGEST;
use crate::reply::ReplyRules;
use crate::{
    error::TokenError,
    token_endpoint::{RawReply, ReplyContext},
};
use tokenry_model::{jwt, redact::Redactor, secret::Secret};

fn raw(status: u16, content_type: Option<&str>, body: &[u8]) -> RawReply {
    RawReply {
        status,
        content_type: content_type.map(str::to_owned),
        date: None,
        retry_after: None,
        body: Zeroizing::new(body.to_vec()),
    }
}

fn parse(reply: &RawReply) -> Result<TokenReply, TokenError> {
    let redactor = Redactor::new().with_secret(&Secret::new("cl1ent-s3cret"));
    reply.parse(ReplyContext {
        scopes: &["read".into(), "write".into()],
        redactor: &redactor,
        proven: false,
        reading: ReplyRules::default(),
    })
}

fn ok(body: &str) -> TokenReply {
    parse(&raw(
        200,
        Some("application/json; charset=utf-8"),
        body.as_bytes(),
    ))
    .expect(body)
}

fn err(body: &str) -> TokenError {
    parse(&raw(200, Some("application/json"), body.as_bytes())).expect_err(body)
}

fn with(member: &str) -> String {
    format!(r#"{{"access_token":"at","token_type":"Bearer",{member}}}"#)
}

#[test]
fn a_reply_by_the_book_has_no_deviations() {
    let id_token = jwt::unsigned(&serde_json::json!({"sub": "7"}));
    let reply = ok(&format!(
        r#"{{"access_token":"at","token_type":"Bearer","expires_in":3600,"refresh_token":"rt",
            "scope":"read write","id_token":"{id_token}","other":{{"a":[1]}}}}"#
    ));
    assert_eq!(reply.access.expose(), "at");
    assert_eq!(reply.refresh.expect("a refresh token").expose(), "rt");
    assert_eq!(reply.id_token.expect("an ID token").expose(), id_token);
    assert_eq!(reply.lifetime, Lifetime::For(Duration::from_hours(1)));
    assert_eq!(reply.scopes, Some(vec!["read".to_owned(), "write".into()]));
    assert_eq!(reply.deviations, Vec::<String>::new());
}

#[test]
fn odd_forms_are_read_and_noted() {
    let good: &[u8] = br#"{"access_token":"at","token_type":"bearer","expires_in":60}"#;
    let bom = [b"\xef\xbb\xbf", good].concat();
    for (case, kind, body) in [
        ("D1", Some("text/html"), good),
        ("D2", Some("text/plain"), good),
        ("D3", None, good),
        (
            "D4",
            Some("application/x-www-form-urlencoded"),
            &b"access_token=at&token_type=bearer&expires_in=60"[..],
        ),
        (
            "D4 unlabelled",
            None,
            b"access_token=at&token_type=bearer&expires_in=60",
        ),
        ("D5", Some("application/json"), &bom),
    ] {
        let reply = parse(&raw(200, kind, body)).expect(case);
        assert_eq!(reply.access.expose(), "at", "{case}");
        assert_eq!(reply.expires_in(), Some(Duration::from_mins(1)), "{case}");
        assert!(!reply.deviations.is_empty(), "{case} is noted");
    }
    assert_eq!(
        ok(r#"{"access_token":"at"}"#).deviations.len(),
        1,
        "Firmafon: E11"
    );
}

#[test]
fn what_is_not_a_reply_is_refused() {
    let utf16: Vec<u8> = "{\"access_token\":\"at\"}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let deep = format!("{{\"access_token\":{}", "[".repeat(100_000));
    for (case, body, html) in [
        ("D6 UTF-16", utf16.as_slice(), false),
        (
            "D7 invalid UTF-8",
            b"{\"access_token\":\"\xff\xfe\"}",
            false,
        ),
        ("D10 deep", deep.as_bytes(), false),
        ("D11 array", b"[{\"access_token\":\"at\"}]", false),
        ("D13 null", b"null", false),
        (
            "D15 NaN",
            b"{\"access_token\":\"at\",\"expires_in\":NaN}",
            false,
        ),
        (
            "D18 portal",
            b"<!DOCTYPE html><html><body>Please accept our terms</body></html>",
            true,
        ),
        ("text", b"ok", false),
        (
            "two documents",
            b"{\"access_token\":\"a\"}{\"access_token\":\"b\"}",
            false,
        ),
        ("cut off", b"{\"access_token\":\"at", false),
    ] {
        match parse(&raw(200, Some("application/json"), body)) {
            Err(TokenError::NotJson {
                looks_like_html,
                excerpt,
            }) => {
                assert_eq!(looks_like_html, html, "{case}");
                assert!(excerpt.len() <= 260, "{case}: a short excerpt");
                assert!(!excerpt.contains("\"at"), "{case}: no token in {excerpt}");
            }
            other => panic!("{case}: {other:?}"),
        }
    }
    for empty in [&b""[..], b"  \n", b"\xef\xbb\xbf"] {
        assert!(
            matches!(parse(&raw(200, None, empty)), Err(TokenError::EmptyReply)),
            "D16"
        );
        assert!(
            matches!(parse(&raw(204, None, empty)), Err(TokenError::EmptyReply)),
            "D17"
        );
    }
}

#[test]
fn a_deep_unknown_member_is_no_harm() {
    let deep = format!("\"x\":{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(ok(&with(&deep)).access.expose(), "at");
    let many: Vec<String> = (0..10_000).map(|n| format!("\"m{n}\":{n}")).collect();
    assert_eq!(ok(&with(&many.join(","))).access.expose(), "at", "E36");
}

#[test]
fn members_twice_are_refused() {
    for body in [
        r#"{"access_token":"a","access_token":"b"}"#,
        r#"{"access_token":"a","access_t\u006fken":"b"}"#,
        r#"{"access_token":"a","scope":"x","scope":"y"}"#,
        "access_token=a&access_token=b",
    ] {
        assert!(matches!(err(body), TokenError::Duplicate { .. }), "{body}");
    }
}

#[test]
fn a_bad_access_token_is_refused() {
    let big = format!(r#"{{"access_token":"{}"}}"#, "a".repeat(256 * 1024 + 1));
    for (case, body, message) in [
        ("E1", r#"{"token_type":"Bearer"}"#, "no access token"),
        ("E2", r#"{"access_token":""}"#, "no access token"),
        ("E3", r#"{"access_token":null}"#, "no access token"),
        ("E5", r#"{"access_token":{"v":"at"}}"#, "not a text"),
        ("number", r#"{"access_token":42}"#, "not a text"),
        ("E6", &big, "256 KiB"),
        (
            "E7",
            r#"{"access_token":"a\r\nX-Evil: 1"}"#,
            "cannot be sent",
        ),
        ("E8", r#"{"access_token":"a\u0000b"}"#, "cannot be sent"),
        ("E9", r#"{"access_token":"ä"}"#, "cannot be sent"),
        (
            "refresh with CRLF",
            r#"{"access_token":"a","refresh_token":"r\nx"}"#,
            "cannot be sent",
        ),
    ] {
        let said = err(body).message();
        assert!(said.contains(message), "{case}: {said}");
    }
}

#[test]
fn only_bearer_tokens_are_bearer_tokens() {
    for given in ["Bearer", "bearer", "bEaReR"] {
        let reply = ok(&format!(r#"{{"access_token":"a","token_type":"{given}"}}"#));
        assert_eq!(reply.token_type, given, "E12");
    }
    for given in ["mac", "DPoP", "N_A"] {
        let body = format!(r#"{{"access_token":"a","token_type":"{given}"}}"#);
        assert!(
            matches!(err(&body), TokenError::UnexpectedTokenType { .. }),
            "E13, E14 {given}"
        );
    }
    assert_eq!(
        ok(r#"{"access_token":"a","token_type":null}"#).token_type,
        "Bearer"
    );
    assert_eq!(
        ok(r#"{"access_token":"a","token_type":""}"#).token_type,
        "Bearer"
    );
    let odd = ok(r#"{"access_token":"a","token_type":7}"#);
    assert_eq!(odd.token_type, "Bearer", "one odd member spoils nothing");
    assert!(!odd.deviations.is_empty());
    for given in [
        "bot",
        "user",
        "User Access Token",
        "Application Access Token",
        "token",
        "jwt",
    ] {
        let reply = ok(&format!(r#"{{"access_token":"a","token_type":"{given}"}}"#));
        assert_eq!(reply.token_type, given);
        let told = reply.deviations.concat();
        assert!(told.contains(given) && told.contains("Bearer"), "{told}");
    }
    let any = ReplyRules {
        any_type: true,
        ..ReplyRules::default()
    };
    for given in ["mac", "DPoP", "N_A"] {
        let body = format!(r#"{{"access_token":"a","token_type":"{given}"}}"#);
        let reply = TokenReply::read(body.as_bytes(), any).expect("a person decided so");
        assert!(!reply.deviations.is_empty(), "and it is told: {given}");
    }
}

#[test]
fn lifetimes_are_read_in_every_spelling() {
    for (case, value, seconds, noted) in [
        ("E17", "\"3600\"", Some(3600), true),
        ("E18", "3599.5", Some(3599), true),
        ("exponent", "3.6e3", Some(3600), false),
        ("E19", "1e400", Some(LONGEST.as_secs()), true),
        (
            "E19 text",
            "\"99999999999999999999\"",
            Some(LONGEST.as_secs()),
            true,
        ),
        ("E21", "0", Some(0), true),
        ("E22", "-5", Some(0), true),
        ("E23", "null", None, false),
        ("empty", "\"\"", None, false),
        ("word", "\"soon\"", None, true),
        ("no end", "\"never\"", Some(0), true),
        ("bool", "true", None, true),
        ("list", "[3600]", None, true),
        ("NaN as text", "\"NaN\"", Some(0), true),
        ("infinite as text", "\"inf\"", Some(LONGEST.as_secs()), true),
    ] {
        let reply = ok(&with(&format!("\"expires_in\":{value}")));
        assert_eq!(
            reply.expires_in().map(|wait| wait.as_secs()),
            seconds,
            "{case}"
        );
        assert_eq!(
            !reply.deviations.is_empty(),
            noted,
            "{case}: {:?}",
            reply.deviations
        );
    }
    let reply = ok(r#"{"access_token":"a","token_type":"Bearer","created_at":1700000000}"#);
    assert_eq!(reply.expires_in(), None, "E16");
    assert_eq!(
        reply.created_at.map(jiff::Timestamp::as_second),
        Some(1_700_000_000),
        "GoToSocial"
    );
}

#[test]
fn a_refresh_token_that_is_none_is_none() {
    for value in ["null", "\"\""] {
        let reply = ok(&with(&format!("\"refresh_token\":{value}")));
        assert!(reply.refresh.is_none(), "E26 to E28: {value}");
    }
}

#[test]
fn scopes_are_read_in_every_spelling() {
    for (case, value, scopes, noted) in [
        ("E31 narrowed", "\"read\"", Some(vec!["read"]), false),
        (
            "E32 widened",
            "\"read write admin\"",
            Some(vec!["read", "write", "admin"]),
            true,
        ),
        (
            "list",
            "[\"read\",\"write\"]",
            Some(vec!["read", "write"]),
            true,
        ),
        (
            "commas",
            "\"read,write\"",
            Some(vec!["read", "write"]),
            true,
        ),
        (
            "spaces",
            "\"  read   write \"",
            Some(vec!["read", "write"]),
            false,
        ),
        ("E34 html", "\"<b>x</b>\"", Some(vec!["<b>x</b>"]), true),
        ("empty", "\"\"", None, false),
        ("null", "null", None, false),
        ("number", "7", None, true),
    ] {
        let reply = ok(&with(&format!("\"scope\":{value}")));
        let expected = scopes.map(|list| list.into_iter().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(reply.scopes, expected, "{case}");
        assert_eq!(
            !reply.deviations.is_empty(),
            noted,
            "{case}: {:?}",
            reply.deviations
        );
    }
}

#[test]
fn a_broken_id_token_does_not_cost_the_access_token() {
    for value in ["\"garbage\"", "{\"a\":1}", "7", "\"a\\nb\""] {
        let reply = ok(&with(&format!("\"id_token\":{value}")));
        assert!(reply.id_token.is_none(), "E35: {value}");
        assert_eq!(reply.deviations.len(), 1, "E35 is noted: {value}");
    }
}

#[test]
fn granted_details_are_a_list_wherever_they_stand() {
    let list = r#"[{"type":"payment","amount":"3"}]"#;
    let reply = ok(&with(&format!("\"authorization_details\":{list}")));
    let told = reply.details.expect("details");
    assert_eq!(told[0]["amount"], "3");
    assert!(reply.deviations.is_empty(), "{:?}", reply.deviations);

    let quoted = serde_json::Value::from(list);
    let reply = ok(&with(&format!("\"authorization_details\":{quoted}")));
    assert_eq!(reply.details, Some(told), "in a text");
    assert_eq!(reply.deviations.len(), 1);

    for value in ["7", "{}", "\"x\""] {
        let reply = ok(&with(&format!("\"authorization_details\":{value}")));
        assert_eq!(reply.details, None, "{value}");
        assert!(!reply.deviations.is_empty(), "{value}");
    }
}
