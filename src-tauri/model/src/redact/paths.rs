//! Secrets in the path of a URL: bot tokens (Telegram), the secret part of webhook URLs (Slack,
//! Discord, Teams), and path parameters (`;jsessionid=…`, RFC 3986 §3.3).

use std::borrow::Cow;

use super::{MASK, hides_in_header, values};

/// After one of these segments, a long segment is the secret of a webhook.
const HOOKS: [&str; 6] = [
    "webhook",
    "webhooks",
    "hook",
    "hooks",
    "services",
    "incomingwebhook",
];

/// Shorter segments are ids.
const SHORTEST_OF_HOOK: usize = 20;

/// Telegram's bot tokens are 35 characters long.
const SHORTEST_OF_BOT: usize = 30;

/// Masks the secrets of a path. The text may begin with a scheme and host.
pub(super) fn masked(path: &str) -> String {
    let mut behind_hook = false;
    let parts: Vec<Cow<'_, str>> = path
        .split('/')
        .map(|part| {
            let (name, parameters) = match part.split_once(';') {
                Some((name, parameters)) => (name, Some(parameters)),
                None => (part, None),
            };
            let hides =
                is_of_bot(name) || behind_hook && is_of_hook(name) || values::is_marked(name);
            behind_hook |= HOOKS.contains(&name.to_ascii_lowercase().as_str());
            let name = if hides { MASK } else { name };
            match parameters {
                Some(parameters) => format!("{name};{}", without_values(parameters)).into(),
                None => name.into(),
            }
        })
        .collect();
    parts.join("/")
}

/// Masks the values of secret path parameters.
fn without_values(parameters: &str) -> String {
    let parameters = parameters
        .split(';')
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) if hides_in_header(name, value) => format!("{name}={MASK}"),
            _ => pair.to_owned(),
        });
    parameters.collect::<Vec<_>>().join(";")
}

/// `bot123456:AAH…`
fn is_of_bot(part: &str) -> bool {
    let split = part
        .split_once(':')
        .or_else(|| part.split_once("%3A"))
        .or_else(|| part.split_once("%3a"));
    split.is_some_and(|(bot, token)| {
        let id = bot.strip_prefix("bot").unwrap_or(bot);
        let digits = id.len() >= 5 && id.bytes().all(|byte| byte.is_ascii_digit());
        digits && token.len() >= SHORTEST_OF_BOT && token.chars().all(is_plain)
    })
}

/// Matches long segments that mix letters with digits or upper with lower case, which words do not.
fn is_of_hook(part: &str) -> bool {
    let has = |kind: fn(&char) -> bool| part.chars().any(|c| kind(&c));
    part.len() >= SHORTEST_OF_HOOK
        && part.chars().all(is_plain)
        && has(char::is_ascii_alphabetic)
        && (has(char::is_ascii_digit) || has(char::is_ascii_uppercase))
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_of_a_path_is_masked_and_an_id_is_not() {
        for (path, expected) in [
            (
                "/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1/getMe",
                "/[redacted]/getMe",
            ),
            (
                "https://hooks.example/services/T00000000/B00000000/abcdefGHIJKL123456789012",
                "https://hooks.example/services/T00000000/B00000000/[redacted]",
            ),
            (
                "/api/webhooks/1234567890/AbCdEfGhIjKlMnOpQrStUvWxYz_0123456789",
                "/api/webhooks/1234567890/[redacted]",
            ),
            (
                "/x/ghp_16C7e42F292c6912E7710c838347Ae178B4a",
                "/x/[redacted]",
            ),
            (
                "/v1;token=abc;v=2/me;jsessionid=8F2E1",
                "/v1;token=[redacted];v=2/me;jsessionid=[redacted]",
            ),
            (
                "/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1;v=2/getMe",
                "/[redacted];v=2/getMe",
            ),
            (
                "/hooks;v=2/abcdefGHIJKL123456789012;apikey=x",
                "/hooks;v=2/[redacted];apikey=[redacted]",
            ),
        ] {
            assert_eq!(masked(path), expected);
        }
        for path in [
            "/v1/projects/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms",
            "/repos/a/b/hooks/12345678",
            "/services/internal-payment-service/me",
            "http://127.0.0.1:8080/v1/me",
            "/v1/a:b/c",
            "/v1;v=2/items;page=3",
            "",
        ] {
            assert_eq!(masked(path), path);
        }
    }
}
