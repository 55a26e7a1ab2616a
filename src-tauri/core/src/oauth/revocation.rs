//! Giving a token back to its server (RFC 7009).

use super::{
    error::TokenError,
    token_endpoint::{self, RawReply, TokenEndpoint, TokenHint},
};
use crate::{
    client::ClientProfile, clock::Nature, http::Http, redact::Redactor, secret::Secret,
    server::ServerProfile, transcript::HttpStep,
};

/// What the server said to one token. The step is told in both cases.
#[derive(Debug)]
pub struct Revoked {
    pub http: HttpStep,
    pub outcome: Result<(), TokenError>,
}

/// Where this client gives tokens back. [`TokenError::NoEndpoint`] where the server has no
/// such place.
pub fn endpoint<'a>(
    server: &'a ServerProfile,
    client: &'a ClientProfile,
    secret: Option<&'a Secret>,
    nature: &'a Nature,
) -> Result<TokenEndpoint<'a>, TokenError> {
    let url = server.endpoints.revocation.as_ref();
    TokenEndpoint::beside(url, "revocation", server, client, secret, nature)
}

/// Gives one token back.
pub async fn revoke(
    http: &Http,
    endpoint: &TokenEndpoint<'_>,
    token: &Secret,
    hint: TokenHint,
) -> Revoked {
    let prepared = match endpoint.prepare_about(token, hint) {
        Ok(prepared) => prepared,
        Err(error) => {
            return Revoked {
                http: HttpStep::default(),
                outcome: Err(error),
            };
        }
    };
    let redactor = prepared.redactor().clone();
    let sent = token_endpoint::send(http, prepared).await;
    Revoked {
        http: sent.http,
        outcome: sent.reply.and_then(|reply| read(&reply, &redactor)),
    }
}

/// The status says it all and the body is ignored (RFC 7009 §2.2), but for two things: an
/// error that comes with status 200, and a web page, which is another machine's answer.
fn read(reply: &RawReply, redactor: &Redactor) -> Result<(), TokenError> {
    match reply.members(redactor) {
        Err(
            error @ (TokenError::Server(_)
            | TokenError::Refused { .. }
            | TokenError::NotJson {
                looks_like_html: true,
                ..
            }),
        ) => Err(error),
        _ => Ok(()),
    }
}
