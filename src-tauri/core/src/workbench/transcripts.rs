//! Transcripts, and what servers said at a registration: sealed, and opened again.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::Workbench;
use crate::error::Error;
use tokenry_model::{
    client::{Client, registration::Registration},
    clock::Timestamp,
    id::Id,
    server::Server,
    token::Token,
    transcript::Transcript,
};
use tokenry_vault::{
    store::{RegistrationRow, SealedTranscript},
    vault::{KeyId, Place, VaultError},
};

/// A transcript of a token, with its time.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTranscript {
    pub at: Timestamp,
    pub transcript: Transcript,
}

/// What is sealed of a registration besides its token.
#[derive(Serialize, Deserialize)]
struct RegistrationContent {
    uri: Option<Url>,
    said: Map<String, Value>,
    transcript: Transcript,
}

/// Where a transcript stands: at its token, by its time.
pub(crate) fn place(token: Id<Token>, server: Id<Server>, at: Timestamp) -> Place {
    Place {
        table: "transcripts",
        column: "content",
        row: *token.as_uuid(),
        key: KeyId::Server(server),
        generation: at.as_millisecond(),
    }
}

fn registration_place(client: Id<Client>, server: Id<Server>) -> Place {
    Place {
        table: "registrations",
        column: "content",
        row: *client.as_uuid(),
        key: KeyId::Server(server),
        generation: 0,
    }
}

impl Workbench {
    /// Keeps what happened to a token. What happened is no reason to fail: where the vault was
    /// locked meanwhile there is no transcript.
    pub(crate) async fn keep_transcript(
        &self,
        token: &Token,
        transcript: &Transcript,
    ) -> Result<(), Error> {
        let at = self.now();
        match self.sealed_transcript(token.id, token.server, at, transcript) {
            Ok(sealed) => Ok(self.inner.store.append_transcript(&sealed).await?),
            Err(Error::Vault(VaultError::Locked { .. })) => {
                tracing::warn!("locked before a transcript could be sealed");
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn sealed_transcript(
        &self,
        token: Id<Token>,
        server: Id<Server>,
        at: Timestamp,
        transcript: &Transcript,
    ) -> Result<SealedTranscript, Error> {
        let plain = serde_json::to_vec(transcript)?;
        let content = self.inner.vault.seal(&place(token, server, at), &plain)?;
        Ok(SealedTranscript { token, at, content })
    }

    /// Newest first. One that cannot be opened is left out. The vault is open.
    pub(super) async fn transcripts(
        &self,
        token: &Token,
        limit: u32,
    ) -> Result<Vec<StoredTranscript>, Error> {
        let sealed = self.inner.store.transcripts(token.id, limit).await?;
        let open = |sealed: SealedTranscript| {
            let place = place(token.id, token.server, sealed.at);
            let plain = self.inner.vault.open_sealed(&place, &sealed.content);
            let read = plain
                .ok()
                .and_then(|plain| serde_json::from_slice(&plain).ok());
            if read.is_none() {
                tracing::warn!(token = %token.id, "a transcript cannot be opened");
            }
            read.map(|transcript| StoredTranscript {
                at: sealed.at,
                transcript,
            })
        };
        Ok(sealed.into_iter().filter_map(open).collect())
    }

    pub(super) fn sealed_registration(
        &self,
        client: Id<Client>,
        server: Id<Server>,
        registration: &Registration,
    ) -> Result<RegistrationRow, Error> {
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
            content: self.inner.vault.seal(&place, &plain)?,
        })
    }

    /// Whether Tokenry registered the client. Needs no key.
    pub async fn is_registered(&self, id: Id<Client>) -> Result<bool, Error> {
        Ok(self.inner.store.is_registered(id).await?)
    }

    /// How a client came to be registered, if Tokenry did it.
    pub async fn registration(&self, id: Id<Client>) -> Result<Option<Registration>, Error> {
        if !self.is_registered(id).await? {
            return Ok(None);
        }
        // An older format has it elsewhere until the vault is open.
        self.open_vault().await?;
        let Some(row) = self.inner.store.registration(id).await? else {
            return Ok(None);
        };
        let client = self.inner.store.client(id).await?;
        let place = registration_place(id, client.server);
        let plain = self.inner.vault.open_sealed(&place, &row.content)?;
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
