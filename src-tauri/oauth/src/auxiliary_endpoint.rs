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
    token_request::{self, Parameters},
};
use crate::http::Http;
use tokenry_model::{
    redact::Redactor,
    secret::Secret,
    server::{ExtraStep, TokenStyle},
    token_type_hint::TokenTypeHint,
    transcript::HttpStep,
};

/// A question, before it is encoded.
pub(super) struct Question<'a> {
    pub(super) parameters: Parameters<'a>,
    /// The step whose extras are added, if the endpoint takes any.
    pub(super) step: ExtraStep,
    /// Headers that a person set.
    pub(super) headers: &'a [(String, String)],
}

/// The response of an auxiliary endpoint.
pub(super) struct AuxiliaryResponse {
    /// One exchange, or two where JSON followed the form.
    pub(super) https: Vec<HttpStep>,
    pub(super) members: Result<ReplyFields, TokenError>,
    pub(super) redactor: Redactor,
}

/// Confidence that the server parsed the request that it refuses.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Understood {
    Surely,
    /// The server does not know the client, or found none in the request.
    Perhaps,
    Hardly,
}

impl<'a> Question<'a> {
    /// About a token, with a hint which one it is.
    pub(super) fn about(token: &'a Secret, hint: TokenTypeHint) -> Self {
        let parameters = Parameters::default().with("token", token);
        Self {
            parameters: parameters.with("token_type_hint", hint.as_str()),
            step: ExtraStep::Token,
            headers: &[],
        }
    }

    fn prepare(&self, endpoint: &TokenEndpoint<'a>) -> Result<PreparedTokenRequest, TokenError> {
        let mut prepared = token_request::prepare(endpoint, self.parameters.clone(), self.step)?;
        for (name, value) in self.headers {
            let (name, value) = token_request::header(name, value)?;
            prepared.request.headers_mut().insert(name, value);
        }
        Ok(prepared)
    }
}

/// Asks as a form, and once more in JSON where that may help.
pub(super) async fn ask<'a>(
    http: &Http,
    endpoint: &TokenEndpoint<'a>,
    question: &Question<'a>,
) -> AuxiliaryResponse {
    let mut form = *endpoint;
    form.style = TokenStyle::Form;
    let mut first = ask_once(http, &form, question).await;
    let doubt = match &first.members {
        Err(error) if endpoint.style == TokenStyle::Json => understood(error),
        _ => Understood::Surely,
    };
    if doubt == Understood::Surely {
        return first;
    }
    let mut second = ask_once(http, endpoint, question).await;
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

async fn ask_once<'a>(
    http: &Http,
    endpoint: &TokenEndpoint<'a>,
    question: &Question<'a>,
) -> AuxiliaryResponse {
    let prepared = match question.prepare(endpoint) {
        Ok(prepared) => prepared,
        Err(error) => {
            return AuxiliaryResponse {
                https: Vec::new(),
                members: Err(error),
                redactor: Redactor::new(),
            };
        }
    };
    let redactor = prepared.redactor().clone();
    let sent = token_endpoint::send(http, prepared).await;
    let members = sent.reply.and_then(|reply| reply.members(&redactor));
    AuxiliaryResponse {
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
