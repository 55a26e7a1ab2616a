//! The storing of edited servers, with their seals.

use super::RecordError;
use crate::{context::Context, events::Event};
use tokenry_model::{id::Id, server::Server};
use tokenry_vault::vault::KeyId;

impl Context {
    /// Allows a server's tokens to be sent to another origin.
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
        // The server may have no key, if the process that stored it was killed.
        let key = KeyId::Server(server.id);
        self.vault.ensure_key(key).await?;
        let seal = self.server_seal(server)?;
        Ok(self.store.edit_server(server, &seal).await?)
    }
}
