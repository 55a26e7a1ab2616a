//! A new access token for a refresh token (RFC 6749 §6).

use oauth2::RefreshToken;

use super::{
    catch::Catch,
    error::TokenError,
    token_endpoint::{PreparedTokenRequest, TokenEndpoint},
};
use tokenry_model::{secret::Secret, server::ExtraStep};

/// Prepares a refresh, with the same client authentication as every other token request. No
/// scope is sent: leaving it out asks for what was granted before.
pub fn prepare_refresh(
    endpoint: &TokenEndpoint<'_>,
    refresh_token: &Secret,
) -> Result<PreparedTokenRequest, TokenError> {
    let client = endpoint.grant_client()?;
    let token = RefreshToken::new(refresh_token.expose().to_owned());
    let catch = Catch::new();
    let _ = client.exchange_refresh_token(&token).request(&catch);
    let prepared = endpoint.prepare(catch.caught()?, ExtraStep::Refresh, &[refresh_token])?;
    Ok(prepared.spending())
}
