//! What an older format stored without seals gets them, once: when the vault is first open.
//!
//! That it was done is in the wrapping of each server's data key, which only the vault's key can
//! make. Whoever clears the seals, or writes rows of his own, cannot have it done again.

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
    /// What is due when the vault is open: all that an older version stored plain is sealed, and
    /// once that is known to be so, the backups that hold it go. Costs nothing but a look at the
    /// keys where there is nothing to do.
    pub(crate) async fn settle(&self) -> Result<(), RecordError> {
        let sealed_now = Box::pin(self.take_over()).await?;
        let profiles_were_sealed = self.seal_profiles().await;
        if profiles_were_sealed && !sealed_now {
            self.end_backups().await;
        }
        Ok(())
    }

    /// Whether there was anything to do.
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
            // What was plain is in no free page, and not in the log either.
            self.store.checkpoint_truncate().await?;
            self.store.scrub_backups().await?;
            // The keys are wrapped anew.
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

    /// Ends the backups of before an upgrade, which hold plain what is sealed now: the upgraded
    /// database was opened again, and so did its vault. Called where nothing had to be sealed any
    /// more; what fails is tried next time.
    async fn end_backups(&self) {
        let store = &self.store;
        let ended = async {
            if !store.was_upgraded() && store.has_backups()? && store.is_all_sealed().await? {
                store.remove_backups()?;
            }
            Ok::<(), StoreError>(())
        };
        if let Err(error) = ended.await {
            tracing::warn!(%error, "backups of before an upgrade stay");
        }
    }

    /// `None` where there is no reason.
    fn sealed_health(&self, server: Id<Server>, plain: &PlainHealth) -> Option<(Health, Sealed)> {
        let health: Health = serde_json::from_str(&plain.health).ok()?;
        let place = health_place(plain.token, server, plain.generation);
        let words = self.vault.health(place, &health)?;
        Some((health.without_words(), words))
    }

    /// Server, clients and tokens as they are now.
    async fn seal_rows(&self, id: Id<Server>, taken: &mut TakenOver) -> Result<(), RecordError> {
        let store = &self.store;
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

/// `None`: nothing in it can be read.
fn told(plain: PlainEvent) -> Option<TokenEvent> {
    Some(TokenEvent {
        at: Timestamp::from_millisecond(plain.at).ok()?,
        kind: serde_json::from_str(&plain.kind).ok()?,
        detail: plain.detail,
    })
}
