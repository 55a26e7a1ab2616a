//! Placeholders: what stands in a command or a collection for something that its reader has.

/// Does this text only stand for what its reader has? `{{name}}`, `$NAME`, `%NAME%`, `<name>`,
/// `[name]`, `YOUR_CLIENT_ID`, `ACCESS_TOKEN`.
pub(super) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
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
    let yours = ["your_", "your-", "your ", "my_client_", "my-client-"];
    let spoken =
        yours.iter().any(|start| lower.starts_with(start)) || lower == "xxx" || lower == "...";
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
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "abc", "my-app", "7956", "TOKENRY", "eyJ.a.b", "a{b}c", "$", "x", "AB12_CD",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
