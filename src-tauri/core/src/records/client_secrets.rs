//! The opening of client secrets.

use super::RecordError;
use crate::context::Context;
use tokenry_model::{client::Client, id::Id, secret::Secret, server::Server, token::Token};
use tokenry_oauth::{error::TokenError, http::Identity};
use tokenry_vault::vault::KeyId;
use tokenry_vault::vault::SealedCell;
use tokenry_vault::vault::VaultError;

impl Context {
    /// The decrypted secret of a client.
    pub(crate) async fn client_secret(
        &self,
        client: &Client,
    ) -> Result<Option<Secret>, RecordError> {
        self.open_vault().await?;
        self.vault.ensure_key(KeyId::Server(client.server)).await?;
        Ok(self.opened_client_secret(client)?)
    }

    /// The certificate of a token's client, if it has one (RFC 8705).
    pub(crate) async fn identity_of(&self, token: &Token) -> Result<Option<Identity>, RecordError> {
        let Some(client) = token.client else {
            return Ok(None);
        };
        let client = self.store.client(client).await?;
        if !client.profile.auth.is_tls() {
            return Ok(None);
        }
        let secret = self.client_secret(&client).await?;
        let identity = secret.as_ref().map(Identity::read).transpose();
        Ok(identity.map_err(TokenError::from)?)
    }

    /// The same. The vault must be open and have the server's key.
    pub(crate) fn opened_client_secret(
        &self,
        client: &Client,
    ) -> Result<Option<Secret>, VaultError> {
        let place = secret_place(client.server, client.id);
        let open = |sealed| self.vault.open_secret(&place, sealed);
        client.secret.as_ref().map(open).transpose()
    }
}

pub(crate) fn secret_place(server: Id<Server>, client: Id<Client>) -> SealedCell {
    SealedCell {
        table: "client",
        column: "secret",
        row: *client.as_uuid(),
        key: KeyId::Server(server),
        generation: 0,
    }
}
