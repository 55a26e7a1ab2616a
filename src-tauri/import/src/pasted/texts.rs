//! The surroundings of a pasted token reply: response headers, the URL on which a browser landed,
//! or lines of a settings file.

use serde_json::{Map, Value};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use tokenry_model::{redact::is_secret_name, spelling::squashed};

/// Returns the body of a response that was copied with its headers (`curl -i`).
pub(super) fn body_of(text: &str) -> &str {
    let mut rest = text;
    while rest.starts_with("HTTP/") {
        let Some((_, body)) = ["\r\n\r\n", "\n\n"]
            .into_iter()
            .filter_map(|end| rest.split_once(end))
            .min_by_key(|(head, _)| head.len())
        else {
            break;
        };
        rest = body.trim();
    }
    rest
}

/// Matches the two parts of an OAuth 1.0a token (RFC 5849 §2.3), as a form or as JSON.
pub(super) fn is_of_oauth1(text: &str) -> bool {
    let half = |name: &str| {
        let begins = text.starts_with(&format!("{name}="));
        begins || text.contains(&format!("&{name}=")) || text.contains(&format!("\"{name}\""))
    };
    half("oauth_token") && half("oauth_token_secret")
}

/// Returns a web URL, or a program's own URL that contains a token.
pub(super) fn address(text: &str) -> Option<Url> {
    let is_web = text.starts_with("http://") || text.starts_with("https://");
    let holds_token = text.contains("access_token=") && text.contains([':', '#']);
    if text.contains(char::is_whitespace) || !(is_web || holds_token) {
        return None;
    }
    Url::parse(text).ok()
}

/// Returns the token reply in the fragment of a URL (RFC 6749 §4.2.2), or in its query.
pub(super) fn landed_with(url: &Url) -> Option<Zeroizing<String>> {
    let parts = [url.fragment(), url.query()].into_iter().flatten();
    let holds_token = |part: &&str| {
        let mut pairs = form_urlencoded::parse(part.as_bytes());
        pairs.any(|(name, value)| squashed(&name) == "accesstoken" && !value.is_empty())
    };
    let found = parts
        .map(|part| part.trim_start_matches(['/', '?']))
        .find(holds_token)?;
    Some(Zeroizing::new(found.to_owned()))
}

/// The content of `NAME=value` or `name: value` lines.
pub(super) enum Assigned {
    /// A token with a name for any kind of token.
    Token(Zeroizing<String>),
    /// The members of a token reply, as JSON.
    Reply(Zeroizing<String>),
}

/// Reads lines of a shell, a settings file, YAML, or a JSON object without its braces. Headers do
/// not match, since their names contain no underscore.
pub(super) fn assigned(text: &str) -> Option<Assigned> {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let all: Vec<(&str, &str)> = lines.map(assignment).collect::<Option<_>>()?;
    if let [(name, value)] = all.as_slice()
        && is_token_name(name)
        && squashed(name) != "refreshtoken"
    {
        return Some(Assigned::Token(Zeroizing::new((*value).to_owned())));
    }
    let members: Map<String, Value> = all
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value_of(name, value)))
        .collect();
    let is_reply = all.iter().any(|(name, _)| is_token_name(name));
    is_reply.then(|| Assigned::Reply(Zeroizing::new(Value::Object(members).to_string())))
}

/// Reads `export NAME="value"`, `$env:NAME = 'value'`, `name: value` and `"name": "value",`.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let words = [
        "export ",
        "set ",
        "setx ",
        "declare -x ",
        "$env:",
        "const ",
        "let ",
        "var ",
    ];
    let line = words
        .iter()
        .find_map(|word| line.strip_prefix(word))
        .unwrap_or(line);
    let at = line.find(['=', ':'])?;
    let (name, value) = (line[..at].trim_end(), &line[at + 1..]);
    let bare = name.trim_matches(['"', '\'']);
    let quoted = bare.len() < name.len();
    let is_name = bare.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && bare.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    // `Token: …` is a header, and a text that begins with two of them is not an assignment.
    let is_member = quoted || bare.contains('_') || squashed(bare) == "accesstoken";
    let separated = line[at..].starts_with('=') || (is_member && value.starts_with(' '));
    let value = value.trim().trim_end_matches([',', ';']).trim_end();
    let value = unquoted(value);
    let is_value = !value.is_empty() && !value.starts_with(['=', ':']);
    (is_name && separated && is_value).then_some((bare, value))
}

fn unquoted(value: &str) -> &str {
    let inner = ['"', '\'', '`']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
    inner.unwrap_or(value)
}

/// Keeps a number as a number, except in a token.
fn value_of(name: &str, text: &str) -> Value {
    match text.parse::<u64>() {
        Ok(number) if !is_secret_name(name) => number.into(),
        _ => text.into(),
    }
}

/// Matches `access_token`, `GITHUB_TOKEN` and `API_KEY`. A password or a client secret is not a
/// token.
fn is_token_name(name: &str) -> bool {
    let plain = squashed(name);
    let other = ["pass", "pwd", "secret", "csrf", "xsrf", "idtoken", "device"];
    is_secret_name(name)
        && !other.iter().any(|word| plain.contains(word))
        && ["token", "key", "bearer", "pat", "jwt"]
            .iter()
            .any(|end| plain.ends_with(end))
}
