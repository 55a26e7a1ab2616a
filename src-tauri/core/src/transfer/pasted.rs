//! A token that a person already has: the bare token, the header that carries it, a whole token
//! reply, or a curl command that carries one or asks for one.

use serde_json::value::RawValue;
use url::Url;

use super::{api_call, call::Call, curl, error::TransferError, placeholder::is_placeholder};
use crate::{
    oauth::{
        error::TokenError,
        reply::{Reading, TokenReply, is_sendable},
        said,
    },
    secret::Secret,
    server::Placement,
};

/// Nothing that a person pastes as a token is larger.
const LARGEST: usize = 512 * 1024;

/// Schemes of `Authorization` whose value is no token.
const NO_TOKENS: [&str; 4] = ["basic", "digest", "negotiate", "ntlm"];

/// What was found in a pasted text.
#[derive(Debug)]
pub struct Pasted {
    /// Its access token is empty where a refresh token was pasted and nothing else.
    pub reply: TokenReply,
    /// How it travels, where it was pasted with that: with its header, or in a command.
    pub placement: Option<Placement>,
    /// Where the curl command goes: the server that the token most likely belongs to.
    pub server_hint: Option<Url>,
}

#[derive(Debug, thiserror::Error)]
pub enum PastedError {
    #[error("Nothing was pasted.")]
    Nothing,
    #[error("This is too long to be a token.")]
    TooLong,
    #[error("This holds characters that no token can hold: {}.", code_point(*.0))]
    BadCharacter(char),
    #[error(
        "This is several words, and a token is one. Paste the token, a whole token reply, or a curl command."
    )]
    SeveralWords,
    #[error("This is the address of a web page, not a token.")]
    Address,
    #[error("This token reply cannot be used. {0}")]
    Reply(#[from] TokenError),
    #[error(transparent)]
    Command(#[from] TransferError),
    #[error("The curl command carries no bearer token.")]
    NoToken,
    #[error("The curl command carries a variable ({name}) instead of a token.")]
    Variable { name: String },
    #[error("This is a user name with its password (HTTP {scheme}), and no token.")]
    NotBearer { scheme: String },
}

/// Reads what was pasted, as a token of a server with these habits.
pub fn read(text: &str, reading: Reading<'_>) -> Result<Pasted, PastedError> {
    let text = listed(trimmed(text)?);
    if text.starts_with(['{', '[']) || is_form(text) {
        return Ok(Pasted {
            reply: reply(text, reading)?,
            placement: None,
            server_hint: None,
        });
    }
    if curl::is_command(text) {
        return of_call(&curl::read(text)?.call);
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        return Err(PastedError::Address);
    }
    let (token, placement) = bare(text)?;
    Ok(Pasted {
        reply: TokenReply::bare(token),
        placement,
        server_hint: None,
    })
}

/// Reads a refresh token by itself: the bare one, a reply that holds it, or a curl command that
/// shows it to the token endpoint.
pub fn read_refresh(text: &str, reading: Reading<'_>) -> Result<Pasted, PastedError> {
    let trimmed = listed(trimmed(text)?);
    if trimmed.starts_with(['{', '[']) || is_form(trimmed) || curl::is_command(trimmed) {
        return read(text, reading);
    }
    if trimmed.starts_with("http://") || trimmed.starts_with("https://") {
        return Err(PastedError::Address);
    }
    Ok(Pasted {
        reply: only_refresh(one_word(trimmed.trim_matches(QUOTES))?),
        placement: None,
        server_hint: None,
    })
}

fn trimmed(text: &str) -> Result<&str, PastedError> {
    if text.len() > LARGEST {
        return Err(PastedError::TooLong);
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || said::is_invisible(c));
    if text.is_empty() {
        return Err(PastedError::Nothing);
    }
    Ok(text)
}

/// The only member of a list, as some tools print a reply.
fn listed(text: &str) -> &str {
    let all: Option<Vec<&RawValue>> = Some(text)
        .filter(|text| text.starts_with('['))
        .and_then(|text| serde_json::from_str(text).ok());
    match all.as_deref() {
        Some([only]) if only.get().starts_with('{') => only.get(),
        _ => text,
    }
}

/// A whole reply. One with a refresh token and no access token is as good, if it can be renewed.
fn reply(text: &str, reading: Reading<'_>) -> Result<TokenReply, PastedError> {
    let error = match TokenReply::read(text.as_bytes(), reading) {
        Ok(reply) => return Ok(reply),
        Err(error) => error,
    };
    let refresh = match &error {
        TokenError::NoAccessToken { .. } => TokenReply::read_refresh(text.as_bytes()),
        _ => None,
    };
    Ok(only_refresh(refresh.ok_or(error)?))
}

fn only_refresh(refresh: Secret) -> TokenReply {
    TokenReply {
        refresh: Some(refresh),
        ..TokenReply::bare(Secret::new(""))
    }
}

/// A reply as a form: `access_token=…&expires=…`.
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
            reply: only_refresh(refresh),
            placement: None,
            server_hint: Some(call.endpoint()),
        });
    }
    let carried = api_call::carried(call).ok_or(PastedError::NoToken)?;
    let (token, _) = bare(&real(&carried.token)?)?;
    Ok(Pasted {
        reply: TokenReply::bare(token),
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

const QUOTES: [char; 5] = ['"', '\'', '`', ',', ';'];

/// A token as people copy it: with its header, its scheme, quotes, and line breaks where a
/// terminal wrapped it. Beside it, how it travels where that was said.
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

/// A word before the token that says how it is sent. Without its header only the usual ones are
/// taken for that.
fn is_scheme(word: &str, in_header: bool) -> bool {
    let usual = ["bearer", "token"];
    let usual = usual.iter().any(|known| word.eq_ignore_ascii_case(known));
    let name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    usual || (in_header && word.len() < 24 && word.chars().all(name))
}

/// `PRIVATE-TOKEN: …`, `Authorization: …`.
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

/// A character that may not be seen, by its number; one that is, also as it is.
fn code_point(character: char) -> String {
    let number = u32::from(character);
    if character.is_alphanumeric() {
        format!("{character} (U+{number:04X})")
    } else {
        format!("U+{number:04X}")
    }
}

#[cfg(test)]
mod tests;
