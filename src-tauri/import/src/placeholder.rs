//! Placeholders in a command or a collection, for values that its reader has.

use url::Url;

use tokenry_model::variables::Variable;

/// Words that are never values, without their separators: the names of parameters, and requests for
/// a replacement.
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

/// Returns `true` for a placeholder: `{{name}}`, `$NAME`, `%NAME%`, `<name>`, `[name]`,
/// `YOUR_CLIENT_ID`, `ACCESS_TOKEN`.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    // Microsoft's tools write their ids in braces.
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
        ("#{", "}"),
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
        // The nil UUID (RFC 9562 §5.9).
        || uuid::Uuid::try_parse(text).is_ok_and(|id| id.is_nil());
    // `:client_id` in routes and `@client_id` in Ruby.
    let spoken = spoken
        || text.strip_prefix([':', '@']).is_some_and(|name| {
            name.len() > 1 && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        })
        || ["SECRET", "TOKEN", "PASSWORD"].contains(&text);
    let shouted = text.contains('_') && text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    spoken
        || shouted
        || (text.len() > 2
            && text
                .chars()
                .all(|c| matches!(c, 'x' | 'X' | '*' | '.' | '…')))
}

/// Returns `true` if the text is marked as a placeholder even where any text is possible: `<id>`,
/// `{id}`, `%ID%`, `YOUR_ID`. A dollar sign does not count, since services have names that begin
/// with one (`$metadata`).
pub(super) fn is_marked(text: &str) -> bool {
    let text = text.trim();
    let shouted = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || "_-".contains(c);
    let yours = ["YOUR_", "YOUR-"];
    let within = [("<", ">"), ("{", "}"), ("%", "%")];
    yours.iter().any(|start| text.starts_with(start)) && text.chars().all(shouted)
        || within.iter().any(|(open, close)| {
            let inner = text.strip_prefix(open);
            let inner = inner.and_then(|rest| rest.strip_suffix(close));
            inner.is_some_and(|inner| is_named(inner) && uuid::Uuid::try_parse(inner).is_err())
        })
}

/// Substitutes given values in a URL, for `{name}`, `<name>` and a literal `YOUR_NAME`.
pub(super) fn filled(address: &str, values: &[Variable]) -> String {
    let mut filled = address.to_owned();
    for Variable { name, value } in values.iter().filter(|one| !one.value.is_empty()) {
        let plain = is_placeholder(name).then(|| name.clone());
        for written in [format!("{{{name}}}"), format!("<{name}>")]
            .into_iter()
            .chain(plain)
        {
            // `${name}` and `{{name}}` are already substituted, or have another meaning.
            if filled.contains(&written) && !filled.contains(&format!("{{{{{name}}}}}")) {
                filled = filled.replace(&written, value);
            }
        }
    }
    filled
}

/// Returns the first placeholder in the host or path of a URL.
pub fn in_address(url: &Url) -> Option<String> {
    let host = url.host_str().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let open_label = |(at, label): (usize, &&str)| {
        let of_reader = label.starts_with("your_")
            || matches!(*label, "yourdomain" | "your-domain" | "yourtenant" | "your-tenant")
            // Such a name may be a registered domain.
            || label.starts_with("your-") && at + 2 != labels.len();
        of_reader || label.contains(['{', '<', '$']) || is_marked(label)
    };
    let mut all = labels.iter().enumerate();
    if let Some((_, label)) = all.find(|one| open_label(*one)) {
        return Some((*label).to_owned());
    }
    let segments = url.path().split('/');
    let mut decoded = segments.map(|part| {
        let part = percent_encoding::percent_decode_str(part);
        part.decode_utf8_lossy().into_owned()
    });
    decoded.find(|part| {
        let named = |start: char| part.strip_prefix(start).is_some_and(is_named);
        let braced = part
            .split_once('{')
            .and_then(|(_, rest)| rest.split_once('}'));
        is_marked(part)
            || named(':')
            || named('$')
            || braced.is_some_and(|(inner, _)| is_marked(&format!("{{{inner}}}")))
    })
}

/// Returns `true` if the text could be a name.
pub(super) fn is_named(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-. ".contains(c))
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
            ":client_id",
            "@client_id",
            "#{secret}",
            "SECRET",
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
            "secret",
            ":7f3A",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn an_address_may_have_a_placeholder_for_a_host_or_in_its_path() {
        for (address, open) in [
            ("https://YOUR_DOMAIN/token", Some("your_domain")),
            ("https://your-tenant.example.org/token", Some("your-tenant")),
            ("https://{your-domain}/token", Some("{your-domain}")),
            ("https://id.example.org/{tenant}/token", Some("{tenant}")),
            (
                "https://id.example.org/<tenant-id>/token",
                Some("<tenant-id>"),
            ),
            ("https://id.example.org/:tenant/token", Some(":tenant")),
            ("https://id.example.org/$TENANT/token", Some("$TENANT")),
            (
                "https://id.example.org/YOUR_TENANT_ID/token",
                Some("YOUR_TENANT_ID"),
            ),
            ("https://www.your-server.de/token", None),
            ("https://id.example.org/a%20b/v1:token/$5", None),
            (
                "https://id.example.org/{6f1d0b0e-1111-2222-3333-444455556666}/",
                None,
            ),
            ("https://id.example.org/your-orders", None),
        ] {
            let url = Url::parse(address).expect("an address");
            assert_eq!(in_address(&url).as_deref(), open, "{address}");
        }
    }
}
