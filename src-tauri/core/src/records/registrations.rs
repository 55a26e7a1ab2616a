//! The sealing and opening of registration responses.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::RecordError;
use crate::context::Context;
use tokenry_model::{
    client::{Client, registration::Registration},
    id::Id,
    server::Server,
    transcript::Transcript,
};
use tokenry_vault::store::RegistrationRow;
use tokenry_vault::vault::KeyId;
use tokenry_vault::vault::SealedCell;

/// The data of a registration that is sealed besides its token.
#[derive(Serialize, Deserialize)]
struct RegistrationContent {
    uri: Option<Url>,
    said: Map<String, Value>,
    transcript: Transcript,
}

fn registration_place(client: Id<Client>, server: Id<Server>) -> SealedCell {
    SealedCell {
        table: "registrations",
        column: "content",
        row: *client.as_uuid(),
        key: KeyId::Server(server),
        generation: 0,
    }
}

impl Context {
    pub(crate) fn sealed_registration(
        &self,
        client: Id<Client>,
        server: Id<Server>,
        registration: &Registration,
    ) -> Result<RegistrationRow, RecordError> {
        let plain = serde_json::to_vec(&RegistrationContent {
            uri: registration.uri.clone(),
            said: registration.said.clone(),
            transcript: registration.transcript.clone(),
        })?;
        let place = registration_place(client, server);
        Ok(RegistrationRow {
            client,
            way: registration.way,
            registered_at: registration.registered_at,
            issued_at: registration.issued_at,
            token: registration.token.clone(),
            said_at: registration.said_at,
            content: self.vault.seal(&place, &plain)?,
        })
    }

    /// Reads the registration of a client. The vault must be open.
    pub(crate) async fn opened_registration(
        &self,
        id: Id<Client>,
    ) -> Result<Option<Registration>, RecordError> {
        let Some(row) = self.store.registration(id).await? else {
            return Ok(None);
        };
        let client = self.store.client(id).await?;
        let place = registration_place(id, client.server);
        let plain = self.vault.open_sealed(&place, &row.content)?;
        let content: RegistrationContent = serde_json::from_slice(&plain)?;
        Ok(Some(Registration {
            way: row.way,
            registered_at: row.registered_at,
            issued_at: row.issued_at,
            uri: content.uri,
            token: row.token,
            said: content.said,
            said_at: row.said_at,
            transcript: content.transcript,
        }))
    }
}
