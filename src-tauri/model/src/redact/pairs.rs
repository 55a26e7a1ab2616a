//! Adjacent names and values: `["access_token", "…"]`, `{"name": "…", "value": "…"}`.

use super::is_secret_name;

/// Returns `true` if `value` is the secret that `name` announces. Two adjacent protocol words are a
/// list of grant or response types (RFC 7591 §2), not a name and a secret.
pub(super) fn is_secret_pair(name: &str, value: &str) -> bool {
    is_secret_name(name) && !(is_protocol_word(name) && is_protocol_word(value))
}

fn is_protocol_word(text: &str) -> bool {
    const WORDS: [&str; 9] = [
        "authorization_code",
        "client_credentials",
        "code",
        "id_token",
        "implicit",
        "none",
        "password",
        "refresh_token",
        "token",
    ];
    WORDS.contains(&text) || text.starts_with("urn:ietf:params:oauth:")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::redact::Redactor;

    /// All readers of a body must agree: JSON, truncated JSON, and other text.
    #[test]
    fn every_reading_takes_the_same_two_for_a_pair() {
        for (name, value, secret) in [
            ("access_token", "S3CRET-9f", true),
            ("refresh_token", "S3CRET-9f", true),
            ("password", "S3CRET-9f", true),
            ("id_token", "S3CRET-9f", true),
            ("client_secret", "none", true),
            ("refresh_token", "authorization_code", false),
            ("password", "client_credentials", false),
            ("token", "code", false),
            (
                "token",
                "urn:ietf:params:oauth:grant-type:device_code",
                false,
            ),
            ("name", "S3CRET-9f", false),
        ] {
            assert_eq!(is_secret_pair(name, value), secret, "{name} {value}");
            let whole = json!([name, value]).to_string();
            let named = json!({ "name": name, "value": value }).to_string();
            for (kind, body) in [
                ("application/json", whole.clone()),
                ("application/json", format!("{{\"a\":[{whole},")),
                ("application/json", named),
                ("text/plain", format!("it is {whole} so")),
            ] {
                let shown = Redactor::new().body(Some(kind), &body);
                assert_eq!(
                    !shown.contains(&format!("\"{value}\"")),
                    secret,
                    "{body}: {shown}"
                );
            }
        }
    }
}
