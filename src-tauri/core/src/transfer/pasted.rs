//! A token that a person already has: the bare token, a whole token reply, or a curl command
//! that carries one.

use url::Url;

use super::{api_call, curl, error::TransferError, placeholder::is_placeholder};
use crate::{
    oauth::{
        error::TokenError,
        reply::{TokenReply, is_sendable},
        said,
    },
    secret::Secret,
};

/// Nothing that a person pastes as a token is larger.
const LARGEST: usize = 512 * 1024;

/// What was found in a pasted text.
#[derive(Debug)]
pub struct Pasted {
    pub reply: TokenReply,
    /// Where the curl command goes: the server that the token most likely belongs to.
    pub server_hint: Option<Url>,
}

#[derive(Debug, thiserror::Error)]
pub enum PastedError {
    #[error("Nothing was pasted.")]
    Nothing,
    #[error("This is too long to be a token.")]
    TooLong,
    #[error("This holds characters that no token can hold.")]
    BadCharacters,
    #[error(
        "This is several words, and a token is one. Paste the token, a whole token reply, or a curl command."
    )]
    SeveralWords,
    #[error("This is the address of a web page, not a token.")]
    Address,
    #[error("This is not a readable token reply.")]
    Reply(#[from] TokenError),
    #[error(transparent)]
    Command(#[from] TransferError),
    #[error("The curl command carries no bearer token.")]
    NoToken,
    #[error("The curl command carries a variable ({name}) instead of a token.")]
    Variable { name: String },
}

/// Reads what was pasted.
pub fn read(text: &str) -> Result<Pasted, PastedError> {
    if text.len() > LARGEST {
        return Err(PastedError::TooLong);
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || said::is_invisible(c));
    if text.is_empty() {
        return Err(PastedError::Nothing);
    }
    if text.starts_with('{') {
        return Ok(Pasted {
            reply: TokenReply::read(text.as_bytes())?,
            server_hint: None,
        });
    }
    if curl::is_command(text) {
        let call = curl::read(text)?.call;
        let carried = api_call::carried(&call).ok_or(PastedError::NoToken)?;
        if is_placeholder(&carried.token) {
            let name = carried
                .token
                .trim_matches(['$', '{', '}', '<', '>', '[', ']', '%']);
            return Err(PastedError::Variable {
                name: name.to_owned(),
            });
        }
        return Ok(Pasted {
            reply: TokenReply::bare(bare(&carried.token)?),
            server_hint: Some(call.url),
        });
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        return Err(PastedError::Address);
    }
    Ok(Pasted {
        reply: TokenReply::bare(bare(text)?),
        server_hint: None,
    })
}

/// A token as people copy it: with its header, its scheme, quotes, and line breaks where a
/// terminal wrapped it.
fn bare(text: &str) -> Result<Secret, PastedError> {
    let mut token = text.trim().trim_matches(['"', '\'', '`', ',', ';']).trim();
    for prefix in ["authorization:", "bearer", "token"] {
        let Some(start) = token.get(..prefix.len()) else {
            continue;
        };
        let rest = &token[prefix.len()..];
        if start.eq_ignore_ascii_case(prefix)
            && (prefix.ends_with(':') || rest.starts_with(char::is_whitespace))
        {
            token = rest.trim().trim_matches(['"', '\'']);
        }
    }
    if token.is_empty() {
        return Err(PastedError::Nothing);
    }
    let token: String = token.split(['\r', '\n']).map(str::trim).collect();
    if token.contains([' ', '\t']) {
        return Err(PastedError::SeveralWords);
    }
    if !is_sendable(&token) {
        return Err(PastedError::BadCharacters);
    }
    Ok(Secret::new(token))
}

#[cfg(test)]
mod tests;
