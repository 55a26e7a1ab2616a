//! A token for the client itself (RFC 6749 §4.4).

use oauth2::Scope;

use super::{
    catch::Catch,
    error::TokenError,
    token_endpoint::{PreparedTokenRequest, TokenEndpoint},
};
use tokenry_model::server::ExtraStep;

/// Prepares the request. Without scopes none are sent, and the server grants its default.
pub fn prepare_client_credentials(
    endpoint: &TokenEndpoint<'_>,
    scopes: &[String],
) -> Result<PreparedTokenRequest, TokenError> {
    let client = endpoint.grant_client()?;
    let catch = Catch::new();
    let _ = client
        .exchange_client_credentials()
        .add_scopes(scopes.iter().cloned().map(Scope::new))
        .request(&catch);
    endpoint.prepare(catch.caught()?, ExtraStep::Token, &[])
}
