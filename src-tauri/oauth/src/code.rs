//! The authorization code for a token (RFC 6749 §4.1.3, RFC 7636 §4.5).

use std::borrow::Cow;

use oauth2::{AuthorizationCode, PkceCodeVerifier, RedirectUrl};

use super::{
    catch::Catch,
    error::TokenError,
    token_endpoint::{PreparedTokenRequest, TokenEndpoint},
};
use tokenry_model::{secret::Secret, server::ExtraStep};

/// Prepares the exchange of a code. `redirect_uri` is exactly what the authorize request
/// carried, a chosen port included. No scope is sent: the code stands for what was granted.
pub fn prepare_code(
    endpoint: &TokenEndpoint<'_>,
    code: &Secret,
    verifier: &Secret,
    redirect_uri: &str,
) -> Result<PreparedTokenRequest, TokenError> {
    let client = endpoint.grant_client()?;
    let redirect = RedirectUrl::new(redirect_uri.to_owned()).map_err(TokenError::BadUrl)?;
    let catch = Catch::new();
    let _ = client
        .exchange_code(AuthorizationCode::new(code.expose().to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()))
        .set_redirect_uri(Cow::Owned(redirect))
        .request(&catch);
    let prepared = endpoint.prepare(catch.caught()?, ExtraStep::Token, &[code, verifier])?;
    Ok(prepared.spending())
}
