//! A token for a person's own name and password (RFC 6749 §4.3). RFC 9700 §2.4 forbids it to
//! new servers; old ones offer nothing else.

use oauth2::{ResourceOwnerPassword, ResourceOwnerUsername, Scope};

use super::{
    catch::Catch,
    error::TokenError,
    token_endpoint::{PreparedTokenRequest, TokenEndpoint},
};
use tokenry_model::{secret::Secret, server::ExtraStep};

/// Prepares the request. Without scopes none are sent, and the server grants its default.
pub fn prepare_password(
    endpoint: &TokenEndpoint<'_>,
    username: &str,
    password: &Secret,
    scopes: &[String],
) -> Result<PreparedTokenRequest, TokenError> {
    let client = endpoint.grant_client()?;
    let username = ResourceOwnerUsername::new(username.to_owned());
    let shown = ResourceOwnerPassword::new(password.expose().to_owned());
    let catch = Catch::new();
    let _ = client
        .exchange_password(&username, &shown)
        .add_scopes(scopes.iter().cloned().map(Scope::new))
        .request(&catch);
    endpoint.prepare(catch.caught()?, ExtraStep::Token, &[password])
}
