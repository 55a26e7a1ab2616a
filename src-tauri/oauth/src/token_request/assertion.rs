//! The JWTs that a client signs (RFC 7523 §3), to prove itself and in place of a grant.

use serde_json::{Map, json};

use crate::{
    signing::{KeyFault, SigningKey, sign_shared},
    token_endpoint::TokenEndpoint,
};
use tokenry_model::{
    client::{AssertionAudience, AuthMethod},
    secret::Secret,
};

/// A JWT of the client about `subject`, good for `lifetime` seconds; signed with its private key, or
/// with its secret.
pub(super) fn signed(
    endpoint: &TokenEndpoint<'_>,
    subject: &str,
    lifetime: i64,
    scopes: &[String],
) -> Result<Secret, KeyFault> {
    let secret = endpoint.secret.ok_or(KeyFault::Missing)?;
    let now = endpoint.ambient.now().as_second();
    let mut claims = json!({
        "iss": endpoint.client_id,
        "sub": subject,
        "aud": audience(endpoint),
        "jti": endpoint.ambient.random_token(),
        "iat": now,
        "exp": now + lifetime,
    });
    if !scopes.is_empty() {
        claims["scope"] = scopes.join(" ").into();
    }
    let signing = &endpoint.hardening.signing;
    let (alg, kid) = (signing.alg.as_deref(), signing.key_id.as_deref());
    let mut header = Map::new();
    header.insert("typ".into(), "JWT".into());
    if endpoint.auth == AuthMethod::ClientSecretJwt {
        return sign_shared(secret, alg, header, &claims);
    }
    SigningKey::read(secret)?.sign(alg, kid, header, &claims)
}

/// For whom it is meant: the server by its issuer, or by its token endpoint.
fn audience<'a>(endpoint: &TokenEndpoint<'a>) -> &'a str {
    match (endpoint.hardening.signing.audience, endpoint.issuer) {
        (AssertionAudience::Issuer, Some(issuer)) => issuer,
        _ => endpoint.token_url.as_str(),
    }
}
