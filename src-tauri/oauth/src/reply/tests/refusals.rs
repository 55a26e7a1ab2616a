//! TE-F: what a refusal says, and what it means for the refresh token.

use std::time::Duration;

use zeroize::Zeroizing;

use super::{ok, parse, raw};
use crate::error::{RefreshVerdict, TokenError};

#[test]
fn errors_are_quoted_and_only_invalid_grant_is_the_end() {
    let dead = RefreshVerdict::Dead;
    let later = RefreshVerdict::Transient { retry_after: None };
    for (case, status, body, code, verdict) in [
        (
            "F1",
            400,
            r#"{"error":"invalid_grant","error_description":"Token revoked"}"#,
            Some("invalid_grant"),
            dead,
        ),
        (
            "200",
            200,
            r#"{"error":"invalid_grant"}"#,
            Some("invalid_grant"),
            dead,
        ),
        (
            "500",
            500,
            r#"{"error":"invalid_grant"}"#,
            Some("invalid_grant"),
            later,
        ),
        (
            "F3",
            401,
            r#"{"error":"invalid_client"}"#,
            Some("invalid_client"),
            later,
        ),
        (
            "F4",
            400,
            r#"{"error":"unauthorized_client"}"#,
            Some("unauthorized_client"),
            later,
        ),
        (
            "GitHub",
            200,
            "error=bad_verification_code&error_description=expired",
            Some("bad_verification_code"),
            later,
        ),
        (
            "with a token",
            200,
            r#"{"error":"server_error","access_token":"a"}"#,
            Some("server_error"),
            later,
        ),
        (
            "nested",
            400,
            r#"{"error":{"message":"no","type":"OAuthException","code":190}}"#,
            Some("OAuthException"),
            later,
        ),
        (
            "a number in an object",
            400,
            r#"{"error":{"code":40029,"message":"no"}}"#,
            Some("40029"),
            later,
        ),
        (
            "an older Laravel",
            401,
            r#"{"error":"invalid_request","message":"The refresh token is invalid."}"#,
            Some("invalid_request"),
            dead,
        ),
        (
            "Twitch",
            400,
            r#"{"error":"Bad Request","status":400,"message":"Invalid refresh token"}"#,
            Some("Bad Request"),
            dead,
        ),
        (
            "no code at all",
            401,
            r#"{"message":"Invalid refresh token"}"#,
            None,
            dead,
        ),
        ("F6", 400, "<html>nope</html>", None, later),
        ("F7", 403, "<html>WAF: invalid_grant</html>", None, later),
        ("F8", 407, "", None, later),
        ("F10", 429, "slow down", None, later),
        ("F12", 500, "<html>oops</html>", None, later),
        ("empty 401", 401, "", None, later),
        (
            "token with 400",
            400,
            r#"{"access_token":"a"}"#,
            None,
            later,
        ),
    ] {
        let error = parse(&raw(status, Some("application/json"), body.as_bytes())).expect_err(case);
        assert_eq!(error.code(), code, "{case}");
        assert_eq!(error.refresh_verdict(), verdict, "{case}");
        assert!(!error.hint().is_empty(), "{case}");
        assert!(
            error.message().ends_with('.'),
            "{case}: {}",
            error.message()
        );
    }
    for no_error in [
        r#"{"code":0,"message":""}"#,
        r#"{"code":"ok"}"#,
        "0",
        "false",
    ] {
        let reply = format!(r#"{{"access_token":"a","error":{no_error}}}"#);
        assert_eq!(ok(&reply).access.expose(), "a", "{no_error}");
    }
    let not_an_error = ok(r#"{"access_token":"a","token_type":"Bearer","error":null}"#);
    assert_eq!(not_an_error.access.expose(), "a");
    assert_eq!(
        ok(r#"{"access_token":"a","error":""}"#).access.expose(),
        "a"
    );
}

#[test]
fn patience_is_passed_on() {
    let mut reply = raw(429, None, b"");
    reply.retry_after = Some(Duration::from_mins(2));
    let verdict = parse(&reply).expect_err("refused").refresh_verdict();
    assert_eq!(
        verdict,
        RefreshVerdict::Transient {
            retry_after: Some(Duration::from_mins(2))
        }
    );
    reply.body = Zeroizing::new(br#"{"error":"temporarily_unavailable"}"#.to_vec());
    let verdict = parse(&reply).expect_err("refused").refresh_verdict();
    assert_eq!(
        verdict,
        RefreshVerdict::Transient {
            retry_after: Some(Duration::from_mins(2))
        }
    );
}

#[test]
fn the_servers_words_are_shown_without_tricks_or_secrets() {
    let error = parse(&raw(
        400,
        None,
        r#"{"error":"invalid_client","error_description":"\u001b[31mbad\u202e secret cl1ent-s3cret <script>",
            "error_uri":"javascript:alert(1)"}"#
            .as_bytes(),
    ))
    .expect_err("refused");
    assert_eq!(
        error.said().as_deref(),
        Some("invalid_client: [31mbad secret [redacted] <script>"),
        "F14, F16, F18"
    );
    match error {
        TokenError::Server(refusal) => assert_eq!(refusal.uri, None, "F17"),
        other => panic!("a refusal, not {other:?}"),
    }
    let echoed = parse(&raw(403, None, b"no entry for cl1ent-s3cret")).expect_err("refused");
    assert_eq!(echoed.said().as_deref(), Some("no entry for [redacted]"));
    let laravel = parse(&raw(
        401,
        None,
        br#"{"error":"invalid_client","message":"Client authentication failed"}"#,
    ));
    assert_eq!(
        laravel.expect_err("refused").said().as_deref(),
        Some("invalid_client: Client authentication failed")
    );
}
