//! Logout: ending the session of a token at its server.

use url::Url;

use super::Workbench;
use crate::{error::Error, login::LoginError};
use tokenry_model::{id::Id, token::Token};
use tokenry_oauth::{error::TokenError, logout};

impl Workbench {
    /// Returns the URL with which a browser ends the session at the token's server. The token stays
    /// valid until it is revoked or expires. The URL contains the ID token: it is for the browser
    /// only.
    pub async fn logout_address(&self, id: Id<Token>) -> Result<Url, Error> {
        let token = self.context.store.token(id).await?;
        let (server, client) = self.context.usable_token(&token).await?;
        let what = "logout";
        let end_session = server.profile.endpoints.end_session.as_ref();
        let end_session = end_session.ok_or(TokenError::NoEndpoint { what })?;
        let secrets = self.open_secrets(&token).await?;
        let client_id = client.as_ref().map(|client| &*client.profile.client_id);
        Ok(logout::address(
            end_session,
            client_id,
            secrets.id_token.as_ref(),
        ))
    }

    /// Opens the logout URL in the system browser.
    pub async fn log_out(&self, id: Id<Token>) -> Result<(), Error> {
        let address = self.logout_address(id).await?;
        Ok(self
            .context
            .browser
            .open(&address)
            .map_err(LoginError::from)?)
    }
}
