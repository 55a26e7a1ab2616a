//! A token that a person pastes, read: [`tokenry_import::pasted`] finds it, and a whole reply is
//! read as the server's own would be.

use tokenry_import::pasted::{self, Content, PastedError};
use tokenry_model::{secret::Secret, server::Placement};
use tokenry_oauth::{
    error::TokenError,
    reply::{Reading, TokenReply},
};
use url::Url;

/// A pasted token.
#[derive(Debug)]
pub struct PastedToken {
    /// Its access token is empty where a refresh token was pasted and nothing else.
    pub reply: TokenReply,
    /// How it travels, where it was pasted with that: with its header, or in a command.
    pub placement: Option<Placement>,
    /// Where the curl command goes: the server that the token most likely belongs to.
    pub server_hint: Option<Url>,
}

#[derive(Debug, thiserror::Error)]
pub enum PastedTokenError {
    #[error(transparent)]
    Text(#[from] PastedError),
    #[error("This token reply cannot be used. {0}")]
    Reply(#[from] TokenError),
}

/// Reads an access token, or a whole reply of a server that is read this way.
pub fn read(text: &str, reading: Reading<'_>) -> Result<PastedToken, PastedTokenError> {
    PastedToken::of(pasted::read(text)?, reading)
}

/// Reads a refresh token by itself.
pub fn read_refresh(text: &str, reading: Reading<'_>) -> Result<PastedToken, PastedTokenError> {
    PastedToken::of(pasted::read_refresh(text)?, reading)
}

impl PastedToken {
    fn of(found: pasted::Pasted, reading: Reading<'_>) -> Result<Self, PastedTokenError> {
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

/// A whole reply. One with a refresh token and no access token is as good, if it can be renewed.
fn reply(text: &str, reading: Reading<'_>) -> Result<TokenReply, PastedTokenError> {
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

/// Documentation shows replies as well, with words in place of the tokens.
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
