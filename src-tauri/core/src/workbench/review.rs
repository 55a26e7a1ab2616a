//! Rows changed by another program: listing, confirming and restoring them.

use super::Workbench;
use crate::{error::Error, events::Event, records::authentic::Belonging};
use tokenry_model::{client::Client, id::Id, server::Server, token::Token};
use tokenry_vault::{
    authentic::Changed,
    store::ChangedKind,
    vault::{KeyId, VaultStatus},
};

impl Workbench {
    /// Returns every row that differs from what Tokenry stored: servers first, then clients and
    /// tokens. Empty while the vault is locked, since nothing can be sent then.
    pub async fn changed(&self) -> Result<Vec<Changed>, Error> {
        if !matches!(self.vault_status().await?, VaultStatus::Open { .. }) {
            return Ok(Vec::new());
        }
        self.open_vault().await?;
        let store = &self.context.store;
        let mut found = Vec::new();
        for server in store.servers().await? {
            found.extend(self.context.server_changed(&server).await?);
        }
        for client in store.clients().await? {
            found.extend(self.context.client_changed(&client).await?);
        }
        for token in store.tokens().await? {
            found.extend(self.context.token_changed(&token).await?);
        }
        Ok(found)
    }

    /// Accepts a row as it is in the database, after a person has confirmed it.
    pub async fn confirm_changed(&self, changed: &Changed) -> Result<(), Error> {
        self.open_vault().await?;
        let (kind, id) = (changed.kind, changed.id);
        let seal = match kind {
            ChangedKind::Server => {
                let server = self.context.store.server(Id::from_uuid(id)).await?;
                Self::still(changed, self.context.server_changed(&server).await?)?;
                self.context
                    .vault
                    .ensure_key(KeyId::Server(server.id))
                    .await?;
                self.context.server_seal(&server)?
            }
            ChangedKind::Client => {
                let client = self.context.store.client(Id::from_uuid(id)).await?;
                Self::still(changed, self.context.client_changed(&client).await?)?;
                self.context
                    .vault
                    .ensure_key(KeyId::Server(client.server))
                    .await?;
                self.context.client_seal(&client)?
            }
            ChangedKind::Token => {
                let token = self.context.store.token(Id::from_uuid(id)).await?;
                Self::still(changed, self.context.token_changed(&token).await?)?;
                self.context.token_seal(&token)?
            }
        };
        self.context.store.put_seal(kind, id, &seal).await?;
        self.tell_all();
        Ok(())
    }

    /// Restores what Tokenry stored. [`Error::NothingKnown`] if the seal is gone too.
    pub async fn put_back(&self, changed: &Changed) -> Result<(), Error> {
        self.open_vault().await?;
        let (kind, id) = (changed.kind, changed.id);
        let store = &self.context.store;
        let unknown = || Error::NothingKnown {
            name: changed.name.clone(),
        };
        match kind {
            ChangedKind::Server => {
                let server = store.server(Id::from_uuid(id)).await?;
                let stored = self.context.as_stored(kind, id, server.id).await?;
                let server = Server {
                    profile: stored.ok_or_else(unknown)?,
                    updated_at: self.context.now(),
                    ..server
                };
                store
                    .edit_server(&server, &self.context.server_seal(&server)?)
                    .await?;
            }
            ChangedKind::Client => {
                let client = store.client(Id::from_uuid(id)).await?;
                let stored = self.context.as_stored(kind, id, client.server).await?;
                let client = Client {
                    profile: stored.ok_or_else(unknown)?,
                    updated_at: self.context.now(),
                    ..client
                };
                store
                    .edit_client(&client, &self.context.client_seal(&client)?)
                    .await?;
            }
            ChangedKind::Token => {
                let token = store.token(Id::from_uuid(id)).await?;
                let stored: Option<Belonging> =
                    self.context.as_stored(kind, id, token.server).await?;
                let Belonging { client, placement } = stored.ok_or_else(unknown)?;
                let token = Token {
                    client,
                    placement,
                    ..token
                };
                store.belong(&token).await?;
            }
        }
        self.tell_all();
        Ok(())
    }

    /// Checks that the row is still the one that the person saw.
    fn still(shown: &Changed, now: Option<Changed>) -> Result<(), Error> {
        match now {
            Some(now) if now == *shown => Ok(()),
            Some(now) => Err(Error::Changed(Box::new(now))),
            None => Ok(()),
        }
    }

    fn tell_all(&self) {
        self.context.events.tell(Event::ServersChanged);
        self.context.events.tell(Event::TokensChanged);
    }
}
