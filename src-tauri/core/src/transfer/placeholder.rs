//! Placeholders: what stands in a command or a collection for something that its reader has.

/// Words that nobody has for a value, without their separators: the names of parameters, and what
/// asks to be replaced.
const SPOKEN: [&str; 14] = [
    "clientid",
    "clientsecret",
    "accesstoken",
    "refreshtoken",
    "apikey",
    "xxx",
    "...",
    "changeme",
    "replaceme",
    "placeholder",
    "yourid",
    "todo",
    "tbd",
    "redacted",
];

/// Does this text only stand for what its reader has? `{{name}}`, `$NAME`, `%NAME%`, `<name>`,
/// `[name]`, `YOUR_CLIENT_ID`, `ACCESS_TOKEN`.
pub(super) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    // Microsoft's own tools write their ids in braces.
    let braced = text
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    if braced.is_some_and(|inner| uuid::Uuid::try_parse(inner).is_ok()) {
        return false;
    }
    let wrapped = [
        ("{{", "}}"),
        ("<", ">"),
        ("[", "]"),
        ("{", "}"),
        ("%", "%"),
        ("$", ""),
    ];
    if wrapped.iter().any(|(open, close)| {
        text.len() > open.len() + close.len() && text.starts_with(open) && text.ends_with(close)
    }) {
        return true;
    }
    let lower = text.to_ascii_lowercase();
    let yours = [
        "your_",
        "your-",
        "your ",
        "my_client_",
        "my-client-",
        "insert_",
        "insert-",
        "replace_with",
        "replace-with",
    ];
    let bare: String = lower
        .chars()
        .filter(|c| !matches!(c, '_' | '-' | ' '))
        .collect();
    let spoken = yours.iter().any(|start| lower.starts_with(start))
        || SPOKEN.contains(&bare.as_str())
        // The UUID of nobody (RFC 9562 §5.9).
        || uuid::Uuid::try_parse(text).is_ok_and(|id| id.is_nil());
    let shouted = text.contains('_') && text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    spoken
        || shouted
        || (text.len() > 2
            && text
                .chars()
                .all(|c| matches!(c, 'x' | 'X' | '*' | '.' | '…')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_values() {
        for text in [
            "{{client_id}}",
            "$TOKEN",
            "${TOKEN}",
            "%TOKEN%",
            "<your token>",
            "YOUR_CLIENT_ID",
            "your-client-id",
            "ACCESS_TOKEN",
            "[Personal Auth Token]",
            "xxxxxxxx",
            "...",
            "client_id",
            "client-secret",
            "changeme",
            "replace-me",
            "INSERT_ID_HERE",
            "insert-your-id",
            "TODO",
            "[redacted]",
            "00000000-0000-0000-0000-000000000000",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "abc",
            "{6f1d0b0e-1111-2222-3333-444455556666}",
            "my-app",
            "demo",
            "client-id-7",
            "6f1d0b0e-1111-2222-3333-444455556666",
            "7956",
            "TOKENRY",
            "eyJ.a.b",
            "a{b}c",
            "$",
            "x",
            "AB12_CD",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
