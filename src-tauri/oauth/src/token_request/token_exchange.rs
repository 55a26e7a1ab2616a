//! One token for another (RFC 8693 §2.1).

use super::Parameters;
use tokenry_model::secret::Secret;

/// The usual `subject_token_type` (RFC 8693 §3).
pub const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// What is given for the new token; what that shall be for (`audience`, `resource`) the endpoint
/// knows ([`TokenEndpoint::asking`](crate::token_endpoint::TokenEndpoint::asking)).
#[derive(Debug, Clone)]
pub struct TokenExchange {
    pub subject_token: Secret,
    /// [`ACCESS_TOKEN`], …
    pub subject_token_type: String,
    /// The access token of the actor, if somebody acts for the subject.
    pub actor_token: Option<Secret>,
    /// By itself the server's choice.
    pub requested_token_type: Option<String>,
    pub scopes: Vec<String>,
}

impl TokenExchange {
    pub(super) fn parameters(&self) -> Parameters<'_> {
        let mut parameters =
            Parameters::of_grant("urn:ietf:params:oauth:grant-type:token-exchange")
                .with_scopes(&self.scopes)
                .with_behind("subject_token", &self.subject_token)
                .with_behind("subject_token_type", self.subject_token_type.as_str());
        if let Some(actor) = &self.actor_token {
            parameters.push_behind("actor_token", actor);
            parameters.push_behind("actor_token_type", ACCESS_TOKEN);
        }
        if let Some(requested) = &self.requested_token_type {
            parameters.push_behind("requested_token_type", requested.as_str());
        }
        parameters
    }
}
