//! Verification that Tokenry wrote a server, client or token, done before one of its secrets is used.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::RecordError;
use crate::context::Context;
use tokenry_model::{
    client::{Client, ClientProfile},
    id::Id,
    sealed::Sealed,
    server::{Placement, Server, ServerProfile},
    token::Token,
};
use tokenry_vault::authentic::Changed;
use tokenry_vault::authentic::ChangedField;
use tokenry_vault::authentic::differences;
use tokenry_vault::store::ChangedKind;
use tokenry_vault::vault::KeyId;
use tokenry_vault::vault::SealedCell;
use tokenry_vault::vault::VaultError;

/// The data of a token that is sealed besides its secrets.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Belonging {
    pub(crate) client: Option<Id<Client>>,
    /// The placement of this token.
    pub(crate) placement: Option<Placement>,
}

impl Belonging {
    fn of(token: &Token) -> Self {
        Self {
            client: token.client,
            placement: token.placement.clone(),
        }
    }
}

/// The place of the seal of a row. If the row is moved to another server, whose key differs, its seal
/// does not open.
fn place(kind: ChangedKind, row: Uuid, server: Id<Server>) -> SealedCell {
    let (table, column) = match kind {
        ChangedKind::Server => ("servers", "seal"),
        ChangedKind::Client => ("clients", "seal"),
        ChangedKind::Token => ("tokens", "seal"),
    };
    SealedCell {
        table,
        column,
        row,
        key: KeyId::Server(server),
        generation: 0,
    }
}

impl Context {
    /// The sealed copy to store with a server. The vault must be open and have the key.
    pub(crate) fn server_seal(&self, server: &Server) -> Result<Sealed, RecordError> {
        let place = place(ChangedKind::Server, *server.id.as_uuid(), server.id);
        self.sealed_copy(&place, &server.profile)
    }

    pub(crate) fn client_seal(&self, client: &Client) -> Result<Sealed, RecordError> {
        let place = place(ChangedKind::Client, *client.id.as_uuid(), client.server);
        self.sealed_copy(&place, &client.profile)
    }

    pub(crate) fn token_seal(&self, token: &Token) -> Result<Sealed, VaultError> {
        let place = place(ChangedKind::Token, *token.id.as_uuid(), token.server);
        // Ids and texts always serialize. An empty copy would be reported as a change.
        let copy = serde_json::to_vec(&Belonging::of(token)).unwrap_or_default();
        self.vault.seal(&place, &copy)
    }

    fn sealed_copy(&self, place: &SealedCell, of: &impl Serialize) -> Result<Sealed, RecordError> {
        let copy = serde_json::to_vec(of)?;
        Ok(self.vault.seal(place, &copy)?)
    }

    /// A server to whose URLs a secret may be sent. [`RecordError::Changed`] if something other than
    /// Tokenry changed it.
    pub(crate) async fn true_server(&self, id: Id<Server>) -> Result<Server, RecordError> {
        self.open_vault().await?;
        self.used_server(id).await
    }

    /// A client whose secret may be used, with its server.
    pub(crate) async fn true_client(
        &self,
        id: Id<Client>,
    ) -> Result<(Client, Server), RecordError> {
        self.open_vault().await?;
        let client = self.store.client(id).await?;
        let server = self.used_server(client.server).await?;
        told(self.client_changed(&client).await?)?;
        Ok((client, server))
    }

    /// The server and the client of a token that is about to be used.
    pub(crate) async fn true_token(
        &self,
        token: &Token,
    ) -> Result<(Server, Option<Client>), RecordError> {
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

    /// The same for a token with a client. The vault must be open.
    pub(crate) async fn used_for(
        &self,
        token: &Token,
        client: Id<Client>,
    ) -> Result<(Server, Client), RecordError> {
        let server = self.used_server(token.server).await?;
        told(self.token_changed(token).await?)?;
        let client = self.store.client(client).await?;
        told(self.client_changed(&client).await?)?;
        Ok((server, client))
    }

    async fn used_server(&self, id: Id<Server>) -> Result<Server, RecordError> {
        let server = self.store.server(id).await?;
        told(self.server_changed(&server).await?)?;
        Ok(server)
    }

    pub(crate) async fn server_changed(
        &self,
        server: &Server,
    ) -> Result<Option<Changed>, RecordError> {
        let kind = ChangedKind::Server;
        let stored: Option<ServerProfile> = self
            .as_stored(kind, *server.id.as_uuid(), server.id)
            .await?;
        let name = &server.profile.name;
        let id = *server.id.as_uuid();
        Ok(compare(kind, id, name, stored.as_ref(), &server.profile))
    }

    pub(crate) async fn client_changed(
        &self,
        client: &Client,
    ) -> Result<Option<Changed>, RecordError> {
        let kind = ChangedKind::Client;
        let id = *client.id.as_uuid();
        let stored: Option<ClientProfile> = self.as_stored(kind, id, client.server).await?;
        let name = &client.profile.name;
        Ok(compare(kind, id, name, stored.as_ref(), &client.profile))
    }

    pub(crate) async fn token_changed(
        &self,
        token: &Token,
    ) -> Result<Option<Changed>, RecordError> {
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

    /// The content of the seal of a row. `None` if there is none or it does not open.
    pub(crate) async fn as_stored<T: DeserializeOwned>(
        &self,
        kind: ChangedKind,
        id: Uuid,
        server: Id<Server>,
    ) -> Result<Option<T>, RecordError> {
        let Some(seal) = self.store.seal_of(kind, id).await? else {
            return Ok(None);
        };
        match self.vault.open_sealed(&place(kind, id, server), &seal) {
            Ok(copy) => Ok(serde_json::from_slice(&copy).ok()),
            Err(locked @ VaultError::Locked { .. }) => Err(locked.into()),
            Err(_) => Ok(None),
        }
    }

    /// Replaces the id of a client with its name.
    async fn name_client(&self, field: &mut ChangedField) {
        for text in [&mut field.was, &mut field.is] {
            if let Ok(id) = text.parse()
                && let Ok(client) = self.store.client(id).await
            {
                *text = format!("“{}”", client.profile.name);
            }
        }
    }
}

fn told(changed: Option<Changed>) -> Result<(), RecordError> {
    match changed {
        Some(changed) => Err(RecordError::Changed(Box::new(changed))),
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
