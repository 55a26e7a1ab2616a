//! TE-D, TE-E and TE-F: responses that were read completely.

use std::time::Duration;

use tokenry_doubles::Play;
use tokenry_oauth::error::{RefreshVerdict, TokenError};

use super::{Case, GOOD, fails, grants, lives, refuses};
use crate::reply::{answer, head, json};

pub(super) fn syntax() -> Vec<Case> {
    let say =
        |kind: &str, body: &[u8]| Play::say(answer("200 OK", &[("Content-Type", kind)], body));
    let not_json = |error: &TokenError| matches!(error, TokenError::NotJson { .. });
    let wide: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let deep = format!("{{\"access_token\":{}", "[".repeat(100_000));
    vec![
        grants("D1 JSON as HTML", say("text/html", GOOD.as_bytes())),
        grants("D2 JSON as text", say("text/plain", GOOD.as_bytes())),
        grants("D3 no media type", Play::say(answer("200 OK", &[], GOOD))),
        grants(
            "D4 form",
            say(
                "application/x-www-form-urlencoded",
                b"access_token=GRANTED&token_type=bearer",
            ),
        ),
        grants(
            "D5 byte order mark",
            say(
                "application/json",
                &[b"\xef\xbb\xbf", GOOD.as_bytes()].concat(),
            ),
        ),
        fails("D6 UTF-16", say("application/json", &wide), not_json),
        fails(
            "D7 not UTF-8",
            say("application/json", b"{\"access_token\":\"GRANTED\xff\"}"),
            not_json,
        ),
        fails(
            "D8 twice",
            say(
                "application/json",
                br#"{"access_token":"GRANTED","access_token":"GRANTED2"}"#,
            ),
            |error| matches!(error, TokenError::Duplicate { .. }),
        ),
        fails(
            "D10 deep",
            say("application/json", deep.as_bytes()),
            not_json,
        ),
        fails("D11 list", say("application/json", b"[]"), not_json),
        fails("D13 null", say("application/json", b"null"), not_json),
        fails(
            "D15 NaN",
            say(
                "application/json",
                br#"{"access_token":"GRANTED","expires_in":NaN}"#,
            ),
            not_json,
        ),
        fails("D16 empty", say("application/json", b""), |error| {
            matches!(error, TokenError::EmptyReply)
        }),
        fails("D17 204", Play::say(head("204 No Content", &[])), |error| {
            matches!(error, TokenError::EmptyReply)
        }),
        fails(
            "D18 captive portal",
            say("text/html", b"<!DOCTYPE html><html>Welcome</html>"),
            |error| {
                matches!(
                    error,
                    TokenError::NotJson {
                        looks_like_html: true,
                        ..
                    }
                )
            },
        ),
    ]
}

pub(super) fn fields() -> Vec<Case> {
    let say = |body: &str| Play::say(json("200 OK", body));
    let huge = format!(r#"{{"access_token":"{}"}}"#, "a".repeat(1024 * 1000));
    vec![
        fails("E1 no token", say(r#"{"token_type":"Bearer"}"#), |error| {
            matches!(error, TokenError::NoAccessToken { .. })
        }),
        fails("E6 huge token", say(&huge), |error| {
            matches!(error, TokenError::TokenTooLarge { .. })
        }),
        fails(
            "E7 CRLF in the token",
            say(r#"{"access_token":"GRANTED\r\nX: y"}"#),
            |error| matches!(error, TokenError::BadCharacters { .. }),
        ),
        fails(
            "E13 mac",
            say(r#"{"access_token":"GRANTED","token_type":"mac"}"#),
            |error| matches!(error, TokenError::UnexpectedTokenType { .. }),
        ),
        lives(
            "E16 no expiry",
            say(r#"{"access_token":"GRANTED","token_type":"Bearer"}"#),
            None,
        ),
        lives(
            "E17 text",
            say(r#"{"access_token":"GRANTED","expires_in":"3600"}"#),
            Some(3600),
        ),
        lives(
            "E21 zero",
            say(r#"{"access_token":"GRANTED","expires_in":0}"#),
            Some(0),
        ),
    ]
}

pub(super) fn refusals() -> Vec<Case> {
    let later = |secs: Option<u64>| RefreshVerdict::Transient {
        retry_after: secs.map(Duration::from_secs),
    };
    let oauth =
        |status: &str, code: &str| Play::say(json(status, &format!(r#"{{"error":"{code}"}}"#)));
    let html = |status: &str| {
        Play::say(answer(
            status,
            &[("Content-Type", "text/html")],
            "<html>invalid_grant</html>",
        ))
    };
    let patience = answer(
        "429 Too Many Requests",
        &[("Retry-After", "120")],
        "slow down",
    );
    let date = answer(
        "503 Service Unavailable",
        &[
            ("Date", "Fri, 02 Jan 2026 03:04:05 GMT"),
            ("Retry-After", "Fri, 02 Jan 2026 03:05:05 GMT"),
        ],
        "",
    );
    let echo = r#"{"error":"invalid_client","error_description":"your secret PLANTED-cl1ent-s3cret is wrong"}"#;
    vec![
        refuses(
            "F1 invalid_grant",
            oauth("400 Bad Request", "invalid_grant"),
            RefreshVerdict::Dead,
        ),
        refuses(
            "F3 invalid_client",
            oauth("401 Unauthorized", "invalid_client"),
            later(None),
        ),
        refuses(
            "F4 unauthorized_client",
            oauth("400 Bad Request", "unauthorized_client"),
            later(None),
        ),
        refuses("F6 400 HTML", html("400 Bad Request"), later(None)),
        refuses("F7 firewall", html("403 Forbidden"), later(None)),
        refuses(
            "F8 proxy",
            html("407 Proxy Authentication Required"),
            later(None),
        ),
        refuses("F10 429", Play::say(patience), later(Some(120))),
        refuses("F12 500", html("500 Internal Server Error"), later(None)),
        refuses("F13 503 with a date", Play::say(date), later(Some(60))),
        refuses(
            "F18 echo",
            Play::say(json("401 Unauthorized", echo)),
            later(None),
        ),
        refuses(
            "empty 401",
            Play::say(answer("401 Unauthorized", &[], "")),
            later(None),
        ),
    ]
}
