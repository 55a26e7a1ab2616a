//! Finding the token in a curl command. Only what can carry a token or an address is
//! understood; everything else is passed over.

use url::{Url, form_urlencoded};

use super::PastedError;

/// What a curl command carries.
pub(super) struct Carried {
    pub(super) token: String,
    pub(super) url: Option<Url>,
}

/// Long options with a value that matter not.
const LONG_WITH_VALUE: [&str; 20] = [
    "--request",
    "--data",
    "--data-raw",
    "--data-binary",
    "--data-urlencode",
    "--data-ascii",
    "--form",
    "--form-string",
    "--user",
    "--user-agent",
    "--cookie",
    "--cookie-jar",
    "--output",
    "--proxy",
    "--max-time",
    "--connect-timeout",
    "--cacert",
    "--cert",
    "--key",
    "--referer",
];

/// Short options that take a value.
const SHORT_WITH_VALUE: &str = "XdFuAbcoxmEeTrwCDKQtyYzU";

pub(super) fn is_command(text: &str) -> bool {
    let text = text.trim_start_matches(['$', '>', ' ']);
    ["curl ", "curl\t", "curl.exe ", "curl\n", "curl\\"]
        .iter()
        .any(|start| text.starts_with(start))
}

pub(super) fn read(command: &str) -> Result<Carried, PastedError> {
    let command = command.trim_start_matches(['$', '>', ' ']);
    let words = shell_words::split(&ansi_quotes(command)).map_err(PastedError::Quotes)?;
    let mut token = None;
    let mut url = None;
    let mut words = words.into_iter().skip(1);
    while let Some(word) = words.next() {
        match option(&word) {
            Word::Header(inline) => {
                let header = inline.or_else(|| words.next()).unwrap_or_default();
                token = token.or_else(|| header_token(&header));
            }
            Word::Bearer(inline) => token = inline.or_else(|| words.next()),
            Word::Url(inline) => url = url.or(inline.or_else(|| words.next())),
            Word::Other { takes_next: true } => drop(words.next()),
            Word::Other { takes_next: false } => {}
            Word::Plain => url = url.or(Some(word)),
        }
    }
    let url = url.and_then(|text| address(&text));
    let token = token
        .or_else(|| url.as_ref().and_then(query_token))
        .ok_or(PastedError::NoToken)?;
    if let Some(name) = token.strip_prefix('$') {
        let name = name.trim_matches(['{', '}', '(', ')']).to_owned();
        return Err(PastedError::Variable { name });
    }
    Ok(Carried { token, url })
}

enum Word {
    Header(Option<String>),
    Bearer(Option<String>),
    Url(Option<String>),
    Other { takes_next: bool },
    Plain,
}

fn option(word: &str) -> Word {
    if let Some(rest) = word.strip_prefix("-H") {
        return Word::Header((!rest.is_empty()).then(|| rest.to_owned()));
    }
    if word.starts_with("--") {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word, None),
        };
        return match name {
            "--header" => Word::Header(value),
            "--oauth2-bearer" => Word::Bearer(value),
            "--url" => Word::Url(value),
            name => Word::Other {
                takes_next: value.is_none() && LONG_WITH_VALUE.contains(&name),
            },
        };
    }
    match word.strip_prefix('-') {
        // In a bundle such as `-sSX` only the last letter can still want a value.
        Some(letters) if !letters.is_empty() => {
            let value_at = letters.find(|letter| SHORT_WITH_VALUE.contains(letter));
            Word::Other {
                takes_next: value_at.is_some_and(|at| at + 1 == letters.len()),
            }
        }
        _ => Word::Plain,
    }
}

/// The token of an `Authorization: Bearer …` header, or of one that is named for tokens.
fn header_token(header: &str) -> Option<String> {
    let (name, value) = header.split_once(':')?;
    let value = value.trim();
    match name.trim().to_ascii_lowercase().as_str() {
        "authorization" => {
            let (scheme, token) = value.split_once(' ')?;
            ["bearer", "token"]
                .contains(&scheme.to_ascii_lowercase().as_str())
                .then(|| token.trim().to_owned())
        }
        "x-access-token" | "x-auth-token" | "private-token" => Some(value.to_owned()),
        _ => None,
    }
    .filter(|token| !token.is_empty())
}

/// The token of `?access_token=…` (RFC 6750 §2.3).
fn query_token(url: &Url) -> Option<String> {
    form_urlencoded::parse(url.query()?.as_bytes())
        .find(|(name, value)| name == "access_token" && !value.is_empty())
        .map(|(_, value)| value.into_owned())
}

/// curl takes a missing scheme for http; nobody means that with a token.
fn address(text: &str) -> Option<Url> {
    if text.contains("://") {
        Url::parse(text).ok()
    } else {
        Url::parse(&format!("https://{text}")).ok()
    }
}

/// `$'…'` as browsers copy it, turned into plain quotes, which is all the lexer knows.
fn ansi_quotes(command: &str) -> String {
    let mut plain = String::with_capacity(command.len());
    let mut rest = command;
    while let Some(start) = rest.find("$'") {
        plain.push_str(&rest[..start]);
        let mut content = String::new();
        let mut characters = rest[start + 2..].char_indices();
        let mut end = rest.len();
        while let Some((at, character)) = characters.next() {
            match character {
                '\'' => {
                    end = start + 2 + at + 1;
                    break;
                }
                '\\' => match characters.next().map(|(_, escaped)| escaped) {
                    Some('n') => content.push('\n'),
                    Some('t') => content.push('\t'),
                    Some('r') => content.push('\r'),
                    Some('u') => {
                        let digits: String = characters.by_ref().take(4).map(|(_, d)| d).collect();
                        let code = u32::from_str_radix(&digits, 16).ok();
                        content.extend(code.and_then(char::from_u32));
                    }
                    Some(other) => content.push(other),
                    None => {}
                },
                other => content.push(other),
            }
        }
        plain.push_str(&shell_words::quote(&content));
        rest = &rest[end..];
    }
    plain.push_str(rest);
    plain
}
