//! The upgrade of an older format: unsealed data is sealed once, when the vault is first open.
//!
//! The wrapping of each server's data key records that this was done, and only the vault's key can make
//! it. Another program that clears the seals or adds rows cannot trigger the upgrade again.

use std::sync::atomic::Ordering;

use super::{
    RecordError,
    token_words::{Seals as _, health_place},
};
use crate::context::Context;
use tokenry_model::{
    client::registration::Registration,
    clock::Timestamp,
    id::Id,
    sealed::Sealed,
    server::Server,
    token::{Health, TokenEvent},
    transcript::Transcript,
};
use tokenry_vault::{
    store::{PlainEvent, PlainHealth, PlainRegistration, StoreError, TakenOver},
    vault::{KeyId, Mark},
};

impl Context {
    /// Seals everything that an older version stored in plain text. Once that is confirmed, the backups
    /// that contain it are removed. If there is nothing to do, only the keys are read.
    pub(crate) async fn settle(&self) -> Result<(), RecordError> {
        let sealed_now = Box::pin(self.take_over()).await?;
        let profiles_were_sealed = self.seal_profiles().await;
        if profiles_were_sealed && !sealed_now {
            self.end_backups().await;
        }
        Ok(())
    }

    /// Returns whether there was anything to do.
    async fn take_over(&self) -> Result<bool, RecordError> {
        if self.taken_over.load(Ordering::Acquire) {
            return Ok(false);
        }
        let servers = self.vault.unmarked()?;
        let due = !servers.is_empty();
        for (server, mark) in servers {
            self.take_over_server(server, mark).await?;
        }
        if due {
            // No plain text may remain in free pages or in the write-ahead log.
            self.store.checkpoint_truncate().await?;
            self.store.scrub_backups().await?;
            // The keys are wrapped again.
            self.vault.ensure_open().await?;
        }
        self.taken_over.store(true, Ordering::Release);
        Ok(due)
    }

    async fn take_over_server(&self, id: Id<Server>, mark: Mark) -> Result<(), RecordError> {
        let (store, vault) = (&self.store, &self.vault);
        let (key, wrapped_before) = vault.marked(KeyId::Server(id))?;
        let mut taken = TakenOver {
            key,
            wrapped_before,
            server: None,
            clients: Vec::new(),
            tokens: Vec::new(),
            transcripts: Vec::new(),
            registrations: Vec::new(),
            events: Vec::new(),
            healths: Vec::new(),
        };
        if mark < Mark::Seals {
            self.seal_rows(id, &mut taken).await?;
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
        for plain in unsealed.events {
            let (number, token) = (plain.number, plain.token);
            if let Some(event) = told(plain)
                && let Some(sealed) = vault.event(token, id, &event)
            {
                taken.events.push((number, token, sealed));
            }
        }
        for plain in unsealed.healths {
            if let Some((state, words)) = self.sealed_health(id, &plain) {
                taken.healths.push((plain, state, words));
            }
        }
        store.take_over(&taken).await?;
        Ok(())
    }

    /// Removes the backups from before an upgrade, which contain in plain text what is sealed now.
    /// Called once nothing is left to be sealed, so the upgraded database and its vault have been opened
    /// again. After an error it is tried next time.
    async fn end_backups(&self) {
        let store = &self.store;
        let ended = async {
            if !store.was_upgraded() && store.has_backups()? && store.is_all_sealed().await? {
                store.remove_backups()?;
            }
            Ok::<(), StoreError>(())
        };
        if let Err(error) = ended.await {
            tracing::warn!(%error, "could not remove the backups from before an upgrade");
        }
    }

    /// `None` if there is no reason.
    fn sealed_health(&self, server: Id<Server>, plain: &PlainHealth) -> Option<(Health, Sealed)> {
        let health: Health = serde_json::from_str(&plain.health).ok()?;
        let place = health_place(plain.token, server, plain.generation);
        let words = self.vault.health(place, &health)?;
        Some((health.without_words(), words))
    }

    /// Seals the server, clients and tokens in their current state.
    async fn seal_rows(&self, id: Id<Server>, taken: &mut TakenOver) -> Result<(), RecordError> {
        let store = &self.store;
        // An unreadable row gets no seal. If it becomes readable again, a person is asked.
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

/// `None` if nothing in it can be read.
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

/// `None` if nothing in it can be read.
fn told(plain: PlainEvent) -> Option<TokenEvent> {
    Some(TokenEvent {
        at: Timestamp::from_millisecond(plain.at).ok()?,
        kind: serde_json::from_str(&plain.kind).ok()?,
        detail: plain.detail,
    })
}
