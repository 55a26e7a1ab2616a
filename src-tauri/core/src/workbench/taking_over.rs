//! What an older format stored without seals gets them, once: when the vault is first open.
//!
//! That it was done is in the wrapping of each server's data key, which only the vault's key can
//! make. Whoever clears the seals, or writes rows of his own, cannot have it done again.

use std::sync::atomic::Ordering;

use super::Workbench;
use crate::{
    client::registration::Registration,
    clock::Timestamp,
    error::Error,
    id::Id,
    server::Server,
    store::{PlainRegistration, StoreError, TakenOver},
    transcript::Transcript,
    vault::KeyId,
};

impl Workbench {
    /// Costs nothing but a look at the keys where there is nothing to do. The vault is open.
    pub(super) async fn take_over(&self) -> Result<(), Error> {
        if self.inner.taken_over.load(Ordering::Acquire) {
            return Ok(());
        }
        let servers = self.inner.vault.unmarked()?;
        let due = !servers.is_empty();
        for server in servers {
            self.take_over_server(server).await?;
        }
        if due {
            // What was plain is in no free page, and not in the log either.
            self.inner.store.checkpoint_truncate().await?;
            self.inner.store.scrub_backups().await?;
            // The keys are wrapped anew.
            self.inner.vault.ensure_open().await?;
        }
        self.inner.taken_over.store(true, Ordering::Release);
        Ok(())
    }

    async fn take_over_server(&self, id: Id<Server>) -> Result<(), Error> {
        let (store, vault) = (&self.inner.store, &self.inner.vault);
        let (key, wrapped_before) = vault.marked(KeyId::Server(id))?;
        let mut taken = TakenOver {
            key,
            wrapped_before,
            server: None,
            clients: Vec::new(),
            tokens: Vec::new(),
            transcripts: Vec::new(),
            registrations: Vec::new(),
        };
        // A row that cannot be read gets no seal: should it be readable again, a person is asked.
        if let Some(server) = readable(store.server(id).await)? {
            taken.server = Some((id, self.server_seal(&server)?));
        }
        for client in store.clients().await? {
            if client.server == id {
                taken.clients.push((client.id, self.client_seal(&client)?));
            }
        }
        for token in store.tokens().await? {
            if token.server == id {
                taken.tokens.push((token.id, self.token_seal(&token)?));
            }
        }
        let unsealed = store.unsealed(id).await?;
        for (number, token, at, content) in unsealed.transcripts {
            let Ok(transcript) = serde_json::from_str::<Transcript>(&content) else {
                continue;
            };
            let Ok(at) = Timestamp::from_millisecond(at) else {
                continue;
            };
            let sealed = self.sealed_transcript(token, id, at, &transcript)?;
            taken.transcripts.push((number, sealed));
        }
        for plain in unsealed.registrations {
            let client = plain.client;
            if let Some(registration) = read(plain) {
                let row = self.sealed_registration(client, id, &registration)?;
                taken.registrations.push(row);
            }
        }
        store.take_over(&taken).await?;
        Ok(())
    }
}

fn readable<T>(read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Ok(row) => Ok(Some(row)),
        Err(StoreError::BadRow { .. } | StoreError::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// `None`: nothing in it can be read.
fn read(plain: PlainRegistration) -> Option<Registration> {
    let time = |millis| Timestamp::from_millisecond(millis).ok();
    Some(Registration {
        way: serde_json::from_str(&plain.way).ok()?,
        registered_at: time(plain.registered_at)?,
        issued_at: plain.issued_at.and_then(time),
        uri: plain.uri.and_then(|uri| uri.parse().ok()),
        token: plain.token,
        said: serde_json::from_str(&plain.said).unwrap_or_default(),
        said_at: time(plain.said_at)?,
        transcript: serde_json::from_str(&plain.transcript).unwrap_or_default(),
    })
}
