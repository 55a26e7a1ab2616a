//! One token for another (RFC 8693).

use super::{
    error::TokenError,
    token_endpoint::{PreparedTokenRequest, TokenEndpoint},
};
use tokenry_model::secret::Secret;

/// `grant_type` (RFC 8693 §2.1).
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// What is given for the new token; what that shall be for (`audience`, `resource`) the endpoint
/// knows ([`TokenEndpoint::asking`]).
#[derive(Debug, Clone)]
pub struct Exchanged {
    pub subject: Secret,
    /// `subject_token_type`: [`ACCESS_TOKEN`], …
    pub subject_type: String,
    /// Who acts for the subject, where somebody else does; an access token.
    pub actor: Option<Secret>,
    /// `requested_token_type`; by itself the server's choice.
    pub requested_type: Option<String>,
}

/// The usual `subject_token_type` (RFC 8693 §3).
pub const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// Prepares the request.
pub fn prepare_exchange(
    endpoint: &TokenEndpoint<'_>,
    exchanged: &Exchanged,
    scopes: &[String],
) -> Result<PreparedTokenRequest, TokenError> {
    let mut params = vec![
        ("subject_token", exchanged.subject.expose()),
        ("subject_token_type", exchanged.subject_type.as_str()),
    ];
    let mut secrets = vec![&exchanged.subject];
    if let Some(actor) = &exchanged.actor {
        params.push(("actor_token", actor.expose()));
        params.push(("actor_token_type", ACCESS_TOKEN));
        secrets.push(actor);
    }
    if let Some(kind) = &exchanged.requested_type {
        params.push(("requested_token_type", kind));
    }
    endpoint.prepare_extension(GRANT_TYPE, scopes, &params, &secrets)
}
