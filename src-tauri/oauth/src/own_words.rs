//! What a server says in words of its own where the standard would have it say `error` and
//! `error_description` (RFC 6749 §5.2).

use serde_json::Value;

use super::{reply_fields::ReplyFields, sanitize};
use tokenry_model::redact::Redactor;

/// Names of what explains, the most telling first.
const WORDS: [&str; 13] = [
    "error_description",
    "errmsg",
    "error_msg",
    "error_message",
    "errorMessage",
    "message",
    "msg",
    "description",
    "detail",
    "details",
    "reason",
    "title",
    "info",
];
/// Names of what tells kinds of errors apart.
const CODES: [&str; 7] = [
    "error",
    "errcode",
    "error_code",
    "errorCode",
    "code",
    "status",
    "status_code",
];

/// The server's explanation with its code, or else the beginning of what it sent. Secrets are
/// masked.
pub(super) fn of(members: &ReplyFields, redactor: &Redactor) -> String {
    let shown = members.shown(redactor);
    let quoted = |text: &str| sanitize::quote(text, redactor);
    let objects = [&shown].into_iter().chain(
        shown
            .values()
            .flat_map(|value| match value {
                Value::Array(list) => list.iter().collect::<Vec<_>>(),
                other => vec![other],
            })
            .filter_map(Value::as_object),
    );
    // The words that an object one level down holds are about as good as those at the top, but
    // "error" alone is none.
    let found = objects
        .filter_map(|object| {
            let word = WORDS.iter().find_map(|name| {
                let text = object.get(*name)?.as_str()?;
                (!text.trim().is_empty()).then_some(text)
            })?;
            let code = CODES.iter().find_map(|name| match object.get(*name)? {
                Value::Number(number) => Some(number.to_string()),
                Value::String(text) if !text.is_empty() && text != word => Some(text.clone()),
                _ => None,
            });
            Some((word, code))
        })
        .max_by_key(|(word, _)| word.split_whitespace().count().min(3));
    match found {
        Some((word, Some(code))) => quoted(&format!("{code}: {word}")),
        Some((word, None)) => quoted(word),
        None => members.excerpt(redactor),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_own_words_are_found() {
        for (reply, expected) in [
            (
                r#"{"code":10003,"msg":"invalid param"}"#,
                "10003: invalid param",
            ),
            (
                r#"{"errcode":40029,"errmsg":"invalid code"}"#,
                "40029: invalid code",
            ),
            (
                r#"{"data":{"description":"Authorization code expired","error_code":10007},"message":"error"}"#,
                "10007: Authorization code expired",
            ),
            (
                r#"{"ok":false,"errors":[{"code":"E7","detail":"no such app"}]}"#,
                "E7: no such app",
            ),
            (r#"{"message":"Sorry"}"#, "Sorry"),
            (
                r#"{"msg":"the code s3cret-code is spent"}"#,
                "the code [redacted] is spent",
            ),
            (r#"{"ok":false,"n":7}"#, r#"{"ok": false, "n": 7}"#),
        ] {
            let redactor =
                Redactor::new().with_secret(&tokenry_model::secret::Secret::new("s3cret-code"));
            let members = ReplyFields::read(reply.as_bytes(), None, &redactor);
            let members = members.unwrap_or_else(|error| panic!("{reply}: {error}"));
            assert_eq!(of(&members, &redactor), expected, "{reply}");
        }
    }
}
