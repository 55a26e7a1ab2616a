//! Questions to the endpoints beside the token endpoint: giving a token back (RFC 7009), asking
//! about one (RFC 7662), codes for another device (RFC 8628), pushed requests (RFC 9126).
//!
//! All four standards want a form. Servers that like JSON at the token endpoint differ here, even
//! from one endpoint to the next, and no metadata tells: GoToSocial reads forms alone,
//! django-oauth-toolkit may be set to read JSON alone. So a form goes first, and JSON where the
//! server does not seem to have understood. No such question does harm when it is asked twice.

use super::{
    error::TokenError,
    reply_fields::ReplyFields,
    token_endpoint::{self, PreparedTokenRequest, TokenEndpoint},
};
use crate::http::Http;
use tokenry_model::{redact::Redactor, server::TokenStyle, transcript::HttpStep};

/// What came of a question.
pub(super) struct Answer {
    /// One exchange, or two where JSON followed the form.
    pub(super) https: Vec<HttpStep>,
    pub(super) members: Result<ReplyFields, TokenError>,
    pub(super) redactor: Redactor,
}

/// How sure it is that a server has understood what it refuses.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Understood {
    Surely,
    /// It does not know the client, which it may also say where it found none.
    Perhaps,
    Hardly,
}

/// Asks as a form, and once more in JSON where that may help.
pub(super) async fn ask(
    http: &Http,
    endpoint: &TokenEndpoint<'_>,
    prepare: impl Fn(&TokenEndpoint<'_>) -> Result<PreparedTokenRequest, TokenError>,
) -> Answer {
    let mut form = *endpoint;
    form.style = TokenStyle::Form;
    let mut first = ask_once(http, &form, &prepare).await;
    let doubt = match &first.members {
        Err(error) if endpoint.style == TokenStyle::Json => understood(error),
        _ => Understood::Surely,
    };
    if doubt == Understood::Surely {
        return first;
    }
    let mut second = ask_once(http, endpoint, &prepare).await;
    first.https.append(&mut second.https);
    // Of two refusals the one that speaks of the question tells more.
    let tells_more = match &second.members {
        Ok(_) => true,
        Err(error) => understood(error) < doubt,
    };
    if tells_more {
        (first.members, first.redactor) = (second.members, second.redactor);
    }
    first
}

async fn ask_once(
    http: &Http,
    endpoint: &TokenEndpoint<'_>,
    prepare: impl Fn(&TokenEndpoint<'_>) -> Result<PreparedTokenRequest, TokenError>,
) -> Answer {
    let prepared = match prepare(endpoint) {
        Ok(prepared) => prepared,
        Err(error) => {
            return Answer {
                https: Vec::new(),
                members: Err(error),
                redactor: Redactor::new(),
            };
        }
    };
    let redactor = prepared.redactor().clone();
    let sent = token_endpoint::send(http, prepared).await;
    let members = sent.reply.and_then(|reply| reply.members(&redactor));
    Answer {
        https: vec![sent.http],
        members,
        redactor,
    }
}

fn understood(error: &TokenError) -> Understood {
    let (status, code) = match error {
        TokenError::Server(refusal) => (refusal.status, Some(refusal.code.as_str())),
        TokenError::Refused { status, .. } => (*status, None),
        _ => return Understood::Surely,
    };
    match (status, code) {
        (200..300 | 400 | 401 | 403, Some("invalid_client")) | (401, _) => Understood::Perhaps,
        (
            _,
            Some(
                "access_denied"
                | "invalid_grant"
                | "invalid_scope"
                | "invalid_target"
                | "invalid_token"
                | "server_error"
                | "slow_down"
                | "temporarily_unavailable"
                | "unauthorized_client"
                | "unsupported_token_type",
            ),
        ) => Understood::Surely,
        (400 | 406 | 415 | 422, _) | (200..300, Some("invalid_request")) => Understood::Hardly,
        _ => Understood::Surely,
    }
}
