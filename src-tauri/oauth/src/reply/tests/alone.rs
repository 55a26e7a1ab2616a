//! Replies that are no JSON: a token by itself, and pages in other charsets than UTF-8.

use super::{parse, raw};
use crate::error::TokenError;

#[test]
fn a_reply_that_is_the_token_alone_is_taken_and_noted() {
    for (kind, body, token) in [
        (
            Some("text/plain"),
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            None,
        ),
        (
            Some("text/plain; charset=utf-8"),
            "3f2504e0-4f89-41d3-9a0c-0305e82c3301\n",
            None,
        ),
        (Some("application/octet-stream"), "Zk8sPq2LmN7xRt4Vb", None),
        (None, "Zk8sPq2LmN7xRt4Vb", None),
        (
            Some("application/json"),
            "\"Zk8sPq2LmN7xRt4Vb\"",
            Some("Zk8sPq2LmN7xRt4Vb"),
        ),
    ] {
        let reply = parse(&raw(200, kind, body.as_bytes())).expect(body);
        assert_eq!(
            reply.access.expose(),
            token.unwrap_or(body.trim()),
            "{body}"
        );
        let told = reply.deviations.concat();
        assert!(told.contains("the token and nothing else"), "{told}");
        let refused = parse(&raw(400, kind, body.as_bytes())).expect_err(body);
        assert_eq!(
            refused.said().as_deref().map(|said| said.trim_matches('"')),
            Some("[redacted]")
        );
    }
    for words in [
        "ok",
        "error",
        "Unauthorized",
        "invalid_client_credentials",
        "<html>Zk8sPq2LmN7xRt4Vb</html>",
        "1234567890123456789",
    ] {
        let error = parse(&raw(200, Some("text/plain"), words.as_bytes())).expect_err(words);
        assert!(
            matches!(error, TokenError::NotJson { .. }),
            "{words}: {error:?}"
        );
    }
}

#[test]
fn the_servers_words_are_read_in_its_charset() {
    let page = b"<p>Ger\xe4t gesperrt</p>";
    let error = parse(&raw(403, Some("text/html; charset=iso-8859-1"), page)).expect_err("refused");
    assert_eq!(error.said().as_deref(), Some("<p>Gerät gesperrt</p>"));
    let json = b"{\"error\":\"locked\",\"error_description\":\"Ger\xe4t gesperrt\"}";
    let kind = Some("application/json; charset=iso-8859-1");
    let error = parse(&raw(400, kind, json)).expect_err("refused");
    assert_eq!(error.said().as_deref(), Some("locked: Gerät gesperrt"));
}
