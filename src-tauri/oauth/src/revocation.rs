//! Giving a token back to its server (RFC 7009).

use super::{
    auxiliary_endpoint::{self, Question},
    error::TokenError,
    reply_fields::ReplyFields,
    token_endpoint::TokenEndpoint,
};
use crate::http::Http;
use tokenry_model::{
    client::ClientProfile, clock::Ambient, secret::Secret, server::ServerProfile,
    token_type_hint::TokenTypeHint, transcript::HttpStep,
};

/// The result of a revocation. The exchanges are recorded on success and failure.
#[derive(Debug)]
pub struct Revoked {
    /// None where nothing could be sent; two where JSON followed a form.
    pub https: Vec<HttpStep>,
    pub outcome: Result<(), TokenError>,
}

/// Where this client gives tokens back. [`TokenError::NoEndpoint`] where the server has no
/// such place.
pub fn endpoint<'a>(
    server: &'a ServerProfile,
    client: &'a ClientProfile,
    secret: Option<&'a Secret>,
    ambient: &'a Ambient,
) -> Result<TokenEndpoint<'a>, TokenError> {
    let url = server.endpoints.revocation.as_ref();
    TokenEndpoint::beside(url, "revocation", server, client, secret, ambient)
}

/// Gives one token back.
pub async fn revoke(
    http: &Http,
    endpoint: &TokenEndpoint<'_>,
    token: &Secret,
    hint: TokenTypeHint,
) -> Revoked {
    let question = Question::about(token, hint);
    let answer = auxiliary_endpoint::ask(http, endpoint, &question).await;
    Revoked {
        https: answer.https,
        outcome: read(answer.members),
    }
}

/// The status says it all and the body is ignored (RFC 7009 §2.2), but for two things: an
/// error that comes with status 200, and a web page, which is another machine's answer.
fn read(answer: Result<ReplyFields, TokenError>) -> Result<(), TokenError> {
    match answer {
        Ok(_)
        | Err(
            TokenError::EmptyReply
            | TokenError::Duplicate { .. }
            | TokenError::NotJson {
                looks_like_html: false,
                ..
            },
        ) => Ok(()),
        Err(error) => Err(error),
    }
}
