//! Servers: discovery, adding, editing and removing.

use url::Url;

use super::{
    Removal, Workbench,
    name_lookup::{is_unknown, meant},
};
use crate::{discovery, error::Error, events::Event, recipe::Recipe};
use tokenry_model::{
    client::Client,
    id::Id,
    server::{Server, ServerProfile},
};
use tokenry_oauth::discovery::Discovery;
use tokenry_vault::{
    profile_secrets,
    store::{DataKeyRow, Forgotten, Noun},
    vault::KeyId,
};

/// A server and what belongs to it.
#[derive(Debug, Clone)]
pub struct ServerWithClients {
    pub server: Server,
    pub clients: Vec<Client>,
    pub token_count: u32,
}

impl Workbench {
    /// Discovers the server at a URL ([`discovery`]). Sends no credentials and stores nothing.
    /// Invalid recipes are skipped.
    pub async fn discover(&self, address: &str) -> Result<Discovery, Error> {
        let recipes: Vec<Recipe> = self
            .context
            .recipes
            .all()
            .into_iter()
            .filter_map(|found| Some(found.ok()?.recipe))
            .collect();
        let now = self.context.now();
        let found = discovery::find(&self.context.http, address, &recipes, now).await?;
        let recent = &self.inner.recent;
        recent.keep_discovery(now, found.transcript.clone());
        if found.found.is_none() {
            let transcript = found.transcript.clone();
            self.keep_failed_discovery(&found.address, transcript).await;
        }
        Ok(found)
    }

    pub async fn servers(&self) -> Result<Vec<ServerWithClients>, Error> {
        let store = &self.context.store;
        let clients = store.clients().await?;
        let tokens = store.tokens().await?;
        let with_clients = |server: Server| ServerWithClients {
            clients: clients
                .iter()
                .filter(|client| client.server == server.id)
                .cloned()
                .collect(),
            token_count: u32::try_from(
                tokens
                    .iter()
                    .filter(|token| token.server == server.id)
                    .count(),
            )
            .unwrap_or(u32::MAX),
            server,
        };
        Ok(store
            .servers()
            .await?
            .into_iter()
            .map(with_clients)
            .collect())
    }

    pub async fn server(&self, id: Id<Server>) -> Result<Server, Error> {
        Ok(self.context.store.server(id).await?)
    }

    /// Finds a server by name ([`meant`]) or by id.
    pub async fn server_named(&self, name: &str) -> Result<Server, Error> {
        if let Ok(id) = name.parse() {
            return self.server(id).await;
        }
        let exact = self.context.store.server_named(name).await;
        if is_unknown(&exact) {
            let all = self.context.store.servers().await?;
            return meant(Noun::Server, name, all, |one| one.profile.name.as_str());
        }
        Ok(exact?)
    }

    /// Stores a server and creates the data key that seals its secrets.
    pub async fn add_server(&self, profile: ServerProfile) -> Result<Server, Error> {
        check(&profile)?;
        self.open_vault().await?;
        let now = self.context.now();
        let mut server = Server {
            id: Id::new(&self.context.ambient),
            profile: profile_secrets::shown(&profile),
            created_at: now,
            updated_at: now,
        };
        let key = KeyId::Server(server.id);
        let row = self.context.vault.prepare_key(key)?;
        let stored = self.store_server(&mut server, profile, &row).await;
        if let Err(error) = stored {
            self.context.vault.forget_key(key);
            return Err(error);
        }
        self.context.events.tell(Event::ServersChanged);
        Ok(server)
    }

    /// Seals the secrets of the profile. The data key must be prepared.
    async fn store_server(
        &self,
        server: &mut Server,
        profile: ServerProfile,
        key: &DataKeyRow,
    ) -> Result<(), Error> {
        server.profile = self.context.parted_server(server.id, profile, None).await?;
        let seal = self.context.server_seal(server)?;
        Ok(self.context.store.add_server(server, &seal, key).await?)
    }

    /// Returns what is removed along with a server.
    pub async fn server_removal(&self, id: Id<Server>) -> Result<Removal, Error> {
        self.removal(|client| client.server == id, |token| token.server == id)
            .await
    }

    /// Removes a server with its clients and tokens, and destroys their data key.
    pub async fn remove_server(&self, id: Id<Server>) -> Result<(), Error> {
        self.context.store.remove_server(id).await?;
        self.context.vault.destroy_key(KeyId::Server(id)).await?;
        self.forget_in_backups(Forgotten::Server(id)).await;
        self.context.events.tell(Event::ServersChanged);
        self.context.events.tell(Event::TokensChanged);
        Ok(())
    }
}

/// Checks the form before anything is stored.
pub(super) fn check(profile: &ServerProfile) -> Result<(), Error> {
    if profile.name.trim().is_empty() {
        return Err(Error::Missing {
            what: "name of the server",
        });
    }
    for origin in &profile.origins {
        let known = Url::parse(origin)
            .is_ok_and(|url| url.origin().is_tuple() && matches!(url.path(), "" | "/"));
        if !known {
            return Err(Error::BadOrigin {
                origin: origin.clone(),
            });
        }
    }
    Ok(())
}
