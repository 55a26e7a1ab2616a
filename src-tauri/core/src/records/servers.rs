//! Edits of servers, stored with their seals.

use super::RecordError;
use crate::{context::Context, events::Event};
use tokenry_model::{id::Id, server::Server};
use tokenry_vault::vault::KeyId;

impl Context {
    /// Allows a server's tokens to go to one more origin.
    pub(crate) async fn allow_origin(
        &self,
        id: Id<Server>,
        origin: &str,
    ) -> Result<(), RecordError> {
        let mut server = self.true_server(id).await?;
        if !server.profile.origins.iter().any(|known| known == origin) {
            server.profile.origins.push(origin.to_owned());
        }
        server.updated_at = self.now();
        self.store_edited(&server).await?;
        self.events.tell(Event::ServersChanged);
        Ok(())
    }

    pub(crate) async fn store_edited(&self, server: &Server) -> Result<(), RecordError> {
        // A server that was stored by a Tokenry that was killed just then may have no key.
        let key = KeyId::Server(server.id);
        self.vault.ensure_key(key).await?;
        let seal = self.server_seal(server)?;
        Ok(self.store.edit_server(server, &seal).await?)
    }
}
