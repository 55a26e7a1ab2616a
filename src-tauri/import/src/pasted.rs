//! Pasted tokens: a bare token, a header with one, a token reply with its surroundings from a
//! terminal or documentation ([`texts`]), or a curl command that carries or requests one. Replies
//! are only located here. The protocol code parses them.

mod texts;

use serde_json::value::RawValue;
use url::Url;
use zeroize::Zeroizing;

use super::{api_call, call::Call, curl, error::ImportError, placeholder::is_placeholder, wrapped};
use tokenry_model::{sanitize, secret::Secret, server::Placement, token::is_sendable};

/// Maximum size of a pasted token, in bytes.
const LARGEST: usize = 512 * 1024;

/// `Authorization` schemes whose value is not a token.
const NO_TOKENS: [&str; 4] = ["basic", "digest", "negotiate", "ntlm"];

/// A token found in pasted text.
#[derive(Debug)]
pub struct Pasted {
    pub content: Content,
    /// The placement, if a header or a command showed it.
    pub placement: Option<Placement>,
    /// The destination of the curl command, most likely the token's server.
    pub server_hint: Option<Url>,
}

#[derive(Debug)]
pub enum Content {
    Access(Secret),
    /// A refresh token alone.
    Refresh(Secret),
    /// A token reply as text: JSON or a form.
    Reply(Secret),
}

#[derive(Debug, thiserror::Error)]
pub enum PastedError {
    #[error("Nothing was pasted.")]
    Nothing,
    #[error("This is too long to be a token.")]
    TooLong,
    #[error("This contains characters that a token cannot contain: {}.", code_point(*.0))]
    BadCharacter(char),
    #[error(
        "These are several words, but a token is one word. Paste the token, a whole token reply, \
         or a curl command."
    )]
    SeveralWords,
    #[error("This is the URL of a web page, not a token.")]
    Address,
    #[error(transparent)]
    Command(#[from] ImportError),
    #[error("The curl command has no bearer token.")]
    NoToken,
    #[error("The curl command has a variable ({name}) instead of a token.")]
    Variable { name: String },
    #[error("This contains a placeholder ({name}) instead of a token.")]
    Placeholder { name: String },
    #[error(
        "This is an OAuth 1.0a token, which signs each request. Tokenry supports the bearer tokens \
         of OAuth 2.0."
    )]
    OAuth1,
    #[error("This is a user name and password (HTTP {scheme}), not a token.")]
    NotBearer { scheme: String },
}

/// Finds the access token or the whole reply in pasted text.
pub fn read(text: &str) -> Result<Pasted, PastedError> {
    let text = plain(text)?;
    let text = listed(texts::body_of(&text));
    if let Some(pasted) = whole(text, Content::Access)? {
        return Ok(pasted);
    }
    let (token, placement) = bare(text)?;
    Ok(Pasted {
        placement,
        ..Pasted::of(Content::Access(given(token)?))
    })
}

/// Finds a refresh token: bare, in a reply, or in a curl command that sends it to the token
/// endpoint.
pub fn read_refresh(text: &str) -> Result<Pasted, PastedError> {
    let text = plain(text)?;
    let text = listed(texts::body_of(&text));
    if let Some(pasted) = whole(text, Content::Refresh)? {
        return Ok(pasted);
    }
    let refresh = given(one_word(text.trim_matches(QUOTES))?)?;
    Ok(Pasted::of(Content::Refresh(refresh)))
}

/// Reads everything but a bare token: any form of reply, a command, a URL, or a variable with its
/// value. `alone` wraps the value of a variable.
fn whole(text: &str, alone: fn(Secret) -> Content) -> Result<Option<Pasted>, PastedError> {
    let reply = |text: &str| Pasted::of(Content::Reply(Secret::new(text)));
    if texts::is_of_oauth1(text) {
        return Err(PastedError::OAuth1);
    }
    if let Some(url) = texts::address(text) {
        let landed = texts::landed_with(&url).ok_or(PastedError::Address)?;
        return Ok(Some(reply(&landed)));
    }
    if text.starts_with(['{', '[']) || is_form(text) {
        return Ok(Some(reply(text)));
    }
    if curl::is_command(text) {
        return of_call(&curl::read_first(text, &[])?.0.call).map(Some);
    }
    match texts::assigned(text) {
        Some(texts::Assigned::Token(token)) => {
            let token = given(one_word(&token)?)?;
            Ok(Some(Pasted::of(alone(token))))
        }
        Some(texts::Assigned::Reply(json)) => Ok(Some(reply(&json))),
        None => Ok(None),
    }
}

impl Pasted {
    fn of(content: Content) -> Self {
        Self {
            content,
            placement: None,
            server_hint: None,
        }
    }
}

/// Removes what documentation and programs put around the text.
fn plain(text: &str) -> Result<Zeroizing<String>, PastedError> {
    let trimmed_text = trimmed(text)?;
    let unwrapped = Zeroizing::new(wrapped::unwrapped(trimmed_text));
    Ok(Zeroizing::new(trimmed(&unwrapped)?.to_owned()))
}

fn trimmed(text: &str) -> Result<&str, PastedError> {
    if text.len() > LARGEST {
        return Err(PastedError::TooLong);
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || sanitize::is_invisible(c));
    if text.is_empty() {
        return Err(PastedError::Nothing);
    }
    Ok(text)
}

/// Returns the only element of a JSON array, as some tools print a reply.
fn listed(text: &str) -> &str {
    let all: Option<Vec<&RawValue>> = Some(text)
        .filter(|text| text.starts_with('['))
        .and_then(|text| serde_json::from_str(text).ok());
    match all.as_deref() {
        Some([only]) if only.get().starts_with('{') => only.get(),
        _ => text,
    }
}

/// Returns the token, unless it is a placeholder from documentation.
pub fn given(token: Secret) -> Result<Secret, PastedError> {
    if is_placeholder(token.expose()) {
        return Err(PastedError::Placeholder {
            name: token.expose().to_owned(),
        });
    }
    Ok(token)
}

/// Matches a form-encoded reply: `access_token=…&expires=…`.
fn is_form(text: &str) -> bool {
    let named = |name: &str| text.starts_with(name) || text.contains(&format!("&{name}"));
    !text.contains(char::is_whitespace)
        && ["access_token=", "refresh_token="]
            .iter()
            .any(|name| named(name))
}

fn of_call(call: &Call) -> Result<Pasted, PastedError> {
    let refreshes = call.parameter("grant_type");
    if refreshes.is_some_and(|grant| grant.value == "refresh_token")
        && let Some(refresh) = call.parameter("refresh_token")
    {
        let refresh = one_word(&real(&refresh.value)?)?;
        return Ok(Pasted {
            content: Content::Refresh(refresh),
            placement: None,
            server_hint: Some(call.endpoint()),
        });
    }
    let carried = api_call::carried(call).ok_or(PastedError::NoToken)?;
    let (token, _) = bare(&real(&carried.token)?)?;
    Ok(Pasted {
        content: Content::Access(token),
        placement: Some(carried.placement),
        server_hint: Some(call.url.clone()),
    })
}

fn real(token: &str) -> Result<String, PastedError> {
    if is_placeholder(token) {
        let name = token.trim_matches(['$', '{', '}', '<', '>', '[', ']', '%']);
        return Err(PastedError::Variable {
            name: name.to_owned(),
        });
    }
    Ok(token.to_owned())
}

const QUOTES: [char; 10] = ['"', '\'', '`', ',', ';', '“', '”', '„', '‘', '’'];

/// Reads a token as people copy it: with its header, its scheme, quotes, and line breaks from a
/// terminal. Returns its placement too, if shown.
fn bare(text: &str) -> Result<(Secret, Option<Placement>), PastedError> {
    let text = text.trim().trim_matches(QUOTES).trim();
    let (header, value) = match header(text) {
        Some((name, value)) => (Some(name), value),
        None => (None, text),
    };
    let of_authorization = header.is_none_or(|name| name.eq_ignore_ascii_case("authorization"));
    let unquoted = value.trim().trim_matches(QUOTES);
    let (prefix, token) = match unquoted.split_once([' ', '\t']) {
        Some((scheme, token)) if of_authorization && is_scheme(scheme, header.is_some()) => {
            (scheme, token.trim().trim_matches(QUOTES))
        }
        _ => ("", unquoted),
    };
    if NO_TOKENS
        .iter()
        .any(|scheme| prefix.eq_ignore_ascii_case(scheme))
    {
        return Err(PastedError::NotBearer {
            scheme: prefix.to_owned(),
        });
    }
    let token = one_word(token)?;
    let placement = match (header, prefix) {
        (None, "") => None,
        (name, prefix) => Some(Placement::Header {
            name: name.unwrap_or("Authorization").to_owned(),
            prefix: if prefix.eq_ignore_ascii_case("bearer") {
                "Bearer".to_owned()
            } else {
                prefix.to_owned()
            },
        }),
    };
    Ok((token, placement))
}

/// Matches a word before the token that is an authentication scheme. Without a header, only common
/// schemes count.
fn is_scheme(word: &str, in_header: bool) -> bool {
    let usual = ["bearer", "token"];
    let usual = usual.iter().any(|known| word.eq_ignore_ascii_case(known));
    let name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    usual || (in_header && word.len() < 24 && word.chars().all(name))
}

/// Reads `PRIVATE-TOKEN: …` and `Authorization: …`.
fn header(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once(':')?;
    let known = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(known);
    let is_header = value.starts_with(' ') || name.eq_ignore_ascii_case("authorization");
    (is_name && is_header).then_some((name, value.trim()))
}

fn one_word(text: &str) -> Result<Secret, PastedError> {
    if text.is_empty() {
        return Err(PastedError::Nothing);
    }
    let token: String = text.split(['\r', '\n']).map(str::trim).collect();
    if token.contains([' ', '\t']) {
        return Err(PastedError::SeveralWords);
    }
    if !is_sendable(&token) {
        let bad = token.chars().find(|c| !c.is_ascii_graphic());
        return Err(PastedError::BadCharacter(bad.unwrap_or(' ')));
    }
    Ok(Secret::new(token))
}

/// Describes a character by its code point. A visible one is also shown.
fn code_point(character: char) -> String {
    let number = u32::from(character);
    if character.is_alphanumeric() {
        format!("{character} (U+{number:04X})")
    } else {
        format!("U+{number:04X}")
    }
}
