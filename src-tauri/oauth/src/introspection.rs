//! Token introspection (RFC 7662).

use serde_json::{Map, Value};

use super::{
    auxiliary_endpoint::{self, Question},
    error::TokenError,
    reply,
    reply_fields::ReplyFields,
    token_endpoint::TokenEndpoint,
};
use crate::http::Http;
use tokenry_model::{
    claims,
    client::ClientProfile,
    clock::{Ambient, Timestamp},
    redact::Redactor,
    secret::Secret,
    server::ServerProfile,
    token::Account,
    token_type_hint::TokenTypeHint,
    transcript::HttpStep,
};

/// A server's answer about one token (RFC 7662 §2.2).
#[derive(Debug, Clone, PartialEq)]
pub struct Introspection {
    /// `false` also where the client may not know more (RFC 7662 §2.2).
    pub active: bool,
    pub expires_at: Option<Timestamp>,
    pub scopes: Option<Vec<String>>,
    /// `sub` and `username`.
    pub account: Option<Account>,
    /// Everything that was said, with what is secret masked.
    pub members: Map<String, Value>,
    /// Deviations from the standard, in full sentences.
    pub deviations: Vec<String>,
}

/// The result of an introspection. The exchanges are recorded on success and failure.
#[derive(Debug)]
pub struct Answered {
    /// None where nothing could be sent; two where JSON followed a form.
    pub https: Vec<HttpStep>,
    pub outcome: Result<Introspection, TokenError>,
}

/// Where this client asks about tokens. [`TokenError::NoEndpoint`] where the server has no
/// such place.
pub fn endpoint<'a>(
    server: &'a ServerProfile,
    client: &'a ClientProfile,
    secret: Option<&'a Secret>,
    ambient: &'a Ambient,
) -> Result<TokenEndpoint<'a>, TokenError> {
    let url = server.endpoints.introspection.as_ref();
    TokenEndpoint::beside(url, "introspection", server, client, secret, ambient)
}

/// Asks about an access token.
pub async fn introspect(http: &Http, endpoint: &TokenEndpoint<'_>, access: &Secret) -> Answered {
    let question = Question::about(access, TokenTypeHint::Access);
    let answer = auxiliary_endpoint::ask(http, endpoint, &question).await;
    let (members, redactor) = (answer.members, answer.redactor);
    Answered {
        https: answer.https,
        outcome: members.and_then(|members| read(&members, &redactor)),
    }
}

fn read(members: &ReplyFields, redactor: &Redactor) -> Result<Introspection, TokenError> {
    let mut deviations = members.deviations.clone();
    let active = match members.raw("active") {
        Some("true") => true,
        Some("false") => false,
        Some(quoted @ ("\"true\"" | "\"false\"")) => {
            deviations.push("The answer's active is a text instead of true or false.".into());
            quoted == "\"true\""
        }
        _ => return Err(TokenError::NoActive),
    };
    let scopes = reply::scopes(members, "scope", &mut deviations);
    let shown = members.shown(redactor);
    let named = ["sub", "username"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), shown.get(name)?.clone())));
    Ok(Introspection {
        active,
        expires_at: shown.get("exp").and_then(claims::time),
        scopes,
        account: claims::account_of(&Value::Object(named.collect())),
        members: shown,
        deviations,
    })
}
