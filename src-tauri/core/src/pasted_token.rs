//! Reading pasted tokens. [`tokenry_import::pasted`] finds the token, and a complete token response is
//! parsed like one from the server.

use tokenry_import::pasted::{self, Content, PastedError};
use tokenry_model::{secret::Secret, server::Placement};
use tokenry_oauth::error::TokenError;
use tokenry_oauth::reply::ReplyRules;
use tokenry_oauth::reply::TokenReply;
use url::Url;

/// A pasted token.
#[derive(Debug)]
pub struct PastedToken {
    /// The access token is empty if only a refresh token was pasted.
    pub reply: TokenReply,
    /// The placement, if the token was pasted as a header or in a command.
    pub placement: Option<Placement>,
    /// The URL of the curl command, which most likely belongs to the server of the token.
    pub server_hint: Option<Url>,
}

#[derive(Debug, thiserror::Error)]
pub enum PastedTokenError {
    #[error(transparent)]
    Text(#[from] PastedError),
    #[error("This token response cannot be used. {0}")]
    Reply(#[from] TokenError),
}

/// Reads an access token or a complete token response.
pub fn read(text: &str, reading: ReplyRules<'_>) -> Result<PastedToken, PastedTokenError> {
    PastedToken::of(pasted::read(text)?, reading)
}

/// Reads a refresh token.
pub fn read_refresh(text: &str, reading: ReplyRules<'_>) -> Result<PastedToken, PastedTokenError> {
    PastedToken::of(pasted::read_refresh(text)?, reading)
}

impl PastedToken {
    fn of(found: pasted::Pasted, reading: ReplyRules<'_>) -> Result<Self, PastedTokenError> {
        Ok(Self {
            reply: match found.content {
                Content::Access(token) => TokenReply::bare(token),
                Content::Refresh(token) => only_refresh(token),
                Content::Reply(text) => reply(text.expose(), reading)?,
            },
            placement: found.placement,
            server_hint: found.server_hint,
        })
    }
}

/// Parses a complete token response. It may contain only a refresh token.
fn reply(text: &str, reading: ReplyRules<'_>) -> Result<TokenReply, PastedTokenError> {
    let error = match TokenReply::read(text.as_bytes(), reading) {
        Ok(reply) => return Ok(given_reply(reply)?),
        Err(error) => error,
    };
    let refresh = match &error {
        TokenError::NoAccessToken { .. } => TokenReply::read_refresh(text.as_bytes()),
        _ => None,
    };
    Ok(only_refresh(pasted::given(refresh.ok_or(error)?)?))
}

/// Rejects a response from documentation, with placeholders instead of tokens.
fn given_reply(reply: TokenReply) -> Result<TokenReply, PastedError> {
    for token in [Some(&reply.access), reply.refresh.as_ref()]
        .into_iter()
        .flatten()
    {
        pasted::given(token.clone())?;
    }
    Ok(reply)
}

fn only_refresh(refresh: Secret) -> TokenReply {
    TokenReply {
        refresh: Some(refresh),
        ..TokenReply::bare(Secret::new(""))
    }
}

#[cfg(test)]
mod tests;
