//! A token for a JWT that somebody signed (RFC 7523 §2.1), or the client itself did, as
//! service accounts do.

use serde_json::json;

use super::{
    error::TokenError,
    signing::KeyFault,
    token_endpoint::{PreparedTokenRequest, TokenEndpoint},
};
use tokenry_model::secret::Secret;

/// `grant_type` (RFC 7523 §2.1).
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Seconds that the server may take the assertion for; Google allows an hour, and less is
/// safer.
const LIFETIME: i64 = 300;

/// Prepares the request with an assertion that is at hand.
pub fn prepare_assertion(
    endpoint: &TokenEndpoint<'_>,
    assertion: &Secret,
    scopes: &[String],
) -> Result<PreparedTokenRequest, TokenError> {
    let params = [("assertion", assertion.expose())];
    endpoint.prepare_extension(GRANT_TYPE, scopes, &params, &[assertion])
}

/// The same with an assertion that the client signs for `subject`; without one, for itself.
/// Scopes stand in the assertion too, where Google looks for them.
pub fn prepare_signed(
    endpoint: &TokenEndpoint<'_>,
    subject: Option<&str>,
    scopes: &[String],
) -> Result<PreparedTokenRequest, TokenError> {
    let key = endpoint.secret.ok_or(KeyFault::Missing)?;
    let now = endpoint.nature.now().as_second();
    let mut claims = json!({
        "iss": endpoint.client_id,
        "sub": subject.unwrap_or(endpoint.client_id),
        "aud": endpoint.audience(),
        "jti": endpoint.nature.random_token(),
        "iat": now,
        "exp": now + LIFETIME,
    });
    if !scopes.is_empty() {
        claims["scope"] = scopes.join(" ").into();
    }
    let assertion = endpoint.sign(key, &claims)?;
    prepare_assertion(endpoint, &assertion, scopes)
}
