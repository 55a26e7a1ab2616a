//! Are server, client and token as Tokenry stored them? Asked before a secret of theirs is used.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::Workbench;
use crate::{error::Error, events::Event};
use tokenry_model::{
    client::{Client, ClientProfile},
    id::Id,
    sealed::Sealed,
    server::{Placement, Server, ServerProfile},
    token::Token,
};
use tokenry_vault::{
    authentic::{Changed, ChangedField, Untrue, differences},
    store::ChangedKind,
    vault::{KeyId, Place, VaultError, VaultStatus},
};

/// What is sealed of a token besides its secrets.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Belonging {
    client: Option<Id<Client>>,
    /// How this very token is sent.
    placement: Option<Placement>,
}

impl Belonging {
    fn of(token: &Token) -> Self {
        Self {
            client: token.client,
            placement: token.placement.clone(),
        }
    }
}

/// Where the seal of a row stands. A row that names another server has another key, and so its
/// seal does not open.
fn place(kind: ChangedKind, row: Uuid, server: Id<Server>) -> Place {
    let (table, column) = match kind {
        ChangedKind::Server => ("servers", "seal"),
        ChangedKind::Client => ("clients", "seal"),
        ChangedKind::Token => ("tokens", "seal"),
    };
    Place {
        table,
        column,
        row,
        key: KeyId::Server(server),
        generation: 0,
    }
}

impl Workbench {
    /// The sealed copy that is stored beside a server. The vault is open and has the key.
    pub(crate) fn server_seal(&self, server: &Server) -> Result<Sealed, Error> {
        let place = place(ChangedKind::Server, *server.id.as_uuid(), server.id);
        self.sealed_copy(&place, &server.profile)
    }

    pub(crate) fn client_seal(&self, client: &Client) -> Result<Sealed, Error> {
        let place = place(ChangedKind::Client, *client.id.as_uuid(), client.server);
        self.sealed_copy(&place, &client.profile)
    }

    pub(crate) fn token_seal(&self, token: &Token) -> Result<Sealed, VaultError> {
        let place = place(ChangedKind::Token, *token.id.as_uuid(), token.server);
        // Ids and texts cannot fail to become JSON; an empty copy would be told as a change.
        let copy = serde_json::to_vec(&Belonging::of(token)).unwrap_or_default();
        self.inner.vault.seal(&place, &copy)
    }

    fn sealed_copy(&self, place: &Place, of: &impl Serialize) -> Result<Sealed, Error> {
        let copy = serde_json::to_vec(of)?;
        Ok(self.inner.vault.seal(place, &copy)?)
    }

    /// A server whose addresses a secret may be sent to; [`Error::Changed`] where it is not as
    /// Tokenry stored it.
    pub(crate) async fn true_server(&self, id: Id<Server>) -> Result<Server, Error> {
        self.open_vault().await?;
        Ok(self.used_server(id).await?)
    }

    /// A client whose secret may be used, with its server.
    pub(crate) async fn true_client(&self, id: Id<Client>) -> Result<(Client, Server), Error> {
        self.open_vault().await?;
        let client = self.inner.store.client(id).await?;
        let server = self.used_server(client.server).await?;
        told(self.client_changed(&client).await?)?;
        Ok((client, server))
    }

    /// The server and the client of a token that is about to be used.
    pub(crate) async fn true_token(
        &self,
        token: &Token,
    ) -> Result<(Server, Option<Client>), Error> {
        self.open_vault().await?;
        Ok(if let Some(client) = token.client {
            let (server, client) = self.used_for(token, client).await?;
            (server, Some(client))
        } else {
            let server = self.used_server(token.server).await?;
            told(self.token_changed(token).await?)?;
            (server, None)
        })
    }

    /// The same for a token of a client, where the vault is known to be open.
    pub(crate) async fn used_for(
        &self,
        token: &Token,
        client: Id<Client>,
    ) -> Result<(Server, Client), Untrue> {
        let server = self.used_server(token.server).await?;
        told(self.token_changed(token).await?)?;
        let client = self.inner.store.client(client).await?;
        told(self.client_changed(&client).await?)?;
        Ok((server, client))
    }

    async fn used_server(&self, id: Id<Server>) -> Result<Server, Untrue> {
        let server = self.inner.store.server(id).await?;
        told(self.server_changed(&server).await?)?;
        Ok(server)
    }

    pub(crate) async fn server_changed(&self, server: &Server) -> Result<Option<Changed>, Untrue> {
        let kind = ChangedKind::Server;
        let stored: Option<ServerProfile> = self
            .as_stored(kind, *server.id.as_uuid(), server.id)
            .await?;
        let name = &server.profile.name;
        let id = *server.id.as_uuid();
        Ok(compare(kind, id, name, stored.as_ref(), &server.profile))
    }

    pub(crate) async fn client_changed(&self, client: &Client) -> Result<Option<Changed>, Untrue> {
        let kind = ChangedKind::Client;
        let id = *client.id.as_uuid();
        let stored: Option<ClientProfile> = self.as_stored(kind, id, client.server).await?;
        let name = &client.profile.name;
        Ok(compare(kind, id, name, stored.as_ref(), &client.profile))
    }

    pub(crate) async fn token_changed(&self, token: &Token) -> Result<Option<Changed>, Untrue> {
        let kind = ChangedKind::Token;
        let id = *token.id.as_uuid();
        let stored: Option<Belonging> = self.as_stored(kind, id, token.server).await?;
        let now = Belonging::of(token);
        let mut changed = compare(kind, id, &token.name, stored.as_ref(), &now);
        if let Some(changed) = &mut changed {
            for field in &mut changed.fields {
                self.name_client(field).await;
            }
        }
        Ok(changed)
    }

    /// What the seal of a row says; nothing where it has none that opens here.
    async fn as_stored<T: DeserializeOwned>(
        &self,
        kind: ChangedKind,
        id: Uuid,
        server: Id<Server>,
    ) -> Result<Option<T>, Untrue> {
        let Some(seal) = self.inner.store.seal_of(kind, id).await? else {
            return Ok(None);
        };
        match self
            .inner
            .vault
            .open_sealed(&place(kind, id, server), &seal)
        {
            Ok(copy) => Ok(serde_json::from_slice(&copy).ok()),
            Err(locked @ VaultError::Locked { .. }) => Err(locked.into()),
            Err(_) => Ok(None),
        }
    }

    /// People know clients by their names.
    async fn name_client(&self, field: &mut ChangedField) {
        for text in [&mut field.was, &mut field.is] {
            if let Ok(id) = text.parse()
                && let Ok(client) = self.inner.store.client(id).await
            {
                *text = format!("“{}”", client.profile.name);
            }
        }
    }

    /// Every row that is not as Tokenry stored it: servers first, then clients and tokens. Tells
    /// nothing while the vault is not open, for then nothing can be sent either.
    pub async fn changed(&self) -> Result<Vec<Changed>, Error> {
        if !matches!(self.vault_status().await?, VaultStatus::Open { .. }) {
            return Ok(Vec::new());
        }
        self.open_vault().await?;
        let store = &self.inner.store;
        let mut found = Vec::new();
        for server in store.servers().await? {
            found.extend(self.server_changed(&server).await?);
        }
        for client in store.clients().await? {
            found.extend(self.client_changed(&client).await?);
        }
        for token in store.tokens().await? {
            found.extend(self.token_changed(&token).await?);
        }
        Ok(found)
    }

    /// Takes a row as the database has it now, because a person says that it is right.
    pub async fn confirm_changed(&self, changed: &Changed) -> Result<(), Error> {
        self.open_vault().await?;
        let (kind, id) = (changed.kind, changed.id);
        let seal = match kind {
            ChangedKind::Server => {
                let server = self.inner.store.server(Id::from_uuid(id)).await?;
                Self::still(changed, self.server_changed(&server).await?)?;
                self.inner
                    .vault
                    .ensure_key(KeyId::Server(server.id))
                    .await?;
                self.server_seal(&server)?
            }
            ChangedKind::Client => {
                let client = self.inner.store.client(Id::from_uuid(id)).await?;
                Self::still(changed, self.client_changed(&client).await?)?;
                self.inner
                    .vault
                    .ensure_key(KeyId::Server(client.server))
                    .await?;
                self.client_seal(&client)?
            }
            ChangedKind::Token => {
                let token = self.inner.store.token(Id::from_uuid(id)).await?;
                Self::still(changed, self.token_changed(&token).await?)?;
                self.token_seal(&token)?
            }
        };
        self.inner.store.put_seal(kind, id, &seal).await?;
        self.tell_all();
        Ok(())
    }

    /// Puts back what Tokenry stored. [`Error::NothingKnown`] where the seal is gone too.
    pub async fn put_back(&self, changed: &Changed) -> Result<(), Error> {
        self.open_vault().await?;
        let (kind, id) = (changed.kind, changed.id);
        let store = &self.inner.store;
        let unknown = || Error::NothingKnown {
            name: changed.name.clone(),
        };
        match kind {
            ChangedKind::Server => {
                let server = store.server(Id::from_uuid(id)).await?;
                let stored = self.as_stored(kind, id, server.id).await?;
                let server = Server {
                    profile: stored.ok_or_else(unknown)?,
                    updated_at: self.now(),
                    ..server
                };
                store
                    .edit_server(&server, &self.server_seal(&server)?)
                    .await?;
            }
            ChangedKind::Client => {
                let client = store.client(Id::from_uuid(id)).await?;
                let stored = self.as_stored(kind, id, client.server).await?;
                let client = Client {
                    profile: stored.ok_or_else(unknown)?,
                    updated_at: self.now(),
                    ..client
                };
                store
                    .edit_client(&client, &self.client_seal(&client)?)
                    .await?;
            }
            ChangedKind::Token => {
                let token = store.token(Id::from_uuid(id)).await?;
                let stored: Option<Belonging> = self.as_stored(kind, id, token.server).await?;
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

    /// A person confirms what was shown, and not what somebody wrote there since.
    fn still(shown: &Changed, now: Option<Changed>) -> Result<(), Error> {
        match now {
            Some(now) if now == *shown => Ok(()),
            Some(now) => Err(Error::Changed(Box::new(now))),
            None => Ok(()),
        }
    }

    fn tell_all(&self) {
        self.inner.events.tell(Event::ServersChanged);
        self.inner.events.tell(Event::TokensChanged);
    }
}

fn told(changed: Option<Changed>) -> Result<(), Untrue> {
    match changed {
        Some(changed) => Err(Untrue::Changed(Box::new(changed))),
        None => Ok(()),
    }
}

fn compare<T: PartialEq + Serialize>(
    kind: ChangedKind,
    id: Uuid,
    name: &str,
    stored: Option<&T>,
    now: &T,
) -> Option<Changed> {
    if stored == Some(now) {
        return None;
    }
    Some(Changed {
        kind,
        id,
        name: name.to_owned(),
        fields: stored.map_or_else(Vec::new, |stored| differences(stored, now)),
        known: stored.is_some(),
    })
}
